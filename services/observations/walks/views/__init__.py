"""The two doors to walks: pages and the API."""
