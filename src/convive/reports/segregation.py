"""What a table of results says, in sentences: one for every index and group, both ends of every ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convive.evidence.catalogue import indicator
from convive.reports.words import capital, join, say, say_many, say_number, small_first
from convive.reports.words import count as count_of

if TYPE_CHECKING:
    import polars as pl

    from convive.evidence.segregation import Cube

# Fewer areas than this are all named; of more, both ends.
FEW = 3
# Isolation is read beside the group's size, not freed of it.
_AS_IT_IS = ("isolation",)
_SAME = 1e-12
# Of what is called clearly above chance, one in twenty at most is expected to be there by chance.
CLEAR = 0.05


def sentences(table: pl.DataFrame) -> list[str]:
    """One sentence for each index, group and group compared with, in the order of the table.

    >>> import polars as pl
    >>> from convive.evidence.segregation import from_wide, tabulate
    >>> cube = from_wide(pl.DataFrame({"unit": ["a", "b"], "x": [150, 50], "y": [50, 150]}), groups=["x", "y"])
    >>> print(*sentences(tabulate(cube, indices=["dissimilarity"], against="y")), sep="")
    How unevenly a group is spread (dissimilarity, D), x against y, on a scale from 0 to 100: 50 (by chance alone 4).
    """
    import polars as pl

    found = []
    for (index, group, against), rows in with_areas(table).group_by(["index", "group", "against"], maintain_order=True):
        known = rows.filter(pl.col("value").is_not_null())
        about = named(str(index), str(group), str(against))
        if known.is_empty():
            found.append(say("segregation.cannot", about=about, reason=rows["reason"][0]))
            continue
        if rows.height <= FEW:
            known = known.sort("value", descending=True, maintain_order=True)
            said = "; ".join(_in(row, value_words(str(index), row)) for row in known.iter_rows(named=True))
        else:
            said = _ranking(str(index), in_order(str(index), known), known.height)
        lacking = rows.filter(pl.col("value").is_null())
        for reason in dict.fromkeys(lacking["reason"].to_list()):
            areas = lacking.filter(pl.col("reason") == reason).height
            said += ". " + say_many("segregation.without", areas, reason=small_first(str(reason)).removesuffix("."))
        found.append(say("segregation.line", about=about, said=said))
    return found


def counted(cube: Cube) -> str:
    """How many people, units, areas and groups there are.

    >>> import polars as pl
    >>> from convive.evidence.segregation import from_wide
    >>> counted(from_wide(pl.DataFrame({"unit": ["a", "b"], "x": [15, 5], "y": [5, 15]}), groups=["x", "y"]))
    '40 people in two units and one area, two groups.'
    """
    units = count_of(cube.units.height, "unit")
    areas = count_of(cube.areas.height, "area")
    groups = count_of(len(cube.groups), "group")
    return say("segregation.counted", people=f"{cube.people:,}", units=units, areas=areas, groups=groups)


def unknown(cube: Cube, withheld: pl.DataFrame | None) -> list[str]:
    """What was done where counts are withheld: how many, of how many, and what the figures then are."""
    if withheld is None:
        return []
    if withheld.is_empty():
        return [say("segregation.withheld_none")]
    marks = withheld.group_by("mark", "low", "high", maintain_order=True).len().sort("len", descending=True)
    stands = [
        say("segregation.withheld_mark", mark=mark, low=low, high=high, n=f"{n:,}")
        for mark, low, high, n in marks.iter_rows()
    ]
    cells = cube.units.height * len(cube.groups)
    return [say("segregation.withheld", n=f"{withheld.height:,}", cells=f"{cells:,}", marks=join(stands))]


def above_chance(table: pl.DataFrame, index: str) -> tuple[str, ...]:
    """How many areas (and groups) are clearly above chance by an index, false discoveries kept to one in twenty.

    Nothing where no draws were made. Figures of few people are judged too: their p-values are exact enough for that.

    >>> import polars as pl
    >>> rows = {"index": ["gini"] * 3, "group": ["x"] * 3, "against": ["rest"] * 3, "area": ["a", "b", "c"]}
    >>> above_chance(pl.DataFrame({**rows, "q_value": [0.01, 0.2, None]}), "gini")[0].split(": ")[1][:29]
    'in one of two areas clearly m'
    """
    import polars as pl

    if "q_value" not in table.columns or not index:
        return ()
    tested = table.filter((pl.col("index") == index) & pl.col("q_value").is_not_null())
    if tested.is_empty():
        return ()
    clear, title = tested.filter(pl.col("q_value") < CLEAR).height, indicator(index).title
    if tested.height == 1:
        return (say("segregation.clear_one" if clear else "segregation.clear_not", title=title),)
    several = tested.select("group", "against").n_unique() > 1
    of = count_of(tested.height, "figure" if several else "area")
    return (say("segregation.clear_of", title=title, n=say_number(clear), of=of),)


def between_within(parts: pl.DataFrame) -> list[str]:
    """What lies between the pieces of each level: one sentence an area where they are few, else the ends of a level.

    ``parts`` is the table of :func:`convive.evidence.segregation.levels.parts`.
    """
    import polars as pl

    splits = parts.columns[1 : parts.columns.index("group")]
    of_h = with_areas(parts.filter(pl.col("index") == "theil_h_multi"))
    known = of_h.filter(pl.col("share_of_whole").is_not_null())
    if of_h.select("within", *splits).n_unique() <= FEW:
        said = []
        for (area,), rows in known.group_by(["area"], maintain_order=True):
            steps = [
                say(
                    "segregation.part_first" if at == 0 else "segregation.part",
                    level=row["level"],
                    above=rows["level"][max(at - 1, 0)],
                    value=f"{100 * row['value']:.1f}",
                    chance=f"{100 * row['expected']:.1f}",
                    share=f"{100 * row['share_of_whole']:.0f}",
                )
                for at, row in enumerate(rows.iter_rows(named=True))
            ]
            whole = f"{100 * float(rows['value'].sum()):.1f}"
            place = say("segregation.part_in", area=area) if area else ""
            said.append(capital(say("segregation.part_line", place=place, whole=whole, parts=join(steps))))
        return said
    said = []
    for (level,), rows in known.group_by(["level"], maintain_order=True):
        ordered = rows.sort("share_of_whole", descending=True, maintain_order=True)
        high, low, middle = ordered.row(0, named=True), ordered.row(-1, named=True), ordered["share_of_whole"].median()
        said.append(
            say(
                "segregation.part_ranking",
                level=level,
                high=high["area"],
                high_value=f"{100 * high['share_of_whole']:.0f}",
                low=low["area"],
                low_value=f"{100 * low['share_of_whole']:.0f}",
                half=f"{100 * (middle if isinstance(middle, float) else 0.0):.0f}",
                areas=f"{ordered.height:,}",
            )
        )
    return said


def with_parts(table: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """The table of results with the parts below it; ``level`` is empty for the whole."""
    import polars as pl

    after = table.columns.index("index") + 1
    columns = [*table.columns[:after], "level", *table.columns[after:], "share_of_whole"]
    whole = table.with_columns(level=pl.lit(""))
    return pl.concat([whole, parts], how="diagonal").select(columns)


def leading_index(found: pl.DataFrame) -> str:
    """The index that everything begins with: H over all groups, else the first that could be worked out; or none."""
    import polars as pl

    known = found.filter(pl.col("value").is_not_null())["index"].unique(maintain_order=True).to_list()
    return "theil_h_multi" if "theil_h_multi" in known else known[0] if known else ""


def with_areas(table: pl.DataFrame) -> pl.DataFrame:
    """The table with ``area``, what a row is about in words: the area, then what the table was split by."""
    import polars as pl

    splits = table.columns[1 : table.columns.index("group")]
    parts = [pl.when(pl.col(name).cast(pl.String) != "").then(pl.col(name).cast(pl.String)) for name in splits]
    within = pl.when(pl.col("within") != "").then("within")
    return table.with_columns(area=pl.concat_str([within, *parts], separator=", ", ignore_nulls=True).fill_null(""))


def in_order(index: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows to lean on, highest first; few people and what cannot be worked out are left out.

    The order is that of :func:`counts_as`.
    """
    import polars as pl

    by = counts_as(index)
    firm = rows.filter((pl.col("status") == "ok") & pl.col(by).is_not_null())
    return firm.sort(by, descending=True, maintain_order=True)


