"""Phrases: what fields are called in figures and in the browser, and lists for sentences."""

from __future__ import annotations

FIELD_NOUNS = {
    "population.organizations": "the number of organizations",
    "population.alpha": "more alike data",
    "population.samples": "more data",
    "competition.intensity": "competition",
    "competition.structure": "the structure of rivalry",
    "decision.rule": "the way of deciding",
    "redistribution.rule": "redistribution",
    "redistribution.rate": "the rate of redistribution",
    "participation.patience": "patience",
}
"""What a field is called inside a question."""

FIELD_LABELS = {
    "population.organizations": "How many organizations, N",
    "population.alpha": "How alike their data are, α",
    "population.samples": "Real samples of each, n",
    "population.membership_cost": "What membership costs, f (k$ per real sample)",
    "competition.intensity": "How much rivals take from each other, γ",
    "competition.structure": "Who is whose rival",
    "game.skew_penalty": "How much skewed data spoil a contribution, δ",
    "game.alignment_loss": "How badly the common model serves a skewed market, η",
    "game.markets": "Whether markets are alike, or each has its own curve",
    "game.fidelity": "Worth of a synthetic sample in real ones, φ",
    "game.knowledge_retention": "How much a model remembers from round to round, μ",
    "decision.rule": "How organizations decide",
    "decision.activation": "Who decides when",
    "redistribution.rule": "How payoffs are redistributed, R",
    "redistribution.rate": "Rate of redistribution, r (k$ per effective sample)",
    "participation.rule": "When organizations leave",
    "participation.patience": "Bad rounds until an organization leaves",
    "learning.kind": "How accuracy comes about",
    "run.rounds": "Rounds",
    "run.seed": "Seed of all randomness",
}
"""Phrases that a newcomer understands, with the symbol of model.md behind, for fields by dotted name."""


def field_label(field: str) -> str:
    """Return the phrase for a configuration field; its own name in words if it has none."""
    return FIELD_LABELS.get(field, _in_words(field.rpartition(".")[2]))


def field_noun(field: str) -> str:
    """Return what a configuration field is called inside a question."""
    return FIELD_NOUNS.get(field, _in_words(field.rpartition(".")[2]).lower())


def symbol(field: str) -> str:
    """Return the symbol of a field, or nothing if it has none.

    Example:
        >>> symbol("competition.intensity"), symbol("decision.rule")
        ('γ', '')
    """
    last = without_unit(field_label(field)).rpartition(", ")[2]
    return last if len(last) == 1 else ""


def without_unit(label: str) -> str:
    """Return a label without the unit in parentheses at its end."""
    return label.partition(" (")[0]


def and_list(names: list[str]) -> str:
    """Join names for a sentence: ``A``, ``A and B``, ``A, B and C``.

    Example:
        >>> and_list(["A", "B", "C"])
        'A, B and C'
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _in_words(name: str) -> str:
    text = name.replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]
