"""Book desks, meeting rooms, clinic rooms and visiting rooms on live floor maps."""
