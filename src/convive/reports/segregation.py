"""What a table of results says, in sentences: one for every index and group, both ends of every ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convive.evidence.catalogue import indicator

if TYPE_CHECKING:
    import polars as pl

NEITHER = (
    "These figures count who lives or learns where. They do not count who meets whom, and they show neither choice nor "
    "constraint."
)
# Fewer areas than this are all named; of more, both ends.
_FEW = 3


def sentences(table: pl.DataFrame) -> list[str]:
    """One sentence for each index, group and group compared with, in the order of the table.

    >>> import polars as pl
    >>> from convive.evidence.segregation import from_wide, tabulate
    >>> cube = from_wide(pl.DataFrame({"unit": ["a", "b"], "x": [150, 50], "y": [50, 150]}), groups=["x", "y"])
    >>> print(*sentences(tabulate(cube, indices=["dissimilarity"], against="y")), sep="")
    How unevenly a group is spread (dissimilarity, D), x against y: 50 on a scale from 0 to 100 (by chance alone 4).
    """
    import polars as pl

    found = []
    for (index, group, against), rows in table.group_by(["index", "group", "against"], maintain_order=True):
        known = rows.filter(pl.col("value").is_not_null()).sort("value", descending=True, maintain_order=True)
        about = f"{indicator(str(index)).title}{_groups(str(group), str(against))}"
        if known.is_empty():
            found.append(f"{about}: cannot be worked out. {rows['reason'][0]}")
            continue
        if rows.height <= _FEW:
            said = "; ".join(f"{_in(row)}{_value(str(index), row)}" for row in known.iter_rows(named=True))
        else:
            said = _ranking(str(index), known.filter(pl.col("status") == "ok"), known)
        without = rows.height - known.height
        if without:
            said += f". It cannot be worked out in {without:,} {'area' if without == 1 else 'areas'}"
        found.append(f"{about}: {said}.")
    return found


def _ranking(index: str, firm: pl.DataFrame, known: pl.DataFrame) -> str:
    """Both ends of a ranking and its middle; where a group is small, chance would decide the ends."""
    few = known.height - firm.height
    if firm.is_empty():
        return f"there are fewer than 100 people of the group in each of {few:,} areas"
    highest, lowest, middle = firm.row(0, named=True), firm.row(-1, named=True), firm["value"].median()
    half = indicator(index).words(middle if isinstance(middle, float) else 0.0)
    said = (
        f"highest in {highest['within']}, {_value(index, highest)}; lowest in {lowest['within']}, "
        f"{_value(index, lowest)}; half of {firm.height:,} areas lie above {half}"
    )
    return f"{said}. {few:,} more {'has' if few == 1 else 'have'} few people of the group" if few else said


def _groups(group: str, against: str) -> str:
    if not group:
        return ""
    return f", {group}" if against in ("", "rest") else f", {group} against {against}"


def _in(row: dict[str, Any]) -> str:
    return f"{row['within']}, " if row["within"] else ""


def _value(index: str, row: dict[str, Any]) -> str:
    words = indicator(index).words(row["value"])
    notes = []
    if row["low"] is not None:
        ends = (indicator(index).words(row[end]).split(" ")[0] for end in ("low", "high"))
        notes.append("between {} and {}".format(*ends))
    if row["expected"] is not None and row["corrected"] is not None:
        notes.append(f"by chance alone {indicator(index).words(row['expected']).split(' ')[0]}")
    if row["status"] == "small":
        notes.append("few people")
    return f"{words} ({', '.join(notes)})" if notes else words
