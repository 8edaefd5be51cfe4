"""Stored calibrations of the tasks that need no download, one JSON file each."""
