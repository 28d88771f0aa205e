"""The doors of people: signing in and out, the administrator's pages, JSON for programs."""
