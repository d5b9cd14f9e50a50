"""A site's own folder, an analyst, and files of the invented borough."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from convive.sources import DataFolder, read
from convive.web.imports import actions, work
from convive.web.imports.models import Job
from convive.worlds import brackenford


@pytest.fixture(scope="session")
def world(tmp_path_factory) -> dict[str, tuple[Path, ...]]:
    """The invented borough's files by kind."""
    return {kind: tuple(paths) for kind, paths in brackenford.write(tmp_path_factory.mktemp("world")).items()}


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    """The site's folder."""
    settings.CONVIVE_DATA = tmp_path
    settings.CONVIVE_PLACE = brackenford.CODE
    return tmp_path


@pytest.fixture
def filled(here, world):
    """A data folder with the lookups and both censuses."""
    folder = DataFolder(here / "data")
    for kind in ("lookups", "boundaries", "census-2011-ethnic", "census-ts021"):
        folder.put(read(kind, list(world[kind]), folder.places()), imported_on="2026-11-22")
    return folder


@pytest.fixture
def perform(db):
    """Do a job as the process that the worker starts does it."""

    def perform(job: object) -> Job:
        Job.objects.filter(pk=job).update(state=Job.State.RUNNING)
        work.perform(str(job))
        return Job.objects.get(pk=job)

    return perform


@pytest.fixture
def bring(person, world, perform):
    """Bring in a file of a kind as the analyst, and do the job at once."""

    def bring(kind: str = "census-ts021", content: bytes | None = None, name: str = "ts021.csv") -> Job:
        from convive.web.accounts.models import User

        analyst = User.objects.filter(role="analyst").first() or person("analyst")
        data = world[kind][0].read_bytes() if content is None else content
        return perform(actions.take_in(analyst, kind, [SimpleUploadedFile(name, data)]))

    return bring
