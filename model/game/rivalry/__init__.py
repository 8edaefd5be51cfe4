"""Rivalry: market models, which say what rivals take, and structures, which say who is whose rival."""
