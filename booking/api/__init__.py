"""The JSON door, under /api/v1: for other programs, with bearer tokens."""
