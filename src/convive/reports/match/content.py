"""What each kind of proposal says: its finding, its bound, its table, who was left out. Words stand in ``en.toml``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from convive.reports.match import pictures
from convive.reports.match.linking import FIVE
from convive.reports.words import capital, in_100, join, say, say_many, say_marked, whole

CARDS = 4
MOST_LEFT = 12
# How each single rule is said that would open a place if it went.
RULES = ("level", "literacy", "women_only", "time", "childcare", "distance")


def bound(quality: Mapping[str, Any]) -> dict[str, str]:
    """How far from the best, in a heading and a sentence."""
    if quality["status"] == "optimal":
        return {"title": say("match.bound.best"), "says": say("match.bound.best_says")}
    if quality["status"] == "gap":
        gap = _hundredths(quality["gap"])
        return {"title": say("match.bound.gap", gap=gap), "says": say("match.bound.gap_says", gap=gap)}
    return {"title": say("match.bound.unknown"), "says": say("match.bound.unknown_says")}


def _hundredths(gap: float) -> str:
    """A share in 100, rounded up: a bound is never rounded in its own favour."""
    shown = 100 * gap
    places = next((n for n in range(3) if shown >= 10**-n), 3)
    return f"{math.ceil(round(shown * 10**places, 6)) / 10**places:.{places}f}"


def _title(key: str, n: int, **fields: object) -> str:
    """A sentence that begins with a number in words."""
    return capital(say_many(key, n, **fields))


def _common(record: Mapping[str, Any]) -> dict[str, Any]:
    quality = record["answer"]["quality"]
    facts = record["facts"]
    return {
        "bound": bound(quality),
        "rules": facts["rules"],
        "relaxed": _given_up(record["answer"].get("relaxed") or []),
        "solver": quality["solver"],
        "seed": quality["seed"],
        "digest": quality["input_hash"][:12],
        "change": _change(facts.get("change")),
        "shown_kind": record["kind"],
    }


def _given_up(relaxed: Sequence[Mapping[str, Any]]) -> list[str]:
    """What was taken as it is, and what rules cost: of each kind the first, with how many more there are."""
    by_rule: dict[str, list[str]] = {}
    for one in relaxed:
        by_rule.setdefault(one["rule"], []).append(_named(one))
    said = []
    for words in by_rule.values():
        more = f" {capital(say_many('match.more_of_this', len(words) - 1))}" if len(words) > 1 else ""
        said.append(words[0] + more)
    return said


def _named(one: Mapping[str, Any]) -> str:
    """What an engine says of a rule, with whom or what it is about where the sentence has no name."""
    rule, says = str(one["rule"]), str(one["says"])
    if rule in ("ethnicity_unknown", "faith_unknown", "fsm_unknown"):
        return say("match.about", what=say(f"match.unknown.{rule.removesuffix('_unknown')}"), who=one["who"], says=says)
    if rule in ("quota", "previous", "year_unknown", "size_unknown"):
        return f"{one['who']}: {says}"
    return says


def _change(change: Mapping[str, Any] | None) -> str:
    if not change:
        return ""
    kept, of = int(change["kept"]), int(change["of"])
    return _title("match.change", kept, of=of)


def linking(record: Mapping[str, Any]) -> dict[str, Any]:
    """A linking year."""
    facts = record["facts"]
    links, left, means = facts["links"], facts["left"], facts["means"]
    known = [link for link in links if link["across"] is not None]
    sizes = [end["size"] for link in links for end in (link["a"], link["b"])]
    pair = in_100(means["across"]) if known else None
    own = in_100(means["own"]) if known else None
    if not links:
        headline = say_marked("match.linking.none")
    elif known and None not in sizes:
        headline = say_marked("match.linking.children", n=f"{sum(sizes):,}", pair=pair, own=own)
    elif known:
        headline = say_marked("match.linking.some", n=2 * len(links), pair=pair, own=own)
    else:
        headline = say_marked("match.linking.plain", n=2 * len(links))
    lede = say("match.linking.lede", classes=2 * len(links), links=say_many("match.linking.links", len(links)))
    if means["minutes"] is not None:
        lede += " " + say("match.linking.travel", n=whole(means["minutes"]))
    lede += " " + capital(say_many("match.linking.left", len(left)) if left else say("match.linking.nobody_left"))
    rows = [_link(link) for link in links]
    return _common(record) | {
        "headline": headline,
        "lede": lede,
        "picture": pictures.lift(links, means),
        "caption": say("match.linking.lift_caption"),
        "prov": {
            "source": say("match.linking.source"),
            "rows": say("match.linking.rows", classes=facts["classes"], schools=facts["schools"]),
            "formula": say("match.linking.formula"),
        },
        "cards": [_card(link) for link in known[:CARDS]],
        "cards_title": _title("match.linking.cards", min(CARDS, len(known)), of=len(links)),
        "keys": [(pictures.swatch(group), group) for group in FIVE],
        "map": pictures.links_map(facts) if links else None,
        "map_title": say("match.linking.map_title"),
        "map_says": say("match.linking.map_says"),
        "table": {
            "title": _title("match.linking.all", len(links)),
            "caption": say("match.linking.caption"),
            "columns": [(say(f"match.linking.column.{name}"), name in _RIGHT) for name in _LINK_COLUMNS],
            "rows": rows,
        },
        "left": _left_links(left),
        "care": [say("match.linking.care"), say("match.linking.care_mix")],
        "how": [say("match.linking.how"), say("match.linking.how_points")],
    }


_LINK_COLUMNS = ("classes", "pair", "own", "minutes", "meeting", "link")
_RIGHT = ("pair", "own", "minutes", "placed", "places")


def _link(link: Mapping[str, Any]) -> dict[str, Any]:
    a, b = link["a"], link["b"]
    shown = [
        "" if link["across"] is None else str(in_100(link["across"])),
        "" if link["across"] is None else f"{in_100(a['own'])}, {in_100(b['own'])}",
        "" if link["minutes"] is None else str(whole(link["minutes"])),
        _meeting(link),
        say("match.linking.kept") if link["kept"] else say("match.linking.new"),
    ]
    return {"head": say("list.last", before=a["name"], last=b["name"]), "cells": shown}


def _meeting(link: Mapping[str, Any]) -> str:
    if not link["venue"]:
        return say("match.linking.no_venue")
    return say("match.linking.meeting", venue=link["venue"], date=link["date"]) if link["date"] else str(link["venue"])


def _card(link: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": link["a"]["id"],
        "a": _card_end(link["a"]),
        "b": _card_end(link["b"]),
        "across": in_100(link["across"]),
        "own": say("match.linking.own_two", a=in_100(link["a"]["own"]), b=in_100(link["b"]["own"])),
        "meeting": _meeting(link),
        "minutes": "" if link["minutes"] is None else say_many("match.linking.minutes", whole(link["minutes"])),
        "why": say("match.linking.why_kept") if link["kept"] else say("match.linking.why_mix"),
    }


def _card_end(end: Mapping[str, Any]) -> dict[str, Any]:
    mix = end["mix"]
    top = sorted(zip(mix, FIVE, strict=True), reverse=True)[:2]
    rest = max(0, 100 - sum(in_100(share) for share, _ in top))
    said = [(pictures.swatch(group), say("match.linking.share", group=group, n=in_100(share))) for share, group in top]
    return {
        "name": end["name"],
        "size": say_many("match.linking.size", end["size"]) if end["size"] else say("match.linking.size_unknown"),
        "bar": pictures.mix_bar(mix, end["name"]),
        "said": said,
        "rest": say("match.linking.others", n=rest),
    }


def _left_links(left: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if not left:
        return {}
    return {
        "title": _title("match.linking.left_title", len(left)),
        "says": _by_reason(left, "linking"),
        "cards": [{"id": one["id"], "name": one["name"], "says": why_left(one, "linking")} for one in left[:MOST_LEFT]],
        "rest": capital(say_many("match.rest", len(left) - MOST_LEFT)) if len(left) > MOST_LEFT else "",
    }


def _by_reason(left: Sequence[Mapping[str, Any]], kind: str) -> str:
    counted = Counter(one["reason"] for one in left)
    return capital(join([say_many(f"match.{kind}.reason.{reason}", n) for reason, n in counted.most_common()])) + "."


def why_left(one: Mapping[str, Any], kind: str) -> str:
    """Why somebody was left out, and which single rule would change that."""
    said = [say(f"match.{kind}.because.{one['reason']}")]
    if one["would_open"]:
        rules = join([say(f"match.rule.{rule}") for rule in one["would_open"]])
        said.append(say("match.would_open", rules=rules))
    elif one["reason"] in ("no_admissible_partner", "no_eligible_class"):
        said.append(say("match.none_alone"))
    return " ".join(said)


def teams(record: Mapping[str, Any]) -> dict[str, Any]:
    """Mixed teams."""
    facts = record["facts"]
    price, off = facts["price"], facts["farthest"]
    headline = say_marked("match.teams.headline", people=f"{facts['people']:,}", teams=facts["teams"])
    lede = say("match.teams.off", n=f"{off:.1f}") if off is not None else say("match.teams.even")
    if price and price["free"]:
        # The score of the rule beside the score without it: how much less even the teams are for it.
        times = f"{(price['free'] + price['of_rule']) / price['free']:.2f}".rstrip("0").rstrip(".")
        lede += " " + say("match.teams.lone_free" if facts["alone"] else "match.teams.lone_kept", n=times)
    given = record["answer"]["assignments"]
    columns = ("person", "team", "site") if any(row.get("site") for row in given) else ("person", "team")
    rows = [{"head": str(row["person_id"]), "cells": [str(row[name] or "") for name in columns[1:]]} for row in given]
    return _common(record) | {
        "headline": headline,
        "lede": lede,
        "picture": None,
        "caption": "",
        "prov": {
            "source": say("match.teams.source"),
            "rows": say("match.teams.rows", n=facts["people"]),
            "formula": say("match.teams.formula"),
        },
        "sizes": [(team, n) for team, n in facts["sizes"].items()],
        "sizes_title": say("match.teams.sizes"),
        "table": {
            "title": say("match.teams.all"),
            "caption": say("match.teams.caption"),
            "columns": [(say(f"match.teams.column.{name}"), False) for name in columns],
            "rows": rows,
        },
        "left": _left_people(facts["left"], "teams"),
        "care": [say("match.teams.care"), say("match.teams.care_mix")],
        "how": [say("match.teams.how")],
    }


def placement(record: Mapping[str, Any]) -> dict[str, Any]:
    """Places in English classes."""
    facts = record["facts"]
    placed = facts["learners"] - len(facts["left"])
    opens = Counter(facts["opens"]).most_common(1)
    lede = capital(say_many("match.placement.running", facts["running"], of=facts["classes"]))
    if opens:
        rule, n = opens[0]
        lede += " " + say_many("match.placement.opens", n, rule=say(f"match.rule.{rule}"))
    rows = [
        {
            "head": str(row["learner_id"]),
            "cells": [str(row["class_id"]), f"{row['km']:.1f}" if row.get("km") is not None else ""],
        }
        for row in record["answer"]["assignments"]
    ]
    return _common(record) | {
        "headline": say_marked("match.placement.headline", placed=f"{placed:,}", of=f"{facts['learners']:,}"),
        "lede": lede,
        "picture": None,
        "caption": "",
        "prov": {
            "source": say("match.placement.source"),
            "rows": say("match.placement.rows", n=facts["learners"], classes=facts["classes"]),
            "formula": say("match.placement.formula"),
        },
        "classes_title": say("match.placement.classes"),
        "classes": [
            {
                "name": one["id"],
                "level": one["level"],
                "slot": _slot(one["slot"]),
                "bar": pictures.places_bar(
                    one["placed"], one["places"], say("match.placement.of", n=one["placed"], of=one["places"])
                ),
                "of": say("match.placement.of", n=one["placed"], of=one["places"]),
            }
            for one in facts["by_class"]
        ],
        "class_columns": [
            say(f"match.placement.column.{name}") for name in ("class", "level", "when", "taken", "places")
        ],
        "next_class": [_next(one) for one in facts["next_class"]],
        "trade_off": _trade_off(facts["trade_off"]),
        "table": {
            "title": say("match.placement.all"),
            "caption": say("match.placement.caption"),
            "columns": [(say(f"match.placement.column.{name}"), name == "km") for name in ("learner", "class", "km")],
            "rows": rows,
        },
        "left": _left_people(facts["left"], "placement"),
        "care": [say("match.placement.care"), say("match.placement.care_waiting")],
        "how": [say("match.placement.how")],
    }


def _next(one: Mapping[str, Any]) -> str:
    """One class that could be opened next, in a sentence. Few people are not counted out loud."""
    what = say("match.placement.next_women" if one["women_only"] else "match.placement.next_all", level=one["level"])
    when = _slot(one["slot"])
    if one.get("learners") is None:
        return say("match.placement.next_few", what=what, when=when, at=one["venue_of"])
    return say_many("match.placement.next_one", one["learners"], what=what, when=when, at=one["venue_of"])


def _slot(slot: int) -> str:
    return say("match.placement.slot", day=say(f"match.day.{slot // 3}"), part=say(f"match.part.{slot % 3}"))


def _trade_off(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What each weight on a missing session would give: nothing where there is no choice."""
    if len(rows) < 2:
        return []
    return [
        say(
            "match.placement.trade_last" if row["to_weight"] is None else "match.placement.trade_row",
            low=whole(row["from_weight"]),
            high="" if row["to_weight"] is None else whole(row["to_weight"]),
            placed=row["placed"],
            missing=row["sessions_missing"],
        )
        for row in rows
    ]


