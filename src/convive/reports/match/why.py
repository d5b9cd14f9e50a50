"""Why a line is as it is. For whoever decides: mix, travel, rules. For schools and parents: what they will do.

The second never holds a percentage or the name of a group.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convive.reports.match.content import why_left
from convive.reports.match.linking import setting
from convive.reports.words import in_100, join, say, say_many, whole

# One class is big beside another when it is so many times its size.
BIG = 1.25


def content(record: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """Both explanations of the line about ``subject``; the second is empty but for a link of two classes."""
    kind = record["kind"]
    facts = record["facts"]
    name = record["names"].get(subject, subject)
    for one in facts["left"]:
        if one["id"] == subject:
            said = [why_left({"would_open": [], **one}, kind)]
            said += [say("match.option", name=option["name"], n=option["price"]) for option in one.get("options") or ()]
            return {"title": name, "facilitator": said, "public": [], "public_title": "", "heading": _heading()}
    if kind == "linking":
        for link in facts["links"]:
            if subject in (link["a"]["id"], link["b"]["id"]):
                return {
                    "title": say("list.last", before=link["a"]["name"], last=link["b"]["name"]),
                    "facilitator": _facilitator(link),
                    "public": for_schools(link),
                    "public_title": say("match.why.public"),
                    "heading": _heading(),
                }
    rows = [
        row
        for row in record["answer"]["assignments"]
        if subject in (row.get("learner_id"), row.get("person_id"), row.get("mentee"))
    ]
    return {
        "title": name,
        "facilitator": _person(kind, rows[0]) if rows else [],
        "public": [],
        "public_title": "",
        "heading": _heading(),
    }


def _heading() -> str:
    return say("match.why.facilitator")


def _facilitator(link: Mapping[str, Any]) -> list[str]:
    said = []
    if link["across"] is not None:
        said.append(
            say(
                "match.why.mix",
                pair=in_100(link["across"]),
                a=in_100(link["a"]["own"]),
                b=in_100(link["b"]["own"]),
            )
        )
    if link["minutes"] is not None:
        said.append(say("match.why.travel", n=whole(link["minutes"])))
    if link["kept"]:
        said.append(say("match.why.kept"))
    worth = link["worth"]
    if worth:
        signed = [
            say(f"match.why.part.{name}", n=f"{value:+g}".replace("-", "−")) for name, value in worth.items() if value
        ]
        said.append(say("match.why.points", parts=join(signed)))
    return said


def for_schools(link: Mapping[str, Any]) -> list[str]:
    """What schools and parents read: what the classes will do, town and valley, big and small, what they share."""
    a, b = link["a"], link["b"]
    said = [say("match.why.together", a=a["short"], b=b["short"])]
    stand = {setting(end["near"]): end["short"] for end in (a, b)}
    if {"town", "out"} <= set(stand):
        said.append(say("match.why.town_and_country", town=stand["town"], country=stand["out"]))
    if a["size"] and b["size"] and max(a["size"], b["size"]) >= BIG * min(a["size"], b["size"]):
        big, small = sorted((a, b), key=lambda end: -end["size"])
        said.append(say("match.why.big_and_small", big=big["short"], small=small["short"]))
    if a["year"] is not None and a["year"] == b["year"]:
        said.append(say("match.why.same_year"))
    if link["minutes"] is not None:
        said.append(say_many("match.why.apart", whole(link["minutes"])))
    if link["kept"]:
        said.append(say("match.why.again"))
    if link["venue"]:
        said.append(say("match.why.meet", venue=link["venue"]))
    return said


def _person(kind: str, row: Mapping[str, Any]) -> list[str]:
    if kind == "placement":
        said = [say("match.why.place", to=row["class_id"])]
        if row.get("distance_km") is not None:
            said.append(say("match.why.km", n=f"{row['distance_km']:.1f}"))
        return said
    if kind == "mentoring":
        said = [say("match.why.mentor", to=row["mentor"])]
        if row.get("score") is not None:
            said.append(say("match.why.score", n=f"{row['score']:g}"))
        if row.get("employer"):
            said.append(say("match.why.employer", name=row["employer"]))
        return said
    return [say("match.why.team", to=row["team"])]
