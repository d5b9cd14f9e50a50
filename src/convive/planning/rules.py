"""The linter's rules as data: how each counts, why it is there, how to mend what it finds."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from convive.core.errors import UnknownName, did_you_mean

Severity = Literal["error", "advice", "decide"]


class Rule(BaseModel):
    """One rule; ``title`` is what it looks at. ``says``, ``mend`` and ``why`` may hold {fields} for a check to fill.

    ``light`` is how it counts where all it is about is light actions: volunteer-run work is advised and not corrected.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    adopted: Severity
    draft: Severity
    light: Severity = "advice"
    says: str
    why: str
    mend: str
    source: str

    def severity(self, *, draft: bool, light: bool) -> Severity:
        """How a finding counts in a draft or an adopted plan, about a light action or anything else.

        >>> [rule("action-without-owner").severity(draft=draft, light=True) for draft in (True, False)]
        ['decide', 'advice']
        """
        if not light:
            return self.draft if draft else self.adopted
        return "advice" if self.light == "decide" and not draft else self.light


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which the linter goes through a plan.

    >>> all_rules()[0].id
    'no-vision'
    """
    raw = tomllib.loads(files("convive.planning").joinpath("data", "rules.toml").read_text("utf-8"))
    return tuple(Rule.model_validate(rule) for rule in raw["rules"])


def rule(name: str) -> Rule:
    """A rule by its id.

    Raises
    ------
    UnknownName
        When there is none of that id.
    """
    for found in all_rules():
        if found.id == name:
            return found
    raise UnknownName(f"There is no rule “{name}”.", hint=did_you_mean(name, [r.id for r in all_rules()]))
