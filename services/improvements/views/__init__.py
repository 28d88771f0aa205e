"""The two doors of improvements: pages for people, JSON for programs; both lead to the same operations."""
