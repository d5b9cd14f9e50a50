"""Who learns with whom: how mixed schools are, each beside the schools around it, and both ends by one rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convive.core.disclosure import Sheet
from convive.core.periods import is_old, parse_day
from convive.evidence.model import PlaceEvidence, Standing, Topic
from convive.evidence.schools.beside import NEAREST, RESIDENTS
from convive.reports import rolls
from convive.reports.charts import Spot, dot_row, key_mark, ranked_strip, two_sided
from convive.reports.ends import Head, Row, both_ends, school_deprived
from convive.reports.namesakes import named, records, with_names
from convive.reports.tables import select_columns, table_html
from convive.reports.words import count, join, month_of, ordinal, say, say_number, whole

# A figure about schools is in the past tense after eighteen months.
OLD_AFTER = 18
AT_AN_END = 5
# A range of pairs that is wider than this is no dot on a line.
WIDEST = 10
# Letters of a name on the line of dots.
LONGEST = 30

Record = Mapping[str, Any]


def section(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """What the section prints, or ``None`` where no file of schools or places was given."""
    topic, rolled = evidence.topic("schools-mix"), rolls.section(evidence)
    if topic is None or topic.status != "ok":
        return None if rolled is None else {"mix": None, "rolls": rolled}
    tense = Tense.of(topic, evidence)
    around = _records(evidence.sheet("schools-around"))
    beside = records(evidence.sheet("schools-beside"))
    apart = _records(evidence.sheet("schools-apart"))
    return {
        "mix": {
            "title": _title(evidence, topic, apart, tense),
            "lead": _lead(apart, tense),
            "figure": evidence.figures.get("school-pairs"),
            "apart": _apart(evidence, topic, apart, tense),
            "strips": _strips(topic, apart, beside, tense),
            "around": _around(around, topic, tense) | {"figure": evidence.figures.get("intake_difference")},
            "ends": _ends(evidence, beside),
            "tables": _tables(evidence),
            "care": _care(evidence),
            "how": _how(evidence),
            "source": sheet.source if (sheet := evidence.sheet("schools-apart")) else "",
            "csv": "schools-beside" if beside else "schools-apart",
        },
        "rolls": rolled,
    }


@dataclass(frozen=True)
class Tense:
    """The forms of the verbs that a sentence needs, by whether its figure is old, and the words of its date."""

    past: bool
    date: str

    @classmethod
    def of(cls, topic: Topic, evidence: PlaceEvidence) -> Tense:
        """The tense of a topic on the day the evidence was written."""
        past = is_old(parse_day(topic.dated), parse_day(evidence.written), OLD_AFTER)
        return cls(past, month_of(topic.date_words))

    def say(self, key: str, **fields: object) -> str:
        """A sentence with the verbs in their tense."""
        verbs = _PAST if self.past else _NOW
        return say(f"schools.{key}", **(verbs | {"date": self.date} | fields))


_PAST = {"were": "were", "was": "was", "had": "had", "learned": "learned"}
_NOW = {"were": "are", "was": "is", "had": "have", "learned": "learn"}


def _records(sheet: Sheet | None) -> list[Record]:
    """A sheet's rows by column, ``None`` where nothing is shown."""
    if sheet is None:
        return []
    ids = [column.id for column in sheet.columns]
    return [dict(zip(ids, (cell.value for cell in row), strict=True)) for row in sheet.rows]


def _leading(apart: Sequence[Record]) -> Record | None:
    """The phase that leads: the first whose pairs can be said."""
    return next((row for row in apart if row["anywhere"] is not None), None)


def _title(evidence: PlaceEvidence, topic: Topic, apart: Sequence[Record], tense: Tense) -> list[str]:
    """The finding in pieces; every second one is lit."""
    row = _leading(apart)
    if row is None:
        schools = sum(one["units"] for one in apart)
        lit = (
            count(schools, "school")
            if topic.total is None
            else say("schools.title_few_lit", pupils=f"{topic.total:,} pupils", schools=count(schools, "school"))
        )
        return _pieces(tense.say("title_few", place=evidence.place.name, lit=_MARK), lit)
    inside, anywhere = whole(row["same_school"]), whole(row["anywhere"])
    words = tense.say("title", phase=row["phase"].lower(), place=evidence.place.name, lit=_MARK, lit2=_MARK)
    return _pieces(words, say("schools.times", share=inside), str(anywhere))


