"""The only storey that speaks SQL. Its functions take a transaction first, never commit, and return model values."""