def counts_as(index: str) -> str:
    """The column that areas are ordered by: what lies beyond chance, where few people would else come first.

    >>> counts_as("dissimilarity"), counts_as("isolation")
    ('corrected', 'value')
    """
    return "corrected" if beyond_chance(index) else "value"


def beyond_chance(index: str) -> bool:
    """Whether areas are ordered by what lies beyond chance; isolation and diversity are read as they are.

    >>> beyond_chance("dissimilarity"), beyond_chance("isolation")
    (True, False)
    """
    return indicator(index).polarity == "apart" and index not in _AS_IT_IS


def named(index: str, group: str, against: str) -> str:
    """An index with its group and its scale.

    >>> named("exposure", "x", "y")
    'Another group among neighbours (exposure, xPy), x against y, in 100'
    """
    found = indicator(index)
    scale = say(f"segregation.{found.printed_as}") if found.printed_as in ("scale", "share") else ""
    return say("segregation.about", title=found.title, groups=groups_words(group, against), scale=scale)


def groups_words(group: str, against: str) -> str:
    """The group and, unless that is everybody else, whom it is compared with; empty for an index of all groups."""
    if not group:
        return ""
    if against in ("", "rest"):
        return say("segregation.group", group=group)
    return say("segregation.group_against", group=group, against=against)


