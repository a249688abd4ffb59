"""Which matters a message has: its pieces, what is found for each, and where a new one begins."""
