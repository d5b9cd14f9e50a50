"""A workforce beside the people of working age, in plain sentences: who declared comes first."""

from __future__ import annotations

from convive.evidence.workforce import Row, Workforce

NOT_SAID = (
    "A difference shows neither who applied nor who was chosen, nor who left. Nothing was sent anywhere: this ran on "
    "this machine."
)
_WORDS = {
    "fewer": "fewer than by lot, whatever the undeclared are",
    "more": "more than by lot, whatever the undeclared are",
    "as many": "as many as by lot",
    "cannot tell": "cannot tell: too many did not declare, or too few people",
    "": "cannot tell: how many did not declare is withheld",
}


def sentences(found: Workforce) -> tuple[str, ...]:
    """What a person reads: the declaration rate, everybody by group, grades and sites, and what is not said."""
    lines = [_declaration(found)]
    lines += [f"  {_one(row)}" for row in found.of("everybody")]
    for scope, title in (("grade", "By grade"), ("site", "By site")):
        rows = [row for row in found.rows if row.scope == scope]
        if not rows:
            continue
        lines.append(f"{title}, where the two ranges do not meet:")
        clear = [row for row in rows if row.verdict in ("fewer", "more")]
        lines += [f"  {row.name}: {_one(row)}" for row in clear]
        if not clear:
            lines.append("  nowhere")
    return (*lines, *found.notes, NOT_SAID)


def _declaration(found: Workforce) -> str:
    beside = f"people aged {found.ages}" + (f" in {found.where}" if found.where else "")
    if found.people is None or found.declared is None or found.rate is None:
        return f"How many declared their group is withheld: it would give a count of 1 to 9 away. Beside: {beside}."
    return (
        f"{found.declared:,} of {found.people:,} people declared their group ({100 * found.rate:.0f} in 100). "
        f"Beside: {beside}."
    )


def _one(row: Row) -> str:
    population = f"{100 * row.population:.0f} in 100 of working age"
    if row.low is None:
        return f"{row.group}: withheld; {population}"
    if row.high is None:
        return f"{row.group}: at least {100 * row.low:.0f} in 100; {population}: {_WORDS[row.verdict]}"
    return (
        f"{row.group}: between {100 * row.low:.0f} and {100 * row.high:.0f} in 100; {population}: {_WORDS[row.verdict]}"
    )
