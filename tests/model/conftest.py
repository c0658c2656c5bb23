"""Property tests on a machine that others use too: an example may take its time, and each run tries the same ones."""

from hypothesis import settings

settings.register_profile("shared machine", deadline=None, derandomize=True)
settings.load_profile("shared machine")
