"""The seven acts. What they claim is checked against the model, also at seeds other than theirs, by the tests of this module."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cocogen.visualizations.browser.lesson.act import Act, Choice, Scale, State
from cocogen.visualizations.browser.live.story import LEAST_PAYMENT

if TYPE_CHECKING:
    from cocogen.visualizations.browser.lesson.reading import Reading

MISSION = (
    "Organizations train one model together while they compete: what one contributes strengthens its rivals, what they"
    " gain is uneven, and who is worse off than alone leaves. Redistribution keeps them in."
)
"""What all this is about, for somebody who has thirty seconds."""

SEED = 1
"""Of the market of ten; with it, the rules keep differently many in."""
TOO_DEAR = {"population.membership_cost": 1.0, "participation.patience": 1}
START = State("two-firms", "none", 0, TOO_DEAR)
ALONE = replace(START, rounds=8)
FRIENDS = State("two-firms", "none", 20, {"competition.intensity": 0.0})
RIVALS = State("two-firms", "none", 20)
PAYMENT = State("two-firms", "bargaining", 20, beside="none")
TEN = State("churn", "none", 1, {"run.seed": SEED})
LEFT = replace(TEN, rounds=40)
KEPT = replace(LEFT, variant="bargaining", beside="none")


def _who_pays(guess: str, now: Reading) -> str:
    truth = "neither" if now.pays < LEAST_PAYMENT else "one"
    return "You said so." if guess == truth else "You said otherwise."


def _how_many_stay(guess: str, now: Reading) -> str:
    missing = now.organizations - now.members
    if not missing:
        return f"You chose {guess}: nobody is missing."
    return f"You chose {guess}: {missing} short of all. Another rule keeps more."


ACTS = (
    Act(
        title="Alone",
        before=START,
        state=ALONE,
        sentence="Two firms each train a model of their own.",
        remark="Membership is made so dear here that the two do not train together.",
        question="How many of its customers' cases does such a model get right?",
        guess=Scale(0, 100, 1, "%", lambda now: 100 * now.accuracy),
        answer="{now.accuracy}.",
        notice="Alone, a firm earns {now.earns} k$ a round.",
        do="Click firm A to see its money.",
        panels=("map", "accuracy"),
    ),
    Act(
        title="Together",
        before=ALONE,
        state=FRIENDS,
        sentence="Now they train one model together, and do not compete yet.",
        question="Alone, each earned {was.earns} k$ a round. And now?",
        guess=Scale(200, 600, 5, "k$", lambda now: now.earns),
        answer="{now.earns} k$ a round.",
        notice="What one contributes helps the other: {now.accuracy} of cases are right instead of {was.accuracy}.",
        do="Click firm A, and compare “together” with “alone”.",
        panels=("map", "accuracy"),
    ),
    Act(
        title="Rivals",
        before=FRIENDS,
        state=RIVALS,
        sentence="Now they compete: of what a firm's contribution brings its rival, the firm itself loses 30 %.",
        question="Each generated {was.generates} synthetic samples a round. How many now?",
        guess=Scale(0, 1000, 10, "samples", lambda now: now.generates),
        answer="{now.generates} samples.",
        notice="Whatever one contributes strengthens its rival, so both hold back.",
        do="Click firm A: rivals take {now.taken} k$ a round from it, through what it contributes itself.",
        panels=("map", "generation"),
    ),
    Act(
        title="The dilemma",
        before=RIVALS,
        state=RIVALS,
        sentence="Each firm does what is best for itself, and earns {was.earns} k$ a round.",
        question="How much could each earn if they agreed on amounts?",
        guess=Scale(300, 600, 5, "k$", lambda now: now.could),
        answer="{now.could} k$ a round.",
        notice="Both earn less than they could: both would have to generate more, and whoever does so alone loses by it.",
        do="Click firm A: the curve of what another amount would have earned peaks at what it chose.",
        panels=("map", "welfare"),
    ),
    Act(
        title="The payment",
        before=RIVALS,
        state=PAYMENT,
        sentence="Now a rule pays each firm for what it brings the other, and the other pays for it.",
        question="The two are equal. Who pays whom in the end?",
        guess=Choice({"one": "One pays the other", "neither": "Neither: it evens out"}, _who_pays),
        answer="Neither pays, and each earns {now.earns} k$ instead of {was.earns}.",
        notice="The promise is enough: each generates {now.generates} samples instead of {was.generates}.",
        do="Drag the slider to an early round: the pale lines are what happens without the rule.",
        panels=("timeline", "beside", "generation", "welfare"),
    ),
    Act(
        title="Who leaves",
        before=TEN,
        state=LEFT,
        sentence="Ten organizations with data and customers of their own. In the first round, one gains"
        " {was.most} k$ over working alone; another one loses.",
        remark=f"One market of many: seed {SEED}. How many stay differs a little between markets.",
        question="Nobody pays anybody. How many of the ten are still in after 40 rounds?",
        guess=Scale(0, 10, 1, "", lambda now: now.members),
        answer="{now.members} of {now.organizations}.",
        notice="What they gain is uneven, and who is worse off than alone leaves. That makes the common model worse for the"
        " rest.",
        do="Drag the slider through the rounds, and watch them leave.",
        panels=("timeline", "advantage", "accuracy", "lanes"),
    ),
    Act(
        title="Your turn",
        before=LEFT,
        state=KEPT,
        sentence="In that market, {was.members} of {was.organizations} stayed. Redistribution moves money between members.",
        remark=f"One market of many: seed {SEED}. In others the first two rules may keep everybody, too.",
        question="Which rule keeps most of them in?",
        guess=Choice(
            {
                "pairwise": "pairwise: who contributes less pays each rival that contributes more",
                "pigouvian": "pigouvian: each is paid for what it brings all others",
                "bargaining": "bargaining: the same, and all share what is gained over working alone",
            },
            _how_many_stay,
            is_played=True,
        ),
        answer="With {played.variant}, {now.members} of {now.organizations} stay.",
        notice="Redistribution keeps more of them in, and welfare of everyone is {now.welfare} k$ a round instead of"
        " {was.welfare}.",
        do="Try another rule, or turn a knob on the left: the page is yours.",
        panels=("timeline", "beside", "welfare", "lanes"),
    ),
)
"""From two firms to redistribution."""
