"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from convive.web.config import api

urlpatterns = [
    path("", include("convive.web.place.urls")),
    path("plan/", include("convive.web.plan.urls")),
    path("what-works/", include("convive.web.library.urls")),
    path(api.ROOT, include((api.patterns(), "api"))),
    path("import/", include("convive.web.imports.urls")),
    path("matching/", include("convive.web.placements.urls")),
    path("record/", include("convive.web.audit.urls")),
    path("", include("convive.web.accounts.urls")),
    path("", include("convive.web.ui.urls")),
]
handler400 = "convive.web.ui.views.bad_request"
handler403 = "convive.web.ui.views.refused"
handler404 = "convive.web.ui.views.not_found"
handler429 = "convive.web.ui.views.too_many"
handler500 = "convive.web.ui.views.broken"
