"""The linter: goes through a plan rule by rule and says what is missing, why it matters, and how to mend it.

Each check yields (where, fields); the texts and severities are data (:mod:`convive.planning.rules`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from convive.core.errors import did_you_mean
from convive.core.periods import day_words, parse_day
from convive.evidence.catalogue import all_indicators
from convive.evidence.model import PlaceEvidence
from convive.planning.model import DOMAINS, Finding, Plan
from convive.planning.priorities import stands_out
from convive.planning.rules import all_rules
from convive.playbooks.load import all_playbooks

MOST_PER_OWNER = 6
SMALL = {"priorities": 3, "objectives": 6, "actions": 12}
SHARED_HOURS = "shared-hours"

Fields = dict[str, object]
Found = Iterator[tuple[str, Fields]]


@dataclass(frozen=True)
class Looked:
    """What a check may look at. ``evidence`` is ``None`` where none stands beside the plan."""

    plan: Plan
    evidence: PlaceEvidence | None


Check = Callable[[Looked], Found]
CHECKS: dict[str, Check] = {}
NEED_EVIDENCE = ("nothing-at-one-end", "unknown-neighbourhood", "gap-without-action")


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


def known_indicators() -> list[str]:
    """What an objective may name: indicators of the catalogue, and playbooks' measures as ``playbook/measure``."""
    measures = [f"{book.slug}/{measure.id}" for book in all_playbooks() for measure in book.measures]
    return [indicator.id for indicator in all_indicators()] + measures


def check(name: str) -> Callable[[Check], Check]:
    """Register the check of one rule."""

    def register(function: Check) -> Check:
        CHECKS[name] = function
        return function

    return register


def _hint(asked: str, known: Iterable[str], otherwise: str) -> str:
    return did_you_mean(asked, known) or otherwise


# ------------------------------------------------------------------------------------------------------ frame


@check("no-vision")
def _vision(looked: Looked) -> Found:
    if not looked.plan.plan.vision:
        yield "plan.vision", {}


@check("objective-without-indicator")
def _indicator(looked: Looked) -> Found:
    for objective in looked.plan.objectives:
        if not objective.indicator:
            yield f"objectives.{objective.id}", {"title": objective.title}


@check("unknown-indicator")
def _known_indicator(looked: Looked) -> Found:
    known = known_indicators()
    for objective in looked.plan.objectives:
        if objective.indicator and objective.indicator not in known and not _own(objective.indicator):
            hint = _hint(objective.indicator, known, "convive explain lists them; one of your own begins with own/.")
            yield (
                f"objectives.{objective.id}.indicator",
                {"title": objective.title, "indicator": objective.indicator, "hint": hint},
            )


def _own(indicator: str) -> bool:
    """An indicator that people here count themselves."""
    return indicator.startswith("own/") and len(indicator) > len("own/")


@check("target-incomplete")
def _target(looked: Looked) -> Found:
    for objective in looked.plan.objectives:
        missing = []
        if objective.baseline is None:
            missing.append("a baseline")
        if objective.target is None or objective.target.value is None:
            missing.append("a value")
        if objective.target is None or not objective.target.date:
            missing.append("a date")
        if missing:
            yield f"objectives.{objective.id}", {"title": objective.title, "missing": _and(missing)}


@check("baseline-provisional")
def _provisional(looked: Looked) -> Found:
    for objective in looked.plan.objectives:
        if objective.baseline is not None and objective.baseline.provisional:
            date = day_words(parse_day(objective.baseline.date))
            yield f"objectives.{objective.id}.baseline", {"title": objective.title, "date": date}


