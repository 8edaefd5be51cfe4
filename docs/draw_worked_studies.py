"""Play the worked studies of ``docs/worked-studies.md`` and keep their figures: ``python docs/draw_worked_studies.py [NAME...]``."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

PAGE = Path(__file__).parent / "worked-studies.md"
STUDY = re.compile(r"^### .*?(?=^##|\Z)", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
PICTURE = re.compile(r"!\[[^\]]*\]\(pictures/worked-(\w+)\.png\)")
PROGRAMS = {
    "cocogen": [sys.executable, "-m", "cocogen.scenarios.command_line"],
    "python": [sys.executable],
}


def worked_studies() -> dict[str, list[tuple[str, str]]]:
    """Return the blocks (language and text) of each study on the page, by the name of its picture."""
    sections = STUDY.findall(PAGE.read_text(encoding="utf-8"))
    named = ((PICTURE.search(section), section) for section in sections)
    return {picture[1]: BLOCK.findall(section) for picture, section in named if picture}


def play(blocks: list[tuple[str, str]], folder: Path) -> None:
    """Write a study's files into a folder and run its commands there.

    A block that begins with ``# NAME.SUFFIX`` is the file of that name; blocks of ``sh`` are run line by line. What a
    ``pyproject.toml`` offers is offered as ``pip install`` would, without an installation.

    Raises:
        CalledProcessError: if a command fails.
    """
    for language, text in blocks:
        if language != "sh":
            name = text.partition("\n")[0].removeprefix("# ").split(":")[0]
            (folder / name).write_text(text, encoding="utf-8")
            if name == "pyproject.toml":
                _offer(tomllib.loads(text)["project"], folder)
            continue
        for program, *words in filter(None, map(shlex.split, text.replace("\\\n", " ").splitlines())):
            if program != "pip":
                _run([*PROGRAMS[program], *words], folder)


def figure_of(name: str, folder: Path) -> Path:
    """Return the figure that a study has drawn: the one of its name, or the first effects of its sweep."""
    effects = sorted((folder / name / "figures").glob("effects*.png"))
    return (effects or [folder / f"{name}.png"])[0]


def _offer(project: dict[str, object], folder: Path) -> None:
    metadata = folder / f"{str(project['name']).replace('-', '_')}-{project['version']}.dist-info"
    metadata.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (metadata / "METADATA").write_text(head, encoding="utf-8")
    lines = []
    for group, parts in dict(project["entry-points"]).items():
        lines += [f"[{group}]", *(f"{part} = {place}" for part, place in parts.items())]
    (metadata / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")


def _run(words: list[str], folder: Path) -> None:
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(  # noqa: S603 - what stands on our own page
        words,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{shlex.join(words)} failed:\n{done.stdout}\n{done.stderr}")
    print(done.stdout)


def main() -> None:
    """Play all studies, or those that are named, and keep their figures in ``docs/pictures``."""
    found = worked_studies()
    for name in sys.argv[1:] or found:
        with tempfile.TemporaryDirectory() as folder:
            play(found[name], Path(folder))
            shutil.copyfile(figure_of(name, Path(folder)), PAGE.parent / "pictures" / f"worked-{name}.png")


if __name__ == "__main__":
    main()
