"""A class-conditional denoising diffusion model (Ho et al., 2020) in principal components, in torch.

The denoiser is a residual perceptron on whitened components rather than a U-Net on pixels: on these data sets it trains in
seconds on one thread, works for images, signals and tables alike, and its samples train classifiers as well.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import numpy as np
from annotated_types import Ge, Le
from numpy.typing import NDArray

from cocogen.agents.bounds import Count
from cocogen.model.learning.generators.generator import Rate, State, Width, generators, not_fitted
from cocogen.model.learning.generators.projection import Projection
from cocogen.model.learning.threads import torch_threads

if TYPE_CHECKING:
    import torch

    Weights = dict[str, torch.Tensor]

_FREQUENCIES = 8  # sine and cosine pairs that tell the denoiser the noise level
_NOISIEST, _CLEANEST = 0.9999, 1e-3  # noise share of the variance at the two ends of the cosine schedule


@generators.register("diffusion")
class Diffusion:
    """A DDPM with a cosine noise level, sampled by the deterministic DDIM rule (Song et al., 2021).

    Args:
        dimensions: principal components that are modelled.
        hidden: units of the denoiser's layers.
        blocks: residual blocks of the denoiser.
        steps: optimiser steps.
        batch_size: samples per step.
        learning_rate: of Adam, falling to zero along a cosine.
        sampling_steps: denoising steps of a sample.
    """

    version = 1

    def __init__(
        self,
        dimensions: Width = 48,
        hidden: Width = 192,
        blocks: Annotated[int, Ge(1), Le(100)] = 2,
        steps: Count = 1500,
        batch_size: Width = 96,
        learning_rate: Rate = 2e-3,
        sampling_steps: Width = 20,
    ) -> None:
        self.dimensions = dimensions
        self.hidden = hidden
        self.blocks = blocks
        self.steps = steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.sampling_steps = sampling_steps
        self._state: State | None = None

    def fit(
        self, x: NDArray[np.float32], y: NDArray[np.int64], classes: int, rng: np.random.Generator
    ) -> None:
        """Learn from labelled samples, on one thread; see ``Generator.fit``."""
        with torch_threads(1):
            self._fit(x, y, classes, rng)

    def _fit(
        self, x: NDArray[np.float32], y: NDArray[np.int64], classes: int, rng: np.random.Generator
    ) -> None:
        import torch

        projection = Projection.fit(x, self.dimensions)
        codes = torch.from_numpy(projection.forward(x))
        condition = torch.nn.functional.one_hot(torch.from_numpy(y), classes).float()
        weights = self._initial(projection.components, classes, rng)
        average = {name: value.detach().clone() for name, value in weights.items()}
        optimiser = torch.optim.Adam(weights.values(), lr=self.learning_rate)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, self.steps)
        draws = torch.Generator().manual_seed(int(rng.integers(2**62)))
        for step in range(self.steps):
            picked = torch.from_numpy(rng.integers(len(x), size=self.batch_size))
            level = torch.rand(self.batch_size, 1, generator=draws)
            noise = torch.randn(self.batch_size, projection.components, generator=draws)
            signal, spread = _schedule(level)
            noisy = signal * codes[picked] + spread * noise
            loss = (_denoise(weights, noisy, level, condition[picked], self.blocks) - noise).square().mean()
            optimiser.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
            torch._foreach_lerp_(
                list(average.values()), [w.detach() for w in weights.values()], max(0.005, 2 / (step + 2))
            )
        seen = np.bincount(y, minlength=classes) > 0
        self._state = {f"weight.{name}": value.numpy() for name, value in average.items()}
        self._state |= projection.state() | {"seen": seen}

    def sample(self, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float32]:
        """Draw one sample for every label; see ``Generator.sample``."""
        import torch

        if self._state is None:
            raise not_fitted("a diffusion model")
        unseen = np.flatnonzero(~self._state["seen"][labels])
        if len(unseen):
            raise ValueError(f"the diffusion model has seen no sample of class {labels[unseen[0]]}")
        projection = Projection(self._state)
        weights = {
            name.removeprefix("weight."): torch.from_numpy(array)
            for name, array in self._state.items()
            if name.startswith("weight.")
        }
        condition = torch.from_numpy(np.eye(len(self._state["seen"]), dtype=np.float32)[labels])
        levels = torch.linspace(1.0, 0.0, self.sampling_steps + 1)
        with torch.no_grad():
            codes = torch.from_numpy(
                rng.standard_normal((len(labels), projection.components), dtype=np.float32)
            )
            for level, following in pairwise(levels):
                signal, spread = _schedule(level)
                noise = _denoise(weights, codes, level.expand(len(labels), 1), condition, self.blocks)
                clean = ((codes - spread * noise) / signal).clamp(-5, 5)
                noise = (codes - signal * clean) / spread
                signal, spread = _schedule(following)
                codes = signal * clean + spread * noise
        return projection.backward(codes.numpy())

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which classes can be drawn, shape (classes,)."""
        return np.asarray(self.state()["seen"])

    def state(self) -> State:
        """Return the fitted arrays; see ``Generator.state``."""
        if self._state is None:
            raise not_fitted("a diffusion model")
        return dict(self._state)

    def restore(self, state: State) -> None:
        """Take over fitted arrays; see ``Generator.restore``."""
        Projection(state)
        self._state = {
            "seen": state["seen"],
            **{name: array for name, array in state.items() if name != "seen"},
        }

    def _initial(self, components: int, classes: int, rng: np.random.Generator) -> Weights:
        import torch

        def layer(name: str, rows: int, columns: int, gain: float = 1.0) -> Weights:
            drawn = rng.normal(0.0, gain * (1 / rows) ** 0.5, (rows, columns)).astype(np.float32)
            return {
                name: torch.from_numpy(drawn).requires_grad_(),
                f"{name}_bias": torch.zeros(columns, requires_grad=True),
            }

        weights = layer("in", components + classes + 2 * _FREQUENCIES, self.hidden)
        for block in range(self.blocks):
            weights |= layer(f"up{block}", self.hidden + classes + 2 * _FREQUENCIES, self.hidden)
            weights |= layer(f"down{block}", self.hidden, self.hidden, 0.5)
        return weights | layer("out", self.hidden, components, 0.1)


def _schedule(level: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the factors of signal and noise at a noise level 0..1 (cosine schedule)."""
    import torch

    share = _CLEANEST + (_NOISIEST - _CLEANEST) * torch.sin(0.5 * torch.pi * level).square()
    return (1 - share).sqrt(), share.sqrt()


def _denoise(
    weights: Weights, noisy: torch.Tensor, level: torch.Tensor, condition: torch.Tensor, blocks: int
) -> torch.Tensor:
    """Return the noise that the denoiser sees in ``noisy`` (n, d) at levels (n, 1)."""
    import torch

    angles = level * torch.pi * 2.0 ** torch.arange(_FREQUENCIES)
    context = torch.cat([condition, angles.sin(), angles.cos()], 1)
    hidden = torch.cat([noisy, context], 1) @ weights["in"] + weights["in_bias"]
    for block in range(blocks):
        inner = torch.cat([torch.nn.functional.silu(hidden), context], 1)
        inner = torch.nn.functional.silu(inner @ weights[f"up{block}"] + weights[f"up{block}_bias"])
        hidden = hidden + inner @ weights[f"down{block}"] + weights[f"down{block}_bias"]
    return torch.nn.functional.silu(hidden) @ weights["out"] + weights["out_bias"]
