"""The page in a real browser: played, stepped, reset and turned by hand, without the internet."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, LocatorAssertions, Page

pytestmark = pytest.mark.browser

PATIENCE = 180_000
"""Milliseconds until a condition that does not come true fails the test; it is no limit on how fast anything is."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ONE_MORE_STEP = 2_000
"""Milliseconds in which the step ends that Mesa's player had begun to wait for when it was paused: it takes it nevertheless,
and would take it of the new model if that were made meanwhile."""
COCOGEN = (sys.executable, "-m", "cocogen.scenarios.command_line")
HEAD_START = 10


def _chromium() -> str:
    """Return the browser; without one skip, except on the machine that must have it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    missing = [
        name
        for name, there in (
            ("chromium", browser),
            ("solara", find_spec("solara")),
            ("playwright", find_spec("playwright")),
        )
        if not there
    ]
    if not missing:
        assert browser
        return browser
    reason = f"the page is not tested in a browser: {', '.join(missing)} missing"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def chromium() -> str:
    return _chromium()


@contextlib.contextmanager
def _serving(*words: str) -> Iterator[str]:
    """Serve what ``cocogen view`` shows, and yield its address."""
    command = [*COCOGEN, "view", "--port", "0", "--no-open", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        try:
            assert found, f"expected one line with the address, got {line!r}"
            yield found.group()
        finally:
            process.kill()


@pytest.fixture(scope="module")
def address(chromium: str) -> Iterator[str]:
    with _serving() as served:
        yield served


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[BrowserContext]:
    """One browser for all visits, which remembers the page's files."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started.new_context(viewport={"width": 1500, "height": 950})
        started.close()


@pytest.fixture
def visit(browser: BrowserContext, address: str, tmp_path: Path) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    asked: list[str] = []
    broken: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(address)
    page.wait_for_selector(".cocogen-headline")
    yield page
    with contextlib.suppress(OSError):
        page.screenshot(path=tmp_path / "page.png")
    page.close()
    foreign = [url for url in asked if not url.startswith((address, "data:", "blob:", "ws:"))]
    assert not foreign, "the page asks nobody but this machine"
    assert broken == []


def _round(page: Page) -> int:
    return int(page.inner_text(".cocogen-fact-round b"))


def _until(page: Page, condition: str, argument: object = None) -> None:
    """Wait until a JavaScript condition on the round ``r`` and the headline ``text`` holds."""
    page.wait_for_function(
        f"""argument => {{
            const r = Number(document.querySelector('.cocogen-fact-round b')?.textContent);
            const text = document.querySelector('.cocogen-headline')?.textContent ?? '';
            return {condition};
        }}""",
        arg=argument,
        timeout=PATIENCE,
    )


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _assert_well(page: Page) -> None:
    assert page.locator(".cocogen-problem").count() == 0
    assert page.locator(".v-alert.error, .jp-RenderedText").count() == 0
    assert page.locator(".cocogen-live .node").count() == page.locator(".cocogen-table tbody tr").count() > 1
    for chart in ("generation", "welfare", "advantage", "accuracy"):
        lines = page.locator(f".panel-{chart} .line")
        assert lines.count() > 0
        assert any(line.get_attribute("d") for line in lines.all()), f"{chart} is drawn"


def test_the_first_screen_is_alive(visit: Page) -> None:
    assert _round(visit) == HEAD_START
    assert re.search(r"in\s+\d+ of 8", visit.inner_text(".cocogen-headline"))
    assert visit.locator(".cocogen-table tbody tr").count() == 8
    _expect(visit.locator(".beside .courses b")).to_have_text(["CoCoGen+", "CoCoGen"], timeout=PATIENCE)
    assert re.match(
        rf"Round {HEAD_START}: welfare of everyone .* k\$ more than CoCoGen; ",
        visit.inner_text(".beside .difference"),
    )
    assert visit.locator(".panel-welfare .line.ghost").get_attribute("d")
    assert visit.get_by_role("status").count() == 1, "the newest line of what happened is told, no more"
    _assert_well(visit)


def test_step_play_pause_and_reset(visit: Page) -> None:
    _press(visit, "Step")
    _until(visit, f"r === {HEAD_START + 1}")
    _press(visit, "Play")
    _until(visit, f"r >= {HEAD_START + 3}")
    _press(visit, "Pause")
    visit.get_by_role("button", name="Play", exact=True).wait_for()
    visit.wait_for_timeout(ONE_MORE_STEP)
    _assert_well(visit)
    _press(visit, "Reset")
    _until(visit, f"r === {HEAD_START}")
    _assert_well(visit)


