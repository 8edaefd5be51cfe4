"""Keyed randomness: every draw comes from a generator named by (seed, stream, round, organization).

Nothing in the project uses a global generator and no generator is carried from one round to the next, so that
a resumed run, a parallel run and a serial run are the same run, and changing the number of rivals, workers or
figures moves nobody else's draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from zlib import crc32

import numpy as np


def root_seed(given: Any) -> Any:
    """Return the root seed that a source of randomness stands for, whatever Mesa and numpy take as one.

    A number stays itself, and a text is left for the configuration to read. A generator is drawn from once, so that two
    simulations made from it differ; a seed sequence, or a list of numbers, gives the same seed each time.

    Args:
        given: a number, text, list of numbers, ``SeedSequence``, ``BitGenerator`` or ``Generator``; None for a fresh seed.

    Raises:
        ValueError: if numpy cannot make a generator of it; one line.

    Example:
        >>> root_seed(7), root_seed(np.random.SeedSequence(7)) == root_seed([7])
        (7, True)
    """
    if isinstance(given, str | float) or (
        isinstance(given, int | np.integer) and not isinstance(given, bool)
    ):
        return int(given) if isinstance(given, np.integer) else given
    if isinstance(given, np.random.Generator | np.random.BitGenerator):
        return int(np.random.default_rng(given).integers(2**63))
    try:
        sequence = given if isinstance(given, np.random.SeedSequence) else np.random.SeedSequence(given)
    except (TypeError, ValueError):
        raise ValueError(
            f"seed must be a whole number, or what numpy makes a generator of, got {given!r}"
        ) from None
    return int(sequence.generate_state(1, np.uint64)[0] >> np.uint64(1))


@dataclass(frozen=True)
class Streams:
    """The family of all random generators of one simulation.

    Args:
        seed: the root seed, a non-negative integer.

    Example:
        >>> streams = Streams(7)
        >>> a = streams.generator("decisions", round=3, organization=1).random()
        >>> a == streams.generator("decisions", round=3, organization=1).random()
        True
    """

    seed: int

    def generator(self, stream: str, *, round: int = 0, organization: int = 0) -> np.random.Generator:
        """Return the generator of one stream, round and organization; the same key always gives the same draws."""
        return np.random.Generator(np.random.PCG64(self._sequence(stream, round, organization)))

    def lazy(self, stream: str, *, round: int = 0, organization: int = 0) -> np.random.Generator:
        """Return the same generator, made only when something is drawn from it; for rules that may not draw."""
        return cast("np.random.Generator", _LazyGenerator(self, stream, round, organization))

    def integer(self, stream: str, *, round: int = 0, organization: int = 0) -> int:
        """Return a 63-bit seed for libraries that want an integer (torch, scikit-learn) from the same key."""
        return int(
            self._sequence(stream, round, organization).generate_state(1, np.uint64)[0] >> np.uint64(1)
        )

    def _sequence(self, stream: str, round: int, organization: int) -> np.random.SeedSequence:
        return np.random.SeedSequence((self.seed, crc32(stream.encode()), round, organization))


class _LazyGenerator:
    """Stands in for a generator until it is used."""

    def __init__(self, streams: Streams, stream: str, round: int, organization: int) -> None:
        self._key = (streams, stream, round, organization)

    @cached_property
    def _generator(self) -> np.random.Generator:
        streams, stream, round, organization = self._key
        return streams.generator(stream, round=round, organization=organization)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._generator, name)
