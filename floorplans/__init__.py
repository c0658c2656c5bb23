"""Reads drawings of floors and proposes what on them can be booked; knows nothing of bookings."""
