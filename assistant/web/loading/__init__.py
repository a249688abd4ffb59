"""What comes before the page can be used: its files, the shell that stands meanwhile, offline."""