def number_words(index: str, value: float) -> str:
    """A value without its scale: 41 of 0.408, and 0.84 of an index that has no upper end at 1.

    >>> number_words("theil_h_multi", 0.408), number_words("entropy", 0.844), number_words("units_over", 219.0)
    ('41', '0.84', '219')
    """
    words = indicator(index).words(value)
    return words if indicator(index).printed_as == "number" else words.split(" ")[0]


def value_words(index: str, row: dict[str, Any]) -> str:
    """A value with its interval, what chance alone gives, what rounding allows, and whether there are few people."""
    words, notes = number_words(index, row["value"]), _notes(index, row)
    return f"{words} ({', '.join(notes)})" if notes else words


def ranked_words(index: str, row: dict[str, Any]) -> str:
    """A value in a ranking: what lies beyond chance first, and in brackets the number as it was counted."""
    if not beyond_chance(index):
        return value_words(index, row)
    return f"{number_words(index, row['corrected'])} ({beside_words(index, row)})"


def beside_words(index: str, row: dict[str, Any]) -> str:
    """What stands beside a value in a ranking."""
    as_counted = say("segregation.as_counted", value=number_words(index, row["value"]))
    return ", ".join([*([as_counted] if beyond_chance(index) else []), *_notes(index, row)])


def has_chance(row: dict[str, Any]) -> bool:
    """Whether chance has a say: what is fixed by the totals (diversity) is expected to be what it is."""
    if row["expected"] is None or row["value"] is None:
        return False
    return row["corrected"] is not None or abs(row["expected"] - row["value"]) > _SAME


def _notes(index: str, row: dict[str, Any]) -> list[str]:
    notes = []
    if row["low"] is not None:
        low, high = (number_words(index, row[end]) for end in ("low", "high"))
        notes.append(say("segregation.between", low=low, high=high))
    if has_chance(row):
        notes.append(say("segregation.chance", value=number_words(index, row["expected"])))
    if row.get("at_least") is not None and row.get("at_most") is not None:
        low, high = (number_words(index, row[end]) for end in ("at_least", "at_most"))
        notes.append(say("segregation.bounds", low=low, high=high))
    if row["status"] == "small":
        notes.append(say("segregation.few"))
    return notes


def _ranking(index: str, firm: pl.DataFrame, known: int) -> str:
    """Both ends of a ranking and its middle; where a group is small, chance would decide the ends."""
    few = known - firm.height
    if firm.is_empty():
        return say_many("segregation.few_everywhere", few)
    high, low, middle = firm.row(0, named=True), firm.row(-1, named=True), firm[counts_as(index)].median()
    said = say(
        "segregation.ranking_beyond" if beyond_chance(index) else "segregation.ranking",
        high=high["area"],
        high_value=ranked_words(index, high),
        low=low["area"],
        low_value=ranked_words(index, low),
        areas=f"{firm.height:,}",
        half=number_words(index, middle if isinstance(middle, float) else 0.0),
    )
    return f"{said}. {capital(say_many('segregation.few_more', few))}" if few else said


def _in(row: dict[str, Any], words: str) -> str:
    return say("segregation.in_area", area=row["area"], value=words) if row["area"] else words
