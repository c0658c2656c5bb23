"""Tests of the booking service; the folders mirror the source."""
