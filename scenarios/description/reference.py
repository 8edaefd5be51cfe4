"""The reference of all configuration fields and parts, as a page of the docs.

``python -m cocogen.scenarios.description.reference > docs/configuration.md`` writes it; a test holds the page to what is true.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from cocogen.agents.allowed import allowed
from cocogen.agents.typed import type_of
from cocogen.model.config import SimulationConfig
from cocogen.model.config.sections import PartSection, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocogen.agents.signatures import Parameter

HEAD = """# Configuration

Every field can be set by its dotted name: on the command line (`--set population.alpha=0.1`), in Python
(`CoopetitionModel(**{"population.alpha": 0.1})`), in a study file and in a run folder's `config.toml`. A range is two numbers
from which every organization draws its own value uniformly; one number means no spread. Money is in k$ unless a scenario says
otherwise. A section that names a part (a rule, a partition, …) takes that part's own parameters as further fields.

What a field takes is checked when a configuration is made, and answered in one line that names it. Numbers are finite and end at
1e15; true is not a number; a number may come as text (`"0.3"`), a whole one as `3.0`. A dash (–) as default: nothing, and the meaning
says what holds then.

*This page is made from the code.*
"""


def reference() -> str:
    """Return the page as Markdown."""
    return (
        "\n".join([HEAD, *(line for name in SimulationConfig.model_fields for line in _section(name))]) + "\n"
    )


def _section(name: str) -> Iterator[str]:
    kind = SimulationConfig.model_fields[name].annotation
    assert isinstance(kind, type)  # noqa: S101 - narrows for mypy
    assert issubclass(kind, Section)  # noqa: S101
    yield f"## {name}\n"
    yield f"{_first_paragraph(kind)}\n"
    yield "| field | takes | default | meaning |"
    yield "|---|---|---|---|"
    for field, info in kind.model_fields.items():
        default = _value(info.get_default(call_default_factory=True))
        takes = _takes(type_of(info))
        yield f"| `{name}.{field}` | {takes} | {default} | {_plain(info.description or '')} |"
    if issubclass(kind, PartSection):
        yield from _parts(name, kind)
        yield from _parameters(name, kind)
    yield ""


def _parts(name: str, kind: type[PartSection]) -> Iterator[str]:
    """Yield a table of the parts that a section can name."""
    yield f"\n| `{name}.{kind.part_field}` | what it is |"
    yield "|---|---|"
    for part in kind.registry().names():
        yield f"| `{part}` | {_first_paragraph(kind.registry().factory(part))} |"


def _parameters(name: str, kind: type[PartSection]) -> Iterator[str]:
    """Yield a table of the parts' own parameters; those that several parts share are told once."""
    rows: dict[tuple[str, str], list[str]] = {}
    for part in kind.registry().names():
        for parameter in kind.registry().signature(part):
            if parameter.name in kind.known_parameters(part):
                rows.setdefault((parameter.name, _told(parameter)), []).append(f"`{part}`")
    yield "\n| field | of | takes | default | meaning |"
    yield "|---|---|---|---|---|"
    for (parameter_name, told), parts in sorted(rows.items()):
        yield f"| `{name}.{parameter_name}` | {', '.join(parts)} | {told} |"


def _told(parameter: Parameter) -> str:
    default = "must be given" if parameter.is_required else _value(parameter.default)
    return f"{_takes(parameter.annotation)} | {default} | {_plain(parameter.meaning)}"


def _takes(annotation: Any) -> str:
    """Return what a type allows as a cell: without the article, bars escaped."""
    return _plain(allowed(annotation)).removeprefix("a ")


def _first_paragraph(thing: Any) -> str:
    """Return the first paragraph of a docstring on one line, Sphinx roles as code, bars escaped for a table."""
    return _plain((inspect.getdoc(thing) or "").split("\n\n")[0])


def _plain(text: str) -> str:
    one_line = re.sub(r":\w+:`~?([^`]*)`", r"`\1`", " ".join(text.split()))
    return one_line.replace("``", "`").replace("|", "\\|")


def _value(value: Any) -> str:
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, float) for v in value):
        return f"{value[0]:g} .. {value[1]:g}"
    if value is None or value == "":
        return "–"
    return f"`{value}`" if isinstance(value, str) else str(value)


if __name__ == "__main__":
    print(reference(), end="")
