"""Aggregators: closed forms, what each of them promises, and leave-one-out."""

import pytest
import torch

from cocogen.agents.names import UnknownNameError
from cocogen.model.learning.engine import Update, aggregators
from cocogen.model.learning.engine.aggregation import leave_one_out


def update(local, weights=None, center=None, members=None, organizations=None, steps=None, learning_rate=0.1):
    local = torch.tensor(local, dtype=torch.float32)
    m, p = local.shape
    weights = torch.full((m,), 1 / m) if weights is None else torch.tensor(weights)
    members = list(range(m)) if members is None else members
    return Update(
        center=torch.zeros(p) if center is None else torch.tensor(center),
        local=local,
        weights=weights,
        members=torch.tensor(members),
        steps=torch.tensor(steps or [10] * m),
        learning_rate=learning_rate,
        organizations=organizations or m,
    )


LOCAL = [[1.0, -2.0], [3.0, 0.0], [5.0, 8.0], [100.0, 1.0]]


def combine(name, what, memory=None, **parameters):
    return aggregators.create(name, **parameters).combine(what, memory or {})


def test_fedavg_is_the_weighted_mean():
    model, memory = combine("fedavg", update(LOCAL, [0.5, 0.25, 0.25, 0.0]))
    assert model.tolist() == [2.5, 1.0]
    assert memory == {}


@pytest.mark.parametrize("name", aggregators.names())
def test_agreement_is_kept_and_arguments_stay_as_they_are(name):
    same = update([[1.0, 2.0]] * 4, center=[1.0, 2.0])
    before = same.local.clone(), same.center.clone()
    aggregator = aggregators.create(name)
    model, memory = aggregator.combine(same, {})
    kept = {key: value.clone() for key, value in memory.items()}
    again, _ = aggregator.combine(same, memory)
    assert torch.allclose(model, torch.tensor([1.0, 2.0]))
    assert torch.allclose(again, torch.tensor([1.0, 2.0]))
    assert torch.equal(same.local, before[0])
    assert torch.equal(same.center, before[1])
    assert all(torch.equal(kept[key], memory[key]) for key in kept)


@pytest.mark.parametrize("name", aggregators.names())
def test_leave_one_out_is_the_round_without_the_member(name):
    aggregator = aggregators.create(name)
    what = update(LOCAL, [0.4, 0.3, 0.2, 0.1], members=[4, 0, 2, 5], organizations=6)
    rebuilt = leave_one_out(aggregator, what, {})
    assert rebuilt.shape == (4, 2)
    for row in range(4):
        rest = [i for i in range(4) if i != row]
        alone = update(
            [LOCAL[i] for i in rest],
            (what.weights[rest] / what.weights[rest].sum()).tolist(),
            members=what.members[rest].tolist(),
            organizations=6,
        )
        assert torch.allclose(rebuilt[row], aggregator.combine(alone, {})[0], atol=1e-6)


def test_fedavgm_carries_its_step_on():
    step = update([[1.0, 0.0]] * 2)
    first, memory = combine("fedavgm", step, momentum=0.5)
    second, memory = combine("fedavgm", step, memory, momentum=0.5)
    assert first.tolist() == [1.0, 0.0]
    assert second.tolist() == [1.5, 0.0]
    third, _ = combine("fedavgm", step, memory, momentum=0.5, learning_rate=2.0)
    assert third.tolist() == [3.5, 0.0]


def test_fedadam_steps_as_adam_does():
    what = update([[0.5, -0.25]] * 2)
    model, memory = combine(
        "fedadam", what, learning_rate=0.1, momentum=0.9, second_momentum=0.99, adaptivity=0.001
    )
    change = torch.tensor([0.5, -0.25])
    second = 0.99 * 0.001**2 + 0.01 * change**2
    expected = 0.1 * 0.1 * change / (second.sqrt() + 0.001)
    assert torch.allclose(model, expected)
    assert torch.allclose(memory["first"], 0.1 * change)
    assert torch.allclose(memory["second"], second)


