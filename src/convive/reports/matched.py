"""What a match says on a terminal: how many, how good, who is left out and why in counts, and what rules cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convive.reports.words import capital, say, say_many, strings

if TYPE_CHECKING:
    import polars as pl

    from convive.matching.answers import Answer, Quality
    from convive.matching.audit import Audit
    from convive.matching.compare import Difference
    from convive.sources.lists import Reading
    from convive.sources.lists.published import Built

# So many findings are printed before the rest is counted.
FINDINGS = 12


def made_templates(what: str, out: Path, files: Sequence[str]) -> list[str]:
    """Which lists were made, and what to do with them."""
    return [
        say("matched.templates", folder=out),
        *(f"  {name}" for name in files),
        say("matched.templates_then", what=what, folder=out),
    ]


def read_lists(reading: Reading) -> list[str]:
    """What is in a folder of lists."""
    lines = [say("matched.read", what=say(f"matched.what.{reading.what}"))]
    width = max(map(len, reading.rows))
    lines += [f"  {file.ljust(width)}  {rows:>8,}" for file, rows in reading.rows.items()]
    lines += _findings(reading)
    return [*lines, say("matched.read_then", what=reading.what)]


def built_linking(built: Built, place: str, out: Path, reading: Reading) -> list[str]:
    """Which schools take part, which are left out and why, and what to do next."""
    lines = [
        say(
            "matched.built",
            schools=say_many("noun.school", built.schools.height),
            classes=say_many("noun.class", built.classes.height),
            place=place,
            folder=out,
        )
    ]
    if built.left_out.height:
        lines.append(say_many("matched.built_left_out", built.left_out.height))
        counts = built.left_out["reason"].value_counts().sort(["count", "reason"], descending=[True, False])
        lines += [f"  {count:>4,}  {reason}" for reason, count in counts.iter_rows()]
    lines += built.notes
    lines += _findings(reading)
    return [*lines, say("matched.built_then", folder=out)]


def answered(what: str, answer: Answer) -> list[str]:
    """How many, how good, who is left out and why in counts, and what the rules cost."""
    lines = [_how_many(what, answer), how_good(answer.quality)]
    lines += _left_out(answer)
    lines += _own(answer)
    return lines + _given_up(answer)


def traded(curve: pl.DataFrame) -> list[str]:
    """What each weight on a missing session gives, a line for each answer that is best for some weight."""
    if curve.height < 2:
        return [say("matched.trade_off.one")]
    lines = [say("matched.trade_off.many")]
    for row in curve.iter_rows(named=True):
        fields = {name: f"{row[name]:,}" for name in ("placed", "sessions_missing", "classes")}
        low = _points(row["from_weight"])
        if row["to_weight"] is None:
            lines.append(say("matched.trade_off.last", low=low, **fields))
        else:
            lines.append(say("matched.trade_off.row", low=low, high=_points(row["to_weight"]), **fields))
    return lines


def how_good(quality: Quality) -> str:
    """The answer beside the best there can be.

    >>> from convive.matching.answers import Quality
    >>> more = {"seconds": 0.1, "solver": "flow", "seed": 0, "input_hash": ""}
    >>> how_good(Quality(value=997, bound=1000, status="gap", **more))
    'It is within 0.3 % of the best possible: 997 of at most 1,000 points.'
    """
    if quality.gap is None or quality.bound is None:
        return say("matched.unknown", value=_points(quality.value))
    if quality.status == "optimal":
        return say("matched.best", value=_points(quality.value))
    smaller = quality.bound < quality.value
    return say(
        "matched.within_least" if smaller else "matched.within",
        gap=_percent(quality.gap),
        value=_points(quality.value),
        bound=_points(quality.bound),
    )


def would_be(what: str, found: Difference, after: Answer, *, other_points: bool = False) -> list[str]:
    """What one changed thing gives: points, lines that go and come, who gains or loses a place.

    ``other_points`` says that weights are not the same, so that points are given for something else.
    """
    value = say("matched.other_points", after=_points(found.value_after)) if other_points else _difference(found)
    return [value, how_good(after.quality), *_moved(what, found)]


def mended(what: str, gone: int, standing: int, kept: int, found: Difference, after: Answer) -> list[str]:
    """An answer that was mended: how much of it stands."""
    lines = [capital(say_many("matched.gone", gone)), say("matched.kept", kept=f"{kept:,}", standing=f"{standing:,}")]
    return [*lines, _how_many(what, after), how_good(after.quality), *_moved(what, found)]


def audited(what: str, found: Audit) -> list[str]:
    """How the groups of a column fare, a line each, and which is served least and travels furthest."""
    unit = {"linking": "minutes", "placement": "km"}[what]
    rows = [(found.by, *(say(f"matched.audit.{name}") for name in ("asked", "placed", "rate", unit)))]
    for group in (*found.groups, found.everyone):
        figures = (group.asked, group.placed, None if group.rate is None else 100 * group.rate, group.travel)
        rows.append((group.name, *("–" if one is None else _figure(one) for one in figures)))
    width = max(len(row[0]) for row in rows)
    lines = [f"{row[0].ljust(width)}  " + "  ".join(cell.rjust(12) for cell in row[1:]) for row in rows]
    if found.worst_off is not None:
        lines.append(say("matched.audit.worst_off", by=found.by, group=found.worst_off))
    if found.furthest is not None:
        lines.append(say("matched.audit.furthest", by=found.by, group=found.furthest))
    return lines + ([say("matched.audit.withheld")] if found.withheld else [])


def _figure(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def explained(what: str, name: str, story: Mapping[str, Any]) -> list[str]:
    """Why somebody is where they are: their place or the reason, rule by rule what is left, and what else there is."""
    place = next((story[key] for key in ("partner", "mentor", "class_id", "team") if _told(story, key, name)), None)
    if place is not None:
        lines = [say("matched.explain.placed", name=name, place=place)]
    else:
        lines = [say("matched.explain.left_out", name=name, reason=_reason(story.get("reason") or "none"))]
    if story.get("regret") is not None:
        lines.append(say("matched.explain.regret", points=_points(story["regret"])))
    if story.get("says"):
        # The engine has said it whole.
        lines += [f"- {one}" for one in story["says"]]
    else:
        lines += _funnel(story)
    options = story.get("options") or ()
    if options:
        lines.append(say("matched.explain.options"))
        lines += [f"  {_option(dict(one))}" for one in options]
    return lines


def _funnel(story: Mapping[str, Any]) -> list[str]:
    """How many are left after each rule, and which single rule would have to go."""
    lines = []
    funnel = story.get("funnel")
    if funnel:
        lines.append(say("matched.explain.funnel"))
        pairs = funnel.items() if isinstance(funnel, Mapping) else funnel
        lines += [f"  {left:>6,}  {_rule(rule)}" for rule, left in pairs if left is not None]
    if story.get("would_open"):
        lines.append(say("matched.explain.would_open"))
        lines += [f"  {_rule(rule)}" for rule in story["would_open"]]
    return lines


def _told(story: Mapping[str, Any], key: str, name: str) -> bool:
    return story.get(key) is not None and story[key] != name


def _option(one: dict[str, Any]) -> str:
    name = next((one[key] for key in ("class_id", "mentor", "team", "id") if one.get(key) is not None), "")
    cost = one.get("cost")
    if cost is None:
        return str(name)
    return say("matched.explain.option", name=name, points=_points(cost))


def _how_many(what: str, answer: Answer) -> str:
    if what == "teams":
        teams = answer.assignments["team"].n_unique()
        return say("matched.many.teams", people=f"{answer.assignments.height:,}", teams=say_many("noun.team", teams))
    first = {"linking": "link", "placement": "learner", "mentoring": "mentee"}[what]
    n, left = answer.assignments.height, answer.unassigned.height
    return capital(say(f"matched.many.{what}", n=say_many(f"noun.{first}", n), left=f"{left:,}"))


def _left_out(answer: Answer) -> list[str]:
    """Reasons with their counts, and for how many one rule less would help."""
    out = answer.unassigned
    if out.is_empty():
        return []
    lines = [say("matched.left_out")]
    lines += [f"  {n:>6,}  {_reason(reason)}" for reason, n in _most(Counter(out["reason"].to_list()))]
    opening = _most(Counter(rule for rules in out["would_open"].to_list() for rule in rules or ()))
    if opening:
        lines.append(say("matched.would_open"))
        lines += [f"  {n:>6,}  {_rule(rule)}" for rule, n in opening]
    return lines


def _own(answer: Answer) -> list[str]:
    """What one kind of answer says besides: venues, stability."""
    lines = []
    thirds = getattr(answer, "thirds", None)
    if thirds is not None and thirds.height:
        lines.append(say_many("matched.thirds", thirds.height))
    stage = getattr(answer, "venues", None)
    if stage is not None:
        pairs = stage.assignments.height + stage.unassigned.height
        lines.append(say("matched.venues", n=f"{stage.assignments.height:,}", pairs=f"{pairs:,}"))
        for reason, n in _most(Counter(stage.unassigned["reason"].to_list())):
            lines.append(f"  {n:>6,}  {say(f'matched.venue.{reason}')}")
    stability = getattr(answer, "stability", None)
    if stability is not None:
        lines.append(
            say(
                "matched.stability",
                price=_percent(stability.price),
                placed=f"{stability.placed_stable:,}",
                best=f"{stability.placed_best:,}",
                blocking=f"{stability.blocking:,}",
            )
        )
    return lines


def _given_up(answer: Answer) -> list[str]:
    """Soft rules that were not kept, and rules whose keeping costs something: the first of each kind, and how many."""
    told: dict[str, list[tuple[str, float]]] = {}
    for rule, says, who, price in answer.relaxed.select("rule", "says", "who", "price").iter_rows():
        about = f"{who}: {says}" if who and who not in says else says
        told.setdefault(rule, []).append((about, price or 0))
    if not told:
        return []
    lines = [say("matched.given_up")]
    for rule, about in told.items():
        price = max(one for _, one in about)
        words = say("matched.about", rule=capital(_rule(rule)), says=about[0][0])
        words += "" if len(about) == 1 else " " + say_many("matched.of_this", len(about) - 1)
        if price:
            words += say("matched.price.one" if len(about) == 1 else "matched.price.many", points=_points(price))
        lines.append(f"- {words}")
    return lines


def _difference(found: Difference) -> str:
    if found.value == 0:
        return say("matched.same", value=_points(found.value_after))
    return say(
        "matched.changed",
        before=_points(found.value_before),
        after=_points(found.value_after),
        points=("+" if found.value > 0 else "−") + _points(abs(found.value)),
    )


def _moved(what: str, found: Difference) -> list[str]:
    """Lines that go and come, and who gains or loses a place."""
    lines = [say("matched.lines", kept=f"{found.kept:,}", gone=f"{found.gone.height:,}", new=f"{found.new.height:,}")]
    for sign, frame in (("−", found.gone), ("+", found.new)):
        lines += [f"  {sign} {' – '.join(map(str, row[:2]))}" for row in frame.head(FINDINGS).rows()]
    for key, names in (("matched.lost", found.lost), ("matched.gained", found.gained)):
        if names:
            more = f" +{len(names) - FINDINGS}" if len(names) > FINDINGS else ""
            lines.append(say(key, names=", ".join(names[:FINDINGS]) + more))
    return lines


def _most(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


def _reason(code: str) -> str:
    return say(f"matched.reason.{code}") if f"matched.reason.{code}" in strings() else code.replace("_", " ")


def _rule(code: str) -> str:
    return say(f"matched.rule.{code}") if f"matched.rule.{code}" in strings() else code.replace("_", " ")


def _points(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}" if value < 100 else f"{value:,.1f}"


def _percent(share: float) -> str:
    """A share as a percentage, and what would round to nought as the least that is printed.

    >>> _percent(0.0031), _percent(0.00001), _percent(0)
    ('0.3', '0.1', '0')
    """
    share = max(share, 0.001) if share > 0 else share
    return f"{100 * share:.1f}".removesuffix(".0")


def _findings(reading: Reading) -> list[str]:
    lines = []
    for one in reading.findings[:FINDINGS]:
        lines.append(f"- {one.in_words()}")
        if one.hint:
            lines.append(f"  {one.hint}")
    more = len(reading.findings) - FINDINGS
    return lines + ([say_many("matched.more", more)] if more > 0 else [])
