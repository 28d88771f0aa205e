"""The two doors to goals: pages and the API."""
