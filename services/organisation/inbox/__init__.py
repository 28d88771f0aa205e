"""The inbox: what other units' improvements mean for somebody's own unit, on a page and as an e-mail digest."""
