"""The REST endpoints below /v1: who may call them, what they answer, how they fail."""
