"""Who may do what on every route, and what is written when they may not: nothing."""
