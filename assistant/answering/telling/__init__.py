"""The parts of an answer as lines of text: the one place where claims become sentences."""
