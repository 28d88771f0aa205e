"""The two doors to perspectives: pages and the API."""
