"""Coverage: every part of life together, both ends of the place, every clear finding, and what is not known."""

from __future__ import annotations

import re

from convive.core.geography import FINER_THAN_NEIGHBOURHOOD
from convive.core.words import forbidden, instead
from convive.evidence.catalogue import indicator
from convive.evidence.model import PlaceEvidence, Standing
from convive.planning.checks.looking import Fields, Found, Looked, check, hint, listed, settled, texts
from convive.planning.model import DOMAINS, Matter
from convive.planning.priorities import WAITS, stands_out

NEED_EVIDENCE = (
    "another-place",
    "nothing-at-one-end",
    "unknown-neighbourhood",
    "gap-without-action",
    "gap-waits-by-rule",
)


@check("domain-without-action")
def _domains(looked: Looked) -> Found:
    covered = {action.domain for action in looked.plan.actions}
    explained = {left.domain for left in looked.plan.left_out if settled(left.reason)}
    for slug, title in DOMAINS.items():
        if slug not in covered and slug not in explained:
            yield f"actions ({slug})", {"domain": title, "slug": slug}


@check("nothing-economic")
def _economy(looked: Looked) -> Found:
    if not _covers(looked, "economy") and not any(a.domain == "workplaces" for a in looked.plan.actions):
        yield "actions", {}


@check("nothing-for-equal-opportunity")
def _equality(looked: Looked) -> Found:
    if not _covers(looked, "equal-opportunity") and not any(a.purpose == "equality" for a in looked.plan.actions):
        yield "actions", {}


@check("nothing-for-marginalised-women")
def _women(looked: Looked) -> Found:
    if not _covers(looked, "marginalised-women"):
        yield "actions", {}


@check("nothing-for-new-arrivals")
def _arrivals(looked: Looked) -> Found:
    gains = any("new arrivals" in action.gains for action in looked.plan.actions)
    if not gains and not _covers(looked, "new-arrivals"):
        yield "actions", {}


@check("no-positive-story")
def _story(looked: Looked) -> Found:
    if not _covers(looked, "positive-story"):
        yield "actions", {}


def _covers(looked: Looked, matter: Matter) -> bool:
    return any(matter in action.covers for action in looked.plan.actions)


@check("resources-missing")
def _resources(looked: Looked) -> Found:
    if not looked.plan.resources:
        yield "resources", {"missing": "No service is listed yet"}
    for resource in looked.plan.resources:
        missing = [
            word for word, text in (("demand", resource.needed), ("capacity", resource.there)) if not settled(text)
        ]
        if missing and not (settled(resource.needed) and missing == ["capacity"]):
            yield f"resources ({resource.service})", {"missing": f"{resource.service}: no {listed(missing)} yet"}


@check("demand-without-capacity")
def _demand(looked: Looked) -> Found:
    for resource in looked.plan.resources:
        if not settled(resource.needed):
            continue
        where = f"resources ({resource.service})"
        if not settled(resource.there):
            yield where, {"service": resource.service, "short": "what is needed is counted, and what there is is not"}
            continue
        needed, there = _number(resource.needed), _number(resource.there)
        if needed is not None and there is not None and needed > there and not settled(resource.answer):
            short = f"{resource.needed} against {resource.there}, and no answer to the shortage"
            yield where, {"service": resource.service, "short": short}


def _number(text: str) -> float | None:
    """The first number in a text.

    >>> _number("2,710 places planned"), _number("not known")
    (2710.0, None)
    """
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    return float(found[0].replace(",", "")) if found else None


@check("nothing-at-one-end")
def _ends(looked: Looked) -> Found:
    if looked.evidence is None or looked.evidence.ends is None:
        return
    where = {name for action in looked.plan.actions for name in action.where}
    for end in (looked.evidence.ends.high, looked.evidence.ends.low):
        if not where & set(end):
            labels = [f"{_label(looked.evidence, name)} ({name})" for name in end]
            yield "actions.where", {"places": listed(labels, "or")}


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
                mend = hint(where, known, "Use a name from evidence/neighbourhoods.csv.")
                yield f"actions.{action.id}.where", {"title": action.title, "where": where, "hint": mend}


@check("gap-without-action")
def _gaps(looked: Looked) -> Found:
    reasons = " ".join(left.reason for left in looked.plan.left_out)
    for standing in _unanswered(looked):
        named = any(left.gap == standing.indicator and settled(left.reason) for left in looked.plan.left_out)
        if not named and standing.indicator not in reasons:
            yield "objectives", _gap(standing)


@check("gap-waits-by-rule")
def _waiting(looked: Looked) -> Found:
    waiting = {left.gap for left in looked.plan.left_out if left.gap and left.reason.startswith(WAITS)}
    for standing in _unanswered(looked):
        if standing.indicator in waiting:
            yield f"left_out ({standing.indicator})", _gap(standing)


def _unanswered(looked: Looked) -> list[Standing]:
    """Clear findings on which no objective with an action rests."""
    if looked.evidence is None:
        return []
    plan = looked.plan
    busy = {action.objective for action in plan.actions}
    cited = {priority.id: priority.figure.indicator for priority in plan.priorities}
    answered = {objective.indicator for objective in plan.objectives if objective.id in busy}
    answered |= {cited[o.priority] for o in plan.objectives if o.id in busy and o.priority in cited}
    return [standing for standing in stands_out(looked.evidence) if standing.indicator not in answered]


def _gap(standing: Standing) -> Fields:
    title = indicator(standing.indicator).title
    return {
        "gap": f"“{title}” in the highest quarter of {standing.of} authorities",
        "indicator": standing.indicator,
    }


@check("no-standing-line")
def _not_known(looked: Looked) -> Found:
    if not any(settled(line.what) and settled(line.who) for line in looked.plan.not_known):
        yield "not_known", {}


@check("another-place")
def _place(looked: Looked) -> Found:
    if looked.evidence is not None and looked.evidence.place.code != looked.plan.plan.place:
        yield "plan.place", {"plan": looked.plan.plan.place_name, "evidence": looked.evidence.place.name}


@check("hard-words")
def _words(looked: Looked) -> Found:
    for where, text in texts(looked.plan):
        for word in forbidden(text):
            yield where, {"word": word, "instead": instead(word)}


@check("small-area-named")
def _small_areas(looked: Looked) -> Found:
    for where, text in texts(looked.plan):
        found = FINER_THAN_NEIGHBOURHOOD.search(text)
        if found:
            yield where, {"name": found[0]}


@check("evidence-not-here")
def _evidence(looked: Looked) -> Found:
    if looked.evidence is None:
        yield "evidence", {"count": len(NEED_EVIDENCE)}
