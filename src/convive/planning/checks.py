"""The checks behind the linter's rules, one each: a generator of (where, fields) for what it finds.

Texts and severities are data (:mod:`convive.planning.rules`); :mod:`convive.planning.lint` puts the two together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from convive.core.errors import did_you_mean
from convive.core.geography import FINER_THAN_NEIGHBOURHOOD
from convive.core.periods import day_words, parse_day
from convive.core.words import forbidden, instead
from convive.evidence.catalogue import all_indicators
from convive.evidence.model import PlaceEvidence
from convive.planning.model import DOMAINS, Plan
from convive.planning.priorities import stands_out
from convive.playbooks.load import all_playbooks

MOST_PER_OWNER = 6
SMALL = {"priorities": 3, "objectives": 6, "actions": 12}
SHARED_HOURS = "shared-hours"
NEED_EVIDENCE = ("another-place", "nothing-at-one-end", "unknown-neighbourhood", "gap-without-action")
# What people write where they have not decided yet.
UNSETTLED = {"", "?", "-", "tbc", "tbd", "to be confirmed", "to be decided", "to be agreed", "n/a"}

Fields = dict[str, object]
Found = Iterator[tuple[str, Fields]]


@dataclass(frozen=True)
class Looked:
    """What a check may look at. ``evidence`` is ``None`` where none stands beside the plan."""

    plan: Plan
    evidence: PlaceEvidence | None


Check = Callable[[Looked], Found]
CHECKS: dict[str, Check] = {}


def known_indicators() -> list[str]:
    """What an objective may name: indicators of the catalogue, and playbooks' measures as ``playbook/measure``."""
    measures = [f"{book.slug}/{measure.id}" for book in all_playbooks() for measure in book.measures]
    return [indicator.id for indicator in all_indicators()] + measures


def settled(text: str) -> bool:
    """Whether people have written something that decides.

    >>> [settled(text) for text in ("Head of Schools", "", "TBC", "To be decided.")]
    [True, False, False, False]
    """
    return text.strip().rstrip(".").casefold() not in UNSETTLED


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
    if not settled(looked.plan.plan.vision):
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
        years = re.findall(r"\b20\d\d\b", objective.target.date) if objective.target is not None else []
        if not years:
            missing.append("a date with its year")
        elif int(years[-1]) < looked.plan.plan.written.year:
            missing.append("a date that is still to come")
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
        if not settled(action.owner):
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
    if not settled(looked.plan.plan.coordinator):
        yield "plan.coordinator", {}


@check("leaders-not-committed")
def _leaders(looked: Looked) -> Found:
    if not settled(looked.plan.plan.leaders):
        yield "plan.leaders", {}


@check("reporting-missing")
def _reporting(looked: Looked) -> Found:
    reporting = looked.plan.plan.reporting
    missing = []
    if not settled(reporting.cycle):
        missing.append("how often owners report")
    if reporting.first is None:
        missing.append("when they first do")
    if not settled(reporting.public):
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
    if not settled(looked.plan.plan.grievances):
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
        yield "resources", {"missing": "No service is listed yet"}
    for resource in looked.plan.resources:
        missing = [
            word for word, text in (("demand", resource.demand), ("capacity", resource.capacity)) if not settled(text)
        ]
        if missing:
            yield f"resources ({resource.service})", {"missing": f"{resource.service}: no {_and(missing)} yet"}


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


@check("another-place")
def _place(looked: Looked) -> Found:
    if looked.evidence is not None and looked.evidence.place.code != looked.plan.plan.place:
        yield "plan.place", {"plan": looked.plan.plan.place_name, "evidence": looked.evidence.place.name}


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every text that people wrote, with its place in the plan."""
    head = plan.plan
    for name in ("title", "vision", "coordinator", "leaders", "grievances"):
        yield f"plan.{name}", getattr(head, name)
    for asset in plan.assets:
        yield f"assets ({asset.name})", f"{asset.name} {asset.what}"
    for voice in plan.voices:
        yield f"voices.{voice.id}", f"{voice.says} {voice.heard}"
    for priority in plan.priorities:
        yield f"priorities.{priority.id}", f"{priority.title} {priority.why} {priority.figure.words}"
    for objective in plan.objectives:
        yield f"objectives.{objective.id}", objective.title
    for action in plan.actions:
        parts = [action.title, action.what, action.owner, action.cost, *action.sides, *action.gains, *action.where]
        parts += [*action.partners, *action.measures, *(milestone.what for milestone in action.milestones)]
        yield f"actions.{action.id}", " ".join(parts)
    for resource in plan.resources:
        yield f"resources ({resource.service})", f"{resource.demand} {resource.capacity} {resource.source}"
    for left in plan.left_out:
        yield f"left_out ({left.domain})", left.reason


@check("hard-words")
def _words(looked: Looked) -> Found:
    for where, text in _texts(looked.plan):
        for word in forbidden(text):
            yield where, {"word": word, "instead": instead(word)}


@check("small-area-named")
def _small_areas(looked: Looked) -> Found:
    for where, text in _texts(looked.plan):
        found = FINER_THAN_NEIGHBOURHOOD.search(text)
        if found:
            yield where, {"name": found[0]}


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
