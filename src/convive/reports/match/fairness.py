"""Whom a proposal serves well and whom less: placement and travel by what makes it hard to place somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convive.reports.words import in_100, say, whole

# Fewer than so many are not told apart: a rate of three people is a fact about them.
FEWEST = 5
# Rates that differ by fewer points than this are said to be alike.
NEARLY = 3


def look(by: str, groups: Mapping[str, str], placed: Mapping[str, float | None], unit: str = "km") -> dict[str, Any]:
    """One way of looking, as plain values.

    Parameters
    ----------
    by
        What it looks at, as ``match.fair.by`` names it.
    groups
        Everybody on the lists, with the group they are in as ``match.fair.group`` or a level names it.
    placed
        Everybody who was placed, with their way, where it is known.
    unit
        What the way is measured in: "km" or "minutes".
    """
    rows = []
    for group in sorted(set(groups.values()), key=list(groups.values()).index):
        members = [who for who, of in groups.items() if of == group]
        ways = [placed[who] for who in members if who in placed]
        known = [way for way in ways if way is not None]
        rows.append(
            {
                "words": group,
                "people": len(members),
                "placed": len(ways),
                "travel": sum(known) / len(known) if known else None,
                "unit": unit,
            }
        )
    return {"by": by, "rows": rows}


def content(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fairness page: one table for each way of looking, who is served least, and what to ask before deciding."""
    kind = record["kind"]
    looks: list[dict[str, Any]] = []
    for look in record["facts"].get("fair", ()):
        rows = [_row(row) for row in look["rows"]]
        looks.append({"title": say(f"match.fair.by.{look['by']}"), "rows": rows, "says": _worst(look)})
    return {
        "title": say(f"match.fair.title.{kind}"),
        "lede": say(f"match.fair.lede.{kind}"),
        "looks": looks,
        "columns": [say(f"match.fair.column.{name}") for name in ("group", "people", "placed", "travel")],
        "travels": any(row["travel"] for look in looks for row in look["rows"]),
        "price": [str(one["says"]) for one in record["answer"].get("relaxed", ()) if one.get("price")],
        "questions": [say(f"match.fair.ask.{kind}.{n}") for n in (1, 2, 3)],
        "asked_title": say("match.fair.asked"),
        "price_title": say("match.fair.price"),
        "few": say("match.fair.few", n=FEWEST),
        "nothing": say("match.fair.nothing"),
    }


def _row(row: Mapping[str, Any]) -> dict[str, str]:
    few = row["people"] < FEWEST
    return {
        "group": str(row["words"]),
        "people": say("match.fair.few_people", n=FEWEST) if few else f"{row['people']:,}",
        "placed": "" if few else say("in_100.words", n=in_100(row["placed"] / row["people"])),
        "travel": "" if few or row.get("travel") is None else say(f"match.fair.{row['unit']}", n=_travel(row)),
    }


def _travel(row: Mapping[str, Any]) -> str:
    return f"{row['travel']:.1f}" if row["unit"] == "km" else str(whole(row["travel"]))


def _worst(look: Mapping[str, Any]) -> str:
    """Who is placed least, when there are enough of them and of the others."""
    known = [row for row in look["rows"] if row["people"] >= FEWEST]
    if len(known) < 2:
        return ""
    low = min(known, key=lambda row: row["placed"] / row["people"])
    high = max(known, key=lambda row: row["placed"] / row["people"])
    apart = in_100(high["placed"] / high["people"]) - in_100(low["placed"] / low["people"])
    if apart < NEARLY:
        return say("match.fair.alike")
    return say("match.fair.worst", n=apart, low=low["words"], high=high["words"])
