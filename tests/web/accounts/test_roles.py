"""What each role may do."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from convive.core.errors import UnknownName
from convive.web.accounts import queries, roles
from convive.web.config.errors import NotAllowed

PUBLIC = {"api.read", "about.read", "accounts.sign_in", "accounts.sign_out", "library.read", "place.read", "plan.read"}


def test_visitors_read_and_nothing_else():
    assert roles.role("visitor").may == PUBLIC
    assert {p for p in roles.permissions() if queries.may(None, p)} == PUBLIC
    assert {p for p in roles.permissions() if queries.may(AnonymousUser(), p)} == PUBLIC


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        ("place.publish", {"analyst"}),
        ("plan.publish", {"plan-lead"}),
        ("plan.findings", {"analyst", "plan-lead", "administrator"}),
        ("audit.read", {"administrator"}),
        ("accounts.add_user", {"administrator"}),
    ],
)
def test_who_may(permission, who):
    assert {role.id for role in roles.roles() if permission in role.may} == who


def test_a_permission_nobody_wrote_down_is_nobodys(person):
    assert not queries.may(person("administrator"), "plan.burn")
    assert not queries.may(queries.OPERATOR, "plan.burn")


def test_a_refusal_says_who_and_what_to_do(person):
    with pytest.raises(NotAllowed, match="Evaluator may not do this") as refused:
        queries.require(person("evaluator"), "plan.publish")
    assert "administrator" in (refused.value.hint or "")


def test_a_role_with_a_slip_in_it():
    with pytest.raises(UnknownName) as unknown:
        roles.role("plan-leed")
    assert unknown.value.hint == "Did you mean plan-lead?"
