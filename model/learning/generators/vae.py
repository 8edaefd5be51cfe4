"""A class-conditional variational autoencoder (Kingma & Welling, 2014; Sohn et al., 2015) in torch."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.bounds import Count
from cocogen.model.learning.generators.generator import Factor, Rate, State, Width, generators, not_fitted
from cocogen.model.learning.generators.resampling import draw_of_class
from cocogen.model.learning.threads import torch_threads

if TYPE_CHECKING:
    import torch

_DECODER = ("decode_in", "decode_bias", "out", "out_bias")
_STATE = (*_DECODER, "centers", "deviations", "ends", "mean", "spread", "residual", "low", "high", "shape")
_FLOOR = 1e-3  # smallest spread of a pixel, so that constant pixels can be standardised


@generators.register("vae")
class VAE:
    """A class-conditional VAE that samples around the codes of the data it has seen.

    Encoder and decoder are perceptrons with one hidden layer, conditioned on the label. A sample of class c starts from
    the posterior of a random training sample of class c, widened by ``temperature``: the aggregate posterior fits
    a small data set better than the standard normal prior does. The decoder's residual spread is added as noise.

    Args:
        latent: dimensions of the code.
        hidden: units of the hidden layers.
        steps: optimiser steps.
        batch_size: samples per step.
        learning_rate: of Adam, falling to zero along a cosine.
        divergence_weight: weight of the KL divergence (beta-VAE).
        temperature: factor on the posterior's standard deviation when sampling.
        noise: factor on the decoder's residual standard deviation when sampling.
    """

    version = 1

    def __init__(
        self,
        latent: Width = 12,
        hidden: Width = 192,
        steps: Count = 1500,
        batch_size: Width = 64,
        learning_rate: Rate = 3e-3,
        divergence_weight: Factor = 0.5,
        temperature: Factor = 1.0,
        noise: Factor = 0.0,
    ) -> None:
        self.latent = latent
        self.hidden = hidden
        self.steps = steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.divergence_weight = divergence_weight
        self.temperature = temperature
        self.noise = noise
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

        flat = x.reshape(len(x), -1)
        mean, spread = flat.mean(0), np.maximum(flat.std(), _FLOOR)
        data = torch.from_numpy((flat - mean) / spread)
        condition = torch.nn.functional.one_hot(torch.from_numpy(y), classes).float()
        weights = self._initial(prod(flat.shape[1:]), classes, rng)
        optimiser = torch.optim.Adam(weights.values(), lr=self.learning_rate)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, self.steps)
        draws = torch.Generator().manual_seed(int(rng.integers(2**62)))
        for _ in range(self.steps):
            picked = torch.from_numpy(rng.integers(len(x), size=min(self.batch_size, len(x))))
            target, label = data[picked], condition[picked]
            center, log_variance = _encode(weights, target, label)
            code = center + torch.randn(center.shape, generator=draws) * (0.5 * log_variance).exp()
            error = (_decode(weights, code, label) - target).square().sum(1).mean()
            divergence = 0.5 * (center.square() + log_variance.exp() - log_variance - 1).sum(1).mean()
            optimiser.zero_grad(set_to_none=True)
            torch.autograd.backward(error + self.divergence_weight * divergence)
            optimiser.step()
            schedule.step()
        with torch.no_grad():
            center, log_variance = _encode(weights, data, condition)
            residual = (_decode(weights, center, condition) - data).square().mean(0).sqrt()
        order = np.argsort(y, kind="stable")
        self._state = {name: weights[name].detach().numpy() for name in _DECODER}
        self._state |= {
            "centers": center.numpy()[order],
            "deviations": (0.5 * log_variance).exp().numpy()[order],
            "ends": np.cumsum(np.bincount(y, minlength=classes)),
            "mean": mean,
            "spread": np.array([spread], dtype=np.float32),
            "residual": residual.numpy(),
            "low": flat.min(0),
            "high": flat.max(0),
            "shape": np.array(x.shape[1:], dtype=np.int64),
        }

    def sample(self, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float32]:
        """Draw one sample for every label; see ``Generator.sample``."""
        import torch

        if self._state is None:
            raise not_fitted("a VAE")
        state = self._state
        ends = state["ends"]
        source = draw_of_class(labels, ends, rng)
        shape = (len(labels), state["centers"].shape[1])
        code = state["centers"][source] + self.temperature * state["deviations"][
            source
        ] * rng.standard_normal(shape, dtype=np.float32)
        condition = np.eye(len(ends), dtype=np.float32)[labels]
        weights = {name: torch.from_numpy(state[name]) for name in _DECODER}
        with torch.inference_mode():
            x = _decode(weights, torch.from_numpy(code), torch.from_numpy(condition)).numpy()
        if self.noise:
            x = x + self.noise * state["residual"] * rng.standard_normal(x.shape, dtype=np.float32)
        x = np.clip(x * state["spread"] + state["mean"], state["low"], state["high"])
        return np.asarray(x, dtype=np.float32).reshape(len(labels), *state["shape"])

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which classes can be drawn, shape (classes,)."""
        return np.diff(self.state()["ends"], prepend=0) > 0

    def state(self) -> State:
        """Return the fitted arrays; see ``Generator.state``."""
        if self._state is None:
            raise not_fitted("a VAE")
        return dict(self._state)

    def restore(self, state: State) -> None:
        """Take over fitted arrays; see ``Generator.restore``."""
        self._state = {name: state[name] for name in _STATE}

    def _initial(self, inputs: int, classes: int, rng: np.random.Generator) -> dict[str, torch.Tensor]:
        import torch

        def weight(rows: int, columns: int) -> torch.Tensor:
            drawn = rng.normal(0.0, (1 / rows) ** 0.5, (rows, columns)).astype(np.float32)
            return torch.from_numpy(drawn).requires_grad_()

        def bias(columns: int) -> torch.Tensor:
            return torch.zeros(columns, requires_grad=True)

        return {
            "encode_in": weight(inputs + classes, self.hidden),
            "encode_bias": bias(self.hidden),
            "code": weight(self.hidden, 2 * self.latent),
            "code_bias": bias(2 * self.latent),
            "decode_in": weight(self.latent + classes, self.hidden),
            "decode_bias": bias(self.hidden),
            "out": weight(self.hidden, inputs),
            "out_bias": bias(inputs),
        }


def _encode(
    weights: dict[str, torch.Tensor], x: torch.Tensor, condition: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    hidden = (torch.cat([x, condition], 1) @ weights["encode_in"] + weights["encode_bias"]).relu()
    center, log_variance = (hidden @ weights["code"] + weights["code_bias"]).chunk(2, 1)
    return center, log_variance.clamp(-8, 4)


def _decode(weights: dict[str, torch.Tensor], code: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
    import torch

    hidden = (torch.cat([code, condition], 1) @ weights["decode_in"] + weights["decode_bias"]).relu()
    return hidden @ weights["out"] + weights["out_bias"]
