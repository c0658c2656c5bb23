"""The acts of those who manage the estate."""
