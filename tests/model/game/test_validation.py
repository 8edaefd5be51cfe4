"""What a game refuses: one line that names the argument, the index and the rule."""

import numpy as np
import pytest
import scipy.sparse as sp

from strategies import small_game

FOUR = [1.0, 1.0, 1.0, 1.0]


def with_entry(i, j, value):
    matrix = 0.05 * (1 - np.eye(4))
    matrix[i, j] = value
    return matrix


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"real_samples": [1.0, 0.0, 1.0, 1.0]}, r"real_samples\[1\] is 0; it must be positive"),
        (
            {"real_samples": [1.0, 1.0, np.inf, 1.0]},
            r"real_samples\[2\] is inf; it must be positive and finite",
        ),
        ({"heterogeneity": 1.1}, r"heterogeneity\[0\] is 1.1; it must lie in \[0, 1\]"),
        ({"fidelity": [1.0, 1.0, 0.0, 1.0]}, r"fidelity\[2\] is 0; it must lie in \(0, 1\]"),
        ({"valuation": np.nan}, r"valuation\[0\] is nan"),
        ({"generation_cost": -0.1}, r"generation_cost\[0\] is -0.1; it must be at least 0"),
        ({"congestion": -1e-9}, r"congestion\[0\] is -1e-09"),
        ({"membership_cost": -1.0}, r"membership_cost\[0\] is -1"),
        ({"standalone_cost": -1.0}, r"standalone_cost\[0\] is -1"),
        ({"capacity": [1.0, 1.0, 1.0, np.inf]}, r"capacity\[3\] is inf"),
        ({"standalone_knowledge": -1.0}, r"standalone_knowledge\[0\] is -1"),
        ({"subsidy": np.nan}, r"subsidy\[0\] is nan; it must be finite"),
        ({"capacity": [1.0, 2.0]}, r"capacity has shape \(2,\); it must be a scalar or have shape \(4,\)"),
        ({"capacity": [[1.0] * 4]}, r"capacity has shape \(1, 4\)"),
        ({"capacity": "much"}, "capacity is 'much'; it must be a number or 4 numbers"),
        ({"skew_penalty": 1.5}, r"skew_penalty is 1.5; it must lie in \[0, 1\]"),
        ({"alignment_loss": np.nan}, "alignment_loss is nan"),
        ({"knowledge": -2.0}, "knowledge is -2; it must be at least 0"),
        ({"knowledge": "none"}, "knowledge is 'none'; it must be one number"),
        ({"learning_curve": 3}, "learning_curve is 3; it must be a LearningCurve"),
        ({"competition": with_entry(1, 2, -0.1)}, r"competition\[1, 2\] is -0.1; it must be at least 0"),
        ({"competition": with_entry(3, 0, np.nan)}, r"competition\[3, 0\] is nan"),
        ({"competition": with_entry(2, 2, 0.3)}, r"competition\[2, 2\] is 0.3; the diagonal must be 0"),
        ({"competition": np.zeros((4, 3))}, r"competition has shape \(4, 3\); it must be \(4, 4\)"),
        ({"competition": np.zeros((0, 0))}, "competition is empty"),
        ({"competition": -0.2}, r"competition\[0\] is -0.2"),
        ({"competition": sp.csr_array(with_entry(1, 2, -0.1))}, r"competition\[1, 2\] is -0.1"),
        ({"competition": sp.csr_array(with_entry(2, 2, 0.3))}, r"competition\[2, 2\] is 0.3"),
        ({"competition": sp.csr_array((4, 5))}, r"competition has shape \(4, 5\)"),
        ({"competition": 0.1, "real_samples": []}, "real_samples is empty"),
    ],
)
def test_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        small_game(**change)


def test_a_read_only_competition_is_not_copied():
    matrix = with_entry(0, 1, 0.2)
    matrix.flags.writeable = False
    assert small_game(competition=matrix).competition is matrix


def test_explicit_zeros_of_a_sparse_competition_vanish():
    matrix = sp.coo_array(([0.0, 0.1], ([2, 0], [2, 1])), (4, 4))
    assert small_game(competition=matrix).competition.nnz == 1