def mentoring(record: Mapping[str, Any]) -> dict[str, Any]:
    """Mentors."""
    facts = record["facts"]
    placed = facts["mentees"] - len(facts["left"])
    lede = say_many("match.mentoring.places", facts["places"], mentors=facts["mentors"])
    stability = facts["stability"]
    if stability:
        lede += " " + say(
            "match.mentoring.stability",
            lost=_hundredths(stability["price"]),
            value=stability["placed_best"],
            stable=stability["placed_stable"],
        )
    rows = [{"head": str(row["mentee"]), "cells": [str(row["mentor"])]} for row in record["answer"]["assignments"]]
    return _common(record) | {
        "headline": say_marked("match.mentoring.headline", placed=f"{placed:,}", of=f"{facts['mentees']:,}"),
        "lede": lede,
        "picture": None,
        "caption": "",
        "prov": {
            "source": say("match.mentoring.source"),
            "rows": say("match.mentoring.rows", mentees=facts["mentees"], mentors=facts["mentors"]),
            "formula": say("match.mentoring.formula"),
        },
        "table": {
            "title": say("match.mentoring.all"),
            "caption": say("match.mentoring.caption"),
            "columns": [(say(f"match.mentoring.column.{name}"), False) for name in ("mentee", "mentor")],
            "rows": rows,
        },
        "left": _left_people(facts["left"], "mentoring"),
        "care": [say("match.mentoring.care")],
        "how": [say("match.mentoring.how")],
    }


def _left_people(left: Sequence[Mapping[str, Any]], kind: str) -> dict[str, Any]:
    if not left:
        return {}
    return {
        "title": _title(f"match.{kind}.left_title", len(left)),
        "says": _by_reason(left, kind),
        "cards": [
            {"id": one["id"], "name": one["name"], "says": why_left({"would_open": [], **one}, kind)}
            for one in left[:MOST_LEFT]
        ],
        "rest": capital(say_many("match.rest", len(left) - MOST_LEFT)) if len(left) > MOST_LEFT else "",
    }


CONTENT = {"linking": linking, "teams": teams, "placement": placement, "mentoring": mentoring}
