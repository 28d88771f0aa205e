"""API clients: programs that read and write with a bearer token."""