def test_a_slider_and_a_choice_make_a_new_variant(visit: Page) -> None:
    _press(visit, "Step")
    _until(visit, f"r === {HEAD_START + 1}")
    visit.locator(".cocogen-population-organizations [role=slider]").focus()
    visit.keyboard.press("ArrowRight")
    _until(visit, f"r === {HEAD_START} && text.includes('of 9')")
    before = visit.inner_text(".cocogen-headline")
    visit.locator(".cocogen-redistribution-rule .v-select__slot").click()
    visit.locator(".v-menu__content .v-list-item").filter(has_text=re.compile(r"^\s*none\s*$")).click()
    visit.wait_for_function(
        "before => document.querySelector('.cocogen-headline').innerText !== before",
        arg=before,
        timeout=PATIENCE,
    )
    _press(visit, "Step")
    _until(visit, f"r === {HEAD_START + 1}")
    transfers = visit.locator(".cocogen-table tbody td.is-transfer").all_inner_texts()
    assert set(transfers) == {"0.00"}, "nobody pays anybody without redistribution"
    _assert_well(visit)


def test_a_wrong_seed_is_answered_in_one_line(visit: Page) -> None:
    seed = visit.locator(".cocogen-run-seed input")
    seed.fill("abc")
    seed.press("Enter")
    visit.wait_for_selector(".cocogen-problem")
    assert "run.seed" in visit.inner_text(".cocogen-problem")
    _press(visit, "Step")
    _until(visit, f"r === {HEAD_START + 1}")
    seed.fill("7")
    seed.press("Enter")
    visit.wait_for_selector(".cocogen-problem", state="detached")
    _until(visit, f"r === {HEAD_START}")
    _assert_well(visit)


def test_another_scenario_can_be_chosen(visit: Page) -> None:
    assert visit.locator(".cocogen-question").first.inner_text().startswith("Does redistribution keep rivals")
    visit.locator(".cocogen-scenario .v-select__slot").click()
    visit.locator(".v-menu__content .v-list-item").filter(has_text=re.compile(r"^\s*convergence\s*$")).click()
    visit.wait_for_function(
        "document.querySelector('.cocogen-question').textContent.startsWith('Which ways of deciding')",
        timeout=PATIENCE,
    )
    visit.locator(".cocogen-scenario .v-select__slot").click()
    visit.locator(".v-menu__content.menuable__content__active .v-list-item").filter(
        has_text=re.compile(r"^\s*collapse\s*$")
    ).click()
    _until(visit, f"r === {HEAD_START} && text.includes('of 10')")
    visit.locator(".cocogen-variant .v-select__slot").click()
    visit.locator(".v-menu__content.menuable__content__active .v-list-item").filter(
        has_text=re.compile(r"^\s*bargaining, it leaves\s*$")
    ).click()
    visit.wait_for_function(
        "document.querySelector('.cocogen-redistribution-rule .v-select__selection').textContent === 'bargaining'",
        timeout=PATIENCE,
    )
    _assert_well(visit)


def test_an_organization_can_be_looked_into_and_pointed_at(visit: Page) -> None:
    assert visit.locator(".panel-details").is_hidden()
    visit.locator(".cocogen-table tbody tr").nth(1).click()
    visit.wait_for_selector(".panel-details .curve .at.is-best")
    assert visit.inner_text(".panel-details .who b") == "B"
    assert re.match(
        r"● chose [\d.]+ +△ best [\d.]+ +◇ equilibrium", visit.inner_text(".panel-details .legend")
    )
    assert visit.locator(".panel-details .mix .real").count() == 10
    assert visit.locator(".panel-details .bar").count() == 6
    visit.locator(".node").nth(1).focus()
    visit.keyboard.press("Enter")
    visit.wait_for_selector(".panel-details", state="hidden")
    visit.locator(".node").nth(0).hover()
    lit = visit.locator(".is-lit")
    assert {element.get_attribute("data-o") for element in lit.all()} == {"0"}
    assert visit.locator(".panel-generation .line.is-lit:not(.ghost)").count() == 2
    assert visit.locator(".cocogen-table tr.is-lit").count() == 1


