"""The kernel's web side: the app factory and what all pages and APIs share."""
