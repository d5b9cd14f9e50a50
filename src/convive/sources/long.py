"""Census tables with one row for every area and group: who, how many, and shares left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convive.core.errors import did_you_mean
from convive.sources.areas import areas_only, check_areas, split_code_and_name
from convive.sources.checks import check_once, validated, whole_numbers
from convive.sources.files import RawFile
from convive.sources.headers import Recognised
from convive.sources.places import KnownPlaces
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding
from convive.sources.rows import cell, read_rows
from convive.sources.tallies import Tally, units_of
from convive.sources.totals import HUNDREDS

if TYPE_CHECKING:
    import polars as pl


def read_long(raw: RawFile, recognised: Recognised, places: KnownPlaces | None) -> Tally:
    """Units and counts of one file; ``people`` of a unit is the sum of its groups.

    Raises
    ------
    RefusedRows
        When any row of the file cannot be used, or an area has no row for one of the groups.
    """
    import polars as pl

    from convive.core.tables import Counts

    frame = read_rows(raw.data, recognised.header, raw.name)
    fields = [pl.col(cell(place)).alias(field) for field, place in recognised.places.items()]
    frame = frame.select("row", *fields, *(cell(place) for place in recognised.only))
    frame, findings = areas_only(frame, recognised, ["value"], raw.name)
    refusals = Refusals(raw.name, recognised.header.cells)
    frame = split_code_and_name(frame, recognised, refusals)
    frame, found = _groups(frame, recognised, refusals)
    findings += found
    frame, found = check_areas(frame, recognised, places, refusals)
    findings += found
    check_once(frame, ["unit", "group"], recognised.title("unit"), refusals)
    frame = whole_numbers(frame, {"value": recognised.title("value")}, refusals)
    _check_grid(frame, recognised, refusals)
    units = frame.group_by("unit", maintain_order=True).agg(
        pl.col("row").first(), *(pl.col("name").first() for _ in range("name" in frame.columns)), people=pl.sum("value")
    )
    _refuse_percentages(units, recognised, refusals)
    refusals.raise_if_any(frame.height)
    counts = validated(Counts, frame.select("row", "unit", "group", pl.col("value").alias("count")), raw.name)
    return Tally(units_of(units, recognised, raw.name), counts, findings)


def _groups(
    frame: pl.DataFrame, recognised: Recognised, refusals: Refusals
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """The frame with ``group``: ids in place of the publisher's labels, without the rows of shares."""
    import polars as pl

    layout, groups, title = recognised.layout, recognised.classification, recognised.title("group")
    frame = frame.with_columns(pl.col("group").fill_null("").str.replace_all(r"\s+", " ").str.strip_chars())
    findings = []
    if layout.leaves:
        shares = frame.filter(pl.col("group").str.ends_with(layout.leaves))
        if shares.height:
            says = f"{shares.height:,} rows of shares, which end in “{layout.leaves}”, were left out."
            row = int(shares.get_column("row")[0])
            findings.append(
                ImportFinding("note", says, refusals.file, row, title, "rows-of-shares", size=shares.height)
            )
        frame = frame.filter(~pl.col("group").str.ends_with(layout.leaves))
    labels = frame.get_column("group").unique().to_list()
    known = {
        label: group.id for label in labels if (group := groups.recognise(label.removesuffix(layout.takes))) is not None
    }
    hints = [group.long for group in groups.groups]
    refusals.add_all(
        frame.filter(~pl.col("group").is_in(list(known))).select("row", "group"),
        title,
        lambda r: (
            f"“{r['group']}” is none of the groups of this table.",
            "unknown-group",
            did_you_mean(r["group"], hints) or "A total, a subtotal or a share must not stand among the groups.",
        ),
    )
    return frame.with_columns(pl.col("group").replace_strict(known, default=None)), findings


def _check_grid(frame: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> None:
    """Refuses an area that has no row for a group: a sum over its other groups would pass for all its people."""
    import polars as pl

    groups = recognised.classification
    there = frame.filter(pl.col("group").is_not_null()).group_by("unit").agg(pl.col("row").min(), pl.col("group"))
    short = there.filter(pl.col("group").list.n_unique() < len(groups.ids)).sort("row")

    def describe(record: dict[str, object]) -> tuple[str, str, str | None]:
        own = record["group"] if isinstance(record["group"], list) else []
        missing = [groups[group].label for group in groups.ids if group not in own]
        says = f"{record['unit']} has no row for {', '.join(missing[:3])}{' and others' if len(missing) > 3 else ''}."
        return says, "group-missing", "Where there is nobody, the row is there and says 0. Download the file again."

    if not refusals.rows:
        refusals.add_all(short, recognised.title("group"), describe)


def _refuse_percentages(units: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> None:
    if refusals.rows or units.height < HUNDREDS:
        return
    if (units.get_column("people") - 100).abs().is_between(0, 3).all():
        says = "The groups of every area add up to about 100: these are percentages, not counts."
        hint = "Take the table with counts: a share cannot be turned back into people."
        refusals.add(int(units.get_column("row")[0]), recognised.title("value"), says, "percentages", hint)
