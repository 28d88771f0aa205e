"""The doors to value streams: pages for people, JSON for programs."""
