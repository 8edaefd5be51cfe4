"""The tables of several markets as one, and apart again."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def together(tables: Mapping[str, Mapping[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Stack each table of all markets into one, with the market as its first column."""
    names = next(iter(tables.values())).keys()
    stacked = {}
    for name in names:
        parts = [of_market[name].assign(market=market) for market, of_market in tables.items()]
        frame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        stacked[name] = frame[["market", *(column for column in frame if column != "market")]]
    return stacked


def apart(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, pd.DataFrame]]:
    """Undo :func:`together`: each market's tables by its name, in the order of the rounds table."""
    markets = tables["rounds"]["market"].unique()
    return {
        str(market): {
            name: frame[frame["market"] == market].drop(columns="market").reset_index(drop=True)
            for name, frame in tables.items()
        }
        for market in markets
    }
