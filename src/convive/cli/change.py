"""``convive change``: what of a change between two dates is the mix of people, and what how they are spread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convive.cli.options import AsJson, Out, Report
from convive.cli.patience import patience
from convive.core.errors import RefusedInput, UnknownName, did_you_mean

if TYPE_CHECKING:
    import polars as pl

    from convive.evidence.change import Change

HELP = (
    "Take a change in separation between two dates apart: what is the mix of people, what is how they are spread. "
    "Give two tables of the same units, or a data folder and a place."
)


def change(
    before: Annotated[
        Path | None, typer.Argument(metavar="BEFORE", help="Counts at the first date.", show_default=False)
    ] = None,
    after: Annotated[
        Path | None, typer.Argument(metavar="AFTER", help="Counts at the second date.", show_default=False)
    ] = None,
    unit: Annotated[str, typer.Option(metavar="COLUMN", help="The column of units.")] = "unit",
    group: Annotated[str, typer.Option(metavar="COLUMN", help="Long tables: the column of groups.")] = "group",
    count: Annotated[str, typer.Option(metavar="COLUMN", help="Long tables: the column of people.")] = "count",
    groups: Annotated[
        str, typer.Option(metavar="A,B,C", help="Wide tables: a column for each group. They are everybody.")
    ] = "",
    within: Annotated[
        str, typer.Option(metavar="COLUMN", help="The column of areas: each is taken apart by itself.")
    ] = "",
    lookup: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What 2011 units became, for units that were split or merged."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The data folder with both censuses and the lookups.")
    ] = None,
    place: Annotated[str, typer.Option(metavar="CODE", help="With --data: the authority's code.")] = "",
    draws: Annotated[int, typer.Option(min=0, help="Samples of units for the intervals, such as 500.")] = 0,
    seed: Annotated[int, typer.Option(help="The seed of the samples.")] = 0,
    then: Annotated[str, typer.Option(metavar="WORDS", help="The first date, to print: March 2011.")] = "",
    now: Annotated[str, typer.Option(metavar="WORDS", help="The second date, to print.")] = "",
    out: Out = None,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Take a change in separation between two dates apart."""
    _check_call(before, after, data, place)
    from convive.cli import reporting
    from convive.cli.output import WORKING, print_json, write_table
    from convive.reports.change import sentences
    from convive.reports.words import say
    from convive.reports.working.change import One, document
    from convive.sources.kinds import kind

    reporting.check(out, report)
    names = [name.strip() for name in groups.split(",") if name.strip()]
    if data is not None:
        tables = [_from_folder(data, place)]
        files = f"{kind('census-2011-ethnic').title}; {kind('census-ts021').title}"
    else:
        assert before is not None
        assert after is not None
        two = [_table(path, unit, group, count, names, within) for path in (before, after)]
        if lookup is not None:
            two = _common(two[0], two[1], lookup)
        tables = list(_areas(two[0], two[1], then or before.name, now or after.name))
        files = f"{before.name}, {after.name}"
    with patience("Taking the change apart"):
        found, left_out = _taken_apart(tables, names, draws, seed, files)
    ones = [One(area or say("change.whole_table"), first, second, one) for area, first, second, one in found]
    said_out = [say("change.left_out", area=area, reason=reason) for area, reason in left_out]
    figures = _rows([(area, one) for area, _, _, one in found]) if out or report else None
    if out is not None and figures is not None:
        write_table(figures, out)
    written = ""
    if report is not None and figures is not None:
        source = reporting.source(files, out, report, place)
        made = document(ones, source=source, draws=draws, seed=seed, left_out=said_out)
        written = reporting.write(made, figures, out, report)
    if as_json:
        areas = [{"within": area} | one.as_dict() for area, _, _, one in found]
        print_json({"note": WORKING, "areas": areas, "left_out": said_out})
        return
    for number, one in enumerate(ones):
        if number:
            print()
        for line in sentences(one.change, place=one.area, before=one.before, after=one.after):
            print(line)
    print()
    for line in (*said_out, f"Every figure is in {out}." if out else "", written, WORKING):
        if line:
            print(line)


