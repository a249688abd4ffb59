"""What a question states, as a small network reads it in words that no rule knows."""
