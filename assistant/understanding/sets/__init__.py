"""What sets of duties a question asks for."""
