"""The linter: goes through a plan rule by rule and says what is missing, why it matters, and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from convive.evidence.model import PlaceEvidence
from convive.planning.checks import CHECKS, Looked
from convive.planning.model import Finding, Plan
from convive.planning.rules import all_rules


def lint(plan: Plan, evidence: PlaceEvidence | None = None, *, today: date | None = None) -> tuple[Finding, ...]:
    """Every finding, in the order of the rules, on a day: the day the plan was written unless given.

    An empty part of a draft is a decision still to make ("decide"); in an adopted plan it is an error. What is found in
    a light action is advice, except where the plan could not be published or read.
    """
    looked = Looked(plan, evidence, today or plan.plan.written)
    light = {action.id for action in plan.actions if action.light}
    found: list[Finding] = []
    for rule in all_rules():
        for where, fields in CHECKS[rule.id](looked):
            kind, _, rest = where.partition(".")
            about_light = kind == "actions" and rest.split(".")[0] in light
            found.append(
                Finding(
                    rule=rule.id,
                    severity=rule.severity(draft=plan.plan.status == "draft", light=about_light),
                    where=where,
                    says=rule.says.format(**fields),
                    why=rule.why.format(**fields),
                    mend=rule.mend.format(**fields).strip(),
                    source=rule.source,
                )
            )
    return tuple(found)


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each severity, zeros too.

    >>> summary([])
    {'error': 0, 'decide': 0, 'advice': 0}
    """
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in ("error", "decide", "advice")}
