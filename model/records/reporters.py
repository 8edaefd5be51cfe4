"""Reporters of one's own, in Mesa's sense: their names, and what they reported before a checkpoint."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cocogen.agents.shown import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

NOT_YET = float("nan")
"""What stands in rounds before a reporter was there."""

Record = tuple[Any, ...]
"""What Mesa keeps of an agent in a round: step, unique id, and one value per agent reporter."""


def refuse_taken(reporters: Iterable[str], taken: Collection[str]) -> None:
    """Refuse reporters whose name something else has.

    Raises:
        ValueError: if there is one.
    """
    for name in reporters:
        if name in taken:
            raise ValueError(f"the reporter {name!r} has the name of something that is recorded anyway")


def reported(
    model_values: Mapping[str, list[Any]], agent_reporters: Collection[str], records: Iterable[Record]
) -> dict[str, Any]:
    """Return what reporters of one's own have reported, as plain JSON values; nothing without any.

    Args:
        model_values: by model reporter, one value per round.
        agent_reporters: their names, in the order of the records' values.
        records: of all rounds.

    Raises:
        ValueError: if a reporter returned what JSON does not hold.
    """
    if not (model_values or agent_reporters):
        return {}
    return {
        "model": {name: [_plain(name, value) for value in values] for name, values in model_values.items()},
        "agents": list(agent_reporters),
        "records": [[*record[:2], *map(_plain, agent_reporters, record[2:])] for record in records],
    }


def model_values(before: Mapping[str, Any], name: str, rounds: int) -> list[Any]:
    """Return the values of a model reporter in the rounds before a checkpoint."""
    values: list[Any] = before.get("model", {}).get(name, [NOT_YET] * rounds)
    return values


def agent_records(before: Mapping[str, Any], agent_reporters: Collection[str]) -> dict[int, list[Record]]:
    """Return the records before a checkpoint, by step, with the values of the agent reporters that there are now."""
    found: dict[int, list[Record]] = {}
    for step, agent, *values in before.get("records", []):
        known = dict(zip(before["agents"], values, strict=True))
        found.setdefault(step, []).append(
            (step, agent, *(known.get(name, NOT_YET) for name in agent_reporters))
        )
    return found


def _plain(name: str, value: Any) -> Any:
    plain = value.tolist() if hasattr(value, "tolist") else value
    try:
        json.dumps(plain)
    except (TypeError, ValueError):
        raise ValueError(
            f"the reporter {name!r} returned {shown(value)}; a checkpoint holds numbers, texts and lists of them"
        ) from None
    return plain
