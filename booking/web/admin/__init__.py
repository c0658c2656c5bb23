"""Administration: plain forms for those who look after the estate, its rules and its people."""
