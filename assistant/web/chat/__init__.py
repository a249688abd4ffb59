"""The chat tab: the conversation, and an answer as a card."""
