"""Folders that commit as a set: the manifest, and how a set of files becomes all new or stays all old."""
