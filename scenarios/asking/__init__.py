"""Asking: a scenario played, or a study made, played and read, in one call; what Python and the command line have in common."""
