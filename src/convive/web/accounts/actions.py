"""Everything that changes an account or signs somebody in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest

from convive.core.errors import RefusedInput
from convive.web.accounts import queries, roles
from convive.web.accounts.models import User
from convive.web.audit import actions as audit
from convive.web.config.errors import NotAllowed

LOCAL = {"127.0.0.1", "::1"}
ADMINISTRATOR = "administrator"
PROXY_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def add_user(actor: Any, *, email: str, name: str, role: str) -> User:
    """Open an account. Nobody can open their own: people are added by an administrator.

    Raises
    ------
    NotAllowed
        When the actor may not add people.
    RefusedInput
        When the address is not one, or has an account already.
    UnknownName
        When there is no such role.
    """
    queries.require(actor, "accounts.add_user")
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise RefusedInput(
            f"“{email}” is not an e-mail address.", rule="address", hint="Write it like ann@example.org."
        ) from None
    wanted = roles.role(role)
    if wanted.id == roles.VISITOR:
        raise RefusedInput("A visitor needs no account.", rule="role")
    if User.objects.filter(email=address).exists():
        raise RefusedInput(f"{address} has an account already.", rule="one-account")
    with transaction.atomic():
        user = User(email=address, name=name.strip() or wanted.title, role=wanted.id)
        user.set_unusable_password()
        user.save()
        audit.record(queries.row_of(actor), "opened", f"account {user.pk}", facts={"role": wanted.id})
    return user


def change_role(actor: Any, id: int, role: str) -> User:
    """Give somebody another role.

    Raises
    ------
    NotAllowed
        When the actor may not look after accounts.
    RefusedInput
        When there is no such account, or it is that of the last administrator.
    UnknownName
        When there is no such role.
    """
    queries.require(actor, "accounts.people")
    wanted = roles.role(role)
    if wanted.id == roles.VISITOR:
        raise RefusedInput("A visitor needs no account.", rule="role", hint="Close the account instead.")
    with transaction.atomic():
        user = _account(id)
        if wanted.id != ADMINISTRATOR:
            _keep_one_administrator(user)
        before, user.role = user.role, wanted.id
        user.save(update_fields=["role"])
        facts = {"before": before, "role": wanted.id}
        audit.record(queries.row_of(actor), "changed the role of", f"account {user.pk}", facts=facts)
    return user


def set_open(actor: Any, id: int, *, open: bool) -> User:
    """Close an account, or open it again. Whoever stands on the record is never deleted.

    Raises
    ------
    NotAllowed
        When the actor may not look after accounts.
    RefusedInput
        When there is no such account, or it is that of the last administrator.
    """
    queries.require(actor, "accounts.people")
    with transaction.atomic():
        user = _account(id)
        if not open:
            _keep_one_administrator(user)
        user.is_active = open
        user.save(update_fields=["is_active"])
        audit.record(queries.row_of(actor), "opened again" if open else "closed", f"account {user.pk}")
    return user


def _account(id: int) -> User:
    user = User.objects.filter(pk=id).first()
    if user is None:
        raise RefusedInput("There is no such account.", rule="account")
    return user


def _keep_one_administrator(user: User) -> None:
    others = User.objects.filter(role=ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if user.role == ADMINISTRATOR and user.is_active and not others.exists():
        raise RefusedInput(
            "This is the last administrator.", rule="last-administrator", hint="Make somebody else one first."
        )


def sign_in_demo(request: HttpRequest, role: str) -> User:
    """Sign in as one of the demo's invented people, without a code.

    Raises
    ------
    NotAllowed
        Outside the demo, from another machine, or through a proxy.
    RefusedInput
        When there is nobody of that role to try.
    """
    through_proxy = any(name in request.META for name in PROXY_HEADERS)
    if not settings.CONVIVE_DEMO or request.META.get("REMOTE_ADDR") not in LOCAL or through_proxy:
        raise NotAllowed("Signing in without a code is for the demo on your own machine only.", rule="demo")
    person = next((person for person in queries.demo_people() if person.role == role), None)
    user = queries.by_email(person.email) if person else None
    if user is None:
        raise RefusedInput("There is nobody of that name to try in this demo.", rule="demo")
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return user
