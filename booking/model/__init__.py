"""The words of the service: frozen values that every storey above shares."""
