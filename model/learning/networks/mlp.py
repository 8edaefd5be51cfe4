"""A multi-layer perceptron over stacked parameters, with its gradient written by hand.

All models of a batch go through one batched matrix product per layer and direction, straight into the rows of the
gradient matrix. With the layouts and operations chosen below that is about three times faster than autograd.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod, sqrt

import numpy as np
import torch

_Layer = tuple[torch.Tensor, torch.Tensor]


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
        layers = self._views(parameters)
        activations = self._activations(layers, x.flatten(1).expand(len(parameters), -1, -1))
        return self._scores(layers, activations[-1]).transpose(1, 2)

    def gradients(
        self, parameters: torch.Tensor, x: torch.Tensor, y: torch.Tensor, out: torch.Tensor
    ) -> torch.Tensor:
        """Return the gradients of all models, shape (M, P); see ``Network.gradients``."""
        layers, slopes = self._views(parameters), self._views(out)
        activations = self._activations(layers, x.flatten(2))
        error = self._scores(layers, activations[-1]).softmax(1)
        error.scatter_add_(1, y.unsqueeze(1), error.new_full((), -1.0).expand(len(y), 1, y.shape[1]))
        error /= y.shape[1]
        for layer in range(len(layers) - 1, -1, -1):
            torch.bmm(error, activations[layer], out=slopes[layer][0])
            torch.sum(error, dim=2, out=slopes[layer][1])
            if layer:
                reached = torch.bmm(error.transpose(1, 2), layers[layer][0])
                # Not a product with (activation > 0): this makes no mask and is six times faster.
                error = torch.ops.aten.threshold_backward(reached, activations[layer], 0).transpose(1, 2)
        return out

    def _activations(self, layers: list[_Layer], x: torch.Tensor) -> list[torch.Tensor]:
        """Return what every layer receives, each of shape (M, B, inputs)."""
        activations = [x]
        for weights, bias in layers[:-1]:
            activations.append(
                torch.baddbmm(bias.unsqueeze(1), activations[-1], weights.transpose(1, 2)).relu_()
            )
        return activations

    def _scores(self, layers: list[_Layer], activation: torch.Tensor) -> torch.Tensor:
        """Return class scores, shape (M, C, B): classes first, where torch's softmax is twenty times faster."""
        weights, bias = layers[-1]
        return torch.baddbmm(bias.unsqueeze(2), weights, activation.transpose(1, 2))

    def _views(self, parameters: torch.Tensor) -> list[_Layer]:
        """Return weights (M, outputs, inputs) and biases (M, outputs) of every layer."""
        models = len(parameters)
        return [
            (parameters[:, start:end].view(models, outputs, inputs), parameters[:, end : end + outputs])
            for start, end, inputs, outputs in self._layers
        ]
