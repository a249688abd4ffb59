"""What is the same for every town: places, numbers to call, words."""
