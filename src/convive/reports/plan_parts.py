"""Sections of the plan's page: the parts of a judgement, what waits, what it asks for, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from convive.core.errors import UnknownName
from convive.evidence.catalogue import indicator
from convive.evidence.model import PlaceEvidence
from convive.planning.model import Action, Judged, Objective, Plan
from convive.planning.priorities import MOST, stands_out
from convive.planning.sums import Sum, Sums, add_up, first_year, prices
from convive.reports.words import capital, count, join, say, say_day, say_many, say_number, sentence, small_first


def judged(parts: Judged | None) -> list[tuple[str, str]]:
    """The parts of a judgement with their questions: how large, how sure, how many people, which way, in what company.

    >>> judged(None)
    []
    """
    if parts is None:
        return []
    answers = ((name, getattr(parts, name)) for name in type(parts).model_fields)
    return [(say(f"plan.judged.{name}"), answer) for name, answer in answers if answer]


def waiting(plan: Plan) -> list[tuple[str, str, str]]:
    """Clear findings with no action, in the order of the plan: the title, the parts of the judgement, why it waits."""
    return [(title_of(left.gap), left.parts, left.reason) for left in plan.left_out if left.gap]


def stood_out(evidence: PlaceEvidence | None) -> str:
    """How many figures stood out, where too few did for three priorities; empty where enough did, or none.

    >>> stood_out(None)
    ''
    """
    found = len(stands_out(evidence)) if evidence else 0
    return capital(say_many("plan.first.stood_out", found)) if 0 < found < MOST else ""


def behind(objective: Objective, plan: Plan, evidence_date: Callable[[str], str]) -> str:
    """The figure of the priority that an objective serves, as background while nothing is counted yet."""
    priority = next((one for one in plan.priorities if one.id == objective.priority), None)
    if objective.baseline is not None or priority is None:
        return ""
    figure, when = priority.figure, evidence_date(priority.figure.date)
    words = small_first(figure.words) if when in figure.words else f"{small_first(figure.words)}, {when}"
    return say("plan.objective.behind", figure=words)


def title_of(name: str) -> str:
    """An indicator by its title, without the name of the index; as it stands where nobody knows it.

    >>> title_of("theil_h_multi"), title_of("own/neighbours-known")
    ('How far apart groups live', 'Neighbours known')
    """
    try:
        return indicator(name).title.partition(" (")[0]
    except UnknownName:
        return capital(name.rpartition("/")[2].replace("-", " ").replace("_", " "))


def renewals(plan: Plan) -> list[tuple[str, str, str]]:
    """What is old, from when, and what would renew it."""
    return [(title_of(line.indicator), say_day(line.date), line.by) for line in plan.renewals]


def not_looked_at(evidence: PlaceEvidence | None) -> list[str]:
    """What no file said anything about."""
    return [gap.says for gap in evidence.missing] if evidence else []


def asks(plan: Plan) -> dict[str, Any] | None:
    """What the actions ask for together, each sum with what it leaves out; ``None`` where there is no action."""
    if not plan.actions:
        return None
    sums = add_up(plan)
    rows = [
        _ask("days", sums.staff_days, f"{sums.staff_days.total:,.0f}", sums),
        _ask("volunteers", sums.volunteers, f"{sums.volunteers.total:,.0f}", sums),
        _pounds(plan, sums),
    ]
    return {
        "title": say("plan.asks.title", days=rows[0]["total"], people=rows[1]["total"]),
        "rows": rows,
        "estimated": say("plan.asks.estimated", actions=capital(count(sums.estimated, "action")))
        if sums.estimated
        else "",
        "one_line": _one_line(plan, sums),
    }


def _ask(name: str, total: Sum, words: str, sums: Sums) -> dict[str, str]:
    return {
        "what": say(f"plan.asks.{name}"),
        "total": words if total.said else say("plan.asks.nothing"),
        "said": say(
            "plan.asks.said",
            said=say_number(total.said) if total.said else say("plan.asks.none"),
            of=count(total.said + len(total.not_stated), "action"),
        ),
        "left_out": _left_out(total),
    }


def _left_out(total: Sum) -> str:
    titles = [f"“{title}”" for title in total.not_stated]
    return say("plan.asks.left_out", titles=join(titles)) if titles else say("plan.asks.none_left_out")


def _pounds(plan: Plan, sums: Sums) -> dict[str, str]:
    paid = sum(action.new_money for action in plan.actions)
    row = _ask("pounds", sums.pounds, _in_prices(f"£{sums.pounds.total:,.0f}", sums.prices), sums)
    if not paid and not sums.pounds.said:
        return row | {"total": say("plan.asks.no_money"), "said": "", "left_out": say("plan.asks.none_left_out")}
    if sums.a_head:
        row["left_out"] += " " + say("plan.asks.a_head", titles=join([f"“{title}”" for title in sums.a_head]))
    return row


def _one_line(plan: Plan, sums: Sums) -> str:
    """The sums in one sentence for the plan on a page, with how many actions they leave out."""
    all_of_them = len(plan.actions)
    parts = []
    if sums.staff_days.said:
        parts.append(say("plan.asks.line_days", days=f"{sums.staff_days.total:,.0f}"))
    if sums.volunteers.said:
        parts.append(say("plan.asks.line_volunteers", people=f"{sums.volunteers.total:,.0f}"))
    if sums.pounds.said:
        pounds = say("plan.asks.line_pounds", pounds=f"£{sums.pounds.total:,.0f}")
        parts.append(_in_prices(pounds, sums.prices))
    missing = max(len(sums.staff_days.not_stated), len(sums.volunteers.not_stated))
    text = say("plan.asks.line", parts=join(parts)) if parts else say("plan.asks.line_nothing")
    if parts and missing:
        text += " " + say("plan.asks.line_missing", missing=say_number(missing), of=say_number(all_of_them))
    if sums.pounds.not_stated:
        text += " " + say("plan.asks.line_silent", actions=capital(count(len(sums.pounds.not_stated), "action")))
    return text


def _in_prices(words: str, years: Sequence[str]) -> str:
    """A sum, and of which years its prices are where a source states them."""
    return say("plan.asks.prices", sum=words, years=join(years)) if years else words


def effort(action: Action) -> dict[str, str]:
    """What one action takes: paid days, volunteers, money line by line, and what comes after."""
    unknown = say("plan.action.not_stated")
    lines = []
    for line in action.money:
        pounds = f"£{line.pounds:,}" if isinstance(line.pounds, int) else say("plan.action.no_sum")
        lines.append(f"{small_first(line.heading)}: {pounds}{f' a {line.per}' if line.per else ''}")
    known = first_year(action)
    return {
        "days": _number(action.staff_days, unknown),
        "volunteers": _number(action.volunteers, unknown),
        "basis": sentence(action.effort) if action.effort else "",
        "first_year": _in_prices(say("plan.action.first_year", pounds=f"£{known:,}"), prices(action)) if known else "",
        "lines": capital("; ".join(lines)),
        "after": sentence(action.after) if action.after else "",
        "comparison": sentence(action.comparison) if action.comparison else "",
    }


def _number(value: float | None, unknown: str) -> str:
    return unknown if value is None else f"{value:,.0f}" if value else say("plan.action.none")


def unknown(plan: Plan, evidence: PlaceEvidence | None) -> dict[str, Any]:
    """The standing lines and everything else that the plan does not rest on."""
    missing: Sequence[str] = not_looked_at(evidence)
    return {
        "lines": [(line.what, line.who) for line in plan.not_known],
        "missing": missing,
        "renewals": renewals(plan),
        "title": say("plan.unknown.title", lines=capital(count(len(plan.not_known), "thing")))
        if plan.not_known
        else say("plan.unknown.nothing_listed"),
    }
