"""The game object: immutable, derived cheaply, and plain about what it refuses."""

import copy
import pickle

import numpy as np
import pytest
import scipy.sparse as sp

from cocogen.model.game import CoopetitionGame, LearningCurve
from strategies import small_game


def test_scalars_broadcast():
    game = small_game(capacity=7)
    np.testing.assert_array_equal(game.capacity, [7.0] * 4)
    assert game.n == game.organizations == 4
    assert repr(game) == "CoopetitionGame(organizations=4, knowledge=0)"


def test_all_scalars_make_one_organization():
    game = CoopetitionGame(
        real_samples=10.0,
        heterogeneity=0.0,
        fidelity=1.0,
        valuation=1.0,
        generation_cost=0.0,
        congestion=0.0,
        capacity=5.0,
        competition=0.0,
        learning_curve=LearningCurve(0.0, 1.0, 10.0, 1.0),
    )
    assert game.performance(0.0) == pytest.approx(0.5)
    np.testing.assert_allclose(game.payoffs(0.0), [0.5])


def test_one_number_of_competition_is_between_every_pair():
    np.testing.assert_allclose(small_game(competition=0.1).competition, 0.1 * (1 - np.eye(4)))
    assert small_game(competition=0.0).competition.nnz == 0


@pytest.mark.parametrize("competition", [0.06, sp.csr_array(np.eye(4)[::-1] * 0.1)])
def test_immutable(competition):
    game = small_game(competition=competition)
    with pytest.raises(AttributeError, match=r"immutable; game.replace\(knowledge="):
        game.knowledge = 3.0
    for name in ("real_samples", "subsidy", "weights", "exposure", "market_value"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(game, name)[0] = 1.0
    entries = game.competition.data if sp.issparse(game.competition) else game.competition[0]
    with pytest.raises(ValueError, match="read-only"):
        entries[0] = 1.0


def test_later_changes_of_the_caller_do_not_reach_the_game():
    samples, competition = np.array([1.0, 2.0]), np.array([[0.0, 0.1], [0.1, 0.0]])
    game = small_game(**dict.fromkeys(("heterogeneity", "fidelity"), 0.5), real_samples=samples, competition=competition,
                      valuation=1.0, generation_cost=1.0, congestion=0.0)  # fmt: skip
    samples[0], competition[0, 1] = 99.0, 0.9
    assert game.real_samples[0] == 1.0
    assert game.competition[0, 1] == 0.1


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda game: pickle.loads(pickle.dumps(game))])  # noqa: S301
def test_copies_are_equal_and_frozen(clone):
    game = small_game()
    other = clone(game)
    np.testing.assert_array_equal(other.payoffs(3.0), game.payoffs(3.0))
    with pytest.raises(ValueError, match="read-only"):
        other.capacity[0] = 1.0


def test_replace_changes_only_what_it_is_told():
    game = small_game()
    changed = game.replace(
        knowledge=10.0,
        valuation=1.0,
        competition=0.0,
        learning_curve=LearningCurve(0.0, 1.0, 5.0, 1.0),
    )
    assert changed.knowledge == 10.0
    np.testing.assert_array_equal(changed.valuation, np.ones(4))
    np.testing.assert_array_equal(changed.capacity, game.capacity)
    np.testing.assert_array_equal(changed.weights, changed.market_value)
    assert game.knowledge == 0.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"valuation": -1.0}, r"valuation\[0\] is -1; it must be at least 0 and finite"),
        ({"valuation": [1.0]}, r"valuation has shape \(1,\)"),
        ({"knowledge": -1.0}, "knowledge is -1"),
        ({"price": 3.0}, "price=3.0 is not an argument of CoopetitionGame"),
    ],
)
def test_replace_checks(change, message):
    with pytest.raises(ValueError, match=message):
        small_game().replace(**change)


def test_with_subsidy():
    game = small_game()
    np.testing.assert_array_equal(game.with_subsidy(0.2).subsidy, [0.2] * 4)
    np.testing.assert_array_equal(game.subsidy, np.zeros(4))
    with pytest.raises(ValueError, match=r"subsidy\[2\] is nan; it must be finite"):
        game.with_subsidy([0.0, 0.0, np.nan, 0.0])
    with pytest.raises(ValueError, match=r"subsidy has shape \(2,\)"):
        game.with_subsidy([0.0, 0.0])


