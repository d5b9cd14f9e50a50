"""A facilitator and the lists of a small linking problem."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from convive.web.placements import actions, work
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


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.CONVIVE_DATA = tmp_path
    return tmp_path


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
def lists() -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile("schools.csv", SCHOOLS.encode()), SimpleUploadedFile("classes.csv", CLASSES.encode())]


@pytest.fixture
def proposal(facilitator, perform, lists):
    """A proposal that is ready: C1 with C2, C3 with C4, C5 left out."""
    return perform(actions.begin(facilitator, "linking", "Linking year 2026 to 2027", lists))
