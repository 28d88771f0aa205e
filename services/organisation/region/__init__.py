"""The region's divisions and units, with their past."""
