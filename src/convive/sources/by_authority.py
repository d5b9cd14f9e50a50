"""People by authority and date, from tables that print a code and a name: the two are joined, never one alone.

A code that stands on rows of several authorities would give one of them the people of all, and take from each of the
others what is its own. Names are what publishers check; so a row whose code belongs to another name is mended by its
name, and the report names every one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput
from convive.core.periods import day_words
from convive.sources.checks import check_filled, validated, whole_numbers
from convive.sources.files import RawFile
from convive.sources.headers import Recognised
from convive.sources.places import KnownPlaces, named
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding, ImportPart
from convive.sources.rows import cell, read_rows, without_notes

if TYPE_CHECKING:
    import polars as pl

_KEY = ("authority", "name", "date", "category")
_CODE = r"^(?:[ENSWX]\d{8})$"
_DAYS = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d/%m/%Y")
# Two names of one code are spellings of one authority when they share so much of their letters.
ALIKE = 0.6
FEW = 10


def read_by_authority(
    read: Sequence[tuple[RawFile, Recognised]], places: KnownPlaces | None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """People by authority, date and category from one file, as one part.

    Raises
    ------
    RefusedRows
        When any row cannot be used, or its code belongs to another name and nothing says which code is meant.
    RefusedInput
        When there is more than one file: each holds every date, and two must not be added up.
    """
    if len(read) > 1:
        raise RefusedInput(
            "There are two files, and each holds every date.",
            file=read[1][0].name,
            rule="table-twice",
            hint=f"Give the newer one; {read[0][0].name} is the other.",
        )
    raw, recognised = read[0]
    frame, findings = _people(raw, recognised, places)
    last: date = frame.get_column("date").max()  # type: ignore[assignment]  # a column of dates has a date as its last
    words = day_words(last)
    source = recognised.kind.source(
        file=raw.name,
        digest=raw.digest,
        rows=frame.height,
        invented=bool(frame.get_column("authority").str.starts_with("X").all()),
    )
    # A newer file of the same kind is as new as its last date.
    words = f"the quarter to {words}" if recognised.kind.quarterly else words
    source = replace(source, dated=last.isoformat(), date_words=words)
    return (ImportPart("whole", {"people": frame}, (source,)),), findings


def _people(
    raw: RawFile, recognised: Recognised, places: KnownPlaces | None
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    import polars as pl

    from convive.core.tables import ByAuthority

    frame, notes = without_notes(read_rows(raw.data, recognised.header, raw.name), raw.name)
    frame = frame.select(
        "row", *(pl.col(cell(at)).str.strip_chars().alias(field) for field, at in recognised.places.items())
    )
    refusals = Refusals(raw.name, recognised.header.cells)
    check_filled(frame, "name", recognised.title("name"), refusals)
    frame = whole_numbers(frame, {"people": recognised.title("people")}, refusals)
    frame = _dated(frame, recognised, refusals)
    kinds_of = [field for field in recognised.layout.columns if field not in ("authority", "name", "date", "people")]
    for field in kinds_of:
        check_filled(frame, field, recognised.title(field), refusals)
    frame = frame.with_columns(pl.concat_str(kinds_of, separator=": ").alias("category"))
    frame, findings = _somewhere(frame, recognised, refusals)
    frame, mended = _mended(frame, recognised, places, refusals)
    refusals.raise_if_any(frame.height)
    frame, spelt = _one_spelling(frame, raw.name)
    frame, added = _added_up(frame, raw.name)
    made = validated(ByAuthority, frame.select("row", *_KEY, "people").sort("row"), raw.name)
    return made, [*mended, *spelt, *added, *findings, *_total(made, findings, raw.name), *notes]


def _dated(frame: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> pl.DataFrame:
    import polars as pl

    days = pl.coalesce(pl.col("date").str.to_date(form, strict=False) for form in _DAYS)
    frame = frame.with_columns(days.alias("day"))

    def describe(record: dict[str, Any]) -> tuple[str, str, str | None]:
        return f"“{record['date'] or ''}” is not a day.", "day", "Write the year first: 2022-12-31."

    refusals.add_all(frame.filter(pl.col("day").is_null()).select("row", "date"), recognised.title("date"), describe)
    return frame.drop("date").rename({"day": "date"})


def _somewhere(
    frame: pl.DataFrame, recognised: Recognised, refusals: Refusals
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """Only rows of an authority: what the publisher gives no authority is counted for the last date and left out."""
    import polars as pl

    marks = recognised.kind.nowhere
    nowhere = pl.any_horizontal(pl.col("name").str.starts_with(mark).fill_null(False) for mark in marks)
    nowhere = nowhere & ~pl.col("authority").str.contains(_CODE).fill_null(False) if marks else pl.lit(False)
    out, kept = frame.filter(nowhere), frame.filter(~nowhere)
    bad = kept.filter(~pl.col("authority").fill_null("").str.contains(_CODE))
    refusals.add_all(
        bad.select("row", "authority"),
        recognised.title("authority"),
        lambda r: (
            f"“{r['authority'] or ''}” is not the code of an authority.",
            "code",
            "Such a code looks like E08000032.",
        ),
    )
    findings = []
    if out.height:
        last = frame.get_column("date").max()
        size = int(out.filter(pl.col("date") == last).get_column("people").sum())
        names = named(out.get_column("name").unique(maintain_order=True).to_list())
        at = f" On {day_words(last)} they held {size:,} people." if isinstance(last, date) else ""
        says = f"{out.height:,} rows belong to no authority and were left out: {names}.{at}"
        hint = (
            "Compare dates only in what all of them give by authority."
            if any("N/A" in mark for mark in marks)
            else None
        )
        findings.append(ImportFinding("finding", says, refusals.file, rule="no-authority", hint=hint, size=size))
    return kept, findings


def _mended(
    frame: pl.DataFrame, recognised: Recognised, places: KnownPlaces | None, refusals: Refusals
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """Rows whose code belongs to another name get the code of their own name; every one is told."""
    import polars as pl

    coded = frame.filter(pl.col("authority").str.contains(_CODE).fill_null(False) & pl.col("name").is_not_null())
    pairs = coded.group_by("authority", "name").agg(
        pl.len().alias("times"), pl.col("date").min().alias("first"), pl.col("date").max().alias("last")
    )
    owners = pairs.sort("times", "name", descending=[True, False]).unique("authority", keep="first")
    owner = dict(owners.select("authority", "name").iter_rows())
    own: dict[str, list[tuple[date, str]]] = {}
    for code, name, last in owners.sort("last").select("authority", "name", "last").iter_rows():
        own.setdefault(name, []).append((last, code))
    official = places.codes_by_name() if places is not None else {}
    codes: dict[tuple[str, str], str] = {}
    for code, name, first, last in pairs.select("authority", "name", "first", "last").iter_rows():
        if owner[code] == name:
            continue
        mine = _own_code(name, last, own, official)
        if mine is not None:
            codes[code, name] = mine
        elif not _same_authority(name, owner[code]) and _overlap(coded, code, owner[code], first, last):
            _refuse(coded, recognised, refusals, code, name, owner[code])
    if not codes:
        return frame, []
    mended = pl.DataFrame([(*key, code) for key, code in codes.items()], ["authority", "name", "right"], orient="row")
    frame = frame.join(mended, on=["authority", "name"], how="left", maintain_order="left")
    findings = _told(frame.filter(pl.col("right").is_not_null()), owner, recognised, refusals.file)
    return frame.with_columns(pl.coalesce("right", "authority").alias("authority")).drop("right"), findings


def _own_code(name: str, day: date, own: dict[str, list[tuple[date, str]]], official: dict[str, str]) -> str | None:
    """The code that is a name's own: the lookups', or of those in the file the one still in use on the day."""
    if name in official:
        return official[name]
    codes = own.get(name, [])
    return next((code for last, code in codes if last >= day), codes[-1][1] if codes else None)


def _same_authority(name: str, other: str) -> bool:
    """Whether two names may be spellings of one: much the same letters, or the same words in another order.

    >>> _same_authority("Bamberg", "Babergh"), _same_authority("Leeds", "Kingston upon Hull, City of")
    (True, False)
    """
    one, two = (" ".join(sorted(text.casefold().replace(",", " ").split())) for text in (name, other))
    return SequenceMatcher(None, one, two).ratio() >= ALIKE


def _overlap(coded: pl.DataFrame, code: str, owner: str, first: date, last: date) -> bool:
    """Whether the owner of a code was there while another name carried it: then it is no earlier or later name."""
    import polars as pl

    there = coded.filter((pl.col("authority") == code) & (pl.col("name") == owner))
    return bool(there.get_column("date").is_between(first, last).any())


def _refuse(coded: pl.DataFrame, recognised: Recognised, refusals: Refusals, code: str, name: str, owner: str) -> None:
    import polars as pl

    says = f"{code} is the code of {owner}, and this row is called {name}; no other row says which code is its own."
    hint = f"If the name is right, put the code of {name} here, or import the kind lookups first."
    bad = coded.filter((pl.col("authority") == code) & (pl.col("name") == name))
    refusals.add_all(bad.select("row"), recognised.title("authority"), lambda _: (says, "code-and-name", hint))


def _told(mended: pl.DataFrame, owner: dict[str, str], recognised: Recognised, name: str) -> list[ImportFinding]:
    """One finding for each code that stood on rows of other authorities."""
    import polars as pl

    findings = []
    for (code,), rows in sorted(mended.group_by("authority"), key=lambda pair: (-pair[1].height, str(pair[0][0]))):
        names = rows.get_column("name").unique().sort().to_list()
        days = rows.get_column("date").unique().sort().to_list()
        size = int(rows.get_column("people").sum())
        when = day_words(days[0]) if len(days) == 1 else f"{len(days)} dates"
        others = "1 other authority" if len(names) == 1 else f"{len(names)} other authorities"
        count = "1 row" if rows.height == 1 else f"{rows.height:,} rows"
        # A few people of one authority could be told apart.
        people = f"; {size:,} people in all" if len(names) > 1 and size >= FEW else ""
        says = (
            f"{code} is the code of {owner[str(code)]}, and on {when} it stands on {count} of {others}: "
            f"{', '.join(names)}{people}. The names are right: each row was given the code of its name."
        )
        first = int(rows.select(pl.col("row").min()).item())
        column = recognised.title("authority")
        findings.append(ImportFinding("finding", says, name, first, column, "code-of-several-names", size=len(names)))
    return findings


def _one_spelling(frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """One name for each code, that of most rows; the others are earlier names or slips. Categories likewise."""
    import polars as pl

    usual = (
        frame.group_by("authority", "name")
        .len()
        .sort("len", "name", descending=[True, False])
        .unique("authority", keep="first", maintain_order=True)
        .select("authority", pl.col("name").alias("usual"))
    )
    frame = frame.join(usual, on="authority", maintain_order="left")
    other = frame.filter(pl.col("name") != pl.col("usual"))
    findings = []
    for (code, spelt, right), rows in sorted(other.group_by("authority", "name", "usual"), key=lambda pair: str(pair)):
        count = "1 row" if rows.height == 1 else f"{rows.height:,} rows"
        says = f"“{spelt}” ({count}) was read as {right}: both carry the code {code} and no other code is called so."
        first = int(rows.select(pl.col("row").min()).item())
        findings.append(ImportFinding("finding", says, name, first, rule="spelling-of-a-name", size=1))
    folded = pl.col("category").str.to_lowercase()
    frame = frame.with_columns(
        pl.col("category").mode().sort().first().over(folded).alias("category"), pl.col("usual").alias("name")
    ).drop("usual")
    return frame, findings


def _added_up(frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """Rows of one authority, date and category added up: publishers split one hotel's people over two rows."""
    import polars as pl

    summed = frame.group_by(_KEY, maintain_order=True).agg(
        pl.col("row").min(), pl.col("people").sum(), pl.len().alias("rows")
    )
    several = summed.filter(pl.col("rows") > 1).sort("row")
    findings = []
    if several.height:
        names = named(several.get_column("name").unique(maintain_order=True).to_list())
        places = "1 place" if several.height == 1 else f"{several.height:,} places"
        says = (
            f"In {places} rows of one authority are alike in all but their number of people: {names}. They were added "
            "up."
        )
        findings.append(
            ImportFinding("finding", says, name, several.item(0, "row"), rule="rows-added-up", size=several.height)
        )
    return summed, findings


def _total(made: pl.DataFrame, nowhere: Sequence[ImportFinding], name: str) -> list[ImportFinding]:
    """How many people the table holds on its last date: to be laid beside the publisher's own total."""
    import polars as pl

    days = made.get_column("date").unique().sort().to_list()
    last = made.filter(pl.col("date") == days[-1])
    people, count = int(last.get_column("people").sum()), last.get_column("authority").n_unique()
    elsewhere = sum(finding.size or 0 for finding in nowhere)
    span = f"{len(days)} dates from {day_words(days[0])} to {day_words(days[-1])}" if len(days) > 1 else "One date"
    with_them = f" ({people + elsewhere:,} with those of no authority)" if elsewhere else ""
    authorities = "1 authority" if count == 1 else f"{count} authorities"
    says = (
        f"{span}. On {day_words(days[-1])}: {people:,} people in {authorities}{with_them}. An authority without a row "
        "has none."
    )
    return [ImportFinding("note", says, name, rule="total", size=people)]
