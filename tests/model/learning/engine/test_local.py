"""Local training: batched and looped agree, and a silo's result does not hang on who rides along."""

import numpy as np
import pytest
import torch

from cocogen.model.learning.engine.batches import LocalWork
from cocogen.model.learning.engine.local import train
from cocogen.model.learning.networks import network


@pytest.fixture(params=["mlp", "cnn"])
def silos(request):
    """Return a network, starting points, samples and unequal work for five silos."""
    rng = np.random.default_rng(0)
    shape = (1, 6, 6)
    net = network(request.param, shape, 3)
    x = torch.from_numpy(rng.normal(size=(60, *shape)).astype(np.float32))
    y = torch.from_numpy(rng.integers(0, 3, 60))
    start = torch.stack([net.initial(np.random.default_rng(seed)) for seed in range(5)])
    sizes = [20, 5, 12, 33, 8]
    work = LocalWork(epochs=3, batch_size=8)
    batches = [
        work.batches(rng.permutation(60)[:size], np.random.default_rng(i)) for i, size in enumerate(sizes)
    ]
    return net, start, x, y, batches


def run(silos, rows=None, **options):
    net, start, x, y, batches = silos
    rows = list(range(5)) if rows is None else rows
    with torch.no_grad():
        return train(net, start[rows], x, y, [batches[row] for row in rows], 0.1, **options)


@pytest.mark.parametrize("extras", [False, True])
def test_batched_and_looped_agree(silos, extras):
    options = {}
    if extras:
        options["proximal"] = torch.tensor([0.0, 0.5, 1.0, 0.0, 2.0])
        options["drift"] = 0.01 * torch.randn(silos[1].shape, generator=torch.Generator().manual_seed(0))
    together, one_by_one = run(silos, batched=True, **options), run(silos, batched=False, **options)
    assert (together - one_by_one).abs().max() < 1e-5
    assert (together - silos[1]).abs().max() > 1e-3


def test_the_same_inputs_give_the_same_bits(silos):
    assert torch.equal(run(silos), run(silos))


def test_company_does_not_matter(silos):
    everybody = run(silos)
    assert (run(silos, [3, 1]) - everybody[[3, 1]]).abs().max() < 1e-5


def test_steps_are_plain_gradient_steps(silos):
    net, start, x, y, batches = silos
    current = start[:1].clone()
    for positions in batches[0]:
        gradients = net.gradients(
            current, x[positions][None], y[positions][None], out=torch.empty_like(current)
        )
        current -= 0.1 * gradients
    assert (run(silos, [0]) - current).abs().max() < 1e-6


def test_a_strong_pull_keeps_models_at_their_start(silos):
    free, held = run(silos), run(silos, proximal=torch.full((5,), 5.0))
    assert ((held - silos[1]).norm(dim=1) < (free - silos[1]).norm(dim=1)).all()


def test_a_model_without_steps_stays_where_it_is(silos):
    net, start, x, y, batches = silos
    idle = [*batches[:4], batches[4][:0]]
    with torch.no_grad():
        trained = train(net, start, x, y, idle, 0.1)
    assert torch.equal(trained[4], start[4])
    assert not torch.equal(trained[3], start[3])
