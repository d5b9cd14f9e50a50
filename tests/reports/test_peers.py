"""Similar authorities in print: who, how they were found, and never a league table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convive.evidence.model import Peer, Peers
from convive.reports.peers import section


@pytest.fixture
def found() -> Peers:
    nearest = tuple(Peer(f"X0900{n:04}", f"Place {n}", n / 10) for n in range(10))
    return Peers(nearest, ("size", "mix", "age"), 19, 300, ("census-ts021",))


def test_it_names_the_authorities_the_features_and_the_tables(evidence, found) -> None:
    made = section(replace(evidence, peers=found))
    assert "Place 0, Place 1" in made["names"]
    assert "the shares of 19 ethnic groups" in made["how"]
    assert "any two of the 300 authorities" in made["how"]
    assert "TS021" in made["tables"]


def test_each_figure_stands_beside_the_middle_of_the_similar(evidence, found) -> None:
    standings = tuple(replace(s, similar=s.median, similar_of=9) for s in evidence.standings)
    made = section(replace(evidence, peers=found, standings=standings))
    assert len(made["rows"]) == len(standings)
    assert all("in the middle of 9 similar authorities" in row["more"] for row in made["rows"])
    everything = " ".join([made["title"], *(row["label"] + row["value"] + row["more"] for row in made["rows"])])
    assert not any(word in everything for word in ("worst", "best", "rank", "league"))


def test_without_company_it_says_why(evidence) -> None:
    made = section(replace(evidence, peers=None))
    assert made["rows"] == []
    assert "more than twenty" in made["reason"]
    assert section(replace(evidence, standings=())) is None
