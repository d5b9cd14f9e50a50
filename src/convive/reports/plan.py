"""The plan: a Local Integration Plan as one fragment for the file, the PDF and the web page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from convive.evidence.catalogue import Indicator, all_indicators
from convive.evidence.model import PlaceEvidence
from convive.planning.model import DOMAINS, Action, Finding, Objective, Plan, Priority
from convive.planning.rules import all_rules
from convive.playbooks.load import all_playbooks
from convive.reports import plan_parts
from convive.reports.place import name_of
from convive.reports.rendering import render
from convive.reports.words import capital, count, curly, join, number_key, say, say_day, say_number, small_first


def the_plan(
    plan: Plan,
    evidence: PlaceEvidence | None,
    findings: Sequence[Finding],
    *,
    level: int = 1,
    hero: bool = True,
    release: str = "",
) -> str:
    """The page The plan as an HTML fragment.

    Parameters
    ----------
    plan, findings
        The plan as it was read and what the linter found in it; without findings nothing is said about what is open.
    evidence
        The figures beside it, for names of neighbourhoods and for "where from?".
    level
        The level of its first heading; sections stand one below.
    hero
        Whether it begins with the dark band that holds the first sentence.
    release
        How the evidence is named in print.

    Raises
    ------
    DisclosureError
        When something finer than a neighbourhood would be printed.
    """
    return render(
        "plan.html",
        hero=hero,
        h=[f"h{level + step}" for step in range(4)],
        release=release,
        figures=evidence.figures if evidence else {},
        **content(plan, evidence, findings),
    )


def dated(day: str, evidence: PlaceEvidence | None) -> str:
    """A day as its source prints it ("March 2021, in lockdown"), else in words."""
    for source in evidence.sources if evidence else ():
        if source.dated == day:
            return source.date_words
    return say_day(day)


def content(plan: Plan, evidence: PlaceEvidence | None, findings: Sequence[Finding]) -> dict[str, Any]:
    """What the templates of a plan print, in plain words; shared by the page and the plan on a page."""
    placed = _places(evidence)
    free = sum(not action.new_money for action in plan.actions)
    domains = [_domain(slug, title, plan, placed) for slug, title in DOMAINS.items()]
    decide = group(findings, "decide", _titles(plan))
    return {
        "plan": plan,
        "frame": plan.plan,
        "draft": plan.plan.status == "draft",
        "free": free,
        "domains": domains,
        "done_title": _done_title(domains, len(plan.actions)),
        "priorities": [_priority(priority, evidence) for priority in plan.priorities],
        "objectives": [_objective(objective, plan, evidence) for objective in plan.objectives],
        "asks": plan_parts.asks(plan),
        "waiting": plan_parts.waiting(plan),
        "stood_out": plan_parts.stood_out(evidence),
        "page": _page(plan),
        "waits": sum(left.gap != "" for left in plan.left_out),
        "unknown": plan_parts.unknown(plan, evidence),
        "decide": decide,
        "aims_fit": _aims_fit(plan, bool(decide)),
        "aimed": sum(_target(o) is not None for o in plan.objectives),
        "counted": sum(bool(r.needed and r.there) for r in plan.resources),
        "errors": group(findings, "error", _titles(plan)),
        "advice": group(findings, "advice", _titles(plan)),
        "open": sum(finding.severity == "decide" for finding in findings),
        "sizes": _sizes(plan, free),
    }


def _places(evidence: PlaceEvidence | None) -> Callable[[Sequence[str]], str]:
    """Neighbourhoods by their labels; both ends of the ranking are called by what they are."""
    names = {n.name: name_of(n) for n in evidence.neighbourhoods} if evidence else {}
    ends = evidence.ends if evidence else None

    def words(where: Sequence[str]) -> str:
        labels = [names.get(name, name) for name in where]
        if ends is None or set(where) != {*ends.high, *ends.low}:
            return join(labels) or say("plan.places.whole")
        high, low = ([names.get(name, name) for name in end] for end in (ends.high, ends.low))
        return say("plan.places.ends", high=join(high), low=join(low))

    return words


def _sizes(plan: Plan, free: int) -> list[tuple[int, str]]:
    """What stands in the plan, as counts with their nouns."""
    counts = (
        ("priority", len(plan.priorities)),
        ("objective", len(plan.objectives)),
        ("action", len(plan.actions)),
    )
    sizes = [(n, say(number_key(f"plan.sizes.{noun}", n))) for noun, n in counts]
    return [*sizes, (free, say("plan.sizes.free"))] if plan.actions else sizes


@dataclass(frozen=True)
class Group:
    """Findings of one rule: how to mend them, why it matters, and what was found.

    ``about`` names the things it was found in, where all of them have a title; then one line can hold them. ``every``
    stands in their place where it is all there are ("All nine actions"), ``many`` counts them ("nine actions").
    """

    title: str
    why: str
    source: str
    says: tuple[str, ...]
    about: tuple[str, ...] = ()
    every: str = ""
    many: str = ""


def group(findings: Sequence[Finding], severity: str, titles: dict[str, str]) -> list[Group]:
    """The findings of one severity, put together by rule in the order of their first appearance."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity == severity:
            by_rule.setdefault(finding.rule, []).append(finding)
    looked_at = {rule.id: rule.title for rule in all_rules()}
    groups = []
    for found in by_rule.values():
        # "actions.linking.owner" is about "actions.linking".
        objects = [_object(f.where) for f in found]
        about = [titles[name] for name in objects if name in titles]
        kind = objects[0].partition(".")[0]
        alike = len(about) == len(objects) and all(o.startswith(f"{kind}.") for o in objects)
        many = count(len(objects), _NOUNS[kind]) if alike and kind in _NOUNS else ""
        whole = sum(name.startswith(f"{kind}.") for name in titles) == len(set(objects))
        groups.append(
            Group(
                title=looked_at.get(found[0].rule, found[0].mend.rstrip(".")),
                why=found[0].why,
                source=found[0].source,
                says=tuple(dict.fromkeys(f.says for f in found)),
                about=tuple(about) if len(about) == len(found) > 1 else (),
                every=say("plan.sizes.every", many=many) if whole and many and len(objects) > 2 else "",
                many=many,
            )
        )
    return groups


