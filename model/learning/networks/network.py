"""What a network is to the engine: a pure function of a flat parameter vector, for many vectors at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from annotated_types import Ge, Le

from cocogen.agents.bounds import Count
from cocogen.agents.registry import Registry

if TYPE_CHECKING:
    import numpy as np
    import torch


class Network(Protocol):
    """A classifier whose parameters of one model are a row of a matrix (models M, parameters P).

    Attributes:
        size: number of parameters P.
        learning_rate: step size that suits plain SGD on this network.
        batched: whether the engine trains all models together (else one after the other).
    """

    size: int
    learning_rate: float
    batched: bool

    def initial(self, rng: np.random.Generator) -> torch.Tensor:
        """Return initial parameters of one model, shape (P,), float32."""
        ...

    def logits(self, parameters: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
        """Return class scores, shape (M, B, C).

        Args:
            parameters: shape (M, P).
            x: one batch for all models, shape (B, ...).
        """
        ...

    def gradients(
        self, parameters: torch.Tensor, x: torch.Tensor, y: torch.Tensor, out: torch.Tensor
    ) -> torch.Tensor:
        """Return the gradient of the mean cross-entropy of every model on its own batch, written to ``out`` (M, P).

        Args:
            parameters: shape (M, P).
            x: shape (M, B, ...).
            y: labels, shape (M, B), int64.
            out: where the gradients go, shape (M, P).
        """
        ...


networks: Registry[Network] = Registry("network", "cocogen.networks", Network)


def network(name: str, shape: Sequence[int], classes: int, **parameters: Any) -> Network:
    """Build the network ``name`` for samples of ``shape`` and a number of classes.

    Raises:
        UnknownNameError: if no network has the name.
        ValueError: if the network does not fit the shape, or a parameter is unknown or refused.
    """
    return networks.create(name, shape=tuple(shape), classes=classes, **parameters)


Width = Annotated[int, Ge(1), Le(16_384)]
"""Units of a layer."""


@networks.register("mlp")
def _mlp(shape: tuple[Count, ...], classes: Count, hidden: tuple[Width, ...] = (64,)) -> Network:
    """Build a perceptron with ReLU layers.

    Args:
        shape: of one sample.
        classes: number of classes C.
        hidden: widths of the hidden layers.
    """
    from cocogen.model.learning.networks.mlp import MLP

    return MLP(shape, classes, hidden)


@networks.register("cnn")
def _cnn(shape: tuple[Count, ...], classes: Count, channels: tuple[Width, ...] = (8, 16)) -> Network:
    """Build blocks of convolutions for images and signals.

    Args:
        shape: of one sample, (channels, height, width) or (channels, length).
        classes: number of classes C.
        channels: output channels of the blocks, multiples of 4.
    """
    from cocogen.model.learning.networks.convolutional import ConvolutionalNetwork

    return ConvolutionalNetwork(shape, classes, channels)
