"""Not for us: a unit that was named as relevant says that it is not, with a reason, and may take that back."""
