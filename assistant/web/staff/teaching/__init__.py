"""The panels by which staff teach: questions that went wrong, and those that wait for review."""
