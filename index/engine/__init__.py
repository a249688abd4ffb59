"""The embedding engine: the weights, how they become a small quick engine, and text to vectors."""
