"""Unique ids of agents, counted per model without keeping finished models alive."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mesa import Model


class UniqueIds:
    """The counters that Mesa 3.3 keeps in a dictionary of the class ``Agent``, keyed by model.

    Mesa's own dictionary holds every model for ever; this one forgets a model that nobody else needs. Later versions of
    Mesa count in the model and pass this over.
    """

    def __init__(self) -> None:
        self._counters: WeakKeyDictionary[Model, Iterator[int]] = WeakKeyDictionary()

    def __getitem__(self, model: Model) -> Iterator[int]:
        """Return the model's counter, which begins at 1."""
        return self._counters.setdefault(model, count(1))

    def __len__(self) -> int:
        """Return how many models are alive."""
        return len(self._counters)


unique_ids = UniqueIds()
"""The counters of all agents of this project."""
