"""Doors to other systems of the trust."""
