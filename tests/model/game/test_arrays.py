"""Members side by side: taken apart, blocked and put together again."""

import numpy as np
import pytest

from cocogen.model.game.arrays import frozen
from strategies import small_game


def test_frozen():
    with pytest.raises(ValueError, match="read-only"):
        frozen(np.zeros(2))[0] = 1.0


def test_one_by_one_and_together_again():
    players = small_game().players()
    singles = players.one_by_one()
    assert [type(one.weight) for one in singles] == [float] * 4
    assert singles[2].contribution(50.0) == players.contribution(np.full(4, 50.0))[2]
    again = type(players).together(singles)
    np.testing.assert_array_equal(again.cost.congestion, players.cost.congestion)
    np.testing.assert_array_equal(again.contribution.skew_loss, players.contribution.skew_loss)


def test_parts_are_views_until_they_are_packed():
    players = small_game().players()
    part = players.part(slice(0, 4, 2))
    assert part.contribution.real_samples.base is not None
    np.testing.assert_array_equal(part.packed().capacity, players.capacity[::2])
    assert part.packed().contribution.real_samples.flags.c_contiguous
