"""The reference of all configuration fields and parts, as a page of the docs.

``python -m scenarios.toolkit.reference > docs/configuration.md`` writes it; a test holds the page to what is true.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from model.config import PartSection, Section, SimulationConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

HEAD = """# Configuration

Every field can be set by its dotted name: on the command line (`--set population.alpha=0.1`), in Python
(`CoopetitionModel(**{"population.alpha": 0.1})`), in a study file and in a run folder's `config.toml`. A range is two numbers
from which every organization draws its own value uniformly; one number means no spread. Money is in k$ unless a scenario says
otherwise. A section that names a part (a rule, a partition, …) takes that part's own parameters as further fields.

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
    yield "| field | default | meaning |"
    yield "|---|---|---|"
    for field, info in kind.model_fields.items():
        yield f"| `{name}.{field}` | {_default(info)} | {_plain(info.description or '')} |"
    if issubclass(kind, PartSection):
        yield from _parts(name, kind)
    yield ""


def _parts(name: str, kind: type[PartSection]) -> Iterator[str]:
    yield f"\n| `{name}.{kind.part_field}` | what it is | its parameters, as `{name}.…` |"
    yield "|---|---|---|"
    for part in kind.registry().names():
        factory: Any = kind.registry().factory(part)
        parameters = inspect.signature(factory).parameters.values()
        told = ", ".join(
            f"`{p.name}`" if p.default is inspect.Parameter.empty else f"`{p.name}` = {_value(p.default)}"
            for p in parameters
        )
        yield f"| `{part}` | {_first_paragraph(factory)} | {told} |"


def _first_paragraph(thing: Any) -> str:
    """Return the first paragraph of a docstring on one line, Sphinx roles as code, bars escaped for a table."""
    return _plain((inspect.getdoc(thing) or "").split("\n\n")[0])


def _plain(text: str) -> str:
    one_line = re.sub(r":\w+:`~?([^`]*)`", r"`\1`", " ".join(text.split()))
    return one_line.replace("``", "`").replace("|", "\\|")


def _default(info: FieldInfo) -> str:
    return _value(info.get_default(call_default_factory=True))


def _value(value: Any) -> str:
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, float) for v in value):
        return f"{value[0]:g} .. {value[1]:g}"
    if value is None:
        return "–"
    return f"`{value}`" if isinstance(value, str) else str(value)


if __name__ == "__main__":
    print(reference(), end="")
