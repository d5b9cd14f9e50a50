"""Roles as data: read from ``data/roles.toml``, checked, and turned into rules. What is not granted is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rules.permissions import set_perm
from rules.predicates import predicate

from convive.core.errors import UnknownName, did_you_mean

VISITOR = "visitor"


@dataclass(frozen=True)
class Role:
    """A role: its id, its title in print, what it is for, and every permission it has."""

    id: str
    title: str
    says: str
    may: frozenset[str]


@dataclass(frozen=True)
class Operator:
    """The person at the server's own keyboard: management verbs act in this name, and the record says so."""

    title: str = "The person at the server"


OPERATOR = Operator()


@cache
def roles() -> tuple[Role, ...]:
    """Every role, in the order of the file.

    >>> [role.id for role in roles()][:2]
    ['visitor', 'facilitator']
    """
    raw = tomllib.loads(files("convive.web.accounts").joinpath("data", "roles.toml").read_text("utf-8"))
    everyone = frozenset(raw["everyone"])
    return tuple(Role(r["id"], r["title"], r["says"], everyone | frozenset(r["may"])) for r in raw["roles"])


def offered() -> tuple[Role, ...]:
    """The roles that have something to do on this site, which are those to give out.

    >>> [role.id for role in offered()]
    ['facilitator', 'analyst', 'plan-lead', 'administrator']
    """
    return tuple(found for found in roles() if found.may > role(VISITOR).may)


def role(id: str) -> Role:
    """A role by its id.

    >>> "place.publish" in role("analyst").may, "place.publish" in role("visitor").may
    (True, False)

    Raises
    ------
    UnknownName
        When there is none.
    """
    for found in roles():
        if found.id == id:
            return found
    raise UnknownName(f"There is no role “{id}”.", rule="role", hint=did_you_mean(id, [r.id for r in roles()]))


def permissions() -> tuple[str, ...]:
    """Every permission that some role has, in alphabetical order."""
    return tuple(sorted(frozenset().union(*(found.may for found in roles()))))


def register() -> None:
    """Make a rule of every permission."""
    for permission in permissions():
        rule = predicate(_granted(permission), name=permission)  # type: ignore[no-untyped-call]  # rules has no types
        set_perm(permission, rule)  # type: ignore[no-untyped-call]  # rules has no types


def _granted(permission: str) -> Callable[[Any], bool]:
    def granted(person: Any) -> bool:
        if isinstance(person, Operator):
            return True
        # Nobody, a visitor and an account that was closed are all visitors.
        known = getattr(person, "is_authenticated", False) and person.is_active
        return permission in role(person.role if known else VISITOR).may

    return granted