def test_time_can_be_turned_back(visit: Page) -> None:
    visit.get_by_role("button", name="One round back").click()
    _until(visit, f"r === {HEAD_START - 1}")
    visit.get_by_role("slider", name="Round that is looked at").fill("3")
    _until(visit, "r === 3")
    assert visit.locator(".panel-welfare .cursor").get_attribute("visibility") == "visible"
    _press(visit, "Step")
    visit.wait_for_function(f"document.querySelector('.timeline input').max === '{HEAD_START + 1}'")
    assert _round(visit) == 3, "who looks back goes on looking while rounds are played"
    visit.get_by_role("button", name="To the last round").click()
    _until(visit, f"r === {HEAD_START + 1}")
    line = visit.locator(".feed button").first
    told = int(line.locator("b").inner_text())
    line.click()
    _until(visit, f"r === {told}")


def _expect(locator: Locator) -> LocatorAssertions:
    """Return what waits until it is true: the page follows a click a moment later."""
    from playwright.sync_api import expect

    return expect(locator)


def _choose(page: Page, knob: str, name: str) -> None:
    """Choose in one of the page's selections."""
    page.locator(f".cocogen-{knob} .v-select__slot").click()
    page.locator(".v-menu__content.menuable__content__active .v-list-item").filter(
        has_text=re.compile(rf"^\s*{re.escape(name)}\s*$")
    ).click()


def _look_alone(page: Page) -> None:
    """Take away what the page opens beside."""
    _press(page, "Compare no more")
    page.wait_for_selector(".panel-beside", state="hidden")


def test_what_if_from_a_round_on_leaves_what_would_have_been(visit: Page) -> None:
    _look_alone(visit)
    visit.get_by_role("slider", name="Round that is looked at").fill("4")
    _until(visit, "r === 4")
    visit.get_by_role("button", name="What if something changed from round 5 on?").click()
    visit.get_by_text("What if, from round 5 on? Turn a knob").wait_for()
    _expect(visit.locator(".cocogen-population-organizations .v-input--is-disabled")).to_have_count(
        1, timeout=PATIENCE
    )
    _expect(visit.locator(".cocogen-competition-intensity .v-input--is-disabled")).to_have_count(
        0, timeout=PATIENCE
    )
    _expect(visit.locator(".panel:not([hidden]) .chart .line.ghost[d]")).to_have_count(0, timeout=PATIENCE)
    _choose(visit, "redistribution-rule", "none")
    visit.get_by_text(re.compile(r"^Round 14: welfare of everyone .* than before the change; ")).wait_for()
    _until(visit, "r === 14")
    _expect(visit.locator(".beside .courses b")).to_have_text(
        [
            "redistribution none, from round 5 on",
            "before the change",
        ],
        timeout=PATIENCE,
    )
    for chart, lines in (("welfare", 1), ("accuracy", 1), ("generation", 8), ("advantage", 8)):
        ghosts = visit.locator(f".panel-{chart} .line.ghost")
        _expect(ghosts).to_have_count(lines, timeout=PATIENCE)
        assert all(line.get_attribute("d") for line in ghosts.all()), chart
        _expect(visit.locator(f".panel-{chart} .mark[data-kind=intervention]")).to_have_count(
            1, timeout=PATIENCE
        )
    _expect(visit.locator(".feed")).to_contain_text("redistribution.rule=none", timeout=PATIENCE)
    _press(visit, "Step")
    visit.get_by_text(re.compile(r"^Round 15: welfare of everyone ")).wait_for()
    _press(visit, "Keep the change")
    visit.wait_for_selector(".panel-beside", state="hidden")
    _expect(visit.locator(".panel:not([hidden]) .chart .line.ghost[d]")).to_have_count(0, timeout=PATIENCE)
    _until(visit, "r === 15")
    _expect(visit.locator(".panel-welfare .mark[data-kind=intervention]")).to_have_count(1, timeout=PATIENCE)
    _assert_well(visit)


