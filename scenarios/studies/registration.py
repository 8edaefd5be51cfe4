"""The registration of a reproduction: claims, measures, tests and seeds, fixed in a file before the first number is computed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cocogen.model.records.intervals import CONFIDENCE, FEW, RESAMPLES, RESAMPLING_SEED
from cocogen.scenarios.studies.claims import Bound, Claim

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cocogen.scenarios.studies.plan import Plan

LISTED = {"worlds": "world", "variants": "variant", "conditions": "condition", "seeds": "seed"}
"""What is listed of an experiment, and the label that says it."""


def registration(plan: Plan, claims: Iterable[Claim]) -> str:
    """Return what is fixed beforehand as TOML: how verdicts are reached, every claim, and the seeds of every experiment.

    The text depends on nothing but the plan and the claims; its SHA-256 stands beside every result.

    Args:
        plan: of the reproduction; its identity is a hash of all that is computed.
        claims: that are judged on it.
    """
    import tomli_w

    said = {
        "name": plan.name,
        "cells": plan.identity,
        "verdicts": {
            "confidence": CONFIDENCE,
            "interval": "expanded percentile bootstrap of the mean over seeds",
            "resamples": RESAMPLES,
            "resampling_seed": RESAMPLING_SEED,
            "students_interval_below_seeds": FEW,
            "correction": "Holm, of Student's test on the paired differences, over all tests",
        },
        "claims": [_claim(claim) for claim in claims],
        "experiments": _experiments(plan),
    }
    return tomli_w.dumps(said)


def _claim(claim: Claim) -> dict[str, Any]:
    kind = "largest violation" if isinstance(claim.test, Bound) else "paired difference"
    return asdict(claim) | {"test": {"kind": kind} | asdict(claim.test)}


def _experiments(plan: Plan) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, dict[Any, None]]] = {}
    for row in plan.rows:
        labels = row.labels
        lists = found.setdefault((labels["setting"], labels["experiment"]), {})
        for name, label in LISTED.items():
            if label in labels:
                lists.setdefault(name, {}).setdefault(labels[label])
    return [
        {"setting": setting, "experiment": experiment}
        | {name: [value for value in values if value not in (None, "")] for name, values in lists.items()}
        for (setting, experiment), lists in found.items()
    ]
