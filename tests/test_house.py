"""The house stands: imports point down only, packages stay light, nothing of a machine is written down."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
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
    "cocogen.model.game.own_market",
)
"""What practice may know of theory: the laws whose parameters it calibrates."""


def run_time_imports(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, but for those under TYPE_CHECKING."""

    def visit(nodes: list[ast.stmt]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                yield from visit(node.orelse)
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""
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
        and not (layer == "model/learning" and module in LAWS)
    ]
    assert wrong == []


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
