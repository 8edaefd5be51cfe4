"""Spans between rates, on welfare that was made up: where to look next, and when to stop."""

import numpy as np
import pytest

from cocogen.model.game.rules.rate_spans import Spans
from cocogen.model.game.rules.rate_welfare import Trials, Tried

SLACK = np.array([1e-12])
CAPACITY = np.array([10.0])


def trials_of(*points):
    """Return trials of one member: rate, welfare, slope, generation, rise, part, bound."""
    columns = [np.array(column, dtype=float)[:, None] for column in zip(*points, strict=True)]
    trials = Trials()
    trials.add(Tried(*columns[:6], columns[6].astype(np.int8)))
    return trials


def span(low, high, moved=-1):
    spans = Spans.between(trials_of(low, high), np.array([0]), np.array([[0, 1]]))
    return Spans(spans.trials, spans.game, spans.ends, spans.slopes, np.array([moved]))


def inside(spans, middle=False):
    rate, guess = spans.inside(CAPACITY, middle=middle)
    return float(rate[0, 0]), float(guess[0, 0])


def test_a_parabolas_peak_is_met_at_once():
    spans = span((1.0, 3.0, 2.0, 4.0, 1.0, 2.0, 0), (4.0, 0.0, -4.0, 7.0, 1.0, -4.0, 0))
    assert inside(spans) == pytest.approx((2.0, 5.0))
    assert spans.turning(SLACK).tolist() == [True]
    peak = Tried(*(np.array([[x]]) for x in (2.0, 4.0, 0.0, 5.0, 1.0, 0.0)), np.zeros((1, 1), np.int8))
    beside = Tried(*(np.array([[x]]) for x in (2.1, 3.99, -0.2, 5.1, 1.0, -0.2)), np.zeros((1, 1), np.int8))
    assert spans.met(spans.trials.add(peak)).tolist() == [True]
    assert spans.met(spans.trials.add(beside)).tolist() == [False]


def test_an_end_that_stays_twice_counts_as_half_as_steep():
    spans = span((0.0, 0.0, 4.0, 1.0, 1.0, 4.0, 0), (2.0, 0.0, -2.0, 3.0, 1.0, -2.0, 0), moved=0)
    middle = Tried(*(np.array([[x]]) for x in (1.0, 1.0, 1.0, 2.0, 1.0, 1.0)), np.zeros((1, 1), np.int8))
    halves = spans.halves(spans.trials.add(middle))
    assert halves.ends.tolist() == [[0, 2], [2, 1]]
    assert halves.slopes.tolist() == [[4.0, 1.0], [1.0, -1.0]]
    assert halves.moved.tolist() == [1, 0]


def test_a_fall_between_rising_ends_hides_a_peak():
    rising = span((1.0, 3.0, 2.0, 4.0, 1.0, 2.0, 0), (4.0, 2.0, 1.0, 7.0, 1.0, 1.0, 0))
    assert rising.turning(SLACK).tolist() == [True]
    falling = span((1.0, 2.0, -1.0, 4.0, 1.0, -1.0, 0), (4.0, 3.0, -2.0, 7.0, 1.0, -2.0, 0))
    assert falling.turning(SLACK).tolist() == [True]
    plain = span((1.0, 2.0, 2.0, 4.0, 1.0, 2.0, 0), (4.0, 5.0, 1.0, 7.0, 1.0, 1.0, 0))
    assert plain.turning(SLACK).tolist() == [False]


def test_just_before_and_just_beyond_a_bound():
    ends = (1.0, 3.0, 2.0, 4.0, 2.0, 2.0, 0), (11.0, 0.0, -1.0, 10.0, 0.0, 1.0, 1)
    assert inside(span(*ends, moved=1))[0] == pytest.approx(np.sqrt(11.0))
    near = (3.9, 3.0, 2.0, 9.8, 2.0, 2.0, 0), (4.1, 0.0, -1.0, 10.0, 0.0, 1.0, 1)
    width = 4.1 - 3.9
    assert inside(span(*near, moved=1))[0] == pytest.approx(4.0 - width * width / 4.1)
    assert inside(span(*near, moved=0))[0] == pytest.approx(4.0 + width * width / 4.1)
    assert inside(span(*near), middle=True)[0] == pytest.approx(4.0)


def test_the_middle_of_distant_rates_is_geometric():
    far = span((1.0, 0.0, 2.0, 0.0, 0.0, 1.0, -1), (1e8, 0.0, 1.0, 10.0, 0.0, 1.0, 1))
    assert inside(far, middle=True)[0] == pytest.approx(1e4)
    from_zero = span((0.0, 0.0, 2.0, 0.0, 0.0, 1.0, -1), (8.0, 0.0, 1.0, 10.0, 0.0, 1.0, 1))
    assert inside(from_zero, middle=True)[0] == pytest.approx(4.0)


def promising(spans, best):
    return bool(spans.promising(np.array([best]), SLACK)[0])


def test_only_what_may_beat_the_best_is_looked_into():
    peak = span((1.0, 3.0, 2.0, 4.0, 1.0, 2.0, 0), (4.0, 0.0, -4.0, 7.0, 1.0, -4.0, 0))
    assert promising(peak, 3.0)
    assert not promising(peak, 30.0)
    smooth = span((1.0, 3.0, 2.0, 4.0, 1.0, 2.0, 0), (4.0, 6.0, 1.0, 7.0, 1.0, 1.0, 0))
    assert not promising(smooth, 3.0)


def test_whoever_lets_go_may_turn_the_slope():
    lower = (1.0, 3.0, 2.0, 0.0, 0.0, 5.0, -1)
    hidden = span(lower, (4.0, 6.0, 0.5, 10.0, 0.0, -5.0, 1))
    assert promising(hidden, 6.0)
    harmless = span(lower, (4.0, 6.0, 0.5, 10.0, 0.0, 5.0, 1))
    assert not promising(harmless, 6.0)
    narrow = span((1.0, 5.99, 2.0, 0.0, 0.0, 5.0, -1), (1.0005, 6.0, 0.5, 10.0, 0.0, -5.0, 1))
    assert not promising(narrow, 6.0)


def test_the_lowest_of_rates_that_do_the_same_is_looked_for():
    assert promising(span((1.0, 3.0, 2.0, 4.0, 1.0, 2.0, 0), (4.0, 6.0, 0.0, 10.0, 0.0, 5.0, 1)), 6.0)
    closed = (4.0 - 1e-10, 6.0 - 1e-13, 2.0, 10.0 - 1e-9, 1.0, 2.0, 0), (4.0, 6.0, 0.0, 10.0, 0.0, 5.0, 1)
    assert not promising(span(*closed), 6.0)
