"""Tasks: the same federation, with equally little data each, on the learning tasks that are installed here."""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.paper_sentences import accuracies
from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.studies.experiments import real_tasks

SCENARIO = Scenario(
    name="tasks",
    group="Does it work?",
    question="Does what is learned change how organizations play?",
    story="{organizations} organizations really train, under {rule} redistribution; {variants} tasks side by side",
    runtime="2 min",
    headline="digits",
    variants={task: {"task.name": task} for task in real_tasks()},
    settings={"learning.kind": "federated", "population.samples": 40.0, "run.rounds": 20},
    reading=accuracies,
    figure="conditions",
    next_command="cocogen reproduce --quick",
)
