"""An invented place and plan, small enough to check by hand: twelve neighbourhoods, one of them too small to judge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from convive.core.disclosure import Column, Counted, plain_sheet, sheet
from convive.core.estimates import Estimate, not_computable
from convive.core.geography import Place
from convive.core.provenance import Source
from convive.evidence.model import (
    CensusYear,
    Ends,
    Figure,
    GroupShare,
    Measure,
    Missing,
    Neighbourhood,
    Pairs,
    PlaceEvidence,
    Standing,
)
from convive.planning.model import Action, Asset, Finding, LeftOut, Plan, Voice

GROUPS = ("Asian", "Black", "Mixed", "Other", "White")
LOCKDOWN = "March 2021, in lockdown"
WARDS = (
    "Barley Cross",
    "Fuller’s Gate",
    "Dyers Green 003",
    "Dyers Green 004",
    "Canal Side",
    "Upper and Lower Wetherby Bridge",
    "Priory",
    "Saltings",
    "Hollin Bank",
    "Northmoor",
    "St Anne’s",
    "Weavers’ Row",
)
# Residents of the twelve neighbourhoods by group. Canal Side is too small to judge and holds counts of 3 and 7.
COUNTS = np.array(
    [
        [180, 40, 90, 20, 7200],
        [420, 60, 130, 40, 6900],
        [3300, 900, 350, 280, 3100],
        [4100, 700, 320, 260, 2500],
        [30, 7, 12, 3, 640],
        [250, 45, 100, 25, 7600],
        [1500, 380, 260, 120, 5200],
        [900, 250, 200, 90, 6100],
        [2200, 520, 310, 170, 4400],
        [150, 30, 80, 15, 6800],
        [2900, 810, 330, 240, 3600],
        [5200, 610, 270, 210, 1900],
    ]
)


def rings_of(i: int) -> tuple[tuple[tuple[float, float], ...], ...]:
    """A four by three board of squares, each with a bend in its eastern side, near 53.8° north."""
    x, y = -1.9 + 0.04 * (i % 4), 53.8 - 0.022 * (i // 4)
    return (
        (
            (x, y),
            (x + 0.04, y),
            (x + 0.043, y - 0.011),
            (x + 0.04, y - 0.022),
            (x, y - 0.022),
            (x + 0.003, y - 0.011),
            (x, y),
        ),
    )


def differ(row: np.ndarray) -> float:
    n = row.sum()
    return float(1 - (row * (row - 1)).sum() / (n * (n - 1)))


def make_evidence(
    *, name: str = "Brackenford", code: str = "X09000043", wards: tuple[str, ...] = WARDS, **changed: Any
) -> PlaceEvidence:
    totals = COUNTS.sum(axis=0)
    before = np.array([15200, 3100, 1700, 900, 54100])
    source = Source(
        "census-ts021",
        "TS021",
        "Ethnic group",
        "The invented census office",
        "Open",
        "2021-03-21",
        LOCKDOWN,
        "ts021.csv",
        "0" * 64,
        312,
        invented=True,
    )
    earlier = Source(
        "census-2011-ethnic",
        "KS201",
        "Ethnic group",
        "The invented census office",
        "Open",
        "2011-03-27",
        "March 2011",
        "ks201.csv",
        "0" * 64,
        1500,
        invented=True,
    )
    credit = f"The invented census office, Ethnic group (TS021), {LOCKDOWN}"
    pairs = [differ(row) for row in COUNTS]
    small = COUNTS.sum(axis=1) < 2000
    people = sheet(
        "people",
        "All residents by broad ethnic group",
        [Column("census", "Census", "label")],
        Counted([("March 2011",), (LOCKDOWN,)], np.array([before, totals]), [(g, g) for g in GROUPS]),
        source=credit,
    )
    areas = sheet(
        "neighbourhoods",
        "Residents by neighbourhood and broad ethnic group",
        [Column("neighbourhood", "Neighbourhood", "label"), Column("ward", "Main ward", "label")],
        Counted(
            [(f"Brackenford {i + 1:03d}", ward) for i, ward in enumerate(wards)],
            COUNTS,
            [(g, g) for g in GROUPS],
            {"pairs_differ": [None if s else round(100 * p, 1) for p, s in zip(pairs, small, strict=True)]},
        ),
        source=credit,
        total_labels=("All neighbourhoods", ""),
        extra_columns=[Column("pairs_differ", "Pairs of neighbours who differ, in 100", "number", "in 100 pairs")],
    )
    values = {"Asian": (0.47, 0.43), "Black": (0.39, 0.36), "Mixed": (0.19, 0.18), "White": (0.45, 0.40)}
    measures = []
    for group in GROUPS:
        for year, at in ((2011, 0), (2021, 1)):
            if group in values:
                v = values[group][at]
                estimate = Estimate(v, expected=0.02, corrected=(v - 0.02) / 0.98, units=40, people=75000)
            else:
                estimate = not_computable("dissimilarity", "Too few people.")
            measures.append(Measure("dissimilarity", group, year, "common", estimate, "census-ts021"))
    for year, unit, v in ((2011, "common", 0.201), (2021, "common", 0.172), (2021, "lsoa", 0.18), (2011, "oa", 0.24)):
        estimate = Estimate(v, expected=0.004, corrected=(v - 0.004) / 0.996, units=40, people=75000)
        measures.append(Measure("theil_h_multi", "", year, unit, estimate, "census-ts021"))
    separation = plain_sheet(
        "separation",
        "How far apart groups live",
        [
            Column("index", "Index", "label"),
            Column("group", "Group", "label"),
            Column("census", "Census", "label"),
            Column("unit", "Counted in", "label"),
            Column("value", "Value", "number"),
            Column("expected", "Expected by chance", "number"),
            Column("corrected", "Beyond chance", "number"),
        ],
        [
            (
                m.index,
                m.group or "All groups",
                str(m.year),
                m.unit,
                m.estimate.value,
                m.estimate.expected,
                m.estimate.corrected,
            )
            for m in measures
        ],
        source=credit,
    )
    found = tuple(
        Neighbourhood(
            name=f"Brackenford {i + 1:03d}",
            label=ward,
            residents=int(row.sum()),
            pairs_differ=None if few else p,
            minority=None if few else 1 - row[4] / row.sum(),
            largest=None if few else GROUPS[int(row.argmax())],
            largest_share=None if few else float(row.max() / row.sum()),
            rings=rings_of(i),
        )
        for i, (ward, row, p, few) in enumerate(zip(wards, COUNTS, pairs, small, strict=True))
    )
    near = float((COUNTS.sum(axis=1) * np.array(pairs)).sum() / COUNTS.sum())
    parts: dict[str, Any] = {
        "place": Place(code, name, 2022),
        "written": "2026-11-22",
        "years": (
            CensusYear(2011, "2011-03-27", "March 2011", "census-2011-ethnic", int(before.sum())),
            CensusYear(2021, "2021-03-21", LOCKDOWN, "census-ts021", int(totals.sum())),
        ),
        "groups": tuple(
            GroupShare(
                g,
                g,
                {2011: int(before[j]), 2021: int(totals[j])},
                {2011: round(100 * before[j] / before.sum(), 1), 2021: round(100 * totals[j] / totals.sum(), 1)},
            )
            for j, g in enumerate(GROUPS)
        ),
        "pairs": (Pairs(2021, differ(totals), near),),
        "measures": tuple(measures),
        "neighbourhoods": found,
        "ends": Ends(
            "Neighbourhoods ranked by the share of residents who are not in the White group; the first and last 2.",
            ("Brackenford 012", "Brackenford 004"),
            ("Brackenford 010", "Brackenford 001"),
        ),
        "standings": (
            Standing(
                "theil_h_multi", 0.17, Estimate(0.17), 31, 328, 297, 0, 0.04, 0.08, 0.15, 75000, ("census-ts021",)
            ),
        ),
        "sheets": (people, areas, separation),
        "sources": (earlier, source),
        "missing": (
            Missing("census-english", "How many adults speak little or no English, and so need a class."),
            Missing("pressures", "Room in schools, homes, surgeries and English classes."),
            Missing("needs", "Gaps in work, income, health and housing between groups."),
        ),
        "figures": {
            "pairs": Figure("56 and 43 in 100", credit, "11 neighbourhoods", "1 − Σ p²", "0.5561 and 0.4291"),
            "population_change": Figure("0.048", credit, "40 small areas", "after / before − 1", "0.048"),
            "separation_change": Figure("-0.029", credit, "40 small areas", "H*(2021) − H*(2011)", "-0.029116"),
        },
        "minority_words": "people who are not in the White group",
    }
    return PlaceEvidence(**(parts | changed))


def make_plan(**changed: Any) -> Plan:
    cited = {
        "indicator": "pairs_differ",
        "value": 0.43,
        "words": "43 in 100 pairs of neighbours",
        "date": "2021-03-21",
        "source": "TS021",
    }
    parts: dict[str, Any] = {
        "plan": {
            "place": "X09000043",
            "place_name": "Brackenford",
            "boundary_year": 2022,
            "title": "Local Integration Plan for Brackenford",
            "written": date(2026, 11, 22),
        },
        "priorities": [
            {
                "id": "meet-across",
                "title": "Give neighbours of different backgrounds more chances to meet",
                "why": "In the same neighbourhood two people differed less often than in the whole place.",
                "rule": "The figure is in the upper quarter of 328 authorities.",
                "figure": cited,
            },
            {
                "id": "both-ends",
                "title": "Start at both ends",
                "why": "Few chances to meet are found at either end.",
                "rule": "One in five residents lived where nearly everyone was of one group.",
                "figure": cited | {"indicator": "alike_share", "value": 0.21, "words": "21 in 100 residents"},
            },
        ],
        "objectives": [
            {
                "id": "linked-classes",
                "priority": "meet-across",
                "domain": "schools",
                "title": "Children meet children they would not otherwise meet, more than once",
                "indicator": "Classes linked with a different school",
                "baseline": {
                    "value": 0.43,
                    "words": "43 in 100 pairs",
                    "date": "2021-03-21",
                    "provisional": True,
                    "renewed_by": "the school census",
                },
                "target": {"value": None, "date": ""},
            },
            {"id": "a-room", "priority": "both-ends", "domain": "communities", "title": "A room to meet in every ward"},
        ],
        "actions": [
            {
                "id": "linking",
                "objective": "linked-classes",
                "domain": "schools",
                "title": "Link forty classes for a year",
                "what": "Pairs of classes meet three times on neutral ground.",
                "playbook": "schools-linking",
                "purpose": "meeting",
                "gains": ["longer-established residents", "new arrivals"],
                "owner": "Head of School Partnerships",
                "start": date(2027, 9, 1),
                "new_money": True,
                "cost": "not stated",
                "where": ["Brackenford 012", "Brackenford 010"],
                "milestones": [{"what": "Heads sign", "by": date(2027, 6, 30)}],
            },
            {
                "id": "lunch",
                "objective": "a-room",
                "domain": "communities",
                "title": "A free lunch room on Fridays",
                "playbook": "welcome-drop-in",
                "light": True,
            },
        ],
        "resources": [{"service": "English classes"}],
        "left_out": [{"domain": "housing", "reason": "The housing strategy is being renewed this year."}],
    }
    return Plan.model_validate(parts | changed)


FINDINGS = (
    Finding(
        rule="no-vision",
        severity="decide",
        where="plan.vision",
        says="The plan has no vision yet.",
        why="Without one, nobody can tell what success looks like.",
        mend="Write one sentence that residents chose.",
        source="E1",
    ),
    Finding(
        rule="action-without-owner",
        severity="decide",
        where="actions.lunch",
        says="“A free lunch room on Fridays” has no owner yet.",
        why="Somebody must answer for it.",
        mend="Name a post.",
        source="E1",
    ),
    Finding(
        rule="domain-without-action",
        severity="advice",
        where="domains.workplaces",
        says="Work has no action.",
        why="The economy is the hardest part.",
        mend="Add one, or say why not.",
        source="E1",
    ),
)


@pytest.fixture(scope="session")
def evidence_with() -> Callable[..., PlaceEvidence]:
    """The invented place with parts of it changed."""
    return make_evidence


@pytest.fixture(scope="session")
def plan_with() -> Callable[..., Plan]:
    """The invented plan with parts of it changed."""
    return make_plan


@pytest.fixture(scope="session")
def wards() -> tuple[str, ...]:
    return WARDS


@pytest.fixture(scope="session")
def evidence() -> PlaceEvidence:
    return make_evidence()


@pytest.fixture(scope="session")
def plan() -> Plan:
    return make_plan()


@pytest.fixture(scope="session")
def full_plan() -> Plan:
    frame = make_plan().plan.model_dump() | {
        "vision": "A borough where you can name three people who are not like you."
    }
    return make_plan(
        plan=frame,
        assets=[Asset(name="St Anne’s hall", what="A kitchen and a room for sixty.").model_dump()],
        voices=[
            Voice(
                id="v1", says="There is nowhere to sit indoors together.", heard="Market stall, May 2026"
            ).model_dump()
        ],
        left_out=[LeftOut(domain="housing", reason="The strategy is being renewed.").model_dump()],
        actions=[a.model_dump() for a in make_plan().actions]
        + [Action(id="x", objective="a-room", domain="workplaces", title="Shifts that mix").model_dump()],
    )


@pytest.fixture(scope="session")
def findings() -> tuple[Finding, ...]:
    return FINDINGS
