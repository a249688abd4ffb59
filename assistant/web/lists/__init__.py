"""The lists tab."""
