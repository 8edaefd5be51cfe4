"""Local training of many silos: batched (one product for all) or looped, with the same result to 1e-5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cocogen.model.learning.networks import Network


def train(
    network: Network,
    parameters: torch.Tensor,
    x: torch.Tensor,
    y: torch.Tensor,
    batches: Sequence[NDArray[np.int64]],
    learning_rate: float,
    *,
    proximal: torch.Tensor | None = None,
    drift: torch.Tensor | None = None,
    batched: bool | None = None,
) -> torch.Tensor:
    """Train every model on its own batches by stochastic gradient descent.

    Args:
        network: the network.
        parameters: where each model starts, shape (M, P); left unchanged.
        x: all samples of the round, shape (n, ...).
        y: their labels, shape (n,).
        batches: for every model the positions of its samples, shape (steps of this model, batch size).
        learning_rate: step size.
        proximal: strength of each model's pull back to its start (FedProx), shape (M,), or None.
        drift: what is added to every gradient of a model (SCAFFOLD), shape (M, P), or None.
        batched: all models together or one after the other; None lets the network choose.

    Returns:
        The trained parameters, shape (M, P). A model without steps stays where it started.
    """
    # Models with more steps come first, so that those still at work are always a leading block of rows.
    order = sorted(range(len(batches)), key=lambda model: -len(batches[model]))
    together = network.batched if batched is None else batched
    groups = [order] if together else [[model] for model in order]
    trained = parameters.clone()
    for group in groups:
        trained[group] = _train_group(
            network,
            parameters[group],
            x,
            y,
            [batches[model] for model in group],
            learning_rate,
            None if proximal is None else proximal[group],
            None if drift is None else drift[group],
        )
    return trained


def _train_group(
    network: Network,
    start: torch.Tensor,
    x: torch.Tensor,
    y: torch.Tensor,
    batches: Sequence[NDArray[np.int64]],
    learning_rate: float,
    proximal: torch.Tensor | None,
    drift: torch.Tensor | None,
) -> torch.Tensor:
    current, gradients = start.clone(), torch.empty_like(start)
    for positions in _by_step(batches):
        active, batch = positions.shape
        flat = torch.from_numpy(positions.reshape(-1)).to(x.device)
        at, slope = current[:active], gradients[:active]
        network.gradients(
            at,
            x.index_select(0, flat).view(active, batch, *x.shape[1:]),
            y.index_select(0, flat).view(active, batch),
            out=slope,
        )
        if drift is not None:
            slope += drift[:active]
        if proximal is not None:
            slope.addcmul_(at - start[:active], proximal[:active, None])
        at.sub_(slope, alpha=learning_rate)
    return current


def _by_step(batches: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Turn batches by model (most steps first) into batches by step, each of shape (models at work, batch size)."""
    return (
        [np.stack([rows[step] for rows in batches if len(rows) > step]) for step in range(len(batches[0]))]
        if batches
        else []
    )
