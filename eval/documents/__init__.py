"""How much of a town is read from a document as printed, without rulings, and as a scan."""
