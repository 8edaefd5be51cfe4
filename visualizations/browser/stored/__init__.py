"""Runs that were played elsewhere, and studies, on the page."""
