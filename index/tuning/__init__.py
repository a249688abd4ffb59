"""The default model tuned on the question bank: pairs, trainer, and the difference it makes."""
