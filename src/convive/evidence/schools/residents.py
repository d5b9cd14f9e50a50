"""A place's schools beside residents of school age, from the tables of a data folder alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from convive.evidence.census import authorities_in, join
from convive.evidence.intake import Intake
from convive.evidence.parts import Inputs
from convive.evidence.schools.ages import age_effect, no_residents
from convive.evidence.schools.beside import beside
from convive.evidence.schools.placing import place_schools
from convive.evidence.schools.pupils import load


def beside_residents(code: str, tables: Mapping[str, pl.LazyFrame], *, today: date) -> tuple[Intake | None, str]:
    """The share of White pupils of each school beside an age-adjusted estimate of residents aged 5 to 15.

    The estimate moves the 2021 share of each school's neighbourhood or ward by what age made of shares in 2011
    (:mod:`convive.evidence.schools.ages`).

    Parameters
    ----------
    code
        The authority's code.
    tables
        The data folder's tables by name.
    today
        The day of writing.

    Returns
    -------
    The comparison, and nothing; or nothing, and why it cannot be made.

    Raises
    ------
    RefusedInput
        Without a census in the tables.
    UnknownName
        When no authority has that code.
    """
    from convive.evidence.place import find_place

    if "lookups.lsoa_changes" not in tables:
        return None, "that needs the lookups of small areas, and a census by age."
    inputs = Inputs(find_place(code, authorities_in(tables, code)), join(tables, code), tables, {}, None, today)
    pupils = load(inputs)
    if pupils is None or not pupils.mine.height:
        return None, "there is no school of this place in the data folder."
    placed = place_schools(inputs, pupils.schools, pupils.mine)
    effect = age_effect(inputs)
    found = beside(inputs, pupils, placed, effect).residents
    return (found, "") if found is not None else (None, no_residents(inputs, effect).says)
