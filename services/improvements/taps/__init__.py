"""Same problem here: one tap of a unit that has the problem an improvement speaks of. It is never an adoption."""
