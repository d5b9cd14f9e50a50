"""Each school's pupils beside those of the schools around it, and beside residents of school age; protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from convive.core.disclosure import Column, Counted, Sheet, plain_sheet, sheet
from convive.core.groups import classification
from convive.evidence.census import FIVE
from convive.evidence.intake import Intake, Residents, SchoolMix, compare
from convive.evidence.parts import Inputs
from convive.evidence.schools.ages import AgeEffect, residents_of_school_age
from convive.evidence.schools.placing import Placed
from convive.evidence.schools.protect import Mask, bounds, of_rows, pairs_range, same_side, share_range
from convive.evidence.schools.pupils import GROUPS, PHASES, Counts, Pupils, matrix

MANY = 5
POINTS = 15.0
# What a school is held against, as the table of tallies names it.
NEAREST, WARD, RESIDENTS = "nearest schools", "schools of the ward", "residents of school age"
EVERYONE = Column("pupils", "All pupils with a group", "count", "pupils")
_LABELS = [
    Column("school", "School", "label"),
    Column("number", "School number (URN)", "label"),
    Column("ward", "Ward", "label"),
]


@dataclass(frozen=True)
class Beside:
    """The place's schools by two meanings of "around", and beside residents of school age where that can be had.

    ``nearest`` is by the nearest schools where a postcode is known and by the ward elsewhere, ``ward`` by the ward
    alone, ``residents`` for the White group only. Each is ``None`` where no school could be compared.
    """

    nearest: Intake | None
    ward: Intake | None
    residents: Intake | None


def beside(inputs: Inputs, pupils: Pupils, placed: Placed, effect: AgeEffect | None) -> Beside:
    """Compare every school of the place that has pupils by group."""
    near = pl.col("authority") == pupils.place
    if placed.postcodes is not None:
        near = near | pl.col("postcode").is_in(placed.postcodes["postcode"].to_list())
    wards = pupils.mine["ward"].drop_nulls().unique().to_list()
    schools = pupils.schools.filter(near | pl.col("ward").is_in(wards))
    counts = pupils.long().join(schools.select("unit"), on="unit", how="semi")
    there = None if effect is None else residents_of_school_age(inputs, effect, schools, placed)
    table, residents = (schools, None) if there is None else there
    return Beside(
        _compared(schools, counts, pupils.place, placed.postcodes, None),
        _compared(schools, counts, pupils.place, None, None),
        None if residents is None else _compared(table, counts, pupils.place, placed.postcodes, residents),
    )


def _compared(
    schools: pl.DataFrame,
    counts: pl.DataFrame,
    place: str,
    postcodes: pl.DataFrame | None,
    residents: Residents | None,
) -> Intake | None:
    phases = [phase for phase in PHASES if _any(schools, phase, place)]
    if not phases:
        return None
    found = compare(
        schools,
        counts,
        place=place,
        postcodes=postcodes,
        residents=residents,
        groups=("White",) if residents is not None else GROUPS,
        phases=phases,
        neighbours=MANY,
        points=POINTS,
    )
    wanted = "difference" if residents is None else "residents_difference"
    return found if any(getattr(row, wanted) is not None for row in found.rows) else None


def _any(schools: pl.DataFrame, phase: str, place: str) -> bool:
    mine = schools.filter((pl.col("authority") == place) & (pl.col("phase") == phase))
    return bool(mine.select(pl.sum_horizontal(GROUPS).sum() > 0).item()) if mine.height else False


def phase_sheets(pupils: Pupils, source: str) -> dict[str, Sheet]:
    """Pupils of each school by broad group, one table a phase, small numbers withheld."""
    named = classification(FIVE)
    found = {}
    for phase, word in PHASES.items():
        schools = pupils.of_phase(phase)
        if not schools.height:
            continue
        labels = [(name, unit, ward or "") for name, unit, ward in schools.select("name", "unit", "ward_name").rows()]
        found[phase] = sheet(
            f"schools-{word.lower()}",
            f"Pupils of {word.lower()} schools by broad ethnic group",
            _LABELS,
            Counted(labels, matrix(schools), [(group.id, group.label) for group in named.groups]),
            source=source,
            note="[c]: withheld to protect small numbers. Pupils whose group is not recorded are left out.",
            total_labels=(f"All {word.lower()} schools", "", ""),
            everyone=EVERYONE,
        )
    return found


def hidden_cells(found: Sheet) -> Mask:
    """Which counts a phase's table withholds: schools × groups, its line of totals left out."""
    at = [i for i, column in enumerate(found.columns) if column.id in GROUPS]
    return np.array([[row[i].withheld for i in at] for row in found.rows[:-1]], dtype=bool)


def beside_sheet(
    pupils: Pupils, tables: Mapping[str, Sheet], intake: Intake, source: str, stands: Mapping[str, str] | None = None
) -> Sheet:
    """One row a school: its shares in whole numbers, those of the schools around, and which of the two is clearly more.

    A number stands here where it leaves every withheld count as open as it was (:mod:`.protect`). ``stands`` is the
    neighbourhood of each school that could be placed.
    """
    named = classification(FIVE)
    columns = [*_LABELS, Column("phase", "Phase", "label"), Column("around", "Beside", "label")]
    columns.append(Column("pairs", "Pairs of pupils who differ, in 100", "text"))
    for group in named.groups:
        columns += [
            Column(group.id, f"{group.label} here, in 100", "number", "pupils in 100"),
            Column(f"{group.id}_around", f"{group.label} around, in 100", "text"),
            Column(f"{group.id}_side", f"{group.label}, beside those around", "text"),
        ]
    columns.append(Column("neighbourhood", "Neighbourhood it stands in", "label"))
    rows = _Rows(pupils, tables, intake, stands or {})
    return plain_sheet(
        "schools-beside",
        "Each school beside the schools of its phase around it",
        columns,
        rows.all(),
        source=source,
        note=f"Around: the {MANY} nearest schools of the phase, or those of the ward where the postcode is not in "
        "the files. “smaller” and “larger” are clear: the whole interval of the difference lies on one side. "
        "“2 to 6”: some counts are withheld, and the share lies between the two. "
        "A blank: too few pupils to show, or nothing to compare with.",
    )


