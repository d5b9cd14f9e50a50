"""Headers that Django does not set by itself."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

PERMISSIONS = ", ".join(
    f"{what}=()" for what in ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics")
)


class Headers:
    """Says which powers of the browser no page here ever uses, and keeps our pages out of other sites' frames."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the headers to the answer."""
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            # Django leaves this to the server, and gunicorn writes a warning for every such answer.
            response.content = b""
        # Only where the page looked at who is there: a public file never opens the session for this.
        session = getattr(request, "session", None)
        if session is not None and session.accessed and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response
