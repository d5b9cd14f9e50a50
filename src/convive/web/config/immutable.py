"""Rows that are written once: refused in the model, in every queryset, and by the database itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from convive.web.config.errors import Unchangeable

Row = TypeVar("Row", bound=models.Model)


def _refuse(model: type[models.Model]) -> NoReturn:
    raise Unchangeable(
        f"A {model._meta.verbose_name} is written once and never changed or deleted.",
        rule="written-once",
        hint="Publish a new one; the old one stays on the record.",
    )


class WrittenOnceQuerySet(models.QuerySet[Row]):
    """Reads and creates; nothing else."""

    def update(self, **kwargs: Any) -> int:
        """Refused."""
        _refuse(self.model)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused."""
        _refuse(self.model)

    def bulk_update(self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Refused."""
        _refuse(self.model)


class WrittenOnce(models.Model):
    """A row that can be created and read."""

    objects = models.Manager.from_queryset(WrittenOnceQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Create the row; a second save is refused."""
        if not self._state.adding:
            _refuse(type(self))
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused."""
        _refuse(type(self))


def guard(table: str, *key: str) -> migrations.RunPython:
    """A migration step that makes the database refuse changes to a table, whoever asks.

    ``key`` are the columns that number a row beside its id: putting a row in the place of one that has the same is a
    change too (``INSERT OR REPLACE`` calls no trigger for the row it throws out).

    SQLite drops triggers with their table when a later migration rebuilds it: such a migration must end with this
    step again (a test counts the triggers).
    """
    same = "id = NEW.id"
    if key:
        same += f" OR ({' AND '.join(f'{column} = NEW.{column}' for column in key)})"
    # Table and columns are names written in a migration; nothing that anybody types comes here.
    triggers = {
        "update": f"BEFORE UPDATE ON {table}",
        "delete": f"BEFORE DELETE ON {table}",
        "replace": f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",  # nosec B608
    }

    def put(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            remove(apps, editor)
            for name, when in triggers.items():
                editor.execute(
                    f"CREATE TRIGGER {table}_no_{name} {when} BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
                )

    def remove(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            for name in triggers:
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{name}")

    return migrations.RunPython(put, remove)
