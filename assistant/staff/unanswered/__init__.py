"""What was asked and not answered well: read from the log, sorted, and told by the week."""
