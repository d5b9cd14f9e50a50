"""The one way from content to text: templates that escape by default, and the last look before anything leaves."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from convive.core.disclosure import gate
from convive.reports import words
from convive.reports.marks import logo, symbol

# Pictures and fonts that travel inside the file: random letters that could look like an area code by accident.
EMBEDDED = re.compile(r"data:(?:font|image)/[\w.+-]+;base64,[A-Za-z0-9+/=]+")
_TAG = re.compile(r"<[^>]*>")


@cache
def environment() -> Environment:
    """The templates of this room: all is escaped unless one of our own writers made it, and nothing may be missing."""
    env = Environment(
        loader=PackageLoader("convive.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(symbol=symbol, logo=logo)
    env.filters.update(
        in_100=words.in_100,
        say_in_100=words.say_in_100,
        day=words.say_day,
        capital=words.capital,
        sentence=words.sentence,
        month=words.month_of,
        number=lambda n: f"{n:,}",
        people_list=words.join,
        formula=words.formula,
        curly=words.curly,
    )
    env.globals.update(count=words.count, say_number=words.say_number)
    env.globals.update(say=words.say, say_many=words.say_many, marked=words.say_marked)
    return env


def render(template: str, /, **content: Any) -> Markup:
    """A template with its content, as finished text.

    Raises
    ------
    DisclosureError
        When something finer than a neighbourhood stands in it.
    """
    return Markup(finished(environment().get_template(template).render(content), what=template))  # nosec B704


def finished(text: str, *, what: str) -> str:
    """The last look at a text: every writer of this room passes through here.

    It is read as it stands and as people see it (without tags, with entities resolved, hard spaces as spaces), so that
    neither markup nor an entity can hide an area code. Embedded pictures and fonts are left out.

    >>> finished("<p>Bradford <b>016</b></p>", what="page")
    '<p>Bradford <b>016</b></p>'

    Raises
    ------
    DisclosureError
        When something finer than a neighbourhood stands in it.
    """
    bare = EMBEDDED.sub("", text)
    gate(bare, what=what)
    seen = html.unescape(_TAG.sub("", bare))
    gate(re.sub(r"\s+", " ", seen), what=what)
    return text
