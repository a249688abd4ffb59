"""The question log: what was asked and answered, without personal numbers, and what it shows."""
