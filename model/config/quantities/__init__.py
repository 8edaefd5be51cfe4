"""Quantities that differ between organizations: how they are written, where they come from, how they are drawn."""
