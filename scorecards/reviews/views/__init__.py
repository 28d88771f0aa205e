"""The two doors of reviews: pages for leaders, JSON for programs."""
