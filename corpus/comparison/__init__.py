"""Two documents beside each other: a town's versions, or two towns."""
