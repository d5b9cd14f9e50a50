"""Evidence made by hand, so that one figure can be changed at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convive.core.estimates import Estimate
from convive.core.geography import Place
from convive.core.provenance import Source
from convive.evidence.model import CensusYear, Ends, Neighbourhood, PlaceEvidence, Standing

QUARTERS = {
    "theil_h_multi": (0.03, 0.05, 0.08),
    "alike_share": (0.27, 0.78, 0.95),
    "mix_change": (0.013, 0.024, 0.05),
    "population_change": (0.027, 0.057, 0.089),
    "separation_change": (-0.013, -0.005, 0.0003),
    "little_english": (0.003, 0.008, 0.019),
    "recent_arrivals": (0.003, 0.006, 0.011),
    "asylum_support": (2.0, 9.0, 24.0),
    "crowding": (0.02, 0.03, 0.05),
    "private_renting": (0.15, 0.18, 0.22),
    "deprived_fifth": (0.05, 0.13, 0.3),
    "schools_apart": (0.04, 0.09, 0.16),
    "falling_rolls": (-0.02, 0.04, 0.09),
    "school_places_full": (0.84, 0.89, 0.93),
}


def standing(
    indicator: str, value: float, rank: int, *, of=320, people=100_000, status="ok", level=0, left=11, before=None
) -> Standing:
    low, median, high = QUARTERS[indicator]
    estimate = Estimate(
        value, people=people, method=indicator, status=status, reason="" if status == "ok" else "Within chance."
    )
    kinds = ("census-ts021",)
    place = (rank, of, of - rank - level, left)
    return Standing(
        indicator, value, estimate, *place, low, median, high, people, kinds, before, "March 2011" if before else ""
    )


def evidence_with(*standings: Standing) -> PlaceEvidence:
    areas = tuple(Neighbourhood(f"Twinford {n:03}", f"Ward {n}", 7000, 0.4, n / 10, "White", 0.6) for n in range(1, 9))
    names = [area.name for area in areas]
    return PlaceEvidence(
        place=Place("X09000001", "Twinford", 2022),
        written="2026-11-22",
        years=(CensusYear(2021, "2021-03-21", "March 2021, in lockdown", "census-ts021", 56_000),),
        groups=(),
        pairs=(),
        measures=(),
        neighbourhoods=areas,
        ends=Ends("by share", tuple(reversed(names[-3:])), tuple(names[:3])),
        standings=standings,
        sheets=(),
        sources=(
            Source(
                "census-ts021", "TS021", "Census", "Office", "OGL", "2021-03-21", "March 2021", "f.csv", "0" * 64, 1
            ),
        ),
        missing=(),
    )


@pytest.fixture
def stands():
    return standing


@pytest.fixture
def evidence_of():
    return evidence_with


@pytest.fixture
def apart():
    """A place far apart, whose mix changed fast."""
    return evidence_with(
        standing("theil_h_multi", 0.31, 5),
        standing("alike_share", 0.27, 240),
        standing("mix_change", 0.063, 52),
        standing("population_change", 0.046, 200),
        standing("separation_change", -0.019, 276),
    )


@pytest.fixture
def alike():
    """A place where nearly everyone is of one group, and little stands out."""
    return evidence_with(
        standing("theil_h_multi", 0.034, 239),
        standing("alike_share", 0.87, 146),
        standing("mix_change", 0.0255, 155),
        standing("population_change", 0.047, 190),
        replace(standing("separation_change", 0.0025, 61, status="small")),
    )
