"""The largest sets of desks that can be used together: proven, not guessed."""
