"""The house stands: imports point down only and in no circle, packages stay light, modules say their subject."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("agents", "model", "scenarios", "visualizations")
FORBIDDEN = {
    "agents": ("cocogen.model", "cocogen.scenarios", "cocogen.visualizations", "torch"),
    "model/game": (
        "mesa",
        "torch",
        "cocogen.model.learning",
        "cocogen.model.simulation",
        "cocogen.scenarios",
        "cocogen.visualizations",
    ),
    "model/game/rivalry": (
        "cocogen.model.game.game",
        "cocogen.model.game.solvers",
        "cocogen.model.game.rules",
        "cocogen.model.game.coalitions",
    ),
    "model/game/solvers": (
        "cocogen.model.game.game",
        "cocogen.model.game.rules",
        "cocogen.model.game.coalitions",
    ),
    "model/game/coalitions": ("cocogen.model.game.rules",),
    "model/learning": (
        "mesa",
        "cocogen.model.game",
        "cocogen.model.simulation",
        "cocogen.scenarios",
        "cocogen.visualizations",
    ),
    "model": ("cocogen.scenarios", "cocogen.visualizations"),
    "visualizations": ("cocogen.scenarios",),
}
LAWS = (
    "cocogen.model.game.contribution",
    "cocogen.model.game.learning_curve",
    "cocogen.model.game.market_law",
    "cocogen.model.game.own_market",
)
"""What practice may know of theory: the laws whose parameters it calibrates."""


def run_time_imports(path: Path) -> Iterator[str]:
    """Yield what a file imports by its full name, in functions too, but for what stands under TYPE_CHECKING."""

    def visit(nodes: list[ast.stmt]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                yield from visit(node.orelse)
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                for field in ("body", "orelse", "finalbody"):
                    yield from visit(getattr(node, field, []) or [])
                for handler in getattr(node, "handlers", []):
                    yield from visit(handler.body)

    yield from visit(ast.parse(path.read_text(encoding="utf-8")).body)


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_imports_point_down_only(layer):
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sorted((ROOT / layer).rglob("*.py"))
        for module in run_time_imports(path)
        if any(module == name or module.startswith(f"{name}.") for name in FORBIDDEN[layer])
        and not (layer == "model/learning" and module.startswith(LAWS))
    ]
    assert wrong == []


def circles(root: Path) -> list[str]:
    """Return the circles of rooms: folders and loose modules of one folder that import each other, at any level.

    A folder's own ``__init__`` is its door and no room of it; what goes through the door counts for the folder.
    """
    files = {
        path.relative_to(root).with_suffix("").parts: path
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
    }
    modules = {parts[:-1] if parts[-1] == "__init__" else parts: path for parts, path in files.items()}
    levels: dict[tuple[str, ...], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for module, path in modules.items():
        for imported in filter(None, (module_of(name, modules) for name in run_time_imports(path))):
            depth = sum(
                1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(module, imported, strict=False))
            )
            if depth < min(len(module), len(imported)):
                levels[module[:depth]][module[depth]].add(imported[depth])
    found = []
    for level, rooms in levels.items():
        try:
            TopologicalSorter(rooms).prepare()
        except CycleError as error:
            found.append(f"{'/'.join(level) or 'the house'}: {' < '.join(error.args[1])}")
    return found


def module_of(name: str, modules: Collection[tuple[str, ...]]) -> tuple[str, ...] | None:
    """Return the module of ours in which an imported thing stands; None if it is somebody else's."""
    first, *parts = name.split(".")
    while first == "cocogen" and parts and tuple(parts) not in modules:
        parts.pop()
    return tuple(parts) if first == "cocogen" and parts else None


def test_no_rooms_import_each_other_in_a_circle():
    assert circles(ROOT) == []


@pytest.mark.parametrize(
    ("files", "circle"),
    [
        (
            {"model/a.py": "import cocogen.model.b.c", "model/b/c.py": "from cocogen.model import a"},
            "model: ",
        ),
        (
            {
                "model/b/__init__.py": "def late():\n    import cocogen.agents.d",
                "agents/d.py": "from cocogen.model.b import late",
            },
            "the house: ",
        ),
    ],
)
def test_a_circle_is_found(tmp_path, files, circle):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [found[: len(circle)] for found in circles(tmp_path)] == [circle]
    (tmp_path / name).write_text(f"if TYPE_CHECKING:\n    {text}", encoding="utf-8")
    assert circles(tmp_path) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_nothing_heavy_by_themselves(package):
    program = f"import sys, cocogen.{package}; print([m for m in ('mesa', 'torch', 'pandas', 'solara') if m in sys.modules])"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert printed.stdout.strip() == "[]"


def test_registries_are_light():
    program = (
        "import sys, cocogen.agents.registry; print([m for m in ('pydantic', 'numpy') if m in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert printed.stdout.strip() == "[]"


def test_tasks_partitions_and_generators_can_be_named_without_torch():
    program = (
        "import sys, cocogen.model.learning.tasks, cocogen.model.learning.partitions, cocogen.model.learning.generators\n"
        "print('torch' in sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert printed.stdout.strip() == "False"


def test_every_module_says_its_subject_in_its_first_line():
    silent = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if not (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").strip()
    ]
    assert silent == []
