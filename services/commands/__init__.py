"""The commands of the operator, a module for each group of them; `services.__main__` is the way in."""
