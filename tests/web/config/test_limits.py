"""How much anybody may send is looked at before a byte is read."""

from __future__ import annotations

import pytest

from convive.web.config.limits import Limits


class Unread:
    """A body that fails when somebody reads it."""

    def read(self, *args):
        pytest.fail("the body was read")


@pytest.fixture
def send(rf, db):
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpResponse

    def send(path: str, length: int | None, user=None, **headers):
        request = rf.post(path, **headers)
        request.META["CONTENT_LENGTH"] = "" if length is None else str(length)
        request.META["wsgi.input"] = Unread()
        request.user = user or AnonymousUser()
        return Limits(lambda request: HttpResponse("through"))(request)

    return send


def test_a_form_goes_through_and_more_does_not(send):
    assert send("/sign-in/", 500).content == b"through"
    assert send("/sign-in/", 1_000_001).status_code == 413
    assert send("/nowhere/", 10**12).status_code == 413


def test_only_who_may_import_sends_a_file(send, person, settings):
    settings.CONVIVE_UPLOAD_MEGABYTES = 5
    assert send("/import/", 4_000_000).status_code == 403
    assert send("/import/", 4_000_000, person("plan-lead")).status_code == 403
    analyst = person("analyst")
    assert send("/import/", 4_000_000, analyst).content == b"through"
    assert send("/import/", 7_000_000, analyst).status_code == 413
    assert send("/plan/", 4_000_000, analyst).status_code == 413


def test_a_body_of_unknown_length_is_refused(send):
    assert send("/import/", None, HTTP_TRANSFER_ENCODING="chunked").status_code == 411
    assert send("/sign-out/", None).content == b"through"
