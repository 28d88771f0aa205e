"""The doors to follow-ups on scorecards: pages, API, files."""
