"""The hall: one verb a module, one transaction a verb. Doors call these and nothing below them that writes."""
