"""Towns as data: those that ship, those that an office imported, and its corrections."""
