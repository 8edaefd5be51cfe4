"""The tables of several variants as one, and apart again."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def together(tables: Mapping[str, Mapping[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Stack each table of all variants into one, with the variant as its first column."""
    names = next(iter(tables.values())).keys()
    stacked = {}
    for name in names:
        parts = [of_variant[name].assign(variant=variant) for variant, of_variant in tables.items()]
        frame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        stacked[name] = frame[["variant", *(column for column in frame if column != "variant")]]
    return stacked


def apart(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, pd.DataFrame]]:
    """Undo :func:`together`: each variant's tables by its name, in the order of the rounds table."""
    variants = tables["rounds"]["variant"].unique()
    return {
        str(variant): {
            name: frame[frame["variant"] == variant].drop(columns="variant").reset_index(drop=True)
            for name, frame in tables.items()
        }
        for variant in variants
    }
