"""How one improvement spreads: who has taken it over, when, from whom, and what became of it."""
