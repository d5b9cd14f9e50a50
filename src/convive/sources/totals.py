"""Totals of a census table against their parts: small differences are findings, large ones refuse the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convive.sources.headers import Recognised
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding
from convive.sources.rows import cell

if TYPE_CHECKING:
    import polars as pl

# Parts may differ from their total by this share; beyond it the file is refused.
EXCESS = 0.005
# Above this share of all residents, what the columns leave over is more than one small group; above the other the
# columns cannot be counts of these people at all.
LARGE_RESIDUAL = 0.01
IMPOSSIBLE_RESIDUAL = 0.5
# So many areas in a row do not happen to have a hundred people each: they are percentages.
HUNDREDS = 20


def check_totals(frame: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> list[ImportFinding]:
    """Totals against the sum of their parts, and subtotals against what they add up.

    ``frame`` has ``people`` and a column for every group that stands in the file. Where the publisher moves counts a
    little, an area is refused only if its parts also differ from the total by more than that (``perturbed_by``); the
    0.5 % then bind the file as a whole.
    """
    import polars as pl

    sound = frame.filter(~pl.col("row").is_in(list(refusals.rows))) if refusals.rows else frame
    if sound.is_empty():
        return []
    groups = [group for group in recognised.sizes if group in frame.columns]
    sums = sound.select("row", "people", pl.sum_horizontal(groups).alias("parts")).with_columns(
        (pl.col("parts") - pl.col("people")).alias("excess")
    )
    if _are_percentages(sums, recognised, refusals):
        return []
    _refuse_gross(sums, recognised, refusals)
    findings = _check_subtotals(sound, recognised, refusals)
    return [] if refusals.rows else _total_findings(sums, recognised, refusals.file) + findings


def _over(recognised: Recognised) -> str:
    """The header over the total; over the areas where the file has no total."""
    return recognised.title("people" if "people" in recognised.places else "unit")


def _are_percentages(sums: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> bool:
    if refusals.rows or sums.height < HUNDREDS or not (sums.get_column("parts") - 100).abs().is_between(0, 3).all():
        return False
    says = "The groups of every row add up to about 100: these are percentages, not counts."
    hint = "Take the table with counts: a share cannot be turned back into people."
    refusals.add(int(sums.get_column("row")[0]), _over(recognised), says, "percentages", hint)
    return True


def _refuse_gross(sums: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> None:
    import polars as pl

    kind = recognised.kind
    what = kind.counted.split(" ")[0]
    hint = "A number in this row is wrong, or a column is counted twice."
    gross = sums.filter((pl.col("excess") > pl.col("people") * EXCESS) & (pl.col("excess") > kind.perturbed_by))
    refusals.add_all(
        gross,
        _over(recognised),
        lambda r: (
            f"The groups add up to {r['parts']:,} and the total is {r['people']:,}: {r['excess']:,} {_word(what)} too "
            "many.",
            "parts-exceed-total",
            hint,
        ),
    )
    people, parts = (int(sums.get_column(column).sum()) for column in ("people", "parts"))
    row = int(sums.get_column("row")[0])
    if kind.perturbed_by and not refusals.rows and parts - people > EXCESS * people:
        says = f"The groups of all rows add up to {parts:,} and the totals to {people:,}, which is over 0.5 % more."
        refusals.add(row, _over(recognised), says, "parts-exceed-total", hint)
    if kind.residual:
        if people - parts > IMPOSSIBLE_RESIDUAL * people:
            says = f"The groups of all rows add up to {parts:,} and the totals to {people:,}."
            hint = "The columns of groups are not counts of these people: perhaps they are shares."
            refusals.add(row, _over(recognised), says, "parts-below-total", hint)
        return
    if kind.if_short:
        return
    short = sums.filter((-pl.col("excess") > pl.col("people") * EXCESS) & (-pl.col("excess") > kind.perturbed_by))
    refusals.add_all(
        short,
        _over(recognised),
        lambda r: (
            f"The groups add up to {r['parts']:,} and the total is {r['people']:,}: {-r['excess']:,} {_word(what)} are "
            "in no group.",
            "parts-below-total",
            "A number in this row is wrong, or a column is missing.",
        ),
    )


def _word(what: str) -> str:
    return "people" if what == "residents" else what


def _check_subtotals(frame: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> list[ImportFinding]:
    """Columns that add up others: they are never counted again, and must fit them."""
    import polars as pl

    findings = []
    for place, of in recognised.subtotals.items():
        title = recognised.header.cells[place]
        sums = frame.select("row", pl.col(cell(place)).alias("total"), pl.sum_horizontal(map(cell, of)).alias("parts"))
        sums = sums.with_columns((pl.col("parts") - pl.col("total")).abs().alias("off"))
        refusals.add_all(
            sums.filter((pl.col("off") > pl.col("total") * EXCESS) & (pl.col("off") > recognised.kind.perturbed_by)),
            title,
            lambda r: (
                f"This subtotal is {r['total']:,}, and its columns add up to {r['parts']:,}.",
                "subtotal",
                "A number in this row is wrong, or columns have changed places.",
            ),
        )
        if sums.get_column("off").sum() and not refusals.rows:
            first = int(sums.filter(pl.col("off") > 0).get_column("row")[0])
            says = f"A subtotal differs a little from its columns in {sums.filter(pl.col('off') > 0).height:,} areas."
            findings.append(ImportFinding("finding", says, refusals.file, first, title, "subtotal"))
    counted = {recognised.places.get("people")}
    titles = ", ".join(f"“{recognised.header.cells[place]}”" for place in recognised.subtotals if place not in counted)
    if titles:
        says = f"Subtotals were checked and not counted again: {titles}."
        findings.append(
            ImportFinding("note", says, refusals.file, recognised.header.line, rule="subtotals-not-counted")
        )
    return findings


def _total_findings(sums: pl.DataFrame, recognised: Recognised, name: str) -> list[ImportFinding]:
    import polars as pl

    kind, findings = recognised.kind, []
    over = sums.filter(pl.col("excess") > 0)
    under = sums.filter(pl.col("excess") < 0)
    left = -int(under.get_column("excess").sum())
    if kind.residual:
        label = recognised.classification[kind.residual].label
        people = int(sums.get_column("people").sum())
        says = f"{left:,} people are in the total and in none of the columns: they are {label}."
        large = left > LARGE_RESIDUAL * people
        if large:
            says += " That is more than one in a hundred of all residents, which is unusual: check the columns."
        findings.append(ImportFinding("finding" if large else "note", says, name, rule="residual", size=left))
        differing, size = over, int(over.get_column("excess").sum())
    else:
        differing, size = sums.filter(pl.col("excess") != 0), left + int(over.get_column("excess").sum())
    # A table that is short of whole groups is named for that, and not area by area.
    short = kind.if_short is not None and size > EXCESS * int(sums.get_column("people").sum())
    if differing.height and "people" in recognised.places and not short:
        areas = "area differs" if differing.height == 1 else "areas differ"
        what = _word(kind.counted.split(" ")[0])
        says = (
            f"{differing.height:,} {areas} from the sum of their groups, by {size:,} {what} in all. Nothing was added."
        )
        first = int(differing.get_column("row")[0])
        findings.append(
            ImportFinding("finding", says, name, first, recognised.title("people"), "total-and-parts", size=size)
        )
    return findings


def without_short_groups(
    frame: pl.DataFrame, recognised: Recognised, name: str
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """The frame without groups that only stand where the parts add up to the total (``if_short`` of the kind)."""
    import polars as pl

    short = recognised.kind.if_short
    if short is None:
        return frame, []
    groups = list(recognised.sizes)
    missing = int(frame.select((pl.col("people") - pl.sum_horizontal(groups)).sum()).item())
    people = int(frame.get_column("people").sum())
    if abs(missing) <= EXCESS * people:
        return frame, []
    labels = recognised.classification
    kept = ", ".join(labels[group].label for group in groups if group not in short.drop)
    says = (
        f"The groups leave out {missing:,} of {people:,} {recognised.kind.counted}. {short.says} "
        f"Kept: {kept}, and the total."
    )
    row = int(frame.get_column("row")[0])
    finding = ImportFinding("finding", says, name, row, _over(recognised), "groups-left-out", size=missing)
    return frame.drop(list(short.drop)), [finding]
