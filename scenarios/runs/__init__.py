"""Runs: a scenario played round by round into a folder, resumed, forked and read again."""
