"""The reference of all configuration fields and parts, as a page of the docs.

``python -m cocogen.scenarios.description.reference > docs/configuration.md`` writes it; a test holds the page to what is true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocogen.agents.allowed import allowed
from cocogen.agents.typed import type_of
from cocogen.model.config import SimulationConfig
from cocogen.model.config.interventions import CHANGEABLE, FIXED
from cocogen.model.config.overrides import section_names
from cocogen.model.config.sections import Section
from cocogen.scenarios.description.parts import Kind, first_paragraph, kinds, plain, takes, value_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocogen.agents.signatures import Parameter

HEAD = """# Configuration

Every field can be set by its dotted name: on the command line (`--set population.alpha=0.1`), in Python
(`CoopetitionModel(**{"population.alpha": 0.1})`), in a study file and in a run folder's `config.toml`. What differs between
organizations is one number, a range of two from which each draws its own, a distribution, a list, or a column of a file of firms:
[how that is written](worked-studies.md#who-takes-part). Money is in k$ unless a scenario says otherwise. A section that names a part (a rule, a partition, …) takes that part's own parameters as further fields.

What a field takes is checked when a configuration is made, and answered in one line that names it. Numbers are finite and end at
1e15; true is not a number; a number may come as text (`"0.3"`), a whole one as `3.0`. A dash (–) as default: nothing, and the meaning
says what holds then.

*This page is made from the code.*
"""


INTERVENTIONS_PAGE = """## interventions

What changes in mid-run, as many times as wanted. In TOML a table for each round:

    [[interventions]]
    round = 10
    "redistribution.rule" = "bargaining"
    "competition.intensity" = 0.1

On the command line, and wherever else fields are set by name, `FIELD@ROUND`: `--set redistribution.rule@10=bargaining`, or as a factor
`--vary redistribution.rate@10=0.1,0.3`. In Python also `model.intervene({{"redistribution.rule": "bargaining"}})`, which holds from the next round on.
A field keeps its new value until another intervention. A field that becomes nothing is named in the list `unset`.

The whole schedule is applied once before a run starts, so that a wrong value in round 200 is refused at once. It is part of a run's
identity. What a rule remembers or has counted goes on under the same rule only, and what was announced belongs to the rule that
announced it. Costs, valuations and rivalry are drawn from the new ranges with the draws that everybody had, so that the
cheapest stays the cheapest. Data, tasks, networks, training, seed and length stay as they are:

| section | what may change |
|---|---|
{rows}
"""


def reference() -> str:
    """Return the page as Markdown."""
    return "\n".join([HEAD, *(line for name in section_names() for line in _section(name)), _interventions()])


def _interventions() -> str:
    """Return what a schedule is, and what may be in one, from the rules that hold."""
    rows = []
    for section, fields in CHANGEABLE.items():
        but = ", ".join(f"`{name}`" for name in FIXED if name.startswith(f"{section}."))
        may = ", ".join(f"`{section}.{field}`" for field in fields or ()) or "every field"
        rows.append(f"| {section} | {may}{f' but {but}' if but else ''} |")
    return INTERVENTIONS_PAGE.format(rows="\n".join(rows))


def _section(name: str) -> Iterator[str]:
    section = SimulationConfig.model_fields[name].annotation
    assert isinstance(section, type)  # noqa: S101 - narrows for mypy
    assert issubclass(section, Section)  # noqa: S101
    yield f"## {name}\n"
    yield f"{_cell(first_paragraph(section))}\n"
    yield "| field | takes | default | meaning |"
    yield "|---|---|---|---|"
    for field, info in section.model_fields.items():
        default = _default(info.get_default(call_default_factory=True))
        allows = _cell(allowed(type_of(info)).removeprefix("a "))
        yield f"| `{name}.{field}` | {allows} | {default} | {_cell(info.description or '')} |"
    for kind in kinds().values():
        if kind.field.partition(".")[0] == name:
            yield from _parts(kind)
            yield from _parameters(kind)
    yield ""


def _parts(kind: Kind) -> Iterator[str]:
    """Yield a table of the parts that a field can name."""
    yield f"\n| `{kind.field}` | what it is |"
    yield "|---|---|"
    for part in kind.parts():
        yield f"| `{part}` | {_cell(kind.sentence(part))} |"


def _parameters(kind: Kind) -> Iterator[str]:
    """Yield a table of the parts' own parameters; those that several parts share are told once."""
    rows: dict[tuple[str, str], list[str]] = {}
    for part in kind.parts():
        for parameter in kind.signature(part):
            rows.setdefault((parameter.name, _told(parameter)), []).append(f"`{part}`")
    if rows:
        yield "\n| field | of | takes | default | meaning |"
        yield "|---|---|---|---|---|"
    for (parameter_name, told), parts in sorted(rows.items()):
        yield f"| `{kind.prefix}{parameter_name}` | {', '.join(parts)} | {told} |"


def _told(parameter: Parameter) -> str:
    default = "must be given" if parameter.is_required else _default(parameter.default)
    return f"{_cell(takes(parameter))} | {default} | {_cell(parameter.meaning) or '–'}"


def _default(value: Any) -> str:
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, float) for v in value):
        return f"{value[0]:g} .. {value[1]:g}"
    words = _cell(value_in_words(value))
    return f"`{words}`" if isinstance(value, str) and value else words


def _cell(text: str) -> str:
    """Return a text as a cell of a table: on one line, Sphinx roles as code, bars escaped."""
    return plain(text).replace("|", "\\|")


if __name__ == "__main__":
    print(reference(), end="")
