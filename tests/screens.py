"""What a browser would know of a run, from the messages that panels send."""

from __future__ import annotations

from typing import Any


class Screen:
    """Puts together what it is told, as the page's store does, and checks that nothing is missing.

    Args:
        widget: the panels.
    """

    def __init__(self, widget: Any) -> None:
        self.cast: dict[str, Any] = {}
        self.rounds: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.beside: dict[str, Any] | None = None
        self.spread: dict[str, Any] | None = None
        self._key = 0
        widget.send = self._hear
        widget.vue_need()

    def _hear(self, message: dict[str, Any]) -> None:
        if message["method"] == "spread":
            (self.spread,) = message["args"]
            return
        assert message["method"] == "hear"
        (news,) = message["args"]
        self.messages.append(news)
        if news["key"] != self._key:
            assert news["from"] == 0
            assert "cast" in news
            self._key, self.rounds, self.beside = news["key"], [], None
        self.cast = news.get("cast", self.cast)
        assert news["from"] <= len(self.rounds), "a round is missing"
        del self.rounds[news["from"] :]
        for told in news["rounds"]:
            before = self.rounds[-1]["of"] if self.rounds else {}
            self.rounds.append(told | {"of": before | told["of"]})
        if "beside" in news:
            self._hear_beside(news["beside"])

    def _hear_beside(self, news: dict[str, Any] | None) -> None:
        """Put together what is told of another course."""
        if news is None:
            self.beside = None
            return
        rounds = self.beside["rounds"][: news["from"]] if self.beside and news["from"] else []
        assert len(rounds) == news["from"], "a round is missing"
        for told in news["rounds"]:
            before = rounds[-1]["of"] if rounds else {}
            rounds.append(told | {"of": before | told["of"]})
        self.beside = news | {"rounds": rounds}

    @property
    def round(self) -> int:
        """The last round; -1 before there is one."""
        return int(self.rounds[-1]["round"]) if self.rounds else -1

    @property
    def headline(self) -> str:
        """The facts of the last round in one line."""
        return " ".join(" ".join(fact) for fact in self.rounds[-1]["facts"]) if self.rounds else ""

    def column(self, name: str) -> list[float | None]:
        """A column of the last round."""
        column: list[float | None] = self.rounds[-1]["of"][name]
        return column
