"""The question bank, and the real letters that it is measured by."""