def test_a_change_can_be_taken_back(visit: Page) -> None:
    _look_alone(visit)
    before = visit.inner_text(".cocogen-headline")
    visit.get_by_role("button", name=f"What if something changed from round {HEAD_START + 1} on?").click()
    visit.locator(".cocogen-whatif").wait_for()
    _choose(visit, "redistribution-rule", "bargaining")
    _until(visit, f"r === {2 * HEAD_START}")
    _press(visit, "Take it back")
    visit.wait_for_selector(".panel-beside", state="hidden")
    visit.locator(".cocogen-whatif").wait_for(state="detached")
    visit.get_by_role("slider", name="Round that is looked at").fill(str(HEAD_START))
    _until(visit, f"r === {HEAD_START}")
    _expect(visit.locator(".cocogen-headline")).to_have_text(before, use_inner_text=True, timeout=PATIENCE)
    _expect(visit.locator(".mark[data-kind=intervention]")).to_have_count(0, timeout=PATIENCE)
    _assert_well(visit)


def test_another_variant_is_played_beside(visit: Page) -> None:
    _choose(visit, "beside", "VCFL")
    visit.get_by_text(
        re.compile(rf"^Round {HEAD_START}: welfare of everyone .* k\$ more than VCFL; ")
    ).wait_for()
    _expect(visit.locator(".beside .courses b")).to_have_text(["CoCoGen+", "VCFL"], timeout=PATIENCE)
    for chart in ("welfare", "accuracy"):
        _expect(visit.locator(f".panel-{chart} .end.is-ghost")).to_have_text("VCFL", timeout=PATIENCE)
    _expect(visit.locator(".panel-lanes .stay.ghost[d]")).to_have_count(8, timeout=PATIENCE)
    _press(visit, "Step")
    visit.get_by_text(re.compile(rf"^Round {HEAD_START + 1}: welfare of everyone ")).wait_for()
    _press(visit, "Compare no more")
    visit.wait_for_selector(".panel-beside", state="hidden")
    _expect(visit.locator(".cocogen-beside .v-select__selection")).to_have_text("nothing", timeout=PATIENCE)
    _assert_well(visit)


def test_real_training_shows_what_is_learned(visit: Page, address: str) -> None:
    _expect(visit.locator(".panel-learning")).to_be_hidden(timeout=PATIENCE)
    visit.goto(f"{address}?scenario=quickstart&beside=nothing&first=1&set=learning.kind%3Dfederated")
    panel = visit.locator(".panel-learning")
    _expect(panel).to_be_visible(timeout=PATIENCE)
    _expect(panel.locator(".is-made canvas")).to_have_count(10, timeout=PATIENCE)
    _expect(panel.locator(".is-real figcaption")).to_have_count(10, timeout=PATIENCE)
    drawn = panel.locator(".is-made canvas").first.evaluate(
        "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, 8, 8).data).size"
    )
    assert drawn > 2, "a picture, not a plain square"
    assert panel.locator(".classes rect").count() == 10
    assert panel.locator(".mixes rect").count() == 2 * 8 * 10
    assert panel.locator(".predicted .point").count() == 8
    visit.locator(".cocogen-table tbody tr").nth(1).click()
    _expect(panel.locator("h3").first).to_contain_text("for B, beside its real samples", timeout=PATIENCE)
    assert _faults(visit) == []


def test_what_is_played_can_be_taken_along(visit: Page) -> None:
    _press(visit, "Copy the command")
    code = visit.locator(".cocogen-take code")
    code.wait_for()
    _expect(code).to_have_text(
        f"cocogen run quickstart --rounds {HEAD_START} --set learning.kind=curve", timeout=PATIENCE
    )
    _press(visit, "Copy the Python")
    _expect(code).to_contain_text(f'cocogen.run("quickstart", rounds={HEAD_START}', timeout=PATIENCE)
    saved: dict[str, bytes] = {}
    for button, name in (
        ("Configuration", ".toml"),
        ("Tables", ".zip"),
        ("Tables (parquet)", "-parquet.zip"),
        ("Run folder", "-run.zip"),
        ("Picture (SVG)", ".svg"),
        ("Picture (PNG)", ".png"),
    ):
        with visit.expect_download() as given:
            _press(visit, button)
        expected = f"cocogen-quickstart-cocogen-plus-seed-0-round-{HEAD_START}{name}"
        assert given.value.suggested_filename == expected
        saved[name] = given.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(saved["-run.zip"])) as files:
        assert {"run/manifest.json", "run/config.toml", "run/rounds.parquet"} <= set(files.namelist())
    drawn = ElementTree.fromstring(saved[".svg"])  # noqa: S314 - our own
    said = " ".join(drawn.itertext())
    assert all(title in said for title in ("The federation", "Welfare of everyone", "Who is in", "round 10"))
    assert len(drawn.findall(".//{*}path[@style]")) > 20, "it carries its own looks"
    assert saved[".png"].startswith(b"\x89PNG")
    _assert_well(visit)


