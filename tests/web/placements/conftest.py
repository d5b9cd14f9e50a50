"""A facilitator, a small linking problem, and an engine that answers at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from convive.core.problems import LinkingProblem
from convive.web.placements import actions, engines, work
from convive.web.placements.models import Run

SCHOOLS = """school_id,name,x_km,y_km,eth_asian,eth_white,fsm
S1,Alder Primary (invented),0,0,0.1,0.9,0.2
S2,Birch Primary (invented),2,1,0.8,0.2,0.4
S3,Cedar Primary (invented),4,0,0.2,0.8,0.1
S4,Dogwood Primary (invented),3,3,0.9,0.1,0.5
S5,Elm Primary (invented),1,4,0.3,0.7,0.3
"""
CLASSES = """class_id,school_id,year,size
C1,S1,4,28
C2,S2,4,27
C3,S3,5,30
C4,S4,5,25
C5,S5,4,
"""


def table(text: str) -> pl.DataFrame:
    return pl.read_csv(text.encode(), infer_schema=False)


def small_problem() -> LinkingProblem:
    return LinkingProblem(table(SCHOOLS), table(CLASSES))


@dataclass(frozen=True)
class Answered:
    """An answer that takes the pairs in the order of the list."""

    problem: LinkingProblem

    def as_dict(self) -> dict[str, Any]:
        ids = self.problem.classes["class_id"].to_list()
        apart = {frozenset(pair) for pair in self.problem.forbidden.select("class_a", "class_b").iter_rows()}
        pins = [tuple(pair) for pair in self.problem.pins.select("class_a", "class_b").iter_rows()]
        rest = [one for one in ids if not any(one in pair for pair in pins)]
        pairs = list(pins)
        while len(rest) > 1:
            one = rest.pop(0)
            other = next((name for name in rest if frozenset((one, name)) not in apart), None)
            if other:
                rest.remove(other)
                pairs.append((one, other))
        met = {end for pair in pairs for end in pair}
        quality = {"value": 10, "bound": 10, "gap": 0.0, "status": "optimal", "seconds": 0.1, "solver": "blossom"}
        return {
            "quality": {**quality, "seed": 0, "input_hash": self.problem.digest},
            "assignments": [{"class_a": a, "class_b": b, "minutes": 12, "value": 5, "bonus": 5} for a, b in pairs],
            "unassigned": [{"id": one, "reason": "full", "would_open": ["minutes"]} for one in ids if one not in met],
            "relaxed": [],
        }

    def repair(self, *, without: list[str]) -> Answered:
        from dataclasses import replace

        kept = self.problem.classes.filter(~pl.col("class_id").is_in(without))
        return Answered(replace(self.problem, classes=kept))


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.CONVIVE_DATA = tmp_path
    return tmp_path


@pytest.fixture
def small(monkeypatch):
    """The small problem, whatever was uploaded, and the engine that answers at once."""
    monkeypatch.setattr(engines, "problem", lambda kind, folder, place: small_problem())
    monkeypatch.setattr(engines, "solve", lambda problem, options: Answered(problem))


@pytest.fixture
def perform(db):
    """Do a job as the process that the worker starts does it."""

    def perform(run: object) -> Run:
        Run.objects.filter(pk=run).update(state=Run.State.RUNNING)
        work.perform(str(run))
        return Run.objects.get(pk=run)

    return perform


@pytest.fixture
def facilitator(person):
    return person("facilitator")


@pytest.fixture
def page(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def proposal(small, facilitator, perform):
    """A proposal that is ready: C1 with C2, C3 with C4, C5 left out."""
    files = [SimpleUploadedFile("schools.csv", SCHOOLS.encode()), SimpleUploadedFile("classes.csv", CLASSES.encode())]
    return perform(actions.begin(facilitator, "linking", "Linking year 2026 to 2027", files))
