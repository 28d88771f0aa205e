"""The two doors to follow-ups: pages and the API."""
