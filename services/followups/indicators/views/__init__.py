"""The two doors to indicators: pages and the API."""
