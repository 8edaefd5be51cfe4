"""The error of a configuration that cannot be."""

from __future__ import annotations


class ConfigurationError(ValueError):
    """A configuration that cannot be; its message is one line: the field, what was given, what is allowed."""
