"""What stands around every page: the place's name and cloth, the menu, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from convive.web.accounts import queries as accounts
from convive.web.place import queries as place


@dataclass(frozen=True)
class Entry:
    """A link of a menu. ``here`` is true on the page it leads to, and on the pages below it."""

    title: str
    url: str
    says: str
    here: bool


# In the order of the six words of the menu. What's on, Find help and Have your say join with their pages: no link leads
# nowhere.
MENU = (
    ("Our place", "place:our_place", "Who lives here, and how mixed we are", "place.read"),
    ("The plan", "plan:the_plan", "What was promised, and by whom", "plan.read"),
    ("What works", "library:entries", "What others have done, and how to start", "library.read"),
)
WORK = (
    ("Import", "imports:first", "Files to bring in, and releases to draft", "place.import"),
    (
        "Matching",
        "placements:first",
        "Links, teams, places and mentors, worked out for you to decide",
        "placements.match",
    ),
    ("Change the plan", "plan:change", "Edit it, check it, publish a new version", "plan.publish"),
    ("What must still be decided", "plan:findings", "What the rules found in the plan", "plan.findings"),
    ("People", "people", "Who has an account, and which role", "accounts.people"),
    ("The record", "audit:record", "Who changed what, and when", "audit.read"),
)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The variables that the base template needs on every page."""
    release = place.latest()
    person = getattr(request, "user", None)
    return {
        "person": person if person is not None and person.is_authenticated else None,
        "site_name": settings.CONVIVE_NAME or (release.place_name if release else ""),
        "place_code": release.place_code if release else "",
        "place_name": release.place_name if release else "",
        "invented": release.invented if release else False,
        "demo": settings.CONVIVE_DEMO,
        "menu": _entries(request, MENU),
        "work": _entries(request, WORK),
        "sign_in_url": reverse("try_it" if settings.CONVIVE_DEMO else "account_login"),
    }


def _entries(request: HttpRequest, entries: tuple[tuple[str, str, str, str], ...]) -> tuple[Entry, ...]:
    person = getattr(request, "user", None)
    here = _here(request.path)
    return tuple(
        Entry(title, reverse(name), says, reverse(name) == here)
        for title, name, says, permission in entries
        if accounts.may(person, permission)
    )


def _here(path: str) -> str:
    """The menu's own address that a page stands under: the longest that it begins with; the front page only itself."""
    addresses = [reverse(name) for _, name, _, _ in (*MENU, *WORK)]
    under = [address for address in addresses if path == address or (address != "/" and path.startswith(address))]
    return max(under, key=len, default="")