def test_a_reload_keeps_what_the_address_says(visit: Page) -> None:
    opened = visit.url
    _choose(visit, "beside", "VCFL")
    visit.get_by_text(re.compile(rf"^Round {HEAD_START}: welfare of everyone .* than VCFL")).wait_for()
    _choose(visit, "redistribution-rule", "bargaining")
    visit.wait_for_function(
        "location.search.includes('set=redistribution.rule%3Dbargaining')", timeout=PATIENCE
    )
    visit.get_by_text(re.compile(rf"^Round {HEAD_START}: welfare of everyone ")).wait_for()
    before, address = visit.inner_text(".cocogen-headline"), visit.url
    visit.reload()
    visit.get_by_text(re.compile(rf"^Round {HEAD_START}: welfare of everyone ")).wait_for()
    assert visit.url == address
    _expect(visit.locator(".cocogen-headline")).to_have_text(before, use_inner_text=True, timeout=PATIENCE)
    _expect(visit.locator(".cocogen-redistribution-rule .v-select__selection")).to_have_text(
        "bargaining", timeout=PATIENCE
    )
    _assert_well(visit)
    visit.goto(f"{opened}?scenario=nowhere")
    visit.wait_for_selector(".cocogen-problem")
    _expect(visit.locator(".cocogen-problem")).to_contain_text(
        "there is no scenario 'nowhere'", timeout=PATIENCE
    )
    _until(visit, f"r === {HEAD_START}")


def _guess(page: Page, told: str) -> None:
    """Guess in the lesson, and wait until the answer is told."""
    _press(page, "That is my guess")
    _expect(page.locator(".cocogen-lesson .answer b")).to_have_text(told, timeout=PATIENCE)


def test_show_me_leads_through_the_lesson_and_back(visit: Page) -> None:
    _press(visit, "Step")
    _until(visit, f"r === {HEAD_START + 1}")
    visit.get_by_role("slider", name="Round that is looked at").fill("4")
    _until(visit, "r === 4")
    before, url = visit.inner_text(".cocogen-headline"), visit.url
    _expect(visit.locator(".cocogen-lesson .mission")).to_contain_text("Redistribution keeps them in.")
    _press(visit, "Show me")
    heading = visit.locator(".cocogen-lesson h2")
    _expect(heading).to_have_text("Alone", timeout=PATIENCE)
    assert heading.evaluate("heading => heading === document.activeElement"), "the keyboard goes on there"
    guess = visit.get_by_label("How many of its customers' cases does such a model get right?")
    guess.fill("60")
    _guess(visit, "53 %.")
    _expect(visit.locator(".cocogen-lesson .answer")).to_contain_text("You guessed 60 %: 7 too high.")
    _expect(visit.locator(".cocogen-lesson [aria-live]")).to_contain_text("53 %. You guessed 60 %")
    _expect(visit.locator(".panel-lanes")).to_be_hidden()
    heading.press("ArrowRight")
    _expect(heading).to_have_text("Together", timeout=PATIENCE)
    _expect(visit.locator(".cocogen-lesson .question")).to_contain_text("earned 322 k$", timeout=PATIENCE)
    _press(visit, "Just tell me")
    _expect(visit.locator(".cocogen-lesson .answer b")).to_have_text("423 k$ a round.", timeout=PATIENCE)
    _press(visit, "7: Your turn")
    visit.get_by_label("pairwise: who contributes less").check()
    _press(visit, "I choose this")
    answer = visit.locator(".cocogen-lesson .answer")
    _expect(answer).to_contain_text("5 short of all. Another rule keeps more.", timeout=PATIENCE)
    _expect(visit.locator(".beside .difference")).to_contain_text("5 in instead of 1", timeout=PATIENCE)
    _press(visit, "Leave")
    _expect(visit.locator(".cocogen-lesson .mission")).to_be_visible(timeout=PATIENCE)
    _until(visit, "r === 4")
    _expect(visit.locator(".cocogen-headline")).to_have_text(before, use_inner_text=True, timeout=PATIENCE)
    visit.wait_for_function("url => location.href === url", arg=url, timeout=PATIENCE)
    visit.get_by_role("button", name="To the last round").click()
    _until(visit, f"r === {HEAD_START + 1}")
    _assert_well(visit)


