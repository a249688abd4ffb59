"""A town's index on disk: built, stored, checked, followed."""
