"""The two doors of the region: pages for people, JSON for programs; both lead to the same operations."""
