"""Notices: what some units ought to hear of, told in the transaction that makes it true."""
