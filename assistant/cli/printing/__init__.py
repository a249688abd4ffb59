"""What the commands print, and what they ask at the console, with rich."""
