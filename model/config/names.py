"""Names that the configuration and the world share: the abstract task, a partition's owners, organizations."""

from __future__ import annotations

ABSTRACT = "abstract"
"""Name of the task without data: label distributions only, for the curve learner."""

OWNERS = "owners"
"""The parameter by which a partition asks for the natural owners of a task's samples."""

NAMES = "names"
"""The parameter by which a rivalry structure is told the names of the organizations."""

ORDER = "order"
"""The parameter by which a partition into natural owners is told whose parts are wanted, and in which order."""


def organization_name(index: int) -> str:
    """Return the name of an organization: A, B, C and so on, after Z comes AA.

    Example:
        >>> [organization_name(i) for i in (0, 25, 26, 702)]
        ['A', 'Z', 'AA', 'AAA']
    """
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
