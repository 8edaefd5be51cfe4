"""Other seeds of what is looked at, played aside, so that nobody takes one lucky seed for a result."""
