"""Follow-ups: where a goal stands at the end of a period, and what is done about it."""
