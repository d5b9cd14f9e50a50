"""Deny by default: a view says what it needs, and a view that says nothing is refused to everybody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from convive.core.errors import RefusedInput
from convive.web.accounts import queries as accounts
from convive.web.config.errors import NotAllowed

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
log = logging.getLogger(__name__)


def needs(permission: str) -> Callable[[View], View]:
    """Declare the one permission a view needs; roles.toml says who has it."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # a mark on the view, read below
        return view

    return mark


class Access:
    """Refuses every view that declares no permission, and everybody whose role lacks the one declared."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; the work is done once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the request through, send a visitor to the sign-in page, or refuse."""
        permission = getattr(view, "permission", None)
        if permission is None:
            log.error("The view %s declares no permission and was refused.", getattr(view, "__name__", view))
            raise PermissionDenied
        # Asked first without the session, so that a public page never touches it here.
        if accounts.may(None, permission) or accounts.may(request.user, permission):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """An action that was refused shows the same page as a view that was refused."""
        if isinstance(exception, NotAllowed):
            raise PermissionDenied from exception
        if isinstance(exception, RefusedInput):
            raise BadRequest(exception.says) from exception