def test_the_lesson_fits_every_width_and_ends_where_one_wants_to_go_on(visit: Page) -> None:
    _press(visit, "Show me")
    _press(visit, "7: Your turn")
    visit.get_by_label("bargaining").check()
    _press(visit, "I choose this")
    _expect(visit.locator(".cocogen-lesson .answer")).to_contain_text("10 of 10 stay", timeout=PATIENCE)
    outside = """width => [...document.querySelectorAll('.cocogen-lesson *, .panel, .chart')].filter(element => {
            const box = element.getBoundingClientRect();
            return box.width && (box.left < 0 || box.right > width + 1);
        })"""
    for width in (390, 800, 1024, 1280, 1920):
        visit.set_viewport_size({"width": width, "height": 900})
        visit.wait_for_function(f"innerWidth === {width} && ({outside})({width}).length === 0")
        assert visit.evaluate("document.documentElement.scrollWidth") <= width
    _press(visit, "Go on from here")
    _expect(visit.locator(".cocogen-lesson .mission")).to_be_visible(timeout=PATIENCE)
    _until(visit, "r === 40 && text.includes('10 of 10')")
    _assert_well(visit)


def test_the_address_keeps_the_round_and_the_question(visit: Page) -> None:
    visit.get_by_role("slider", name="Round that is looked at").fill("4")
    visit.wait_for_function("location.search === '?round=4'")
    visit.get_by_role("button", name="What if something changed from round 5 on?").click()
    visit.locator(".cocogen-whatif").wait_for()
    _choose(visit, "redistribution-rule", "none")
    told = re.compile(r"^Round 14: welfare of everyone .* than before the change; ")
    visit.get_by_text(told).wait_for()
    visit.get_by_role("slider", name="Round that is looked at").fill("6")
    visit.wait_for_function(
        "location.search.includes('whatif=4') && location.search.includes('round=6')", timeout=PATIENCE
    )
    before, address = visit.inner_text(".beside"), visit.url
    visit.reload()
    visit.wait_for_selector(".cocogen-headline")
    _until(visit, "r === 6")
    _expect(visit.locator(".beside")).to_have_text(before, use_inner_text=True, timeout=PATIENCE)
    assert visit.url == address
    visit.get_by_role("button", name="To the last round").click()
    visit.get_by_text(told).wait_for()
    visit.wait_for_function("!location.search.includes('round=')")


def test_at_every_width_play_and_what_decides_are_in_view(visit: Page) -> None:
    outside = """width => [...document.querySelectorAll('.cocogen-transport button, .panel, .chart, .map, td.is-advantage')].filter(
        element => {
            const box = element.getBoundingClientRect();
            return box.width && (box.left < 0 || box.right > width + 1 || (element.matches('button') && box.bottom > 100));
        })"""
    for width in (390, 800, 1024, 1280, 1920):
        visit.set_viewport_size({"width": width, "height": 900})
        visit.wait_for_function(f"innerWidth === {width} && ({outside})({width}).length === 0")
        assert visit.evaluate("document.documentElement.scrollWidth") <= width


def test_keys_play_step_and_go_back_and_play_comes_first(visit: Page) -> None:
    assert visit.locator("html").get_attribute("lang") == "en"
    visit.keyboard.press("ArrowRight")
    _until(visit, f"r === {HEAD_START + 1}")
    visit.keyboard.press("ArrowLeft")
    _until(visit, f"r === {HEAD_START}")
    visit.keyboard.press("ArrowRight")
    _until(visit, f"r === {HEAD_START + 1}")
    visit.keyboard.press("Space")
    _until(visit, f"r >= {HEAD_START + 3}")
    visit.keyboard.press("Space")
    play = visit.get_by_role("button", name="Play", exact=True)
    play.wait_for()
    visit.keyboard.press("Tab")
    assert play.evaluate("button => button === document.activeElement")


