"""What must hold before a site is shown to anybody: run by every management verb, and by ``check --deploy``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver

LOCAL = {"127.0.0.1", "localhost", "[::1]"}


@register(Tags.security)
def demo_stays_at_home(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The demo answers to this machine's own names only, and is not served over https."""
    if settings.CONVIVE_DEMO and (set(settings.ALLOWED_HOSTS) - LOCAL or settings.SECURE_SSL_REDIRECT):
        return [
            Error(
                "The demo lets anybody in as an invented person, so it may run on your own machine only.",
                hint="Start a real site with: convive serve",
                id="convive.E001",
            )
        ]
    return []


@register(Tags.urls)
def every_view_says_what_it_needs(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A view without a permission would be refused to everybody: say so before anybody meets it."""
    return [
        Error(f"The view at /{route} declares no permission.", hint="Decorate it with @needs(…).", id="convive.E002")
        for route, pattern in patterns(get_resolver())
        if not hasattr(pattern.callback, "permission")
    ]


def patterns(resolver: URLResolver, before: str = "") -> list[tuple[str, URLPattern]]:
    """Every address of the site with its pattern, includes opened."""
    found: list[tuple[str, URLPattern]] = []
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += patterns(entry, route)
        else:
            found.append((route, entry))
    return found
