"""Processes killed, databases gone and slow clients: nothing acknowledged is lost and nobody else is kept waiting."""
