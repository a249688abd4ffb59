"""From a question read and duties found to a proven `Answer`."""