def _taken_apart(
    tables: list[tuple[str, str, str, pl.DataFrame, pl.DataFrame]], names: list[str], draws: int, seed: int, files: str
) -> tuple[list[tuple[str, str, str, Change]], list[tuple[str, str]]]:
    """Every area that can be compared, and those that cannot with the reason; refused when there is none."""
    from convive.evidence.change import decompose

    found, left_out, refused = [], [], []
    for area, first, second, before, after in tables:
        try:
            found.append((area, first, second, decompose(before, after, groups=names, draws=draws, seed=seed)))
        except RefusedInput as error:
            # What is wrong with one of many areas leaves the others as they are; a column of totals does not.
            if len(tables) == 1 or error.rule not in _OF_AN_AREA:
                raise _at(error, files, area) from None
            left_out.append((area, error.says))
            refused.append(error)
    if not found:
        raise _at(refused[0], files, left_out[0][0])
    return found, left_out


_OF_AN_AREA = ("nobody", "common-units", "one-group")


def _at(error: RefusedInput, files: str, area: str) -> RefusedInput:
    """The same error with the files and the area it is about."""
    where = f"{area}: " if area else ""
    says = f"{where}{error.says}"
    return RefusedInput(says, file=error.file or files, column=error.column, rule=error.rule, hint=error.hint)


def _check_call(before: Path | None, after: Path | None, data: Path | None, place: str) -> None:
    if (data is None) == (before is None):
        raise typer.BadParameter("Give BEFORE and AFTER, or --data and --place.", param_hint="BEFORE AFTER")
    if data is not None and not place:
        raise typer.BadParameter("Name the place by its code, such as E08000032.", param_hint="--place")
    if before is not None and after is None:
        raise typer.BadParameter("Name the table of the second date too.", param_hint="AFTER")


def _table(path: Path, unit: str, group: str, count: str, groups: list[str], within: str) -> pl.DataFrame:
    import polars as pl

    from convive.sources.own_tables import long_table, wide_table

    labels = {"within": within} if within else {}
    if groups:
        frame = wide_table(path, unit=unit, groups=groups, labels=labels)
    else:
        frame = long_table(path, unit=unit, group=group, count=count, labels=labels)
    if not within:
        return frame.with_columns(pl.lit("").alias("within"))
    areas = frame.group_by("unit").agg(pl.col("within").unique().sort().alias("areas"), pl.col("row").max())
    in_two = areas.filter(pl.col("areas").list.len() > 1).sort("row")
    if in_two.height:
        name, both, row = in_two.row(0)
        raise RefusedInput(
            f"Unit “{name}” lies in two areas, “{both[0]}” and “{both[1]}”.",
            file=path.name,
            row=row,
            column=within,
            rule="two-areas",
            hint="Each unit belongs to one area; give the parts of a divided unit names of their own.",
        )
    return frame


def _areas(
    before: pl.DataFrame, after: pl.DataFrame, then: str, now: str
) -> Iterator[tuple[str, str, str, pl.DataFrame, pl.DataFrame]]:
    """Each area that stands in both tables."""
    import polars as pl

    there = set(after["within"].to_list())
    shared = sorted(area for area in before["within"].unique().to_list() if area in there)
    if not shared:
        known = sorted(there)
        asked = str(before["within"][0])
        hint = did_you_mean(asked, known) or "Areas are told by the same names at both dates."
        raise UnknownName("No area stands in both tables.", rule="within", hint=hint)
    for area in shared:
        mine = pl.col("within") == area
        yield area, then, now, before.filter(mine), after.filter(mine)


def _common(before: pl.DataFrame, after: pl.DataFrame, lookup: Path) -> list[pl.DataFrame]:
    """Both tables added up to the smallest units whose outline is the same at both dates."""
    import polars as pl

    from convive.core.geography import common_units
    from convive.sources import read

    tables = read("lookups", lookup).tables
    if "lsoa_changes" not in tables:
        raise RefusedInput(
            "This lookup does not say what 2011 units became.", file=lookup.name, rule="lookup",
            hint="Needed: 2011 LSOAs and the 2021 LSOAs they became.",
        )  # fmt: skip
    maps = common_units(tables["lsoa_changes"].select("lsoa11", "lsoa21").iter_rows())
    made = []
    for frame, numbers in ((before, maps[0]), (after, maps[1])):
        unknown = [code for code in frame["unit"].unique(maintain_order=True).to_list() if code not in numbers]
        if unknown:
            raise UnknownName(
                f"{unknown[0]} is not in the lookup, nor are {len(unknown) - 1:,} others.",
                file=lookup.name, column="unit", rule="unknown-code", hint=did_you_mean(unknown[0], numbers),
            )  # fmt: skip
        codes = pl.DataFrame({"unit": list(numbers), "common": [str(number) for number in numbers.values()]})
        summed = frame.join(codes, on="unit").group_by("within", "common", "group").agg(pl.col("count").sum())
        made.append(summed.rename({"common": "unit"}).sort("within", "unit", "group"))
    return made