_NOUNS = {
    "actions": "action",
    "objectives": "objective",
    "priorities": "priority",
    "domains": "part",
    "resources": "service",
}


def _object(where: str) -> str:
    """What a finding is about: "actions.linking.owner" and "actions[linking]" alike, and "resources (Homes)".

    >>> _object("actions.linking.owner"), _object("resources (Homes)"), _object("actions (work)"), _object("assets")
    ('actions.linking', 'resources.Homes', 'domains.work', 'assets')
    """
    named, _, inside = where.partition(" (")
    if inside:
        return f"{'domains' if named == 'actions' else named}.{inside.rstrip(')')}"
    return ".".join(where.split(".")[:2])


def _titles(plan: Plan) -> dict[str, str]:
    """Printed title of each object by the path that the linter uses."""
    titles = {f"objectives.{o.id}": o.title for o in plan.objectives}
    titles |= {f"actions.{a.id}": a.title for a in plan.actions}
    titles |= {f"priorities.{p.id}": p.title for p in plan.priorities}
    titles |= {f"resources.{r.service}": r.service for r in plan.resources}
    return titles | {f"domains.{slug}": title for slug, title in DOMAINS.items()}


def _done_title(domains: Sequence[dict[str, Any]], actions: int) -> str:
    """How many actions there are, and in which of the seven parts there is none yet."""
    if not actions:
        return say("plan.seven.title_none")
    open_parts = [small_first(d["title"]) for d in domains if not d["actions"]]
    said = {"actions": capital(count(actions, "action")), "parts": say_number(len(domains) - len(open_parts))}
    if not open_parts:
        return say("plan.seven.title_all", **said)
    if len(open_parts) < 4:
        return say("plan.seven.title_but", open=join(open_parts), **said)
    return say("plan.seven.title_some", **said)


# Lines of print that an A4 sheet has for the plan on a page, below its title.
_SHEET_LINES = 46


def _page(plan: Plan) -> dict[str, int]:
    """How much of a full plan the one page holds: actions of each part, priorities. A small plan is held whole."""
    small = len(plan.actions) <= _PAGE_ACTIONS
    return {"actions": _PAGE_ACTIONS if small else 1, "priorities": 3}


# Actions that the one page holds: as many as a small plan has.
_PAGE_ACTIONS = 12


