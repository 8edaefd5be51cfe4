"""How far a visitor is in the lesson: which act, what was guessed, and what was read off the page's own run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocogen.visualizations.browser.lesson.reading import Reading, read
from cocogen.visualizations.browser.lesson.script import ACTS, MISSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocogen.visualizations.browser.lesson.act import Act, Guess, Offers, State
    from cocogen.visualizations.browser.run import Run, View


class Lesson:
    """Leads one visitor through the acts on the page's own run, and back to what was there before.

    While a visitor guesses, the page shows the state before; with the guess it plays the act's, from which the answer is read.

    Args:
        run: what the page plays.
        offers: scenarios as they are shipped, by name; without those that the acts need there is no lesson.
    """

    def __init__(self, run: Run, offers: Offers) -> None:
        self._run = run
        self._offers = offers
        self._at: int | None = None
        self._guesses: dict[int, Guess | None] = {}
        self._was: dict[int, Reading] = {}
        self._now: dict[int, Reading] = {}

    @property
    def act(self) -> Act | None:
        """The act that is on; None outside the lesson."""
        return None if self._at is None else ACTS[self._at]

    @property
    def focus(self) -> list[str]:
        """Classes of what holds the board, which hide panels to which the act does not turn."""
        return ["is-lesson", *(f"shows-{panel}" for panel in self.act.panels)] if self.act else []

    @property
    def heard(self) -> dict[str, Callable[..., object]]:
        """What a visitor may ask for, by name; each is given the word that the browser sends with it."""
        return {
            "begin": lambda _: self.begin(),
            "go": self.go,
            "guess": self.guess,
            "again": lambda _: self.guess_again(),
            "leave": lambda _: self.leave(),
            "stay": lambda _: self.stay(),
        }

    def begin(self) -> None:
        """Begin with the first act; what was played waits meanwhile."""
        if self._at is None and self._is_offered():
            self._run.set_out()
            self._at = 0
            self._show()

    def go(self, index: Any) -> None:
        """Turn to an act; where there is none, everything stays."""
        if self.act and isinstance(index, int) and 0 <= index < len(ACTS):
            self._at = index
            self._show()

    def guess(self, guess: Any) -> None:
        """Take a guess, or none, and play what answers it; what cannot be guessed is passed over."""
        if (
            self.act is None
            or self._at not in self._was
            or not (guess is None or self.act.guess.allows(guess))
        ):
            return
        self._guesses[self._at] = guess
        self._now.pop(self._at, None)
        self._show()

    def guess_again(self) -> None:
        """Take the guess back."""
        if self._at is not None:
            self._guesses.pop(self._at, None)
            self._show()

    def leave(self) -> None:
        """End, and go on with what was there before."""
        if self.act:
            self._end()
            self._run.come_home()

    def stay(self) -> None:
        """End, and go on with what the act shows."""
        if self.act:
            self._end()
            self._run.forget_home()

    def shown(self, view: View) -> dict[str, Any]:
        """Return what the browser draws, and read off a view what there is to read.

        Args:
            view: what the page shows.
        """
        if self._at is None:
            return {"mission": MISSION, "acts": len(ACTS)} if self._is_offered() else {}
        act = ACTS[self._at]
        self._read(view)
        was, now = self._was.get(self._at), self._now.get(self._at)
        is_guessed = self._at in self._guesses
        said = act.asked(was) if was else {}
        if is_guessed and was and now:
            said |= act.answered(was, now, self._guesses[self._at])
        return {
            "at": self._at,
            "titles": [one.title for one in ACTS],
            "guess": act.guess.drawn(),
            "isGuessed": is_guessed,
            "said": said,
        }

    def _end(self) -> None:
        self._at = None
        for known in (self._guesses, self._was, self._now):
            known.clear()

    def _is_offered(self) -> bool:
        return all(act.state.scenario in self._offers for act in ACTS)

    def _state(self, act: Act, index: int) -> State:
        return act.played(self._guesses[index]) if index in self._guesses else act.before

    def _show(self) -> None:
        if self._at is not None:
            self._run.visit(self._state(ACTS[self._at], self._at).wish(self._offers))

    def _read(self, view: View) -> None:
        """Read the state that is shown, if it is the one that is to be read."""
        index = self._at
        if index is None or view.story is None:
            return
        known = self._now if index in self._guesses else self._was
        state = self._state(ACTS[index], index)
        if index not in known and view.rounds > state.rounds and view.wish == state.wish(self._offers):
            known[index] = read(view.story, state.rounds)
