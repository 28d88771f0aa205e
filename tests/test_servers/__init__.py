"""The scripts that give tests their servers, tried on real servers."""