def _from_folder(data: Path, place: str) -> tuple[str, str, str, pl.DataFrame, pl.DataFrame]:
    """The five broad groups of a place at both censuses, on common units."""
    import polars as pl

    from convive.evidence.census import authorities_in, join
    from convive.evidence.place import find_place
    from convive.sources.folder import existing
    from convive.sources.kinds import kind

    tables = existing(data).tables()
    find_place(place, authorities_in(tables))
    joined = join(tables)
    if joined.common is None or place not in joined.complete[2011] & joined.complete[2021]:
        raise RefusedInput(
            f"{joined.authorities[place]} has not all its small areas in both censuses, so they cannot be compared.",
            file=str(data),
            rule="complete",
            hint="Read both: convive ingest census-2011-ethnic FILE and convive ingest census-ts021 FILE.",
        )
    names = _names(tables["lookups.lsoa_changes"].collect(), joined.complete[2011] & joined.complete[2021])
    mine = joined.common.filter(pl.col("lad") == place).with_columns(
        pl.col("unit").replace_strict(names, default=pl.col("unit").cast(pl.String), return_dtype=pl.String)
    )
    then, now = (
        mine.select("unit", *(pl.col(f"{name}{suffix}").alias(name) for name in joined.groups))
        .unpivot(index="unit", variable_name="group", value_name="count")
        .with_columns(pl.col("count").cast(pl.Int64))
        for suffix in ("_11", "_21")
    )
    dates = (kind("census-2011-ethnic").date_words, kind("census-ts021").date_words)
    return f"{joined.authorities[place]} ({place})", *dates, then, now


def _names(changes: pl.DataFrame, complete: frozenset[str]) -> dict[int, str]:
    """What the common units are called: by the 2021 LSOAs they are made of. They are numbered as the census joins them.

    A unit of more than one is called by all: "Bradford 016A, 016B".
    """
    import polars as pl

    from convive.core.geography import common_units

    usable = changes.select("lsoa11", "lsoa21", "lad22").unique(maintain_order=True)
    usable = usable.filter(pl.col("lad22").is_in(list(complete)))
    _, after = common_units(usable.select("lsoa11", "lsoa21").iter_rows())
    called: dict[int, list[str]] = {}
    for code, name in changes.select("lsoa21", "lsoa21_name").unique().sort("lsoa21").iter_rows():
        if code in after:
            called.setdefault(after[code], []).append(name or code)
    return {
        number: ", ".join([first, *(name.split(" ")[-1] for name in others)])
        for number, (first, *others) in called.items()
    }


def _rows(found: list[tuple[str, Change]]) -> pl.DataFrame:
    """Every figure as one row: measures at both dates, parts, and parts by unit."""
    import polars as pl

    rows: list[dict[str, Any]] = []
    for area, one in found:
        for m in one.measures:
            rows.append({
                "within": area, "what": "measure", "index": m.index, "group": m.group, "value": m.change,
                "before": m.before.value, "after": m.after.value, "expected_before": m.before.expected,
                "expected_after": m.after.expected, "status": "ok" if m.change is not None else "not computable",
                "reason": m.before.reason or m.after.reason,
            })  # fmt: skip
        for p in one.parts:
            rows.append({
                "within": area, "what": "part", "index": p.index, "part": p.part, "value": p.value, "low": p.low,
                "high": p.high, "status": p.status, "reason": p.reason, "residual": one.residual,
            })  # fmt: skip
        for u in one.by_unit:
            values = {name: getattr(u, name) for name in ("structure", "group_margin", "unit_margin")}
            for name, value in (values | {"additions": u.additions, "removals": u.removals}).items():
                rows.append({
                    "within": area, "what": "unit", "index": "mutual_information", "unit": u.unit, "part": name,
                    "value": value, "status": "ok" if value is not None else "not computable",
                    "reason": "" if value is not None else "The fit did not meet its margins.",
                })  # fmt: skip
    text = ("within", "what", "index", "group", "unit", "part")
    numbers = ("value", "before", "after", "expected_before", "expected_after", "low", "high", "residual")
    schema = dict.fromkeys(text, pl.String) | dict.fromkeys(numbers, pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"status": pl.String, "reason": pl.String})
