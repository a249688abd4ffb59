"""What a town's staff do: missed questions, added questions, their effect, why a duty was found."""
