"""What a visitor takes along: the command that plays the same, its configuration, and the tables so far."""

from __future__ import annotations

import io
import re
import zipfile
from base64 import b64encode
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import ipyvue
import solara
import traitlets

from cocogen.model.config.overrides import to_toml
from cocogen.model.files.atomic import parquet_bytes
from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.failure import told
from cocogen.visualizations.browser.run import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.model.config import SimulationConfig
    from cocogen.visualizations.browser.course import Course
    from cocogen.visualizations.browser.run import Run
    from cocogen.visualizations.browser.stage import Stage

TEMPLATE = Path(__file__).with_name("take.vue")
IN_PYTHON = (
    "from pathlib import Path; from cocogen.model.config.overrides import from_toml; from cocogen.model.simulation import"
    " CoopetitionModel; CoopetitionModel(from_toml(Path({name!r}).read_text())).run().tables()"
)
"""What plays a configuration that no one command plays."""


class Take(ipyvue.VueTemplate):  # type: ignore[misc]
    """Buttons that copy and save; what they give is made when it is asked for."""

    template = traitlets.Unicode(TEMPLATE.read_text(encoding="utf-8")).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self.made: Callable[[str], dict[str, Any]] | None = None
        super().__init__(**traits)

    def vue_take(self, what: Any) -> None:
        """Give what is asked for, from a thread of its own, for the run may be in the middle of a round."""
        if self.made is not None and what in THINGS:
            Thread(target=self._give, args=(self.made, what), name="cocogen-take", daemon=True).start()

    def _give(self, made: Callable[[str], dict[str, Any]], what: str) -> None:
        try:
            given = made(what)
        except Stopped:
            return
        except Exception as error:
            given = {"said": told(error)}
        self.send({"method": "give", "args": [given]})


@component
def Taking(run: Run, stage: Stage) -> None:  # noqa: N802
    """Show the buttons.

    Args:
        run: what is played.
        stage: knows what plays a scene elsewhere.
    """
    with solara.Div(classes=["cocogen-taking"]):
        solara.HTML(tag="h3", unsafe_innerHTML="Take it with you", classes=["cocogen-group"])
        element: Any = Take.element()

    def made(what: str) -> dict[str, Any]:
        return run.hand_over(lambda course: THINGS[what](course, stage))

    def connect() -> None:
        solara.get_widget(element).made = made

    solara.use_effect(connect, [])


def command_for(course: Course, stage: Stage) -> dict[str, Any]:
    """Return the command that plays a course as far as it was played; where there is none, the Python that does."""
    line = stage.command(course.wish.scene, course.wish.changes, course.model.round)
    return _copied(line, course, "no one command plays this, but Python does, from the configuration.")


def python_for(course: Course, stage: Stage) -> dict[str, Any]:
    """Return the Python that plays a course as far as it was played; from its configuration where no scenario makes it."""
    code = stage.python(course.wish.scene, course.wish.changes, course.model.round)
    return _copied(code, course, "it reads the configuration, which is to be saved first.")


def _copied(text: str, course: Course, otherwise: str) -> dict[str, Any]:
    """Return what is copied; if that is nothing, the Python that plays the configuration, and why."""
    if text:
        return {"copy": text, "said": "Copied."}
    return {"copy": _from_configuration(course), "said": f"Copied: {otherwise}"}


def configuration_of(course: Course, _: Stage) -> dict[str, Any]:
    """Return the whole configuration of a course, as long as it was played."""
    return _file(f"{_name(course)}.toml", to_toml(_as_played(course)).encode())


def tables_of(course: Course, _: Stage) -> dict[str, Any]:
    """Return the tables of all rounds so far as CSV, in an archive with the configuration."""
    tables = course.model.tables().items()
    csv = {f"{name}.csv": table.to_csv(index=False).encode() for name, table in tables}
    return _file(f"{_name(course)}.zip", _archive(course, csv))


def parquet_of(course: Course, _: Stage) -> dict[str, Any]:
    """Return the same tables as parquet, which keeps the types of columns and every digit."""
    tables = course.model.tables().items()
    parquet = {f"{name}.parquet": parquet_bytes(table) for name, table in tables}
    return _file(f"{_name(course)}-parquet.zip", _archive(course, parquet))


def folder_of(course: Course, stage: Stage) -> dict[str, Any]:
    """Return the run folder of what was played, packed, which ``cocogen report`` and ``cocogen view`` read when it is unpacked.

    Raises:
        ValueError: in one line, if there is none.
    """
    packed = stage.pack(course.wish.scene, course.wish.changes, course.model)
    return _file(f"{_name(course)}-run.zip", packed)


def picture_of(form: str) -> Callable[[Course, Stage], dict[str, Any]]:
    """Return what names a picture, which the browser draws, for it has it."""

    def named(course: Course, _: Stage) -> dict[str, Any]:
        name = f"{_name(course)}.{form}"
        return {"picture": form, "name": name, "said": f"{name} is saved."}

    return named


THINGS: dict[str, Callable[[Course, Stage], dict[str, Any]]] = {
    "command": command_for,
    "python": python_for,
    "configuration": configuration_of,
    "tables": tables_of,
    "parquet": parquet_of,
    "folder": folder_of,
    "svg": picture_of("svg"),
    "png": picture_of("png"),
}
"""What can be taken, by the name of its button."""


def _archive(course: Course, tables: Mapping[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("config.toml", to_toml(_as_played(course)))
        for name, content in tables.items():
            files.writestr(name, content)
    return archive.getvalue()


def _from_configuration(course: Course) -> str:
    return IN_PYTHON.format(name=f"{_name(course)}.toml")


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "file": b64encode(content).decode(), "said": f"{name} is saved."}


def _as_played(course: Course) -> SimulationConfig:
    return course.model.config.with_overrides({"run.rounds": max(1, course.model.round)})


def _name(course: Course) -> str:
    """Return what files of a course are called: scenario, variant, seed and round, in letters, digits and dashes."""
    scene, model = course.wish.scene, course.model
    words = [
        "cocogen",
        scene.scenario,
        scene.variant,
        f"seed-{model.config.run.seed}",
        f"round-{model.round}",
    ]
    return re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower().replace("+", " plus")).strip("-")