class _Rows:
    """Works out the printable row of each school."""

    def __init__(self, pupils: Pupils, tables: Mapping[str, Sheet], intake: Intake, stands: Mapping[str, str]) -> None:
        units = {unit for around in intake.around_units.values() for unit in around}
        self.pupils, self.tables, self.intake, self.stands = pupils, tables, intake, stands
        others = pupils.schools.filter(pl.col("unit").is_in(list(units)))
        self.counts: dict[str, Counts] = dict(zip(others["unit"].to_list(), matrix(others), strict=True))
        self.hidden = dict(zip(self.counts, of_rows(matrix(others)), strict=True))
        self.rows: dict[str, dict[str, SchoolMix]] = {}
        for row in intake.rows:
            self.rows.setdefault(row.unit, {})[row.group] = row
        for phase, table in tables.items():
            schools = pupils.of_phase(phase)
            self.hidden |= dict(zip(schools["unit"].to_list(), hidden_cells(table), strict=True))
            self.counts |= dict(zip(schools["unit"].to_list(), matrix(schools), strict=True))

    def all(self) -> list[list[float | int | str | None]]:
        made = []
        for phase in self.tables:
            for name, unit, ward in self.pupils.of_phase(phase).select("name", "unit", "ward_name").rows():
                if unit in self.rows:
                    made.append([name, unit, ward or "", PHASES[phase], *self._of(unit), self.stands.get(unit, "")])
        return made

    def _of(self, unit: str) -> list[float | int | str | None]:
        counts, hidden = self.counts[unit], self.hidden[unit]
        around = list(self.intake.around_units[unit])
        first = self.rows[unit][GROUPS[0]]
        found: list[float | int | str | None] = [_beside_words(first), pairs_range(counts, hidden) or None]
        whole, there = int(counts.sum()), np.array([self.counts[other] for other in around]).reshape(-1, len(GROUPS))
        masks = np.array([self.hidden[other] for other in around]).reshape(-1, len(GROUPS))
        everyone = int(there.sum())
        for group in range(len(GROUPS)):
            part = int(counts[group])
            if hidden[group] or 0 < whole - part < 10:
                found += [None, None, None]
                continue
            few, many = bounds(there, masks, group)
            here, beyond = share_range(part, part, whole), share_range(few, many, everyone)
            found += [int(here), beyond or None, same_side(part, whole, few, many, everyone)]
        return found


def _beside_words(row: SchoolMix) -> str:
    if not row.schools:
        return "no other school"
    if row.around == "nearest":
        return "the nearest school" if row.schools == 1 else f"{row.schools} nearest schools"
    return "the other school of its ward" if row.schools == 1 else f"{row.schools} other schools of its ward"


def around_sheet(found: Beside, source: str) -> Sheet | None:
    """How many schools clearly have a smaller or larger share of each group than the schools around, by each rule."""
    columns = [
        Column("group", "Pupils", "label"),
        Column("beside", "Beside", "label"),
        Column("schools", "Schools that could be compared", "number"),
        Column("smaller", "Clearly a smaller share", "number", "schools"),
        Column("unclear", "No clear difference", "number", "schools"),
        Column("larger", "Clearly a larger share", "number", "schools"),
        Column("points_smaller", f"Smaller by {POINTS:g} points or more", "number", "schools"),
        Column("points_larger", f"Larger by {POINTS:g} points or more", "number", "schools"),
    ]
    rows: list[tuple[str | int, ...]] = []
    for words, intake in ((NEAREST, found.nearest), (WARD, found.ward)):
        if intake is not None and (words != NEAREST or intake.placed):
            rows += [(classification(FIVE)[group].label, words, *_tallies(intake, group)) for group in GROUPS]
    if found.residents is not None:
        rows.append((classification(FIVE)["White"].label, RESIDENTS, *_residents(found.residents)))
    if not rows:
        return None
    return plain_sheet(
        "schools-around",
        "Schools beside the schools around them",
        columns,
        rows,
        source=source,
        note="Clearly: the whole interval of the difference (95 in 100) lies on one side. The rule of "
        f"{POINTS:g} points is a named alternative. Residents of school age are an estimate, age-adjusted.",
    )


def _tallies(intake: Intake, group: str) -> tuple[int, ...]:
    rows = intake.of(group)
    sides = [row.side for row in rows]
    points = [row.by_points for row in rows]
    return (
        len(rows), sides.count("less"), sides.count("within"), sides.count("more"),
        points.count("less"), points.count("more"),
    )  # fmt: skip


def _residents(intake: Intake) -> tuple[int, ...]:
    rows = [row for row in intake.rows if row.residents_difference is not None]
    fewer = sum((row.residents_high or 0.0) < 0 for row in rows)
    more = sum((row.residents_low or 0.0) > 0 for row in rows)
    far = [100 * (row.residents_difference or 0.0) for row in rows]
    return (
        len(rows), fewer, len(rows) - fewer - more, more,
        sum(points <= -POINTS for points in far), sum(points >= POINTS for points in far),
    )  # fmt: skip
