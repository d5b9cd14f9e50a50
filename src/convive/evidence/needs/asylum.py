"""People seeking asylum who were housed or supported by the Home Office: by authority only, and never finer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.disclosure import Column, Counted, Sheet, is_small, sheet, withhold
from convive.core.estimates import Estimate
from convive.core.periods import day_words
from convive.evidence.catalogue import indicator
from convive.evidence.figures import credit
from convive.evidence.model import Figure, Line, Standing, Topic
from convive.evidence.needs.census import company_of
from convive.evidence.needs.shares import rate_of
from convive.evidence.parts import Inputs, Part
from convive.evidence.standings import stand

KIND = "asylum-support"
TITLE = "People on asylum support"
COUNTED = "people on asylum support"
GONE = (
    "How many people seeking asylum are housed or supported here. The Home Office publishes it every quarter for each "
    "authority; the council’s asylum partnership has it too."
)
# The publisher's category begins with the section of the law that a person is supported under.
SUPPORT = {
    "Section 95": "Section 95: while a claim is looked at",
    "Section 98": "Section 98: first help, for a short time",
    "Section 4": "Section 4: after a claim, for people who cannot leave the UK for now",
}
# The only support that the publisher gives for authorities all the way back.
OVER_TIME = "Section 95"
_RESIDENTS = ("census-ts021-lad", "census-ts021")
BY_AUTHORITY = Column("people", "All people on asylum support", "count", "people")


def measured(inputs: Inputs) -> Part:
    """Everybody on asylum support on the file's last day, in all and for every 10,000 residents."""
    if not inputs.has(KIND, "people") or KIND not in inputs.origin:
        return _cannot_say(GONE)
    people = _people(inputs)
    last = people["date"].max()
    if not isinstance(last, date):
        return _cannot_say(f"The file holds nobody on any day. {GONE}")
    mine = people.filter(pl.col("authority") == inputs.place.code)
    if mine.is_empty():
        return _cannot_say(f"{inputs.place.name} is in the file on no day. {GONE}")
    return _part(inputs, people, mine, last)


def _cannot_say(reason: str) -> Part:
    return Part((Topic("asylum", "needs", TITLE, counted=COUNTED, kinds=(), status="cannot say", reason=reason),))


def _people(inputs: Inputs) -> pl.DataFrame:
    """People by authority, date and support; the districts that the place was made of are added up under its code."""
    here = pl.when(pl.col("authority").is_in([*inputs.codes, inputs.place.code])).then(pl.lit(inputs.place.code))
    support = pl.col("category").cast(pl.String).str.split(":").list.first().str.strip_chars()
    return (
        inputs.tables[f"{KIND}.people"]
        .with_columns(authority=here.otherwise(pl.col("authority")), support=support)
        .group_by("authority", "date", "support")
        .agg(pl.col("people").sum())
        .sort("authority", "date", "support")
        .collect()
    )


def residents(inputs: Inputs) -> tuple[str, dict[str, int]]:
    """The census that residents are taken from, and residents by authority; "" and nobody where there is none."""
    codes = [*inputs.codes, inputs.place.code]
    if inputs.has(_RESIDENTS[0], "units"):
        units = inputs.tables[f"{_RESIDENTS[0]}.units"].select(lad="unit", people="people").collect()
        kind = _RESIDENTS[0]
    elif inputs.joined.lsoa21 is not None:
        complete = inputs.joined.complete[2021]
        units = inputs.joined.lsoa21.select("lad", people=pl.sum_horizontal(inputs.joined.groups))
        units = units.filter(pl.col("lad").is_in(list(complete)))
        kind = _RESIDENTS[1]
    else:
        return "", {}
    here = pl.when(pl.col("lad").is_in(codes)).then(pl.lit(inputs.place.code)).otherwise(pl.col("lad"))
    added = units.group_by(here.alias("lad")).agg(pl.col("people").sum()).sort("lad")
    return kind, {lad: int(count) for lad, count in added.iter_rows()}


