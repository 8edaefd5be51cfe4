"""A small convolutional network with group norm, for images (2-D) and signals (1-D), over stacked parameters.

Many models run as one network with grouped convolutions: model m sees the m-th group of channels, and a group of one
is the plain network. At this size that is as fast as or faster than one model after the other, also on a CPU.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod, sqrt

import numpy as np
import torch
from torch.nn import functional

_WIDTH = 5  # of every kernel
_GROUPS = 4  # groups of the group norm; channels are multiples of it


class ConvolutionalNetwork:
    """Blocks of convolution (width 5, stride 2), group norm and ReLU, then one linear layer.

    Strides instead of pooling: four times fewer products in the first block, at the same accuracy on 28x28 digits.

    Args:
        shape: shape of one sample, (channels, height, width) or (channels, length).
        classes: number of classes C.
        channels: output channels of the blocks, multiples of 4.

    Raises:
        ValueError: if the shape is not that of an image or a signal, or the channels are not positive multiples of 4.
    """

    batched = True
    learning_rate = 0.2

    def __init__(self, shape: Sequence[int], classes: int, channels: Sequence[int] = (8, 16)) -> None:
        if len(shape) not in (2, 3):
            raise ValueError(
                f"a convolutional network needs samples (channels, length) or (channels, height, width), got {tuple(shape)}"
            )
        if not channels or any(width < 1 or width % _GROUPS for width in channels):
            raise ValueError(f"channels must be positive multiples of {_GROUPS}, got {tuple(channels)}")
        inputs, *extent = shape
        self._convolve: Callable[..., torch.Tensor] = (
            functional.conv2d if len(extent) == 2 else functional.conv1d
        )
        self._shapes: list[tuple[int, ...]] = []
        for outputs in channels:
            self._shapes += [(outputs, inputs, *[_WIDTH] * len(extent)), (outputs,), (outputs,), (outputs,)]
            inputs, extent = outputs, [(size + 1) // 2 for size in extent]
        self._shapes += [(inputs * prod(extent), classes), (classes,)]
        self._blocks = len(channels)
        self._sizes = [prod(part) for part in self._shapes]
        self.size = sum(self._sizes)

    def initial(self, rng: np.random.Generator) -> torch.Tensor:
        """Return parameters of one model, shape (P,): He-uniform weights, unit norm scales, zero offsets."""
        parts = []
        for position, shape in enumerate(self._shapes):
            if len(shape) > 1:
                fan_in = shape[0] if position == 4 * self._blocks else prod(shape[1:])
                bound = sqrt(3 / fan_in)
                parts.append(rng.uniform(-bound, bound, prod(shape)))
            else:
                parts.append(np.full(prod(shape), float(position % 4 == 2 and position < 4 * self._blocks)))
        return torch.from_numpy(np.concatenate(parts).astype(np.float32))

    def logits(self, parameters: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
        """Return class scores, shape (M, B, C); see ``Network.logits``."""
        scores = [
            self._forward(self._views(parameters[model : model + 1]), x[None])
            for model in range(len(parameters))
        ]
        return torch.cat(scores)

    def gradients(
        self, parameters: torch.Tensor, x: torch.Tensor, y: torch.Tensor, out: torch.Tensor
    ) -> torch.Tensor:
        """Return the gradients of all models, shape (M, P); see ``Network.gradients``."""
        leaves = [view.detach().requires_grad_() for view in self._views(parameters)]
        with torch.enable_grad():
            scores = self._forward(leaves, x)
            loss = functional.cross_entropy(scores.flatten(0, 1), y.flatten(), reduction="sum") / y.shape[1]
        for slope, gradient in zip(self._views(out), torch.autograd.grad(loss, leaves), strict=True):
            slope.copy_(gradient)
        return out

    def _views(self, parameters: torch.Tensor) -> list[torch.Tensor]:
        parts = torch.split(parameters, self._sizes, dim=1)
        return [part.view(len(parameters), *shape) for part, shape in zip(parts, self._shapes, strict=True)]

    def _forward(self, parts: list[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        """Return scores (M, B, C) of models on their own batches (M, B, ...)."""
        models, batch = x.shape[:2]
        activation = x.transpose(0, 1).flatten(1, 2)
        for block in range(self._blocks):
            kernel, bias, scale, offset = (part.flatten(0, 1) for part in parts[4 * block : 4 * block + 4])
            activation = self._convolve(activation, kernel, bias, 2, _WIDTH // 2, groups=models)
            activation = functional.group_norm(activation, models * _GROUPS, scale, offset)
            activation = functional.relu(activation, inplace=True)
        features = activation.view(batch, models, -1).transpose(0, 1)
        return torch.baddbmm(parts[-1][:, None], features, parts[-2])
