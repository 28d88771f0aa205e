"""The two doors to observations: pages and the API."""
