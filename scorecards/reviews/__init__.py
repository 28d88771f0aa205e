"""A leader's review as a record: the numbers as they were seen, the question, the decision and the actions."""
