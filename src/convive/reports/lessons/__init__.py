"""Short lessons, two minutes each, that pages and files share: a question, an answer, a picture where it helps."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from convive.core.errors import UnknownName, did_you_mean
from convive.reports.lessons import pictures
from convive.reports.markdown import html_of

PICTURES: dict[str, Callable[[], Markup]] = {
    "hundred": pictures.hundred,
    "intervals": pictures.intervals,
    "streets": pictures.streets,
    "withheld": pictures.withheld,
    "ages": pictures.ages,
}


@dataclass(frozen=True)
class Lesson:
    """A lesson: its id, its question, its first sentence, its text as HTML without the question, and its picture."""

    id: str
    question: str
    first: str
    body: Markup
    picture: Markup | None


@cache
def lessons(language: str = "en") -> tuple[Lesson, ...]:
    """Every lesson, in the order in which they are read.

    >>> [lesson.question for lesson in lessons()][1]
    'What is an interval?'
    """
    folder = files("convive.reports.lessons")
    entries = tomllib.loads(folder.joinpath("lessons.toml").read_text("utf-8"))["lessons"]
    return tuple(
        _lesson(entry["id"], folder.joinpath(language, f"{entry['id']}.md").read_text("utf-8"), entry["picture"])
        for entry in entries
    )


def lesson(id: str) -> Lesson:
    """A lesson by its id.

    Raises
    ------
    UnknownName
        When there is none.
    """
    for found in lessons():
        if found.id == id:
            return found
    raise UnknownName(
        f"There is no lesson “{id}”.", rule="lesson", hint=did_you_mean(id, [one.id for one in lessons()])
    )


def _lesson(id: str, text: str, picture: str) -> Lesson:
    title, _, body = text.partition("\n")
    words = " ".join(body.strip().split("\n\n")[0].split())
    return Lesson(
        id=id,
        question=title.removeprefix("# ").strip(),
        first=words.partition(". ")[0].removesuffix(".") + ".",
        body=html_of(body),
        picture=PICTURES[picture]() if picture else None,
    )