def test_knobs_have_names_and_the_newest_line_is_told(visit: Page) -> None:
    for name in ("How many organizations, N", "How much rivals take from each other, γ"):
        assert visit.get_by_role("slider", name=name).count() == 1
    rivalry = visit.get_by_role("slider", name="How much rivals take from each other, γ")
    _expect(rivalry).to_have_attribute("aria-valuetext", "0.06", timeout=PATIENCE)
    assert visit.get_by_label("Scenario").count() >= 1
    newest = visit.locator(".feed li").first.inner_text().split()[0]
    assert visit.locator(".panel-feed [role=status]").inner_text().startswith(f"Round {newest}: ")


def test_a_stored_run_is_looked_at_round_by_round(browser: BrowserContext, tmp_path: Path) -> None:
    run = ["run", "churn", "--rounds", "12", "--quiet", "--out", str(tmp_path / "run")]
    subprocess.run([*COCOGEN, *run], check=True, capture_output=True)
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    with _serving(str(tmp_path / "run")) as address:
        page.goto(address)
        page.wait_for_selector(".cocogen-headline")
        _until(page, "r === 12")
        _assert_well(page)
        _expect(page.get_by_text("A stored run.")).to_be_visible(timeout=PATIENCE)
        _expect(page.get_by_text("This website runs on")).to_have_count(0, timeout=PATIENCE)
        knobs = page.locator(".cocogen-controls .v-input")
        _expect(page.locator(".cocogen-controls .v-input--is-disabled")).to_have_count(knobs.count())
        _expect(page.get_by_role("button", name="What if")).to_have_count(0, timeout=PATIENCE)
        _press(page, "Reset")
        _until(page, "r === 0")
        _press(page, "Step")
        _until(page, "r === 1")
        _press(page, "Play")
        _until(page, "r === 12")
        page.get_by_role("button", name="Play", exact=True).wait_for()
        _choose(page, "beside", "none")
        page.get_by_text(re.compile(r"^Round 12: welfare of everyone .* than none; ")).wait_for()
        _choose(page, "variant", "bargaining")
        page.wait_for_function("location.search.includes('variant=bargaining')")
        _until(page, "r === 12")
        _assert_well(page)
    page.close()


def test_skew_is_drawn_where_data_drift(browser: BrowserContext, visit: Page) -> None:
    assert visit.locator(".panel-skew").is_hidden()
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    with _serving("churn", "--set", "environment.drift=0.1") as address:
        page.goto(address)
        lines = page.locator(".panel-skew .line:not(.ghost)[d]")
        _expect(lines).to_have_count(10, timeout=PATIENCE)
        _expect(page.locator(".panel-skew h2")).to_contain_text("How skewed their data are", timeout=PATIENCE)
    page.close()


def _faults(page: Page) -> list[str]:
    """Return what axe-core finds on the page at rest: what is gone when it looks again was on its way."""
    page.wait_for_function(  # solara's bar, outside of everything, while it draws
        """[...document.querySelectorAll('.v-progress-linear--absolute')].every(
            bar => getComputedStyle(bar).visibility === 'hidden' || !bar.offsetParent)""",
        timeout=PATIENCE,
    )
    found = _found_by_axe(page)
    for _ in range(LOOKS):
        if not found:
            break
        page.wait_for_function(
            "document.getAnimations().every(one => !(one instanceof CSSTransition) || one.playState !== 'running')",
            timeout=PATIENCE,
        )
        found = _found_by_axe(page)
    return found


LOOKS = 3


