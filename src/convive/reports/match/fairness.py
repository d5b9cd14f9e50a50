"""Whom a proposal serves well and whom less: placement and travel by what makes it hard to place somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from convive.core.disclosure import SMALLEST_WORKING
from convive.matching.audit import audit
from convive.reports.words import capital, in_100, say, say_in_100, say_many, whole

# Rates that differ by fewer points than this are said to be alike.
NEARLY = 3
# So many prices of rules are said one by one.
MOST_PRICES = 6


def look(
    by: str, groups: Mapping[str, str], placed: Mapping[str, float | None], unit: str = "km", *, people: bool = True
) -> dict[str, Any]:
    """One way of looking, as plain values: :func:`convive.matching.audit.audit` of groups that have words.

    Parameters
    ----------
    by
        What it looks at, as ``match.fair.by`` names it.
    groups
        Everybody on the lists, with the group they are in, in the order in which groups are to be read.
    placed
        Everybody who was placed, with their way, where it is known.
    unit
        What the way is measured in: "km" or "minutes".
    people
        Whether they are people: then small numbers, and what they would follow from, are withheld.
    """
    frame = pl.DataFrame(
        {
            "group": list(groups.values()),
            "placed": [who in placed for who in groups],
            "way": [placed.get(who) for who in groups],
        },
        schema={"group": pl.String, "placed": pl.Boolean, "way": pl.Float64},
    )
    found = audit(frame, by="group", travel="way", smallest=SMALLEST_WORKING if people else 1)
    order = list(dict.fromkeys(groups.values()))
    rows = sorted((vars(group) for group in found.groups), key=lambda row: order.index(row["name"]))
    return {"by": by, "unit": unit, "rows": rows, "worst": found.worst_off, "withheld": found.withheld}


def content(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fairness page: one table for each way of looking, who is served least, and what to ask before deciding."""
    kind = record["kind"]
    looks: list[dict[str, Any]] = []
    for look in record["facts"].get("fair", ()):
        rows = [_row(row, look["unit"]) for row in look["rows"]]
        looks.append({"title": say(f"match.fair.by.{look['by']}"), "rows": rows, "says": _worst(look)})
    return {
        "title": say(f"match.fair.title.{kind}"),
        "lede": say(f"match.fair.lede.{kind}"),
        "looks": looks,
        "columns": [say(f"match.fair.column.{name}") for name in ("group", "people", "placed", "travel")],
        "travels": any(row["travel"] for look in looks for row in look["rows"]),
        "price": _price(record["answer"].get("relaxed", ())),
        "questions": [say(f"match.fair.ask.{kind}.{n}") for n in (1, 2, 3)],
        "asked_title": say("match.fair.asked"),
        "price_title": say("match.fair.price"),
        "few": say("match.fair.few") if any(look["withheld"] for look in record["facts"].get("fair", ())) else "",
        "nothing": say("match.fair.nothing"),
    }


def _price(relaxed: Sequence[Mapping[str, Any]]) -> list[str]:
    """What rules cost, the dearest first, and whom it is about; of many only how many more there are."""
    dear = sorted((one for one in relaxed if one.get("price")), key=lambda one: -float(one["price"]))
    said = [_one_price(one) for one in dear[:MOST_PRICES]]
    return [*said, capital(say_many("match.fair.price_more", len(dear) - len(said)))] if len(dear) > len(said) else said


def _one_price(one: Mapping[str, Any]) -> str:
    if one["rule"] not in ("quota", "previous"):
        return str(one["says"])
    return say(f"match.fair.price_{one['rule']}", who=one["who"], n=whole(float(one["price"])))


def _row(row: Mapping[str, Any], unit: str) -> dict[str, str]:
    few = say("match.fair.few_people")
    return {
        "group": str(row["name"]),
        "people": few if row["asked"] is None else f"{row['asked']:,}",
        "placed": "" if row["rate"] is None else say_in_100(row["rate"]),
        "travel": "" if row["travel"] is None else say(f"match.fair.{unit}", n=_travel(row["travel"], unit)),
    }


def _travel(way: float, unit: str) -> str:
    return f"{way:.1f}" if unit == "km" else str(whole(way))


def _worst(look: Mapping[str, Any]) -> str:
    """Who is placed least, where enough is known of them and of the others."""
    known = [row for row in look["rows"] if row["rate"] is not None]
    if len(known) < 2:
        return ""
    low = min(known, key=lambda row: float(row["rate"]))
    high = max(known, key=lambda row: float(row["rate"]))
    apart = in_100(high["rate"]) - in_100(low["rate"])
    if apart < NEARLY:
        return say("match.fair.alike")
    return say("match.fair.worst", n=apart, low=low["name"], high=high["name"])
