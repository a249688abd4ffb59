"""A text before it is searched: words, spelling, the heading of a letter."""
