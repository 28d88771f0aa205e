"""Goals of units, divisions and the region: what shall be reached, in which period, and what serves it."""
