"""The topics that rest on one census table each, as data: what is counted, its lines, and who holds the figure."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from convive.core.disclosure import Column


class Row(BaseModel):
    """One printed line: the publisher's categories that are added up in it. ``indicator`` is the id of its share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    label: str
    groups: tuple[str, ...]
    indicator: str = ""


class Question(BaseModel):
    """One topic. ``leads`` is the row whose share is the headline; ``apart`` are two categories within it.

    ``level`` is what the table counts by. ``names`` is the kind that holds the names of its areas where the table has
    codes alone. ``gone`` says what cannot be said without the table, and who holds it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    sheet: str
    counted: str
    everyone: str
    unit: str
    kind: str
    level: Literal["lsoa", "msoa"]
    names: str = ""
    leads: str
    rows: tuple[Row, ...]
    apart: tuple[str, ...] = ()
    apart_says: str = ""
    gone: str
    holder: str

    @model_validator(mode="after")
    def _whole(self) -> Question:
        if self.leads not in {row.id for row in self.rows if row.indicator}:
            raise ValueError(f"the row that leads {self.id} is not there, or has no indicator")
        groups = [group for row in self.rows for group in row.groups]
        if len(set(groups)) != len(groups):
            raise ValueError(f"a category of {self.id} stands in two rows")
        return self

    @property
    def lead(self) -> Row:
        """The row whose share is the headline."""
        return next(row for row in self.rows if row.id == self.leads)

    @property
    def column(self) -> Column:
        """The column of totals in its table."""
        return Column(self.unit, self.everyone, "count", "people" if self.unit == "residents" else self.unit)


@cache
def questions() -> tuple[Question, ...]:
    """Every topic of the file, in the order in which reports print them.

    >>> [question.id for question in questions()]
    ['english', 'arrivals', 'tenure', 'crowding']
    """
    raw = tomllib.loads(files("convive.evidence").joinpath("data", "needs.toml").read_text("utf-8"))
    return tuple(Question.model_validate(entry) for entry in raw["topics"])
