"""Follow-ups: goals, their indicators and measurements, and charts that tell signal from noise."""