_MARK = "\ue000"


def _pieces(words: str, *lit: str) -> list[str]:
    """Words and lit numbers in turn.

    >>> _pieces(f"in {_MARK} of 100", "37")
    ['in ', '37', ' of 100']
    """
    parts = words.split(_MARK)
    return [piece for pair in zip(parts, (*lit, ""), strict=True) for piece in pair][: 2 * len(parts) - 1]


def _lead(apart: Sequence[Record], tense: Tense) -> str:
    row = _leading(apart)
    if row is None:
        return say("schools.few")
    phase, anywhere = row["phase"].lower(), whole(row["anywhere"])
    if anywhere <= whole(row["same_school"]):
        first = tense.say("lead_same", phase=phase)
    else:
        first = say("schools.lead_past" if tense.past else "schools.lead", phase=phase, anywhere=anywhere)
    return f"{first} {say('schools.near_home')}"


def _apart(evidence: PlaceEvidence, topic: Topic, apart: Sequence[Record], tense: Tense) -> dict[str, Any] | None:
    """How far apart pupils learned, one row a phase, with interval and the middle of the other authorities."""
    rows = []
    for row in apart:
        if row["value"] is None:
            continue
        value = 100 * row["value"]
        said = say("schools.at", phase=row["phase"], value=whole(value))
        interval = None if row["low"] is None else (max(0.0, 100 * row["low"]), max(0.0, 100 * row["high"]))
        more = ""
        if interval is not None:
            chance = 100 * row["expected"]
            more = say(
                "schools.between", low=whole(interval[0]), high=whole(interval[1]),
                chance=say("in_100.under") if chance < 1 else whole(chance),
            )  # fmt: skip
        rows.append(
            {
                "label": say("schools.phase_schools", phase=row["phase"]),
                "sub": count(row["units"], "school"),
                "picture": dot_row(
                    max(0.0, value), finding=said, interval=interval,
                    chance=None if row["median"] is None else 100 * row["median"],
                ),
                "value": str(whole(max(0.0, value))),
                "more": more,
            }
        )  # fmt: skip
    if not rows:
        return None
    standing = evidence.standing("schools_apart")
    keys = [("now", tense.say("key_now")), ("interval", say("schools.key_interval"))]
    keys += [("chance", tense.say("key_chance"))] if standing else []
    return {
        "title": tense.say("apart_title"),
        "caption": tense.say("apart_caption"),
        "means": tense.say("apart_means"),
        "standing": _standing(evidence, standing, tense),
        "figure": evidence.figures.get("schools_apart"),
        "rows": rows,
        "keys": [(key_mark(kind, word), word) for kind, word in keys],
    }


def _standing(evidence: PlaceEvidence, standing: Standing | None, tense: Tense) -> str:
    if standing is None or standing.of < 2:
        return ""
    from_below = standing.below + 1
    rank, way = (standing.rank, "highest") if standing.rank <= from_below else (from_below, "lowest")
    words = way if rank == 1 else f"{ordinal(rank)} {way}"
    return tense.say("standing", place=evidence.place.name, rank=words, of=standing.of)


def ends_of(words: str | None) -> tuple[int, int] | None:
    """The two ends of a printed range.

    >>> ends_of("36 to 38"), ends_of("5"), ends_of(None)
    ((36, 38), (5, 5), None)
    """
    if not words:
        return None
    first, _, last = words.partition(" to ")
    return int(first), int(last or first)