@check("action-without-owner")
def _owner(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if not action.owner:
            yield f"actions.{action.id}.owner", {"title": action.title}


@check("action-without-start")
def _start(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if action.start is None:
            yield f"actions.{action.id}.start", {"title": action.title}


@check("action-without-milestone")
def _milestone(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if not action.light and not action.milestones:
            yield f"actions.{action.id}.milestones", {"title": action.title}


@check("action-without-measure")
def _measure(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if not action.light and not action.measures:
            yield f"actions.{action.id}.measures", {"title": action.title}


@check("one-owner-too-many")
def _owners(looked: Looked) -> Found:
    for owner, count in Counter(action.owner for action in looked.plan.actions if action.owner).items():
        if count > MOST_PER_OWNER:
            yield "actions", {"owner": owner, "count": count}


@check("no-coordinator")
def _coordinator(looked: Looked) -> Found:
    if not looked.plan.plan.coordinator:
        yield "plan.coordinator", {}


@check("leaders-not-committed")
def _leaders(looked: Looked) -> Found:
    if not looked.plan.plan.leaders:
        yield "plan.leaders", {}


@check("reporting-missing")
def _reporting(looked: Looked) -> Found:
    reporting = looked.plan.plan.reporting
    missing = []
    if not reporting.cycle:
        missing.append("how often owners report")
    if reporting.first is None:
        missing.append("when they first do")
    if not reporting.public:
        missing.append("where the public can read it")
    if missing:
        yield "plan.reporting", {"missing": _and(missing)}


@check("ethnicity-only")
def _differences(looked: Looked) -> Found:
    others = [kind for kind in looked.plan.plan.differences if kind.casefold() not in ("ethnicity", "race")]
    if not others:
        yield "plan.differences", {}


# ------------------------------------------------------------------------------------------------------ voice


@check("assets-missing")
def _assets(looked: Looked) -> Found:
    if not looked.plan.assets:
        yield "assets", {}


@check("objective-without-voice")
def _voice(looked: Looked) -> Found:
    for objective in looked.plan.objectives:
        if not objective.voices:
            yield f"objectives.{objective.id}.voices", {"title": objective.title}


@check("unknown-voice")
def _known_voice(looked: Looked) -> Found:
    known = [voice.id for voice in looked.plan.voices]
    for objective in looked.plan.objectives:
        for voice in objective.voices:
            if voice not in known:
                hint = _hint(voice, known, "")
                yield (
                    f"objectives.{objective.id}.voices",
                    {"title": objective.title, "voice": voice, "hint": hint},
                )


@check("nothing-for-longer-established")
def _established(looked: Looked) -> Found:
    yield from _gain(looked, "longer-established residents")


@check("nothing-for-new-arrivals")
def _arrivals(looked: Looked) -> Found:
    yield from _gain(looked, "new arrivals")


def _gain(looked: Looked, who: str) -> Found:
    if not any(who in action.gains for action in looked.plan.actions):
        yield "actions", {}


@check("no-way-to-complain")
def _grievances(looked: Looked) -> Found:
    if not looked.plan.plan.grievances:
        yield "plan.grievances", {}


@check("one-side-only")
def _sides(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if action.purpose == "meeting" and len(set(action.sides)) < 2:
            yield f"actions.{action.id}.sides", {"title": action.title}


# --------------------------------------------------------------------------------------------------- coverage


@check("domain-without-action")
def _domains(looked: Looked) -> Found:
    covered = {action.domain for action in looked.plan.actions}
    explained = {left.domain for left in looked.plan.left_out if left.reason}
    for slug, title in DOMAINS.items():
        if slug not in covered and slug not in explained:
            yield f"actions ({slug})", {"domain": title, "slug": slug}


@check("resources-missing")
def _resources(looked: Looked) -> Found:
    if not looked.plan.resources:
        yield "resources", {"missing": "no service is listed"}
    for resource in looked.plan.resources:
        missing = [word for word, text in (("demand", resource.demand), ("capacity", resource.capacity)) if not text]
        if missing:
            yield f"resources ({resource.service})", {"missing": f"{resource.service} has no {_and(missing)} yet"}


@check("nothing-at-one-end")
def _ends(looked: Looked) -> Found:
    if looked.evidence is None or looked.evidence.ends is None:
        return
    where = {name for action in looked.plan.actions for name in action.where}
    for end in (looked.evidence.ends.high, looked.evidence.ends.low):
        if not where & set(end):
            labels = [f"{_label(looked.evidence, name)} ({name})" for name in end]
            yield "actions.where", {"places": _and(labels, "or")}


def _label(evidence: PlaceEvidence, name: str) -> str:
    found = evidence.neighbourhood(name)
    return found.label if found is not None else name


@check("unknown-neighbourhood")
def _where(looked: Looked) -> Found:
    if looked.evidence is None or not looked.evidence.neighbourhoods:
        return
    known = [area.name for area in looked.evidence.neighbourhoods]
    for action in looked.plan.actions:
        for where in action.where:
            if where not in known:
                hint = _hint(where, known, "Use a name from evidence/neighbourhoods.csv.")
                yield f"actions.{action.id}.where", {"title": action.title, "where": where, "hint": hint}


@check("gap-without-action")
def _gaps(looked: Looked) -> Found:
    if looked.evidence is None:
        return
    plan = looked.plan
    busy = {action.objective for action in plan.actions}
    cited = {priority.id: priority.figure.indicator for priority in plan.priorities}
    answered = {objective.indicator for objective in plan.objectives if objective.id in busy}
    answered |= {cited[o.priority] for o in plan.objectives if o.id in busy and o.priority in cited}
    reasons = " ".join(left.reason for left in plan.left_out)
    titles = {indicator.id: indicator.title for indicator in all_indicators()}
    for standing in stands_out(looked.evidence):
        if standing.indicator not in answered and standing.indicator not in reasons:
            gap = f"“{titles[standing.indicator]}” in the highest quarter of {standing.of} authorities"
            yield "objectives", {"gap": gap, "indicator": standing.indicator}


@check("evidence-not-here")
def _evidence(looked: Looked) -> Found:
    if looked.evidence is None:
        yield "evidence", {"count": len(NEED_EVIDENCE)}


# -------------------------------------------------------------------------------------------------- soundness


@check("unknown-priority")
def _known_priority(looked: Looked) -> Found:
    known = [priority.id for priority in looked.plan.priorities]
    for objective in looked.plan.objectives:
        if objective.priority and objective.priority not in known:
            hint = _hint(objective.priority, known, "Mend the id, or add the priority.")
            yield (
                f"objectives.{objective.id}.priority",
                {"title": objective.title, "priority": objective.priority, "hint": hint},
            )


@check("unknown-objective")
def _known_objective(looked: Looked) -> Found:
    known = [objective.id for objective in looked.plan.objectives]
    for action in looked.plan.actions:
        if action.objective not in known:
            hint = _hint(action.objective, known, "Mend the id, or add the objective.")
            yield (
                f"actions.{action.id}.objective",
                {"title": action.title, "objective": action.objective, "hint": hint},
            )


@check("objective-without-action")
def _served(looked: Looked) -> Found:
    busy = {action.objective for action in looked.plan.actions}
    for objective in looked.plan.objectives:
        if objective.id not in busy:
            yield f"objectives.{objective.id}", {"title": objective.title}


@check("same-id-twice")
def _twice(looked: Looked) -> Found:
    plan = looked.plan
    for kind, ids in (
        ("priorities", [part.id for part in plan.priorities]),
        ("objectives", [part.id for part in plan.objectives]),
        ("actions", [part.id for part in plan.actions]),
        ("voices", [part.id for part in plan.voices]),
    ):
        for name, count in Counter(ids).items():
            if count > 1:
                yield f"{kind}.{name}", {"kind": kind, "id": name, "count": count}


@check("unknown-playbook")
def _known_playbook(looked: Looked) -> Found:
    known = [book.slug for book in all_playbooks()]
    for action in looked.plan.actions:
        if action.playbook and action.playbook not in known:
            hint = _hint(action.playbook, known, "convive playbook list shows all of them.")
            yield (
                f"actions.{action.id}.playbook",
                {"title": action.title, "playbook": action.playbook, "hint": hint},
            )


@check("shared-hours-as-target")
def _shared_hours(looked: Looked) -> Found:
    for objective in looked.plan.objectives:
        if objective.indicator.rsplit("/", 1)[-1] == SHARED_HOURS:
            yield f"objectives.{objective.id}.indicator", {"title": objective.title}


@check("more-than-small")
def _small(looked: Looked) -> Found:
    for kind, most in SMALL.items():
        count = len(getattr(looked.plan, kind))
        if count > most:
            yield kind, {"kind": kind, "count": count, "most": most}


def _and(words: list[str], joiner: str = "and") -> str:
    """Words as a list in a sentence.

    >>> _and(["a", "b", "c"])
    'a, b and c'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joiner} {words[-1]}"
