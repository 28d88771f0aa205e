"""The two doors to measurements: pages, files and the API."""
