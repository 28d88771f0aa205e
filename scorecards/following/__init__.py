"""Follow-ups on scorecards: goals, what their indicators say, and the improvements that serve them."""
