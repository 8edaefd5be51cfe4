"""Claims: statements that a table of results can refute, and what the table says about each."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocogen.model.records.intervals import CONFIDENCE, Estimate, estimate, paired
from cocogen.scenarios.studies.premises import Premise, premise_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

Verdict = Literal["holds", "does not hold", "undecided"]


def _sign(effect: Estimate, *, rises: bool) -> tuple[Estimate, Verdict]:
    """Return an effect with the verdict on its claimed sign."""
    below, above = effect.high < 0, effect.low > 0
    if not below and not above:
        return effect, "undecided"
    return effect, "holds" if above == rises else "does not hold"


@dataclass(frozen=True)
class Difference:
    """A claim on the sign of a difference, paired over seeds: its whole 95 % interval must lie on one side of zero.

    Args:
        column: whose levels are compared: the variant, or the condition.
        level: whose values are taken.
        reference: whose values are subtracted.
        where: other columns' values that rows must have.
        rises: whether the claim is that the difference is positive.
    """

    column: str
    level: object
    reference: object
    where: Mapping[str, object] = field(default_factory=dict)
    rises: bool = True

    def concerned(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that are compared."""
        rows = _where(rows, self.where)
        return rows[rows[self.column].isin([self.level, self.reference])]

    def values(self, rows: pd.DataFrame, measure: str) -> pd.Series[float]:
        """Return the paired differences, one per seed."""
        return paired(self.concerned(rows), measure, self.column, self.level, self.reference)

    def judge(self, values: pd.Series[float]) -> tuple[Estimate, Verdict]:
        """Return the mean difference with its interval, and the verdict."""
        return _sign(estimate(values), rises=self.rises)


