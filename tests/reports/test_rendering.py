"""The last look: neither markup, nor entities, nor hard spaces hide an area code."""

from __future__ import annotations

import pytest

from convive.core.errors import DisclosureError
from convive.reports.rendering import finished


@pytest.mark.parametrize(
    "leak",
    [
        "E01010568",
        "<b>E0101</b>0568",
        "&#69;01010568",
        "Bradford&nbsp;016A",
        "<span>Bradford </span><span>016A</span>",
        'aria-label="Bradford 016A"',
    ],
)
def test_a_hidden_code_is_found(leak):
    with pytest.raises(DisclosureError):
        finished(f"<p>{leak}</p>", what="page")


def test_embedded_fonts_and_pictures_do_not_trip_it():
    text = "src:url(data:font/woff2;base64,AA/E01010568/BB)"
    assert finished(text, what="report") == text
