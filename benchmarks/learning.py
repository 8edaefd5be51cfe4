"""How fast is the training engine? Our rounds against Flower, pfl-research and a plain torch loop, on the same work.

Run ``python benchmarks/learning.py`` (about ten minutes; the peers install into virtual environments of their own), or
``--without-peers`` for ours and the plain loop only. ``--out FILE`` also writes the table as markdown. Every run is a
process of its own with one torch thread, and contenders take turns, so that a busy machine hurts all of them alike.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

TWINS = Path(__file__).parent / "twins"
REQUIREMENTS = {
    "flower": ["flwr[simulation]", "torch==2.13.0", "scikit-learn"],
    "pfl": ["pfl[pytorch]", "torch==2.13.0", "scikit-learn"],
}
CASES = [("mlp", 10), ("mlp", 50), ("cnn", 8), ("cnn", 32)]


@dataclass(frozen=True)
class Result:
    """One run of one contender; see ``Stopwatch.report`` of the twins."""

    framework: str
    version: str
    round_seconds: float
    total_seconds: float
    accuracy: float
    peak_megabytes: float


def ours(network: str, silos: int, rounds: int) -> None:
    """Do the work with the project's public engine and print the result, as the twins do."""
    sys.path.insert(0, str(TWINS))
    from importlib.metadata import version

    import numpy as np
    from work import BATCH, LEARNING_RATE, STEPS, Stopwatch, load

    from cocogen.model.learning.generators import fit_generator
    from cocogen.model.learning.tasks import Split, Task
    from cocogen.model.learning.training import FederatedTraining
    from cocogen.model.randomness import Streams

    data = load(network, silos)
    watch = Stopwatch()
    pool = Split(data.x, data.y)
    task = Task(
        "benchmark", "", 10, network, pool.take(np.arange(100)), pool, Split(data.x_test, data.y_test)
    )
    training = FederatedTraining(
        task,
        data.silos,
        fit_generator("oracle", task.public, 10, cache=False),
        streams=Streams(0),
        steps=STEPS,
        batch_size=BATCH,
        learning_rate=LEARNING_RATE[network],
    )
    nothing, weights = np.zeros(silos), np.ones(silos)
    for number in range(1, rounds + 1):
        result = training.round(
            number,
            members=np.arange(silos),
            generation=nothing,
            standalone_generation=None,
            contributions=weights,
            damage=False,
        )
        watch.round_ended()
    watch.report("cocogen", version("cocogen"), result.accuracy)


def environment(name: str, folder: Path) -> Path:
    """Return the Python of a peer's virtual environment; make it on first use."""
    home = folder / name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = home / "ready"
    if not ready.is_file():
        print(f"installing {', '.join(REQUIREMENTS[name])} into {home} ...", file=sys.stderr)
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *REQUIREMENTS[name]], check=True)
        ready.touch()
    return python


def run(command: list[str | Path]) -> Result:
    """Run one contender in a process of its own and return what it reported."""
    answer = subprocess.run(
        list(map(str, command)),
        env={**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in answer.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        raise SystemExit(f"{command} failed:\n{answer.stderr[-2000:]}")
    return Result(**json.loads(lines[-1].removeprefix("RESULT ")))


def compare(network: str, silos: int, rounds: int, repeats: int, peers: dict[str, Path]) -> list[Result]:
    """Run all contenders in turns and return the median run of each, ours first."""
    contenders: list[tuple[list[str | Path], bool]] = [
        ([sys.executable, __file__, "--ours"], True),
        ([sys.executable, TWINS / "torch_loop.py"], True),
    ]
    if "pfl" in peers:
        contenders.append(([peers["pfl"], TWINS / "pfl_twin.py"], True))
    if "flower" in peers and network == "mlp":
        contenders.append(([peers["flower"], TWINS / "flower_twin.py"], False))
    runs: list[list[Result]] = [[] for _ in contenders]
    for repeat in range(repeats):
        for (command, often), found in zip(contenders, runs, strict=True):
            if often or repeat == 0:
                print(f"{network} {silos}: {Path(command[1]).stem}", file=sys.stderr)
                found.append(run([*command, network, str(silos), str(rounds)]))
    return [sorted(found, key=lambda result: result.round_seconds)[len(found) // 2] for found in runs]


def table(results: dict[tuple[str, int], list[Result]]) -> str:
    """Return all results as one markdown table; ratios are against ours in the same case."""
    lines = [
        "| work | silos | framework | ms / round | × ours | s, start to end | × ours | peak MB |",
        "|---|--:|---|--:|--:|--:|--:|--:|",
    ]
    for (network, silos), found in results.items():
        own = found[0]
        lines += [
            f"| {network} | {silos} | {result.framework} {result.version} | {1e3 * result.round_seconds:.1f} "
            f"| {result.round_seconds / own.round_seconds:.1f} | {result.total_seconds:.2f} "
            f"| {result.total_seconds / own.total_seconds:.1f} | {result.peak_megabytes:.0f} |"
            for result in found
        ]
    return "\n".join(lines)


def main() -> None:
    """Parse the command line and run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", nargs=3, metavar=("NETWORK", "SILOS", "ROUNDS"), help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument(
        "--environments", type=Path, default=Path.home() / ".cache" / "cocogen" / "benchmarks"
    )
    parser.add_argument("--out", type=Path, help="also write the table as markdown to this file")
    options = parser.parse_args()
    if options.ours:
        ours(options.ours[0], int(options.ours[1]), int(options.ours[2]))
        return
    names = [] if options.without_peers else list(REQUIREMENTS)
    peers = {name: environment(name, options.environments) for name in names}
    results = {
        (network, silos): compare(network, silos, options.rounds, options.repeats, peers)
        for network, silos in CASES
    }
    text = table(results)
    print(text)
    if options.out:
        note = (
            f"{options.rounds} rounds of 20 local steps of batch 32, one torch thread per process; a round is training, "
            f"weighting, averaging and testing. Start to end is without imports and loading data. Median of the rounds after "
            f"the first; median of {options.repeats} runs (Flower: one). "
            f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores."
        )
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(f"{text}\n\n{note}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