def _found_by_axe(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [
        f"{one['impact']}: {one['help']} ({one['nodes'][0]['html'][:200]})"
        for one in Axe().run(page).response["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_whoever_looks(visit: Page, scheme: str) -> None:
    visit.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visit.locator(f".v-application.theme--{scheme}").wait_for()
    visit.get_by_role("button", name="Show or hide the knobs").wait_for()
    assert _faults(visit) == []
    visit.get_by_text(re.compile(rf"^Round {HEAD_START}: welfare of everyone ")).wait_for()
    visit.locator(".cocogen-table tbody tr").nth(1).click()
    visit.wait_for_selector(".panel-details .curve .at.is-best")
    assert _faults(visit) == []
    _press(visit, "Show me")
    visit.get_by_label("How many of its customers' cases").wait_for()
    assert _faults(visit) == []
    _guess(visit, "53 %.")
    assert _faults(visit) == []
    _press(visit, "7: Your turn")
    visit.get_by_label("pairwise: who contributes less").wait_for()
    assert _faults(visit) == []


def test_a_phone_shows_the_board_and_the_knobs_on_demand(browser: BrowserContext, address: str) -> None:
    page = browser.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    page.locator(".cocogen-headline").wait_for()
    drawer = page.locator(".v-navigation-drawer--is-mobile")
    _expect(drawer).not_to_be_in_viewport(timeout=PATIENCE)
    page.locator(".panel-map .node").first.click()
    page.wait_for_selector(".panel-details .curve .at.is-best")
    page.get_by_role("button", name="Show or hide the knobs").click()
    _expect(drawer).to_be_in_viewport(timeout=PATIENCE)
    _expect(page.get_by_role("combobox", name="Scenario")).to_be_visible(timeout=PATIENCE)
    page.close()


def test_a_cell_of_a_sweep_opens_its_market_and_there_is_a_way_back(
    browser: BrowserContext, tmp_path: Path
) -> None:
    vary = ["--vary", "population.alpha=0.1,1", "--vary", "competition.intensity=0.02,0.1"]
    options = [
        "--set",
        "run.rounds=5",
        "--seeds",
        "2",
        "--jobs",
        "1",
        "--quiet",
        "--out",
        str(tmp_path / "study"),
    ]
    subprocess.run([*COCOGEN, "sweep", "churn", *vary, *options], check=True, capture_output=True)
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    with _serving(str(tmp_path / "study")) as address:
        page.goto(address)
        cells = page.locator(".cocogen-sweep-map td a")
        _expect(cells).to_have_count(4, timeout=PATIENCE)
        page.get_by_role("button", name="Light, dark").wait_for()
        assert _faults(page) == []
        page.locator(".cocogen-control").filter(has_text="Seed").locator(".v-select__slot").click()
        page.locator(".v-menu__content.menuable__content__active .v-list-item").filter(
            has_text=re.compile(r"^\s*1\s*$")
        ).click()
        page.get_by_text("played live with seed 1").wait_for()
        page.wait_for_function("location.search === '?seed=1'")
        cells.nth(2).click()
        page.wait_for_selector(".cocogen-headline")
        _until(page, "r === 5")
        assert page.locator(".cocogen-population-alpha b").inner_text() == "1"
        assert page.locator(".cocogen-competition-intensity b").inner_text() == "0.02"
        _expect(page.locator(".cocogen-run-seed input")).to_have_value("1", timeout=PATIENCE)
        _assert_well(page)
        page.get_by_role("link", name="The map of churn").click()
        _expect(cells).to_have_count(4, timeout=PATIENCE)
    page.close()


def test_thirty_other_seeds_are_drawn_as_bands(browser: BrowserContext) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    with _serving("two-firms", "--set", "run.rounds=3") as address:
        page.goto(f"{address}?first=3")
        _until(page, "r === 3")
        _choose(page, "beside", "bargaining")
        page.get_by_text(re.compile(r"^Round 3: welfare of everyone ")).wait_for()
        switch = page.get_by_role("button", name="How much of this is chance")
        switch.click()
        said = r"^Band: the middle 80 % of 30 other seeds; dashed: their median. In \d+ of 30 seeds “.*” is ahead in welfare of everyone"
        page.get_by_text(re.compile(said)).wait_for()
        for panel in ("welfare", "accuracy", "total"):
            assert page.locator(f".panel-{panel} .chart .band").get_attribute("d"), panel
        assert page.locator(".panel-advantage .chart .band").get_attribute("d") == ""
        assert _faults(page) == []
        page.locator(".cocogen-competition-intensity [role=slider]").focus()
        page.keyboard.press("ArrowLeft")
        page.get_by_text(re.compile(r"^30 other seeds are being played, \d are done")).wait_for()
        switch.click()
        page.wait_for_selector(".panel-spread", state="hidden")
        _expect(page.locator(".panel-total")).to_be_hidden(timeout=PATIENCE)
        assert page.locator(".panel-welfare .chart .band").get_attribute("d") == ""
    page.close()


def test_control_c_ends_it(chromium: str) -> None:
    command = [*COCOGEN, "view", "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert "http://127.0.0.1:" in process.stdout.readline()
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate()
        finally:
            process.kill()
    assert process.returncode == 130
    assert rest.strip() == ""
    assert "Traceback" not in errors
