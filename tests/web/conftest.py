"""A small place, a small plan and one person of each role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from convive.core.disclosure import Column, Counted, sheet
from convive.core.geography import Place
from convive.core.provenance import Source
from convive.evidence.model import CensusYear, GroupShare, Missing, Neighbourhood, Pairs, PlaceEvidence
from convive.planning.model import Finding, Frame, Plan

GROUPS = (("Asian", "Asian"), ("White", "White"))


@pytest.fixture
def evidence() -> PlaceEvidence:
    """A place of two neighbourhoods; the seven Asian residents of one are withheld."""
    people = sheet(
        "neighbourhoods",
        "Neighbourhoods",
        [Column("name", "Neighbourhood", "label")],
        Counted([["Brackenford 001"], ["Brackenford 002"]], np.array([[7, 4000], [2500, 3000]]), GROUPS),
        source="Census table TS021, March 2021, in lockdown",
        total_labels=["Brackenford"],
    )
    source = Source(
        kind="census-ts021",
        table="TS021",
        title="Ethnic group",
        publisher="Invented",
        licence="Apache-2.0",
        dated="2021-03-21",
        date_words="March 2021, in lockdown",
        file="ts021.csv",
        digest="0" * 64,
        rows=2,
        invented=True,
    )
    return PlaceEvidence(
        place=Place("X09000043", "Brackenford", 2022),
        written="2026-11-22",
        years=(CensusYear(2021, "2021-03-21", "March 2021, in lockdown", "census-ts021", 9507),),
        groups=(
            GroupShare("Asian", "Asian", {2021: 2507}, {2021: 26.4}),
            GroupShare("White", "White", {2021: 7000}, {2021: 73.6}),
        ),
        pairs=(Pairs(2021, 0.388, 0.29),),
        measures=(),
        neighbourhoods=(
            Neighbourhood("Brackenford 001", "Castle Mead", 4007, 0.003, 0.002, "White", 0.998),
            Neighbourhood("Brackenford 002", "Canal Side", 5500, 0.496, 0.455, "White", 0.545),
        ),
        ends=None,
        standings=(),
        sheets=(people,),
        sources=(source,),
        missing=(Missing("needs", "Who needs what. The census does not ask."),),
        minority_words="other than White",
    )


@pytest.fixture
def plan() -> Plan:
    """A plan with nothing settled yet but its vision."""
    frame = Frame(
        place="X09000043",
        place_name="Brackenford",
        boundary_year=2022,
        title="Brackenford Local Integration Plan",
        written=date(2026, 11, 22),
        vision="A borough where neighbours lend each other a ladder.",
    )
    return Plan(plan=frame)


@pytest.fixture
def findings() -> tuple[Finding, ...]:
    """One piece of advice and one thing to decide, in that order."""

    def finding(severity: str, says: str) -> Finding:
        return Finding.model_validate(
            {
                "rule": "a-rule",
                "severity": severity,
                "where": "plan",
                "says": says,
                "why": "Because it matters.",
                "mend": "Write it down.",
                "source": "Essay 1",
            }
        )

    return finding("advice", "Two actions could be one."), finding("decide", "Nobody answers for the first action.")


@pytest.fixture
def person(db: None) -> Callable[[str], object]:
    """Makes a person of a role."""
    from convive.web.accounts import actions, queries

    def make(role: str) -> object:
        return actions.add_user(queries.OPERATOR, email=f"{role}@example.org", name=role.title(), role=role)

    return make


@pytest.fixture
def published(person, evidence, plan, findings):
    """One release and one version, as the analyst and the plan lead published them."""
    from convive.web.place.actions import publish_release
    from convive.web.plan.actions import publish_version

    return publish_release(person("analyst"), evidence), publish_version(person("plan-lead"), plan, findings)


@pytest.fixture(autouse=True)
def forget():
    """No test sees another's counted attempts or kept fragments."""
    from django.core.cache import cache

    from convive.web.place import queries as place
    from convive.web.plan import queries as plan

    yield
    cache.clear()
    for kept in (place.evidence, place.fragment, plan._content, plan._fragment):
        kept.cache_clear()