def _strips(topic: Topic, apart: Sequence[Record], beside: Sequence[Record], tense: Tense) -> list[dict[str, Any]]:
    """One line of dots for each phase with two schools or more that can be drawn."""
    strips: list[dict[str, Any]] = []
    for row in apart:
        if row["anywhere"] is None:
            continue
        mine = [one for one in beside if one["phase"] == row["phase"]]
        spots: list[Spot] = []
        ranges = 0
        for one in mine:
            found = ends_of(one["pairs"])
            if found is not None and found[1] - found[0] <= WIDEST:
                spots.append(Spot(named(_short(one["school"]), one["where"]), sum(found) / 2))
                ranges += found[0] != found[1]
        if len(spots) < 2:
            continue
        phase = row["phase"]
        below = sum(spot.value < row["anywhere"] for spot in spots)
        title = "strip_title" if below else "strip_title_plain"
        left = len(mine) - len(spots)
        notes = [tense.say("strip_read")] if not strips else []
        notes += [say("schools.strip_left", left=count(left, "school"))] if left else []
        notes += [say("schools.strip_range")] if ranges else []
        strips.append(
            {
                "title": tense.say(title, phase=phase, below=say_number(below), shown=say_number(len(spots))),
                "notes": " ".join(notes),
                "picture": ranked_strip(
                    spots,
                    Spot(say("schools.strip_name", phase=phase.lower()), row["anywhere"]),
                    tense.say("strip_what", phase=phase.lower()),
                    of="schools",
                ),
            }
        )
    return strips


def _short(name: str) -> str:
    """A school's name as it fits on a phone: what stands before a comma, and no more than about 30 letters of it.

    >>> _short("St William's Catholic Primary School, A Voluntary Academy")
    "St William's Catholic Primary…"
    """
    words = name.split(",")[0].split()
    while len(words) > 1 and len(" ".join(words)) > LONGEST:
        words.pop()
    short = " ".join(words)
    return short if len(short) == len(name.split(",")[0]) else f"{short}…"


def _around(around: Sequence[Record], topic: Topic, tense: Tense) -> dict[str, Any]:
    """Schools with clearly a smaller and clearly a larger share of each group than the schools around them."""
    pupils = [row for row in around if row["beside"] != RESIDENTS]
    first = pupils[0]["beside"] if pupils else ""
    rows = [row for row in pupils if row["beside"] == first]
    return {
        **_white(pupils, first, tense),
        "read": say("schools.around_read", nearest=say("schools.nearest" if first == NEAREST else "schools.ward")),
        "rows": [_two_sides(row) for row in rows],
        "residents": _residents([row for row in around if row["beside"] == RESIDENTS], topic, tense),
    }


def _white(pupils: Sequence[Record], first: str, tense: Tense) -> dict[str, str]:
    """The headline, which is about one group, and what other rules and other schools around would give."""
    mine = [row for row in pupils if row["group"] == "White"]
    lead = next((row for row in mine if row["beside"] == first), None)
    if lead is None:
        return {"title": "", "said": "", "none": say("schools.around_none")}
    smaller, larger = (count(lead[f"points_{side}"], "school") for side in ("smaller", "larger"))
    said = [tense.say("points", smaller=smaller, larger=larger)]
    for row in mine:
        if row["beside"] != first:
            said.append(tense.say("by_ward", smaller=row["points_smaller"], larger=row["points_larger"]))
    title = tense.say("around_title", smaller=lead["smaller"], schools=lead["schools"], larger=lead["larger"])
    return {"title": title, "said": " ".join(said), "none": ""}


def _two_sides(row: Record) -> dict[str, Any]:
    value = say("schools.smaller_larger", smaller=row["smaller"], larger=row["larger"])
    return {
        "label": row["group"],
        "picture": two_sided(row["smaller"], row["larger"], row["schools"], finding=f"{row['group']}: {value}"),
        "value": value,
        "more": say("schools.unclear_cell", unclear=row["unclear"], schools=row["schools"]),
    }


def _residents(rows: Sequence[Record], topic: Topic, tense: Tense) -> str:
    if not rows:
        return topic.notes[-1] if topic.notes else say("schools.residents_none")
    if rows[0]["schools"] == 1:
        side = next((side for side in ("smaller", "larger") if rows[0][side]), "unclear")
        return tense.say("residents_one", side=say(f"schools.side_{side}"))
    fields = ("smaller", "larger", "schools", "points_smaller", "points_larger")
    return tense.say("residents", **{field: rows[0][field] for field in fields})


