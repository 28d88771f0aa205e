"""The two doors of the scorecards: pages for leaders, JSON for programs, and files to take to a meeting."""
