"""The two doors of API clients, both for administrators."""
