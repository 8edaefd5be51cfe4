"""What an act of the lesson is: a state of the page, and what is said, asked and answered there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cocogen.model.records.numerals import decimals, short
from cocogen.visualizations.browser.lesson.reading import Reading, in_words
from cocogen.visualizations.browser.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.visualizations.browser.stage import Offer

    Offers = Mapping[str, Callable[[], Offer]]

Guess = float | str
"""A number on a scale, or the name of an option."""


@dataclass(frozen=True)
class State:
    """A state of the page, as a visitor could reach it by hand.

    Args:
        scenario: the scenario's name.
        variant: its variant.
        rounds: how many rounds have been played.
        changes: what knobs changed, by dotted name.
        beside: the variant beside it; none where None.
    """

    scenario: str
    variant: str
    rounds: int
    changes: Mapping[str, Any] = field(default_factory=dict)
    beside: str | None = None

    def wish(self, offers: Offers) -> Wish:
        """Return what to wish for.

        Args:
            offers: by scenario, what makes its offer.
        """
        scenes = offers[self.scenario]().scenes
        wish = Wish(scenes[self.variant], dict(self.changes), self.rounds)
        return wish.compared(scenes[self.beside]) if self.beside else wish


@dataclass(frozen=True)
class Scale:
    """A guess on a scale.

    Args:
        low: its lower end.
        high: its upper end.
        step: between two guesses.
        unit: of what is guessed.
        truth: reads what is right off what was played.
    """

    low: float
    high: float
    step: float
    unit: str
    truth: Callable[[Reading], float]

    def allows(self, guess: Any) -> bool:
        """Tell whether a browser may send this guess."""
        return isinstance(guess, int | float) and self.low <= guess <= self.high

    def verdict(self, guess: Guess, now: Reading) -> str:
        """Return how far a guess was from what is right, in one sentence."""
        off = float(guess) - self.truth(now)
        if abs(off) <= self.step / 2:
            return f"You guessed {self._written(float(guess))}: that is it."
        return f"You guessed {self._written(float(guess))}: {decimals(abs(off), 0)} too {'high' if off > 0 else 'low'}."

    def drawn(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return {"kind": "scale", "low": self.low, "high": self.high, "step": self.step, "unit": self.unit}

    def _written(self, value: float) -> str:
        return f"{short(value, 4)} {self.unit}".strip()


@dataclass(frozen=True)
class Choice:
    """A guess among options.

    Args:
        options: what each says, by its name.
        judge: says in one sentence how far the option was from what was played.
        is_played: whether the option is the variant that is then played.
    """

    options: Mapping[str, str]
    judge: Callable[[str, Reading], str]
    is_played: bool = False

    def allows(self, guess: Any) -> bool:
        """Tell whether a browser may send this guess."""
        return isinstance(guess, str) and guess in self.options

    def verdict(self, guess: Guess, now: Reading) -> str:
        """Return how far a guess was from what was played, in one sentence."""
        return self.judge(str(guess), now)

    def drawn(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return {"kind": "choice", "options": [[name, words] for name, words in self.options.items()]}


@dataclass(frozen=True)
class Act:
    """One act. Texts may use ``{was.…}`` and, once the answer is there, ``{now.…}``: numbers of a reading.

    Args:
        title: in a word or two.
        before: what the page shows while one guesses.
        state: what it shows with the answer.
        sentence: what is the case.
        question: what to guess.
        guess: how.
        answer: the answer.
        notice: one thing to notice in it.
        do: one thing to do.
        panels: what of the page is shown, besides what a click opens.
        remark: what one should know of how the state is made; nothing where empty.
    """

    title: str
    before: State
    state: State
    sentence: str
    question: str
    guess: Scale | Choice
    answer: str
    notice: str
    do: str
    panels: tuple[str, ...]
    remark: str = ""

    def played(self, guess: Guess | None) -> State:
        """Return the state that answers a guess, or none."""
        if isinstance(guess, str) and isinstance(self.guess, Choice) and self.guess.is_played:
            return replace(self.state, variant=guess)
        return self.state

    def asked(self, was: Reading) -> dict[str, str]:
        """Return what is said before the guess."""
        return {
            name: getattr(self, name).format(was=in_words(was)) for name in ("sentence", "question", "remark")
        }

    def answered(self, was: Reading, now: Reading, guess: Guess | None) -> dict[str, str]:
        """Return what is said after it.

        Args:
            was: what was played before.
            now: what answers it.
            guess: what was guessed; None if nothing was.
        """
        numbers = {"was": in_words(was), "now": in_words(now), "played": self.played(guess)}
        said = {name: getattr(self, name).format(**numbers) for name in ("answer", "notice", "do")}
        return said | {"verdict": "" if guess is None else self.guess.verdict(guess, now)}
