"""A question in words becomes a Reading: pure, without search and without sentences."""
