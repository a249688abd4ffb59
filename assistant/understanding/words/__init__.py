"""The words that understanding knows: data, and the lexicon that adds the town's own."""
