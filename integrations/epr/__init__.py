"""Approved visitors, as the electronic patient record reports them."""