def _ends(evidence: PlaceEvidence, beside: Sequence[Record]) -> dict[str, Any] | None:
    """The schools that differ most from those around them, both ways by one rule, from printed shares alone."""
    judged = []
    for row in beside:
        there = ends_of(row["White_around"])
        if row["White"] is None or there is None or there[1] - there[0] > WIDEST:
            continue
        here, around = 100 - row["White"], 100 - sum(there) / 2
        school = named(row["school"], row["where"])
        judged.append((around - here, school, _end(evidence, school, here, around, row)))
    judged.sort(key=lambda one: one[:2])
    many = min(AT_AN_END, len(judged) // 2)
    if not many:
        return None
    left = len(beside) - len(judged)
    caption = say("schools.ends_caption", many=say_number(many))
    rows = [row for _, _, row in judged]
    found = both_ends(
        Head(caption, "school", say("schools.school"), say("ends.scale"), say("schools.ends_column"), "school"),
        rows[:many],
        rows[-many:],
        len(rows),
        say("schools.ends_left", left=count(left, "school")) if left else "",
    )
    return {
        "read": say("schools.ends_read") + (f" {say('schools.ends_deprived')}" if found["deprived"] else ""),
        "key": key_mark("reference", say("schools.ends_key")),
        "list": found,
    }


def _end(evidence: PlaceEvidence, school: str, here: int, around: float, row: Record) -> Row:
    said = say("schools.ends_said", school=school, value=here, around=whole(around))
    beside = say("schools.ends_beside", phase=row["phase"], around=row["around"])
    return Row(
        school,
        say("in_100.words", n=here),
        dot_row(here, reference=around, finding=said),
        say("schools.ends_around", around=beside, value=whole(around))
        + ("" if row["White_side"] in ("smaller", "larger") else say("schools.ends_unclear")),
        school_deprived(evidence, row),
    )


def _tables(evidence: PlaceEvidence) -> list[dict[str, Any]]:
    """The table twins: school by school, and every group by each rule."""
    found = []
    if (sheet := evidence.sheet("schools-beside")) is not None:
        shown = select_columns(
            with_names(sheet), ["school", "phase", "around", "pairs", "White", "White_around", "White_side"]
        )
        found.append({"title": say("schools.figures_title"), "table": table_html(shown), "id": sheet.id})
    if (sheet := evidence.sheet("schools-around")) is not None:
        found.append({"title": say("schools.all_groups"), "table": table_html(sheet), "id": sheet.id})
    return found


def _placed(evidence: PlaceEvidence) -> list[int]:
    return [int(row["schools"]) for row in _records(evidence.sheet("schools-placed"))]


def _placing(placed: Sequence[int]) -> list[str]:
    """How schools were placed, without the ways that placed none."""
    if not placed:
        return []
    ways = dict(zip(("table", "outline", "outside"), placed, strict=False))
    ward, everyone = placed[3:5]
    told = [say(f"schools.how_{way}", n=n) for way, n in ways.items() if n]
    known = say("schools.how_placed", known=sum(ways.values()), all=everyone, ways=join(told))
    said = [known if told else say("schools.how_unplaced", all=everyone)]
    if ward:
        said.append(say("schools.how_ward_one") if ward == 1 else say("schools.how_ward", n=ward))
    return said


def _care(evidence: PlaceEvidence) -> list[str]:
    said = [say("schools.care")]
    placed = _placed(evidence)
    if placed and placed[-1]:
        said.append(say("schools.care_left", others=count(placed[-1], "school")))
    if placed and sum(placed[:3]):
        said.append(say("schools.care_border"))
    return said


def _how(evidence: PlaceEvidence) -> list[str]:
    said = [say("schools.how_formula")]
    said += _placing(_placed(evidence))
    ages = [row["share"] for row in _records(evidence.sheet("schools-ages"))]
    if ages:
        everyone, children, _, off = ages
        words = say("schools.points_words", off=off)
        said.append(
            say("schools.residents_how", place=evidence.place.name, everyone=everyone, children=children, off=words)
        )
    return [*said, say("schools.how_counts")]
