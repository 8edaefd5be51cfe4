"""Networks: hand-written and batched gradients against autograd on a plain torch module."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from cocogen.agents.names import UnknownNameError
from cocogen.model.learning.networks import network, networks

CASES = [
    ("mlp", (6,), {"hidden": (8,)}),
    ("mlp", (1, 2, 3), {"hidden": (8, 5)}),
    ("mlp", (6,), {"hidden": ()}),
    ("cnn", (1, 9, 8), {"channels": (4, 8)}),
    ("cnn", (3, 7, 7), {"channels": (4,)}),
    ("cnn", (1, 20), {"channels": (4, 8)}),
    ("cnn", (2, 27, 12), {"channels": (8, 12, 8)}),
]


def build(case, classes=5, models=3):
    name, shape, parameters = case
    net = network(name, shape, classes, **parameters)
    stacked = torch.stack([net.initial(np.random.default_rng(seed)) for seed in range(models)])
    return net, stacked


def plain(case, row, classes=5) -> nn.Module:
    """Return the same network as a plain torch module with the parameters of one row."""
    name, shape, parameters = case
    layers: list[nn.Module] = []
    if name == "mlp":
        widths = [int(np.prod(shape)), *parameters["hidden"], classes]
        layers.append(nn.Flatten())
        for inputs, outputs in pairwise(widths):
            layers += [nn.Linear(inputs, outputs), nn.ReLU()]
        module = nn.Sequential(*layers[:-1])
    else:
        convolution = nn.Conv2d if len(shape) == 3 else nn.Conv1d
        inputs, extent = shape[0], np.array(shape[1:])
        for outputs in parameters["channels"]:
            layers += [convolution(inputs, outputs, 5, 2, 2), nn.GroupNorm(4, outputs), nn.ReLU()]
            inputs, extent = outputs, (extent + 1) // 2
        module = nn.Sequential(*layers, nn.Flatten(), nn.Linear(inputs * int(extent.prod()), classes))
    offset = 0
    with torch.no_grad():
        for part in module.modules():
            for key, parameter in part.named_parameters(recurse=False):
                flat = row[offset : offset + parameter.numel()]
                transposed = case[0] == "cnn" and isinstance(part, nn.Linear) and key == "weight"
                shaped = flat.view(parameter.shape[::-1]).T if transposed else flat.view(parameter.shape)
                parameter.copy_(shaped)
                offset += parameter.numel()
    assert offset == len(row)
    return module


def flat_gradients(case, module) -> torch.Tensor:
    parts = []
    for part in module.modules():
        for key, parameter in part.named_parameters(recurse=False):
            transposed = case[0] == "cnn" and isinstance(part, nn.Linear) and key == "weight"
            parts.append((parameter.grad.T if transposed else parameter.grad).reshape(-1))
    return torch.cat(parts)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_scores_and_gradients_are_those_of_a_plain_module(case):
    net, parameters = build(case)
    parameters += 0.1 * torch.randn(parameters.shape, generator=torch.Generator().manual_seed(2))
    x = torch.randn(3, 7, *case[1], generator=torch.Generator().manual_seed(0))
    y = torch.randint(0, 5, (3, 7), generator=torch.Generator().manual_seed(1))
    gradients = net.gradients(parameters, x, y, out=torch.empty_like(parameters))
    scores = net.logits(parameters, x[0])
    assert scores.shape == (3, 7, 5)
    for model in range(3):
        module = plain(case, parameters[model])
        assert torch.allclose(module(x[0]), scores[model], atol=1e-5)
        nn.functional.cross_entropy(module(x[model]), y[model]).backward()
        assert torch.allclose(flat_gradients(case, module), gradients[model], atol=1e-5)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_initial_parameters_follow_the_generator(case):
    net, _ = build(case)
    first, again, other = (net.initial(np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert first.shape == (net.size,)
    assert first.dtype == torch.float32
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert first.abs().max() <= 1


def test_an_untrained_network_is_near_chance_and_trains():
    net, parameters = build(("mlp", (2,), {"hidden": (16,)}), classes=2, models=1)
    x = torch.tensor([[[1.0, 1], [-1, -1], [1, -1], [-1, 1]]])
    y = torch.tensor([[0, 0, 1, 1]])
    for _ in range(400):
        parameters -= 0.5 * net.gradients(parameters, x, y, out=torch.empty_like(parameters))
    assert net.logits(parameters, x[0]).argmax(-1).tolist() == [[0, 0, 1, 1]]


@pytest.mark.parametrize(
    ("name", "shape", "parameters", "message"),
    [
        (
            "mlp",
            (4,),
            {"hidden": (0,)},
            r"hidden must be a list, each a whole number from 1 to 16,384, got \(0,\)",
        ),
        ("cnn", (4,), {}, r"needs samples \(channels, length\) or \(channels, height, width\), got \(4,\)"),
        ("cnn", (1, 8, 8), {"channels": (6,)}, r"positive multiples of 4, got \(6,\)"),
        ("cnn", (1, 8, 8), {"channels": ()}, "positive multiples of 4"),
    ],
)
def test_what_does_not_fit_is_named(name, shape, parameters, message):
    with pytest.raises(ValueError, match=message):
        network(name, shape, 3, **parameters)


def test_names():
    assert {"mlp", "cnn"} <= set(networks.names())
    with pytest.raises(UnknownNameError, match="did you mean 'cnn'"):
        network("cn", (1, 8, 8), 3)


@pytest.mark.parametrize("shape", [(1, 20), (1, 9, 8)])
def test_scores_do_not_hang_on_how_samples_lie_in_memory(shape):
    """One channel and another order of axes are the same numbers; torch may take them for channels-last."""
    net, parameters = build(("cnn", shape, {"channels": (4, 8)}))
    x = torch.randn(7, *shape, generator=torch.Generator().manual_seed(0))
    lying = x.transpose(1, -1).contiguous().transpose(1, -1)
    assert torch.allclose(net.logits(parameters, x), net.logits(parameters, lying), atol=1e-6)
    y, both = torch.zeros(3, 7, dtype=torch.int64), []
    for samples in (x, lying):
        stacked = torch.stack([samples] * 3)
        both.append(net.gradients(parameters, stacked, y, out=torch.empty_like(parameters)))
    assert torch.allclose(*both, atol=1e-6)
