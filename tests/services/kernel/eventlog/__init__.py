"""The event log and its two back ends."""
