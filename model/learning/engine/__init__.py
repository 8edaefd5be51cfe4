"""The training engine: many silos as rows of one parameter matrix."""
