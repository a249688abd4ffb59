"""What one way of answering is worth against another."""