def test_robust_rules_ignore_an_outlier_and_its_weight():
    loud = update(LOCAL, [0.01, 0.01, 0.01, 0.97])
    assert combine("median", loud)[0].tolist() == [4.0, 0.5]
    assert combine("trimmed-mean", loud, share=0.25)[0].tolist() == [4.0, 0.5]
    assert combine("trimmed-mean", loud, share=0.0)[0].tolist() == [27.25, 1.75]
    assert combine("median", update(LOCAL[:3]))[0].tolist() == [3.0, 0.0]


def test_scaffold_control_variates_are_mean_gradients():
    scaffold = aggregators.create("scaffold")
    what = update(
        [[-1.0, 0.0], [-3.0, 2.0]], members=[2, 0], organizations=3, steps=[5, 10], learning_rate=0.1
    )
    assert scaffold.drift(what.members, {}) is None
    model, memory = scaffold.combine(what, {})
    assert model.tolist() == [-2.0, 1.0]
    assert torch.allclose(memory["organizations"], torch.tensor([[3.0, -2.0], [0.0, 0.0], [2.0, 0.0]]))
    assert torch.allclose(memory["server"], torch.tensor([5.0, -2.0]) / 3)
    drift = scaffold.drift(torch.tensor([0, 1]), memory)
    assert torch.allclose(drift, memory["server"] - memory["organizations"][:2])
    newcomer = scaffold.drift(torch.tensor([4]), memory)
    assert torch.allclose(newcomer, memory["server"][None])


def test_scaffold_corrects_drift_exactly_on_two_quadratics():
    """Two silos that pull to -1 and +3 with different steps: the corrected rounds reach the mean optimum, 1."""
    scaffold, center, memory = aggregators.create("scaffold"), torch.zeros(1), {}
    targets, steps, rate = torch.tensor([[-1.0], [3.0]]), [2, 8], 0.05
    for _ in range(300):
        local = center.repeat(2, 1)
        drift = scaffold.drift(torch.tensor([0, 1]), memory)
        for row in range(2):
            for _ in range(steps[row]):
                slope = local[row] - targets[row] + (0 if drift is None else drift[row])
                local[row] = local[row] - rate * slope
        what = update(local.tolist(), center=center.tolist(), steps=steps, learning_rate=rate)
        center, memory = scaffold.combine(what, memory)
    assert center.item() == pytest.approx(1.0, abs=1e-3)


def test_only_fedprox_pulls():
    pulls = {name: aggregators.create(name).proximal for name in aggregators.names()}
    assert {name for name, pull in pulls.items() if pull} == {"fedprox"}
    assert aggregators.create("fedprox", proximal=0.7).proximal == 0.7


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("fedprox", {"proximal": -1}, "proximal must be a number from 0 to 1,000, got -1"),
        ("fedavgm", {"learning_rate": 0}, "learning_rate must be a number above 0 and at most 1,000, got 0"),
        ("fedavgm", {"momentum": 1}, "momentum must be a number of at least 0 and below 1, got 1"),
        (
            "fedadam",
            {"second_momentum": -0.1},
            "second_momentum must be a number of at least 0 and below 1, got -0.1",
        ),
        ("fedadam", {"adaptivity": 0}, "adaptivity must be a number above 0 and at most 1,000, got 0"),
        (
            "trimmed-mean",
            {"share": 0.5},
            r"share must be a number of at least 0 and below 0\.5, got 0\.5",
        ),
        (
            "scaffold",
            {"learning_rate": -1},
            "learning_rate must be a number above 0 and at most 1,000, got -1",
        ),
    ],
)
def test_parameters_are_checked(name, parameters, message):
    with pytest.raises(ValueError, match=message):
        aggregators.create(name, **parameters)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'fedavg'"):
        aggregators.create("fedavgg")
