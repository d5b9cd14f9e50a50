"""What is written once stays: in the model, in every queryset, and in the database itself."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from convive.web.audit.models import Event
from convive.web.config.errors import Unchangeable
from convive.web.place.models import Release
from convive.web.placements.models import Decided, Run
from convive.web.plan.models import Version

MODELS = [Release, Version, Event, Decided]


@pytest.fixture(autouse=True)
def accepted(published, person):
    """A proposal that was accepted."""
    who = person("facilitator")
    run = Run.objects.create(kind="teams", title="Summer", made_by=who)
    return Decided.objects.create(run=run, content="{}", digest="0" * 64, made_by=who)


@pytest.mark.parametrize("model", MODELS)
def test_the_model_refuses(published, model):
    row = model.objects.latest("id")
    with pytest.raises(Unchangeable, match="written once"):
        row.save()
    with pytest.raises(Unchangeable, match="written once"):
        row.delete()


@pytest.mark.parametrize("model", MODELS)
def test_every_queryset_refuses(published, model):
    for rows in (model.objects.all(), model._base_manager.all()):
        with pytest.raises(Unchangeable):
            rows.update(id=99)
        with pytest.raises(Unchangeable):
            rows.delete()
        with pytest.raises(Unchangeable):
            rows.bulk_update([rows[0]], ["id"])


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"]
)
@pytest.mark.parametrize("model", MODELS)
def test_the_database_refuses(published, model, statement):
    table = model._meta.db_table
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert model.objects.exists()


def test_no_later_migration_has_dropped_a_guard(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        found = {name for (name,) in cursor.fetchall()}
    assert found == {f"{m._meta.db_table}_no_{verb}" for m in MODELS for verb in ("update", "delete", "replace")}
