"""How far apart groups live, learn or work, to read: both ends of every ranking, every group, a map where it can be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from convive.core.disclosure import Column
from convive.evidence.catalogue import indicator
from convive.evidence.outlines import Rings
from convive.reports.charts import Spot, dot_row, key_mark, many_on_one, ranked_strip
from convive.reports.ends import Head, both_ends
from convive.reports.ends import Row as End
from convive.reports.maps import draw_map
from convive.reports.segregation import (
    FEW,
    above_chance,
    beside_words,
    between_within,
    beyond_chance,
    counts_as,
    groups_words,
    has_chance,
    in_order,
    leading_index,
    number_words,
    value_words,
    with_areas,
)
from convive.reports.words import capital, count, join, say, say_many, say_marked, small_first
from convive.reports.working.document import Block, Row, Source, Working, table

if TYPE_CHECKING:
    import polars as pl

    from convive.evidence.segregation import Cube

# So many areas stand at each end; up to twice as many are all listed.
AT_AN_END = 6
# Fewer people than this in a unit say nothing of its mix.
FEW_IN_UNIT = 100


@dataclass(frozen=True)
class About:
    """What the counts are: when they were taken (as printed), outlines and names of units where known, notes."""

    dated: str = ""
    outlines: Mapping[str, Rings] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()


def document(
    found: pl.DataFrame, cube: Cube, *, source: Source, about: About, parts: pl.DataFrame | None = None
) -> Working:
    """The working document of a table of results, and of its parts by level where there are any."""
    import polars as pl

    found = with_areas(found)
    indices = list(dict.fromkeys(found["index"].to_list()))
    leading = leading_index(found)
    known = {index: rows for index in indices if (rows := found.filter(pl.col("index") == index))["value"].count()}
    of_all = [index for index, rows in known.items() if not rows["group"].str.len_bytes().sum()]
    one_area = found["area"].n_unique() == 1
    blocks = [_all_at_once({index: known[index] for index in of_all})] if one_area and of_all else []
    for index in sorted(known, key=lambda one: one != leading):
        rows = known[index]
        if index in of_all:
            blocks += [] if one_area else _of_all_groups(index, rows)
        else:
            blocks.append(_of_each_group(index, rows))
    blocks += [] if parts is None else _parts(parts)
    drawn = _map(cube, about)
    blocks[1:1] = [drawn] if drawn else []
    heading, lead = _finding(found, cube, leading, about.dated)
    lead += (*above_chance(found, leading), *about.notes)
    return Working(
        kind=say("segregation.report_kind"),
        heading=heading,
        lead=lead,
        blocks=tuple(blocks),
        tables=_table(found, leading, source),
        care=(say("segregation.neither"), *_caveats(indices)),
        how=_how(found, indices),
        source=source,
        lessons=("by-chance", "interval", "both-ends")
        if found["low"].null_count() < found.height
        else ("by-chance", "both-ends"),
    )


def _finding(found: pl.DataFrame, cube: Cube, index: str, dated: str) -> tuple[Markup, tuple[str, ...]]:
    import polars as pl

    lead = [
        say(
            "segregation.report_lead",
            people=f"{cube.people:,}",
            units=count(cube.units.height, "unit"),
            areas=count(cube.areas.height, "area"),
            groups=count(len(cube.groups), "group"),
            dated=say("segregation.report_dated", dated=dated) if dated else "",
        )
    ]
    if not index:
        return Markup(say("segregation.report_none")), tuple(lead)  # nosec B704  our own words
    rows = found.filter(pl.col("index") == index)
    title = indicator(index).title
    if rows["group"].n_unique() > 1 or rows["group"][0]:
        areas = count(cube.areas.height, "area")
        groups = rows["group"].n_unique()
        return say_marked("segregation.report_title_groups", what=title, groups=groups, areas=areas), tuple(lead)
    scaled = indicator(index).printed_as == "scale"
    known = rows.filter(pl.col("value").is_not_null())
    if known.height == 1:
        one = known.row(0, named=True)
        if one["corrected"] is not None:
            chance, corrected = (number_words(index, one[name]) for name in ("expected", "corrected"))
            lead.insert(0, say("segregation.report_chance_one", chance=chance, corrected=corrected))
        value = number_words(index, one["value"])
        scale = say("segregation.scale") if scaled else ""
        return say_marked("segregation.report_title_one", what=title, value=value, scale=scale), tuple(lead)
    ordered = in_order(index, rows)
    by = counts_as(index)
    high, low = ordered.row(0, named=True), ordered.row(-1, named=True)
    fields = {"high": high["area"], "low": low["area"]}
    middle = ordered[by].median()
    half = number_words(index, middle if isinstance(middle, float) else 0.0)
    if beyond_chance(index):
        lead.insert(0, say("segregation.report_counted", **fields, **_at_ends(index, high, low, ("value", "expected"))))
    if scaled:
        key = "segregation.report_beyond" if beyond_chance(index) else "segregation.report_scale"
        lead.insert(0, say(key, areas=f"{ordered.height:,}", half=half))
    values = _at_ends(index, high, low, (by,))
    return say_marked("segregation.report_title_ends", what=small_first(title), **fields, **values), tuple(lead)


def _at_ends(index: str, high: dict[str, Any], low: dict[str, Any], columns: tuple[str, ...]) -> dict[str, str]:
    """Numbers of the two ends as fields of a sentence: ``high_value`` (of the first column), ``high_chance`` …"""
    names = zip(columns, ("value", "chance"), strict=False)
    return {
        f"{end}_{name}": number_words(index, row[column])
        for column, name in names
        for end, row in (("high", high), ("low", low))
    }


def _all_at_once(known: dict[str, pl.DataFrame]) -> Block:
    """Every index over all groups of one area, a row each; what is not on the scale from 0 to 100 has no picture."""
    rows = []
    for index, table_of_one in known.items():
        row = table_of_one.row(0, named=True)
        made = _row(index, row, indicator(index).title, 1.0)
        fits = indicator(index).printed_as != "number"
        rows.append(
            Row(made.label, made.picture if fits else "", made.value, sub=indicator(index).says, more=made.more)
        )
    keys = _keys(next(iter(known.values())))
    heads = _heads(say("segregation.table_index"), 1.0)
    return Block(say("segregation.all_title"), heads=heads, rows=tuple(rows), keys=keys)


def _of_all_groups(index: str, rows: pl.DataFrame) -> list[Block]:
    """An index over all groups: every area on one line, then both ends with interval and chance."""
    import polars as pl

    ordered = in_order(index, rows)
    known = rows.filter(pl.col("value").is_not_null())
    by, top, title = counts_as(index), _top(index, known), indicator(index).title
    keys = _keys(known)
    if ordered.height <= 2 * AT_AN_END:
        listed = [*ordered.iter_rows(named=True), *rows.filter(pl.col("status") != "ok").iter_rows(named=True)]
        made = tuple(_row(index, row, row["area"] or title, top) for row in listed)
        return [Block(title, says(index), heads=_heads(say("segregation.area"), top), rows=made, keys=keys)]
    blocks = []
    if top == 1.0:
        middle = ordered[by].median()
        half = Spot(say("segregation.strip_half"), 100 * (middle if isinstance(middle, float) else 0.0))
        spots = [Spot(area, max(0.0, 100 * value)) for area, value in ordered.select("area", by).iter_rows()]
        strip = ranked_strip(spots, half, title, of=say("segregation.areas"))
        read = f"{says(index)} {say('segregation.strip_read')}"
        blocks.append(Block(title, read, drawings=(("", strip),)))
    ends = [
        End(
            name=row["area"],
            value=number_words(index, row[by]),
            picture=_dot(index, row, row["area"], top),
            sub=beside_words(index, row),
        )
        for row in (*ordered.head(AT_AN_END).iter_rows(named=True), *ordered.tail(AT_AN_END).iter_rows(named=True))
    ]
    head = Head(
        caption=title,
        noun="area",
        unit=say("segregation.area"),
        scale=_scale(top),
        value=say("segregation.beyond_head" if beyond_chance(index) else "segregation.value_head"),
    )
    lacking = rows.height - ordered.height
    left = say_many("segregation.ends_left", lacking) if lacking else ""
    both = both_ends(head, ends[:AT_AN_END], ends[AT_AN_END:], ordered.height, left)
    read = say("segregation.ends_read" if beyond_chance(index) else "segregation.ends_read_plain")
    return [*blocks, Block(say("segregation.ends_title"), read, ends=both, keys=keys)]


def _of_each_group(index: str, rows: pl.DataFrame) -> Block:
    """An index of one group: a row a group, in the order in which they were named."""
    import polars as pl

    title = indicator(index).title
    top = _top(index, rows.filter(pl.col("value").is_not_null()))
    one_area = rows["area"].n_unique() <= 2
    made: list[Row] = []
    for (group, against), some in rows.group_by(["group", "against"], maintain_order=True):
        label = capital(groups_words(str(group), str(against)).removeprefix(", "))
        if one_area:
            made += [
                _row(index, row, label, top, sub=row["area"] if rows["area"].n_unique() > 1 else "")
                for row in some.iter_rows(named=True)
            ]
            continue
        firm = in_order(index, some)
        few = say_many("segregation.from_to_few", some.height - firm.height) if some.height > firm.height else ""
        if firm.is_empty():
            made.append(Row(label, "", "", more=few))
            continue
        by = counts_as(index)
        high, low, middle = firm.row(0, named=True), firm.row(-1, named=True), firm[by].median()
        at_ends = _at_ends(index, high, low, (by,))
        ends = say("segregation.from_to", low=low["area"], high=high["area"], **at_ends)
        spots = [Spot(area, max(0.0, 100 * value)) for area, value in firm.select("area", by).iter_rows()]
        made.append(
            Row(
                label,
                many_on_one(spots, finding=f"{label}: {ends}", top=100 * top),
                number_words(index, middle if isinstance(middle, float) else 0.0),
                more="; ".join(part for part in (ends, few) if part),
            )
        )
    last = say("segregation.sure_head" if one_area else "segregation.ends_head")
    value = say("segregation.value_head" if one_area else "segregation.middle_head")
    heads = (say("segregation.group_head"), _scale(top), value, last)
    plain = "segregation.groups_read_beyond" if beyond_chance(index) else "segregation.groups_read"
    read = says(index) + " " + say("segregation.groups_read_one" if one_area else plain)
    return Block(title, read, heads=heads, rows=tuple(made), keys=_keys(rows) if one_area else ())


def says(index: str) -> str:
    """What an index says and how it reads, as the catalogue has it; on the scale from 0 to 100 that is printed."""
    found = indicator(index)
    reading = re.sub(r"\b1:", "100:", found.reading) if found.printed_as == "scale" else found.reading
    return f"{found.says} {reading}"


def _row(index: str, row: dict[str, Any], label: str, top: float, sub: str = "") -> Row:
    if row["value"] is None:
        return Row(label, "", "–", sub=sub, more=row["reason"])
    more = "; ".join(part for part in (_beside(index, row), row["reason"]) if part)
    return Row(label, _dot(index, row, label, top), number_words(index, row["value"]), sub=sub, more=more)


def _dot(index: str, row: dict[str, Any], label: str, top: float) -> Markup:
    interval = None if row["low"] is None else (100 * row["low"], 100 * row["high"])
    chance = 100 * row["expected"] if has_chance(row) else None
    finding = say("segregation.said", label=label, value=value_words(index, row))
    return dot_row(100 * row["value"], interval=interval, chance=chance, top=100 * top, finding=finding)


def _beside(index: str, row: dict[str, Any]) -> str:
    """What stands in brackets behind a value, by itself."""
    return value_words(index, row).partition(" (")[2].removesuffix(")")


def _top(index: str, known: pl.DataFrame) -> float:
    """Where the scale ends: at 1, and for numbers beyond it at the largest there is, rounded up."""
    if indicator(index).printed_as != "number" or known.is_empty():
        return 1.0
    columns = [name for name in ("value", "high", "expected") if known[name].null_count() < known.height]
    largest = max(float(known[name].max()) for name in columns)  # type: ignore[arg-type]  # polars types a maximum as any kind of value; these columns are numbers
    step: float = next((s * 10**e for e in range(-2, 8) for s in (1, 2, 5) if s * 10**e >= largest), largest)
    return step or 1.0


def _scale(top: float) -> str:
    return say("segregation.scale_head") if top == 1.0 else say("segregation.scale_number", top=f"{top:g}")


def _heads(first: str, top: float) -> tuple[str, ...]:
    return (first, _scale(top), say("segregation.value_head"), say("segregation.sure_head"))


def _keys(rows: pl.DataFrame) -> tuple[tuple[Markup, str], ...]:
    shown = ["now"]
    if rows["low"].null_count() < rows.height:
        shown.append("interval")
    if rows["corrected"].null_count() < rows.height:
        shown.append("chance")
    words = {"now": "key_value", "interval": "key_interval", "chance": "key_chance"}
    return tuple((key_mark(kind, said), said) for kind in shown if (said := say(f"segregation.{words[kind]}")))


def _parts(parts: pl.DataFrame) -> list[Block]:
    """What lies between the pieces of each level, an area a block; of many areas the sentences and data say it."""
    import polars as pl

    of_h = with_areas(parts.filter((pl.col("index") == "theil_h_multi") & pl.col("value").is_not_null()))
    if of_h["area"].n_unique() > FEW:
        return [Block(say("segregation.parts_title"), said=tuple(between_within(parts)))]
    blocks = []
    for (area,), rows in of_h.group_by(["area"], maintain_order=True):
        made = []
        for row in rows.iter_rows(named=True):
            value, chance = f"{100 * row['value']:.1f}", f"{100 * row['expected']:.1f}"
            by_chance = say("segregation.chance", value=chance)
            picture = dot_row(
                100 * row["value"],
                chance=100 * row["expected"],
                finding=say("segregation.said", label=row["level"], value=f"{value} ({by_chance})"),
            )
            whole = row["share_of_whole"]
            sub = "" if whole is None else say("segregation.parts_share", share=f"{100 * whole:.0f}")
            made.append(Row(row["level"], picture, value, sub=sub, more=capital(by_chance)))
        title = ": ".join(part for part in (say("segregation.parts_title"), str(area)) if part)
        keys = (("now", "key_value"), ("chance", "key_chance"))
        shown = tuple((key_mark(kind, said), said) for kind, word in keys if (said := say(f"segregation.{word}")))
        heads = _heads(say("segregation.parts_head"), 1.0)
        blocks.append(Block(title, say("segregation.parts_read"), heads=heads, rows=tuple(made), keys=shown))
    return blocks


def _map(cube: Cube, about: About) -> Block | None:
    """How mixed each unit is, where the outlines of all of them are known: half a map would mislead."""
    from convive.evidence.model import Neighbourhood
    from convive.evidence.segregation.local import scores

    if not about.outlines or set(cube.units["unit"].to_list()) - set(about.outlines):
        return None
    drawn = [
        Neighbourhood(
            name=unit,
            label=unit,
            residents=people,
            pairs_differ=simpson if people >= FEW_IN_UNIT else None,
            minority=None,
            largest=None,
            largest_share=None,
            rings=about.outlines[unit],
        )
        for unit, people, simpson in scores(cube).select("unit", "people", "simpson").iter_rows()
    ]
    places = count(len(drawn), "unit")
    made = draw_map(drawn, {one.name: about.names.get(one.name, one.name) for one in drawn}, places, about.dated)
    if made is None:
        return None
    notes = (say("segregation.map_few"),) if made.too_few else ()
    return Block(say("segregation.map_title"), say("segregation.map_read", places=places), map=made, notes=notes)


def _table(found: pl.DataFrame, leading: str, source: Source) -> Any:
    """Every row where they are few enough to read, else the areas of the leading index."""
    import polars as pl

    shown, title = found, say("segregation.table_title_all")
    tables = _sheet(shown, title, source)
    if not tables and leading:
        shown = found.filter(pl.col("index") == leading)
        title = f"{say('segregation.table_title')}: {indicator(leading).title}"
        tables = _sheet(shown, title, source)
    return tables


_COLUMNS = (
    ("area", "within", "label"),
    ("index", "index", "label"),
    ("group", "group", "label"),
    ("against", "against", "label"),
    ("value", "value", "number"),
    ("expected", "expected", "number"),
    ("corrected", "corrected", "number"),
    ("low", "low", "number"),
    ("high", "high", "number"),
    ("at_least", "at_least", "number"),
    ("at_most", "at_most", "number"),
    ("p_value", "p_value", "number"),
    ("q_value", "q_value", "number"),
    ("people", "people", "number"),
    ("status", "status", "label"),
)


def _sheet(shown: pl.DataFrame, title: str, source: Source) -> Any:
    # A column in which nothing stands, or one word throughout, takes room and says nothing.
    kept = [
        (name, key, kind)
        for name, key, kind in _COLUMNS
        if name in shown.columns and shown[name].drop_nulls().n_unique() > (0 if kind == "number" else 1)
    ]
    columns = [Column(name, say(f"segregation.table_{key}"), kind) for name, key, kind in kept]  # type: ignore[arg-type]  # kinds are words of _COLUMNS
    return table(
        "separation", title, columns, list(shown.select([name for name, *_ in kept]).iter_rows()), source.files
    )


def _caveats(indices: list[str]) -> tuple[str, ...]:
    """What to beware of, each once: several indices have the same warnings, with more or fewer words."""
    said: dict[str, str] = {}
    for caveat in (caveat for index in indices for caveat in indicator(index).caveats):
        said.setdefault(" ".join(caveat.split()[:4]), caveat)
    # The first line of the fold says that already.
    return tuple(one for one in said.values() if not one.startswith("It counts who lives where"))


def _how(found: pl.DataFrame, indices: list[str]) -> tuple[str, ...]:
    said = [
        say(
            "segregation.how_index",
            title=indicator(index).title,
            id=index,
            formula=indicator(index).formula,
            source=indicator(index).source,
        )
        for index in indices
    ]
    methods = join(list(dict.fromkeys(found["method"].to_list())))
    ends = [say("segregation.ends")] if any(beyond_chance(index) for index in indices) else []
    tested = [say("segregation.how_q")] if "q_value" in found.columns else []
    return (*said, say("segregation.how_method", methods=methods), *tested, *ends, say("segregation.how_small"))
