"""What is done for many towns at once: loaded from a folder, asked across."""
