"""Courses: a simulation that is played, with what is seen and told of it, and another one beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser.live.beside import Beside
from cocogen.visualizations.browser.live.story import Story
from cocogen.visualizations.browser.snapshot import Observer
from cocogen.visualizations.browser.stored.reenactment import Reenactment, StoredObserver
from cocogen.visualizations.words import field_noun

if TYPE_CHECKING:
    from cocogen.visualizations.browser.wish import Wish

BEFORE = "before the change"
"""What the course is called that goes on without what was changed in mid-run."""


@dataclass(frozen=True)
class Course:
    """One simulation, as it was wished for.

    Args:
        wish: of what; neither a question nor anything beside it.
        model: the simulation.
        observer: takes its snapshots.
        story: tells its rounds.
    """

    wish: Wish
    model: CoopetitionModel
    observer: Observer
    story: Story

    @classmethod
    def of(cls, wish: Wish) -> Course:
        """Return a course that has not been played yet.

        Raises:
            ValueError: in one line, if it cannot be.
        """
        stored = wish.scene.stored
        if stored:
            reenactment = Reenactment(wish.config(), stored.tables)
            course = cls(wish, reenactment, StoredObserver(reenactment), Story())
        else:
            model = CoopetitionModel(wish.config())
            course = cls(wish, model, Observer(model), Story())
        course.story.add(course.observer.snapshot(), course.model)
        return course

    @property
    def is_over(self) -> bool:
        """Whether there is no further round: of a stored run, when the last one that was played is there."""
        stored = self.wish.scene.stored
        return stored is not None and self.model.round >= stored.rounds

    def play_round(self) -> None:
        """Play a round and tell it."""
        self.model.step()
        self.story.add(self.observer.snapshot(), self.model)


@dataclass(frozen=True)
class Pair:
    """What is played: a course, and perhaps another one beside it, round by round.

    Args:
        wish: the whole wish.
        course: what is looked at.
        ghost: what it is compared with.
    """

    wish: Wish
    course: Course
    ghost: Course | None = None

    @property
    def courses(self) -> tuple[Course, ...]:
        """All that is played."""
        return (self.course, self.ghost) if self.ghost else (self.course,)

    def play_round(self) -> None:
        """Play a round of each that is not over."""
        for course in self.courses:
            if not course.is_over:
                course.play_round()

    def seen(self) -> dict[str, Any]:
        """Return what there is to see of it now, as the view's fields."""
        story = self.course.story
        return {
            "wish": self.wish,
            "snapshot": self.course.observer.snapshot(),
            "story": story,
            "rounds": len(story.rounds),
            "beside": self.ghost and beside(self.wish, self.ghost.story),
        }


def beside(wish: Wish, story: Story) -> Beside:
    """Return the story of what is played beside a wish, with the words for both."""
    rounds = len(story.rounds)
    if wish.answered is None:
        name = wish.beside.variant if wish.beside else ""
        since = wish.scene.stored.since if wish.scene.stored else 1
        return Beside(story, rounds, name, wish.scene.variant or "this", since, is_question=False)
    round, before = wish.answered.after + 1, wish.answered.before.changes
    changed = ", ".join(
        f"{field_noun(name.partition('@')[0])} {wish.changes.get(name, 'as it was')}"
        for name in dict.fromkeys([*wish.changes, *before])
        if wish.changes.get(name) != before.get(name)
    )
    return Beside(story, rounds, BEFORE, f"{changed}, from round {round} on", since=round, is_question=True)
