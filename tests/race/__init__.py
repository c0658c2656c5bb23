"""Many askers at once: one desk has one winner, whoever asks and from wherever."""
