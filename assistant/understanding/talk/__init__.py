"""How messages hang together: several matters in one, and what points back at the talk."""
