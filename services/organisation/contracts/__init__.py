"""What programs may rely on, for reading: the APIs, the events, and the schemas of their data."""
