"""What a town's index is made of: its texts, their vectors, and what towns have in common."""