@pytest.mark.parametrize("competition", [0.06, sp.csr_array(0.06 * (1 - np.eye(4)))])
def test_restricted_to(competition):
    game = small_game(competition=competition)
    part = game.restricted_to(np.array([True, False, True, True]))
    again = game.restricted_to([0, 2, 3])
    np.testing.assert_array_equal(part.real_samples, game.real_samples[[0, 2, 3]])
    np.testing.assert_array_equal(part.payoffs(5.0), again.payoffs(5.0))
    np.testing.assert_allclose(part.exposure, 0.06 * (part.market_value.sum() - part.market_value))


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([], "members is empty"),
        ([True, False], r"members has shape \(2,\); a mask must have shape \(4,\)"),
        ([0, 4], r"names organization 4; indices must lie in 0..3"),
        ([0, -1], "names organization -1"),
        ([2, 2], "names organization 2 twice"),
        ([0.5], "must be a mask or a list of indices"),
    ],
)
def test_restricted_to_refuses(members, message):
    with pytest.raises(ValueError, match=message):
        small_game().restricted_to(members)


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ([1.0, 2.0], r"generation has shape \(2,\); it must have shape \(4,\)"),
        ([0.0, -1.0, 0.0, 0.0], r"generation\[1\] is -1; it must be at least 0"),
        ([0.0, 0.0, 0.0, np.nan], r"generation\[3\] is nan"),
    ],
)
def test_profiles_are_checked(profile, message):
    with pytest.raises(ValueError, match=message):
        small_game().payoffs(profile)


def test_profiles_may_be_stacked_where_results_are_per_organization():
    game = small_game()
    stack = np.array([[0.0, 1.0, 2.0, 3.0], [5.0, 5.0, 5.0, 5.0]])
    np.testing.assert_allclose(game.payoffs(stack), [game.payoffs(row) for row in stack])
    with pytest.raises(ValueError, match=r"generation has shape \(2, 4\)"):
        game.social_welfare(stack)


def test_who_has_no_weight_has_no_place_in_the_potential():
    assert small_game(valuation=0.0).potential(1.0) == small_game(valuation=0.0).performance(1.0)
    game = small_game(valuation=[0.0, 1200.0, 800.0, 1500.0], competition=0.0)
    others = game.costs(9.0)[1:] / game.weights[1:]
    assert game.potential(9.0) == pytest.approx(game.performance(9.0) - others.sum())


def test_payoff_scale():
    assert small_game(valuation=0.0).payoff_scale == 1.0
    game = small_game()
    assert game.payoff_scale == pytest.approx(0.85 * game.market_value.max())


def test_of_members_checks_the_shape():
    with pytest.raises(ValueError, match=r"standalone has shape \(2,\)"):
        small_game().of_members("standalone", np.zeros(2))


def test_numbers_for_the_whole_market_serve_its_parts():
    part = small_game().restricted_to([3, 1, 0]).restricted_to([0, 2])
    np.testing.assert_array_equal(
        part.of_members("weights", np.array([10.0, 11.0, 12.0, 13.0])), [13.0, 10.0]
    )
    np.testing.assert_array_equal(part.of_members("weights", np.array([5.0, 6.0])), [5.0, 6.0])
    with pytest.raises(ValueError, match=r"weights has shape \(3,\); it must have shape \(2,\)"):
        part.of_members("weights", np.zeros(3))


def test_a_payoff_is_gain_less_cost_less_damage_written_out_by_hand():
    """U_i = v_i a_i (G(x) − A₀) − f_i − c_i g_i − ½ κ_i g_i² − Σ_j γ_ij v_j a_j (G(x) − G(x − e_i)), in plain numbers."""
    n, g, phi, h = [80.0, 120.0], [30.0, 10.0], [0.7, 0.9], [0.2, 0.5]
    v, c, kappa, f, gamma = (
        [900.0, 1200.0],
        [0.02, 0.03],
        [2e-4, 1e-4],
        [5.0, 7.0],
        [[0.0, 0.06], [0.04, 0.0]],
    )
    game = CoopetitionGame(
        real_samples=n,
        heterogeneity=h,
        fidelity=phi,
        valuation=v,
        generation_cost=c,
        congestion=kappa,
        membership_cost=f,
        standalone_cost=2.0,
        capacity=1500.0,
        competition=np.array(gamma),
        learning_curve=LearningCurve(floor=0.1, ceiling=0.95, scale=600.0, exponent=0.6),
        skew_penalty=0.6,
        alignment_loss=0.3,
    )

    def accuracy(x: float) -> float:
        return 0.95 - 0.85 * (1.0 + x / 600.0) ** -0.6

    e = [(n[i] + phi[i] * g[i]) * (1.0 - 0.6 * (h[i] * n[i] / (n[i] + g[i])) ** 2) for i in range(2)]
    a, x = [1.0 - 0.3 * h[i] for i in range(2)], sum(e)
    for i, j in ((0, 1), (1, 0)):
        gain = v[i] * a[i] * (accuracy(x) - 0.1)
        cost = f[i] + c[i] * g[i] + 0.5 * kappa[i] * g[i] ** 2
        damage = gamma[i][j] * v[j] * a[j] * (accuracy(x) - accuracy(x - e[i]))
        assert game.gains(g)[i] == pytest.approx(gain, rel=1e-12)
        assert game.costs(g)[i] == pytest.approx(cost, rel=1e-12)
        assert game.damages(g)[i] == pytest.approx(damage, rel=1e-12)
        assert game.payoffs(g)[i] == pytest.approx(gain - cost - damage, rel=1e-12)
