"""The benchmark: how fast the whole application is, beside the machine's own limit in the same run."""
