"""Pure decisions: they are given every fact and the time, and answer with values."""
