"""The staff tab: a login, and behind it one panel a task."""
