"""Matters: which duties of another town are the reference town's, and the texts they share."""
