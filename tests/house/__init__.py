"""Tests about the house itself: packaging, layers and licences."""
