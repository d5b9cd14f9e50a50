"""The linter: goes through a plan rule by rule and says what is missing, why it matters, and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from convive.evidence.model import PlaceEvidence
from convive.planning.checks import CHECKS, Looked
from convive.planning.model import Finding, Plan
from convive.planning.rules import all_rules


def lint(plan: Plan, evidence: PlaceEvidence | None = None) -> tuple[Finding, ...]:
    """Every finding, in the order of the rules.

    An empty part of a draft is a decision still to make ("decide"); in an adopted plan it is an error.
    """
    looked = Looked(plan, evidence)
    found: list[Finding] = []
    for rule in all_rules():
        severity = rule.draft if plan.plan.status == "draft" else rule.adopted
        for where, fields in CHECKS[rule.id](looked):
            found.append(
                Finding(
                    rule=rule.id,
                    severity=severity,
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
