"""Who reaches what: every address of the site, for every role. A new address fails here until somebody decides."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import get_resolver

from convive.web.accounts.roles import VISITOR, roles
from convive.web.config.access import Access
from convive.web.config.checks import every_view_says_what_it_needs, patterns

ROLES = [role.id for role in roles()]
SIGNED_IN = set(ROLES) - {VISITOR}
EVERYONE = set(ROLES)
ADDRESS = {
    "api/v1/<path:rest>": "api/v1/nothing",
    "api/v1/places/<code>/releases": "api/v1/places/X09000043/releases",
    "api/v1/places/<code>/releases/<number>": "api/v1/places/X09000043/releases/1",
    "api/v1/places/<code>/releases/<number>/tables/<id>": "api/v1/places/X09000043/releases/1/tables/neighbourhoods",
    "api/v1/plan/versions/<number>": "api/v1/plan/versions/1",
    "about/numbers/<slug:slug>/": "about/numbers/interval/",
    "data/<int:number>/<slug:sheet>.csv": "data/1/neighbourhoods.csv",
    "cloth/<slug:code>.css": "cloth/X09000043.css",
    "matching/new/<slug:kind>/": "matching/new/linking/",
    "what-works/<slug:slug>/": "what-works/welcome-drop-in/",
    "what-works/<slug:slug>/start/": "what-works/welcome-drop-in/start/",
}
# route: who may, what they get; signing in again sends a person who is in already to the front page.
TABLE = {
    "": (EVERYONE, 200),
    "about/accessibility/": (EVERYONE, 200),
    "about/numbers/": (EVERYONE, 200),
    "about/numbers/<slug:slug>/": (EVERYONE, 200),
    "about/privacy/": (EVERYONE, 200),
    "api/v1/": (EVERYONE, 404),
    "api/v1/<path:rest>": (EVERYONE, 404),
    "api/v1/openapi.json": (EVERYONE, 200),
    "api/v1/places": (EVERYONE, 200),
    "api/v1/places/<code>/releases": (EVERYONE, 200),
    "api/v1/places/<code>/releases/<number>": (EVERYONE, 200),
    "api/v1/places/<code>/releases/<number>/tables/<id>": (EVERYONE, 200),
    "api/v1/plan": (EVERYONE, 200),
    "api/v1/plan/versions": (EVERYONE, 200),
    "api/v1/plan/versions/<number>": (EVERYONE, 200),
    "cloth/<slug:code>.css": (EVERYONE, 200),
    "favicon.ico": (EVERYONE, 200),
    "robots.txt": (EVERYONE, 200),
    "data/<int:number>/<slug:sheet>.csv": (EVERYONE, 200),
    "import/": ({"analyst"}, 200),
    "import/<uuid:id>/": ({"analyst"}, 404),
    "import/<uuid:id>/again/": ({"analyst"}, 405),
    "import/<uuid:id>/cancel/": ({"analyst"}, 405),
    "import/<uuid:id>/keep/": ({"analyst"}, 405),
    "import/<uuid:id>/publish/": ({"analyst"}, 405),
    "import/<uuid:id>/refused.csv": ({"analyst"}, 404),
    "import/release/": ({"analyst"}, 405),
    "matching/": ({"facilitator"}, 200),
    "matching/new/<slug:kind>/": ({"facilitator"}, 200),
    "matching/<uuid:id>/": ({"facilitator"}, 404),
    "matching/<uuid:id>/accept/": ({"facilitator"}, 405),
    "matching/<uuid:id>/again/": ({"facilitator"}, 405),
    "matching/<uuid:id>/cancel/": ({"facilitator"}, 405),
    "matching/<uuid:id>/fair/": ({"facilitator"}, 404),
    "matching/<uuid:id>/go-on/": ({"facilitator"}, 405),
    "matching/<uuid:id>/line/<str:subject>/": ({"facilitator"}, 404),
    "matching/<uuid:id>/line/<str:subject>/back/": ({"facilitator"}, 405),
    "matching/<uuid:id>/lines.csv": ({"facilitator"}, 404),
    "matching/<uuid:id>/rosters/": ({"facilitator"}, 404),
    "matching/<uuid:id>/throw-away/": ({"facilitator"}, 405),
    "plan/": (EVERYONE, 200),
    "people/": ({"administrator"}, 200),
    "plan/change/": ({"plan-lead"}, 200),
    "plan/draft/": ({"analyst", "plan-lead", "administrator"}, 200),
    "plan/sources/": (EVERYONE, 200),
    "plan/findings/": ({"analyst", "plan-lead", "administrator"}, 200),
    "record/": ({"administrator"}, 200),
    "sign-in/": (EVERYONE, {VISITOR: 200, **dict.fromkeys(SIGNED_IN, 302)}),
    "sign-in/closed/": (EVERYONE, 200),
    "sign-in/code/": (EVERYONE, 302),
    "sign-in/try/": (EVERYONE, 404),
    "sign-out/": (EVERYONE, {VISITOR: 302, **dict.fromkeys(SIGNED_IN, 200)}),
    "what-works/": (EVERYONE, 200),
    "what-works/<slug:slug>/": (EVERYONE, 200),
    "what-works/<slug:slug>/start/": ({"plan-lead"}, 200),
    "what-works/compare/": (EVERYONE, 200),
}
# Addresses that take a form, from those who may send it.
WRITING = {
    "what-works/<slug:slug>/start/",
    "import/",
    "people/",
    "plan/change/",
    "matching/new/<slug:kind>/",
    "matching/<uuid:id>/line/<str:subject>/",
}
# Signing in sets the cookie that guards its form; nothing else does anything of the kind for a visitor.
READING = sorted(route for route, (who, _) in TABLE.items() if who == EVERYONE and not route.startswith("sign-"))


ADDRESS |= {
    route: route.replace("<uuid:id>", "0" * 8 + "-0000-0000-0000-" + "0" * 12).replace("<str:subject>", "C1")
    for route in TABLE
    if "uuid" in route
}


@pytest.fixture
def get(client, person, published):
    def get(route: str, role: str):
        if role != VISITOR:
            from convive.web.accounts.models import User

            who = User.objects.filter(role=role).first() or person(role)
            client.force_login(who)
        return client.get(f"/{ADDRESS.get(route, route)}")

    return get


def test_the_table_names_every_address_and_no_other():
    assert {route for route, _ in patterns(get_resolver())} == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", TABLE)
def test_who_reaches_what(get, route, role):
    who, status = TABLE[route]
    response = get(route, role)
    if role in who:
        assert response.status_code == (status[role] if isinstance(status, dict) else status)
    elif role == VISITOR:
        assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next=/{ADDRESS.get(route, route)}")
    else:
        assert response.status_code == 403
        assert "not for your role" in response.text


@pytest.mark.parametrize("route", READING)
def test_reading_sets_no_cookie(get, route):
    assert not get(route, VISITOR).cookies


def test_a_page_that_is_not_there_sets_no_cookie(client, db):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert not response.cookies
    assert "There is no such page" in response.text


def test_a_view_that_declares_nothing_is_refused_to_an_administrator(rf, person):
    request = rf.get("/new/")
    request.user = person("administrator")
    with pytest.raises(PermissionDenied):
        Access(lambda request: None).process_view(request, lambda request: None, (), {})


def test_a_view_that_declares_nothing_stops_the_site_from_starting(settings):
    assert every_view_says_what_it_needs(None) == []
    settings.ROOT_URLCONF = "django.contrib.auth.urls"
    assert {error.id for error in every_view_says_what_it_needs(None)} == {"convive.E002"}


def test_a_closed_account_is_a_visitor(client, person, published):
    who = person("administrator")
    client.force_login(who)
    who.is_active = False
    who.save()
    assert client.get("/record/").status_code == 302


@pytest.mark.parametrize("route", [route for route in TABLE if not route.startswith("sign-") and route not in WRITING])
def test_reading_pages_take_no_writing(client, published, route):
    assert client.post(f"/{ADDRESS.get(route, route)}").status_code in {302, 405}