def _part(inputs: Inputs, people: pl.DataFrame, mine: pl.DataFrame, last: date) -> Part:
    source = inputs.origin[KIND]
    latest = mine.filter(pl.col("date") == last)
    counts = {support: int(n) for support, n in latest.select("support", "people").iter_rows()}
    order = [*(one for one in SUPPORT if one in counts), *(one for one in sorted(counts) if one not in SUPPORT)]
    row = np.array([[counts[one] for one in order]], dtype=np.int64) if order else np.zeros((1, 0), dtype=np.int64)
    total = int(row.sum())
    hidden = withhold(row)[0] if order else np.array([False])
    shown = None if is_small(total) or hidden[-1] else total
    where = [day_words(last)]
    tables = [
        sheet(
            "asylum",
            f"People on asylum support in {inputs.place.name}, {day_words(last)}",
            [Column("day", "Day", "label")],
            Counted([where], row, [(_id(one), SUPPORT.get(one, one)) for one in order]),
            source=_credit(inputs),
            note="[c]: withheld to protect small numbers. By authority only.",
            hidden=np.array([hidden]),
            everyone=BY_AUTHORITY,
        )
    ]
    few = OVER_TIME in order and bool(hidden[order.index(OVER_TIME)])
    if series := _series(inputs, mine, last, few=few):
        tables.append(series)
    kind, known = residents(inputs)
    found = _rate(inputs, people.filter(pl.col("date") == last), kind, known) if shown is not None else None
    estimate, standing, company = found if found else (None, None, 0)
    topic = Topic(
        id="asylum",
        part="needs",
        title=TITLE,
        counted=COUNTED,
        kinds=(KIND, kind) if estimate else (KIND,),
        dated=last.isoformat(),
        date_words=day_words(last),
        total=shown,
        lines=tuple(
            Line(_id(one), SUPPORT.get(one, one), None if hidden[i] else counts[one], None)
            for i, one in enumerate(order)
        ),
        indicator="asylum_support" if estimate else "",
        value=None if estimate is None or estimate.value is None else round(estimate.value, 6),
        numerator=shown,
        denominator=known.get(inputs.place.code) if estimate else None,
        company=company_of(company),
        sheet="asylum",
        notes=_notes(total, inputs.place.name, last),
    )
    figures = {}
    if estimate is not None and estimate.value is not None:
        figures["asylum_support"] = Figure(
            words=indicator("asylum_support").words(estimate.value, places=1),
            source=f"{credit(source)}; residents from {credit(inputs.origin[kind])}",
            rows=f"Every row of {inputs.place.name} on {day_words(last)}, found by its name; {company} authorities "
            "compared",
            formula=indicator("asylum_support").formula,
            exact=f"{total:,} of {known[inputs.place.code]:,} residents",
        )
    else:
        figures["asylum"] = Figure(
            words="fewer than 10" if is_small(total) else "withheld" if shown is None else f"{shown:,}",
            source=credit(source),
            rows=f"Every row of {inputs.place.name} on {day_words(last)}, found by its name",
            formula="Sum of people over kinds of support",
        )
    return Part((topic,), tuple(tables), (standing,) if standing else (), figures)


def _rate(
    inputs: Inputs, people: pl.DataFrame, kind: str, known: Mapping[str, int]
) -> tuple[Estimate, Standing | None, int] | None:
    """People for every resident here and its standing among the authorities of the file that day, and their number."""
    by_lad = {lad: int(n) for lad, n in people.group_by("authority").agg(pl.col("people").sum()).iter_rows()}
    estimates = {lad: rate_of(n, known[lad], "asylum_support") for lad, n in sorted(by_lad.items()) if lad in known}
    mine = estimates.get(inputs.place.code)
    if mine is None or mine.value is None:
        return None
    standing = stand(
        "asylum_support",
        estimates,
        inputs.place.code,
        authorities=len(known),
        kinds=(KIND, kind),
        touches=lambda estimate: round(estimate.numerator or 0),
        peers=inputs.peers,
    )
    return mine, standing, len(estimates)


def _series(inputs: Inputs, mine: pl.DataFrame, last: date, *, few: bool) -> Sheet | None:
    """Section 95 alone, at the end of each year: the others have no authority in earlier years.

    ``few`` says that the latest count is withheld in the table beside it, and so here.
    """
    end = (pl.col("date").dt.month() == last.month) & (pl.col("date").dt.day() == last.day)
    by_day = mine.filter((pl.col("support") == OVER_TIME) & end).select("date", "people").sort("date")
    if by_day.height < 2:
        return None
    days, counts = by_day["date"].to_list(), by_day["people"].to_numpy().astype(np.int64)
    hide = [is_small(count) or (few and day == last) for day, count in zip(days, counts, strict=True)]
    hidden: NDArray[np.bool_] = np.array([[one, one] for one in hide])
    return sheet(
        "asylum-over-time",
        f"People on Section 95 asylum support in {inputs.place.name}",
        [Column("day", "Day", "label")],
        Counted([[day_words(day)] for day in days], counts[:, None], [("section-95", SUPPORT[OVER_TIME])]),
        source=_credit(inputs),
        note="[c]: withheld to protect small numbers. Section 95 alone: other support has no authority in early years.",
        hidden=hidden,
        shares=False,
        everyone=BY_AUTHORITY,
    )


def _notes(total: int, name: str, last: date) -> tuple[str, ...]:
    if total == 0:
        return (f"The file counts nobody in {name} on {day_words(last)}.",)
    if is_small(total):
        return (f"Fewer than ten people in {name} on {day_words(last)}: the number is withheld.",)
    return ()


def _id(support: str) -> str:
    return support.lower().replace(" ", "-")


def _credit(inputs: Inputs) -> str:
    source = inputs.origin[KIND]
    return f"{source.publisher}, {source.title} ({source.table}), {source.date_words}"
