"""A workforce beside the people of working age, in plain sentences: who declared comes first."""

from __future__ import annotations

from collections.abc import Mapping

from convive.evidence.workforce import Row, Workforce
from convive.evidence.workforce.residents import AtHome
from convive.reports.words import join, say

_VERDICTS = {"as many": "as_many", "cannot tell": "cannot_tell", "": "withheld_verdict"}


def sentences(found: Workforce) -> tuple[str, ...]:
    """What a person reads: the declaration rate, everybody by group, grades and sites, and what is not said."""
    lines = [_declaration(found)]
    lines += [f"  {_one(row)}" for row in found.of("everybody")]
    for scope, title in (("grade", "workforce.by_grade"), ("site", "workforce.by_site")):
        rows = [row for row in found.rows if row.scope == scope]
        if not rows:
            continue
        lines.append(say(title))
        clear = [row for row in rows if row.verdict in ("fewer", "more")]
        lines += [say("workforce.by_name", name=row.name, said=_one(row)) for row in clear]
        if not clear:
            lines.append(say("workforce.nowhere"))
    return (*lines, *found.notes, say("workforce.not_said"))


def of_folder(home: AtHome, put_together: Mapping[str, str]) -> tuple[str, ...]:
    """What the people of working age from a data folder are, and what they do not say."""
    merged = [name for name, two in put_together.items() if name != two and two in home.working_age.counts]
    lines = [say("workforce.folder")]
    if merged:
        lines.append(say("workforce.folder_together", groups=join(merged)))
    before = f"{100 * (1 - home.before):.0f}"
    if home.after is None:
        lines.append(say("workforce.folder_old", before=before))
    else:
        lines.append(say("workforce.folder_moved", before=before, after=f"{100 * (1 - home.after):.0f}"))
    return tuple(lines)


def beside(found: Workforce) -> str:
    """The people of working age, with where and when."""
    if not found.where:
        return say("workforce.beside_ages", ages=found.ages)
    return say("workforce.beside", ages=found.ages, where=found.where)


def verdict(row: Row) -> str:
    """What can be said of a row, in words."""
    return say(f"workforce.{_VERDICTS.get(row.verdict, row.verdict)}")


def _declaration(found: Workforce) -> str:
    if found.people is None or found.declared is None or found.rate is None:
        return say("workforce.withheld", beside=beside(found))
    return say(
        "workforce.declared",
        declared=f"{found.declared:,}",
        people=f"{found.people:,}",
        rate=f"{100 * found.rate:.0f}",
        beside=beside(found),
    )


def _one(row: Row) -> str:
    population = say("workforce.population", n=f"{100 * row.population:.0f}")
    if row.low is None:
        return say("workforce.row_withheld", group=row.group, population=population)
    fields = {
        "group": row.group,
        "low": f"{100 * row.low:.0f}",
        "population": population,
        "verdict": verdict(row),
    }
    if row.high is None:
        return say("workforce.row_least", **fields)
    high = f"{100 * row.high:.0f}"
    return say("workforce.row_exact" if high == fields["low"] else "workforce.row", high=high, **fields)