def _aims_fit(plan: Plan, decide: bool) -> bool:
    """Whether the objectives still fit under the priorities on the one page; a guess from lengths, on the safe side."""
    used = sum(1 + len(short(action.title)) // 78 for action in plan.actions) * 1.1 + 7 * 0.7
    used += sum(2.6 + len(p.title) // 34 + len(p.figure.words) // 55 for p in plan.priorities) + 2
    used += sum(1.6 + len(o.title) // 58 for o in plan.objectives) + 2
    # The line with the sums, and what it leaves out.
    used += 3.5
    return decide and used <= _SHEET_LINES


def _domain(slug: str, title: str, plan: Plan, placed: Callable[[Sequence[str]], str]) -> dict[str, Any]:
    actions = [a for a in plan.actions if a.domain == slug]
    reason = next((entry.reason for entry in plan.left_out if entry.domain == slug), "")
    return {
        "title": title,
        "actions": [_action(a, plan, placed) for a in actions],
        "words": count(len(actions), "action") if actions else say("plan.seven.no_action"),
        "reason": reason,
    }


def short(title: str) -> str:
    """A title for one line: what stands before its colon.

    >>> short("Ask every head one question: which school would you like to know?")
    'Ask every head one question'
    """
    return title.partition(": ")[0]


def _action(action: Action, plan: Plan, placed: Callable[[Sequence[str]], str]) -> dict[str, Any]:
    """An action in words; an empty text is still to be decided."""
    serves = next((o.title for o in plan.objectives if o.id == action.objective), "")
    more = [say(f"plan.purpose.{action.purpose}", kind=capital(action.kind))]
    if action.playbook:
        titles = {book.slug: book.title for book in all_playbooks()}
        more.append(say("plan.action.playbook", title=titles.get(action.playbook, action.playbook)))
    if action.partners:
        more.append(say("plan.action.partners", partners=join(action.partners)))
    steps = [
        say("plan.action.then" if i else "plan.action.first", what=small_first(curly(m.what)).rstrip("."))
        + (say("plan.action.by", day=say_day(m.by)) if m.by else "")
        for i, m in enumerate(action.milestones)
    ]
    money = say("plan.action.new_money" if action.new_money else "plan.action.no_new_money")
    if action.cost:
        said = action.cost.casefold().startswith(money.casefold())
        money = action.cost if said else f"{money}: {action.cost}"
    return {
        "title": action.title,
        "short": short(action.title),
        "what": action.what,
        "serves": serves,
        "owner": action.owner,
        "start": say_day(action.start),
        "money": money,
        "gains": capital(join(action.gains)),
        "where": placed(action.where),
        "more": "; ".join(more),
        "sides": join(action.sides),
        "steps": " ".join(f"{step}." for step in steps),
        "measures": "; ".join(small_first(measure) for measure in action.measures),
        "light": action.light,
        "effort": plan_parts.effort(action),
    }


def _priority(priority: Priority, evidence: PlaceEvidence | None) -> dict[str, Any]:
    """A priority with its figure and the figure's date, said once."""
    figure = priority.figure
    when = dated(figure.date, evidence)
    known = evidence.figures.get(figure.indicator) if evidence else None
    # "What it is: the figure" is set in two sizes; the words stay as they are.
    what, colon, said = figure.words.partition(": ")
    return {
        "title": priority.title,
        "why": priority.why,
        "rule": _because(priority.rule),
        "judged": plan_parts.judged(priority.judged),
        "words": figure.words,
        "what": f"{what}: " if colon else "",
        "said": said if colon else figure.words,
        "date": "" if when in figure.words else when,
        "source": "" if known else figure.source,
        "known": known,
    }


def _because(rule: str) -> str:
    """Why a priority was chosen, as one sentence."""
    if rule.startswith("Chosen because"):
        return rule
    first = rule.split(" ")[0]
    return f"Chosen because {small_first(rule)}" if first in ("It", "The", "This") else rule


def _objective(objective: Objective, plan: Plan, evidence: PlaceEvidence | None) -> dict[str, Any]:
    heard = {voice.id: voice.says for voice in plan.voices}
    return {
        "title": objective.title,
        "domain": DOMAINS[objective.domain],
        "priority": next((p.title for p in plan.priorities if p.id == objective.priority), ""),
        "indicator": _indicator_words(objective.indicator),
        "baseline": _baseline(objective, evidence),
        "behind": plan_parts.behind(objective, plan, lambda day: dated(day, evidence)),
        "target": _target(objective),
        "voices": [heard.get(name, name) for name in objective.voices],
    }


def _indicator_words(indicator: str) -> str:
    """An indicator by its title; a playbook's measure by its own; one of people's own by its name."""
    # The name of the index in brackets is for its own page.
    titles = {known.id: known.title.partition(" (")[0] for known in all_indicators()}
    titles |= {f"{book.slug}/{measure.id}": measure.title for book in all_playbooks() for measure in book.measures}
    if indicator in titles:
        return titles[indicator]
    own = indicator.removeprefix("own/")
    return indicator if own == indicator else say("plan.objective.own", title=capital(own.replace("-", " ")))


def _baseline(objective: Objective, evidence: PlaceEvidence | None) -> dict[str, str] | None:
    baseline = objective.baseline
    if baseline is None:
        return None
    words = baseline.words
    # The words may be the indicator's title alone: the value then stands in its place.
    if not any(letter.isdigit() for letter in words):
        value = _value(objective, baseline.value)
        known = _known(objective)
        alone = words in ("", _indicator_words(objective.indicator), known.title if known else "")
        # "one service of four" says its value already.
        said = say_number(int(baseline.value)) if baseline.value == int(baseline.value) else value
        words = value if alone else words if said in words.split() else f"{words}: {value}"
    note = say("plan.objective.provisional") if baseline.provisional else ""
    if baseline.renewed_by:
        by = baseline.renewed_by[:1].lower() + baseline.renewed_by[1:]
        note = f"{note} {say('plan.objective.renew', by=by)}".strip()
    return {"words": words, "date": dated(baseline.date, evidence), "note": note}


def _known(objective: Objective) -> Indicator | None:
    return next((known for known in all_indicators() if known.id == objective.indicator), None)


def _value(objective: Objective, value: float | None) -> str:
    """A value on the scale that its indicator is printed on; one of people's own as it stands."""
    known = _known(objective)
    if value is None:
        return say("plan.objective.no_value")
    return known.words(value) if known else f"{value:g}"


def _target(objective: Objective) -> dict[str, str] | None:
    target = objective.target
    if target is None or (target.value is None and not target.date):
        return None
    return {"words": _value(objective, target.value), "date": say_day(target.date) or say("plan.objective.no_day")}