@dataclass(frozen=True)
class AgainstBest:
    """A claim that one variant is ahead of another at its best, whose parameter is tuned in hindsight.

    Each seed is compared with the level that is best in mean on all *other* seeds, so that no level wins by this seed's luck.

    Args:
        level: the variant that is claimed to be ahead.
        rival: the other.
        over: column of the rival's levels.
    """

    level: str
    rival: str
    over: str = "condition"

    def concerned(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that are compared."""
        return rows[rows["variant"].isin([self.level, self.rival])]

    def values(self, rows: pd.DataFrame, measure: str) -> pd.Series[float]:
        """Return the paired differences, one per seed at which every level of the rival is known; none from a single seed."""
        ours = rows[rows["variant"] == self.level].set_index("seed")[measure]
        differences: pd.Series[float] = (ours - self.best(rows, measure)).dropna()
        return differences

    def best(self, rows: pd.DataFrame, measure: str) -> pd.Series[float]:
        """Return the rival's value at each seed, at the level that is best on the others."""
        import pandas as pd

        theirs = rows[rows["variant"] == self.rival].pivot_table(
            values=measure, index="seed", columns=self.over, dropna=False
        )
        known = theirs.dropna()
        if len(known) < 2:
            return known.sum(axis=1).iloc[:0]
        elsewhere = (known.sum() - known).to_numpy()
        values = known.to_numpy()[range(len(known)), elsewhere.argmax(axis=1)]
        return pd.Series(values, index=known.index)

    def judge(self, values: pd.Series[float]) -> tuple[Estimate, Verdict]:
        """Return the mean difference with its interval, and the verdict."""
        return _sign(estimate(values), rises=True)


@dataclass(frozen=True)
class Bound:
    """A claim that a violation is nil up to rounding: it must stay below a limit for every seed.

    Args:
        limit: largest value that counts as nil.
        where: columns' values that rows must have.
    """

    limit: float
    where: Mapping[str, object] = field(default_factory=dict)

    def concerned(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that must stay below the limit."""
        return _where(rows, self.where)

    def values(self, rows: pd.DataFrame, measure: str) -> pd.Series[float]:
        """Return the violations, one per seed."""
        violations: pd.Series[float] = self.concerned(rows).set_index("seed")[measure].dropna()
        return violations

    def judge(self, values: pd.Series[float]) -> tuple[Estimate, Verdict]:
        """Return the largest violation (the interval is from zero to the limit), and the verdict."""
        if len(values) == 0:
            return estimate([]), "undecided"
        worst = float(values.max())
        return Estimate(
            worst, 0.0, self.limit, len(values)
        ), "holds" if worst <= self.limit else "does not hold"


@dataclass(frozen=True)
class Claim:
    """One statement that can be wrong.

    Args:
        name: short and unique.
        statement: what is claimed, one sentence.
        source: ``paper`` for what the paper's abstract says, ``ours`` for this project's own claims.
        experiment: whose rows test it.
        measure: column of those rows.
        unit: of the effect.
        test: how rows become a verdict.
        cites_theorem: whether it leans on the potential theorem, which supposes that every weight z is positive.
    """

    name: str
    statement: str
    source: Literal["paper", "ours"]
    experiment: str
    measure: str
    unit: str
    test: Difference | AgainstBest | Bound
    cites_theorem: bool = False


def _where(rows: pd.DataFrame, conditions: Mapping[str, object]) -> pd.DataFrame:
    for column, value in conditions.items():
        rows = rows[rows[column] == value]
    return rows


@dataclass(frozen=True)
class Finding:
    """What one setting's results say about a claim.

    Args:
        claim: the statement.
        setting: where it was tested: ``theory``, ``curve`` or the name of a task.
        effect: mean paired difference (or largest violation) with its 95 % interval.
        verdict: ``holds``, ``does not hold`` or ``undecided``.
        failed: rows that would have counted but failed.
        p: of Student's test that the mean difference is zero, two-sided; NaN of a bound, and where nothing can be said.
        p_holm: the same after Holm's correction for all tests that were made together.
        premise: how far the markets of the rows are from what the potential theorem supposes.
    """

    claim: Claim
    setting: str
    effect: Estimate
    verdict: Verdict
    failed: int
    p: float = math.nan
    p_holm: float = math.nan
    premise: Premise = field(default_factory=Premise)

    @property
    def survives(self) -> bool:
        """Whether the verdict stands after Holm's correction; what is undecided, or a bound, has none to lose."""
        return self.verdict == "undecided" or math.isnan(self.p_holm) or self.p_holm <= 1 - CONFIDENCE

    @property
    def says_premise(self) -> bool:
        """Whether the premise is worth saying: the claim leans on the theorem, or the premise fails somewhere."""
        return self.claim.cites_theorem or self.premise.markets > 0

    def record(self) -> dict[str, Any]:
        """Return the finding as one row of a table."""
        return {
            "claim": self.claim.name,
            "statement": self.claim.statement,
            "source": self.claim.source,
            "setting": self.setting,
            "measure": self.claim.measure,
            "unit": self.claim.unit,
            "effect": self.effect.mean,
            "low": self.effect.low,
            "high": self.effect.high,
            "seeds": self.effect.n,
            "verdict": self.verdict,
            "p": self.p,
            "p_holm": self.p_holm,
            "survives": self.survives,
            "failed": self.failed,
            "says_premise": self.says_premise,
            "markets_with_z_not_positive": self.premise.markets,
            "organizations_with_z_not_positive": self.premise.organizations,
        }


def judge(claim: Claim, table: pd.DataFrame) -> list[Finding]:
    """Return what a result table says about a claim, for each setting in which its experiment was made.

    Args:
        claim: the statement.
        table: columns ``setting``, ``experiment``, ``variant``, ``condition``, ``seed``, measures, ``error``.
    """
    made = table[table["experiment"] == claim.experiment]
    findings = []
    for setting, rows in made.groupby("setting", sort=False):
        if claim.measure not in rows:
            rows = rows.assign(**{claim.measure: np.nan})
        values = claim.test.values(rows, claim.measure)
        effect, verdict = claim.test.judge(values)
        failed = int((rows["error"] != "").sum())
        p = math.nan if isinstance(claim.test, Bound) else p_of_zero(values)
        premise = premise_of(claim.test.concerned(rows))
        findings.append(Finding(claim, str(setting), effect, verdict, failed, p, premise=premise))
    return findings


def judge_together(claims: Iterable[Claim], table: pd.DataFrame) -> list[Finding]:
    """Return what a result table says about many claims, with every test corrected for all of them (Holm 1979)."""
    findings = [finding for claim in claims for finding in judge(claim, table)]
    corrected = holm([finding.p for finding in findings])
    return [replace(finding, p_holm=p) for finding, p in zip(findings, corrected, strict=True)]


def p_of_zero(differences: pd.Series[float]) -> float:
    """Return p of Student's two-sided test that paired differences have mean zero; NaN if they are fewer than two or all zero."""
    from scipy.stats import ttest_1samp

    if len(differences) < 2 or not np.any(differences):
        return math.nan
    if np.ptp(differences) == 0:
        return 0.0
    return float(ttest_1samp(differences, 0.0).pvalue)


def holm(p: Sequence[float]) -> list[float]:
    """Return p-values after Holm's step-down correction; NaN is no test and stays.

    Source: Holm (1979), "A Simple Sequentially Rejective Multiple Test Procedure", *Scandinavian Journal of Statistics* 6, 65-70.

    Example:
        >>> holm([0.01, 0.04, 0.03, float("nan")])
        [0.03, 0.06, 0.06, nan]
    """
    order = sorted((i for i, value in enumerate(p) if not math.isnan(value)), key=lambda i: p[i])
    corrected, highest = [math.nan] * len(p), 0.0
    for place, i in enumerate(order):
        highest = min(1.0, max(highest, (len(order) - place) * p[i]))
        corrected[i] = highest
    return corrected
