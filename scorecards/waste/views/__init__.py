"""The doors to waste on the scorecards: pages, JSON, files, and the observations behind each number."""
