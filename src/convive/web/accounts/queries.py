"""Who may do what, and who can be tried out in the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from rules.permissions import has_perm

from convive.web.accounts import roles
from convive.web.accounts.models import User
from convive.web.config.errors import NotAllowed

DEMO_ROLES = ("facilitator", "analyst", "plan-lead", "administrator")
OPERATOR = roles.OPERATOR
DEMO_DOMAIN = "brackenford.example"


@dataclass(frozen=True)
class DemoPerson:
    """An invented person to try the site as."""

    role: str
    title: str
    says: str
    email: str


def may(actor: Any, permission: str) -> bool:
    """Whether somebody may do something. Nobody (``None``) is a visitor; an unknown permission is nobody's."""
    return bool(has_perm(permission, actor))  # type: ignore[no-untyped-call]  # rules has no types


def require(actor: Any, permission: str) -> None:
    """Go on only if the actor may.

    Raises
    ------
    NotAllowed
        When they may not.
    """
    if not may(actor, permission):
        title = actor.role_title if isinstance(actor, User) else "A visitor"
        raise NotAllowed(
            f"{title} may not do this.", rule=permission, hint="Ask an administrator for the role that may."
        )


def row_of(actor: Any) -> User | None:
    """The account behind an actor, for the record; none for a visitor or the person at the server."""
    return actor if isinstance(actor, User) and actor.pk is not None else None


def demo_people() -> tuple[DemoPerson, ...]:
    """The invented people of the demo; none on a real site."""
    if not settings.CONVIVE_DEMO:
        return ()
    return tuple(
        DemoPerson(role.id, role.title, role.says, f"{role.id}@{DEMO_DOMAIN}") for role in map(roles.role, DEMO_ROLES)
    )


@dataclass(frozen=True)
class Account:
    """Somebody with an account, for those who look after accounts."""

    id: int
    name: str
    email: str
    role: str
    role_title: str
    open: bool


def accounts(actor: Any) -> tuple[Account, ...]:
    """Every account by name.

    Raises
    ------
    NotAllowed
        When the actor may not look after accounts.
    """
    require(actor, "accounts.people")
    return tuple(
        Account(user.pk, user.name, user.email, user.role, user.role_title, user.is_active)
        for user in User.objects.order_by("-is_active", "name", "pk")
    )


def anybody() -> bool:
    """Whether there is any account at all."""
    return User.objects.exists()


def by_email(email: str) -> User | None:
    """The open account with an address, or ``None``."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()
