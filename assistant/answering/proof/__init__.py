"""The proof of an answer: each claim is computed again from the town's lists by other code."""
