"""What the docs show works: every Python block runs, every link leads somewhere, every doctest holds."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import cocogen.agents
import cocogen.model
import cocogen.scenarios
import cocogen.visualizations
from cocogen.agents.decisions import decision_rules
from cocogen.model.game import market_models, redistribution_rules
from cocogen.model.learning.tasks import tasks
from cocogen.model.records.measures import all_measures

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MODULES = sorted(
    module.name
    for package in (cocogen.agents, cocogen.model, cocogen.scenarios, cocogen.visualizations)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
)


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.fixture
def own_parts_only():
    """Take back what a page registers."""
    registries = (decision_rules, market_models, redistribution_rules, tasks)
    before = [dict(registry._factories) for registry in registries]
    added = dict(all_measures._added)
    yield
    all_measures._added = added
    for registry, factories in zip(registries, before, strict=True):
        registry._factories.clear()
        registry._factories.update(factories)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if blocks(page) and page.name != "worked-studies.md"],  # test_worked_studies.py
    ids=lambda page: page.name,
)
def test_python_blocks_run(page, own_parts_only, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "docs"}
    for block in blocks(page):
        exec(compile(block, str(page), "exec", dont_inherit=True), names)  # noqa: S102 - our own docs


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("name", MODULES)
def test_doctests_hold(name):
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert failed == 0


def test_a_part_from_the_docs_plays(own_parts_only):
    from markets import small_model

    for block in blocks(ROOT / "docs" / "extending.md"):
        exec(compile(block, "extending.md", "exec", dont_inherit=True), {"__name__": "docs"})  # noqa: S102 - our own docs
    model_ = small_model(
        **{"decision.rule": "stubborn", "redistribution.rule": "by-size", "redistribution.rate": 0.1}
    )
    organizations = model_.run().tables()["organizations"]
    game = model_.federation.whole_game
    assert (game.replace(market_model="bounded").exposure < game.exposure).all()
    assert (organizations.query("plays")["generation"] == 200).all()
    assert (organizations["transfer"] != 0).any()
