"""Markdown as HTML that holds nothing but text."""

from __future__ import annotations

import pytest

from convive.core.errors import DisclosureError
from convive.reports.markdown import html_of


def test_headings_stand_below_those_of_the_page():
    assert html_of("# A\n\n## B\n", level=3) == "<h3>A</h3>\n<h4>B</h4>\n"
    assert html_of("## A\n", level=2) == "<h2>A</h2>\n"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://elsewhere.example/x.png)"]
)
def test_nothing_in_it_runs_and_nothing_is_fetched(text):
    html = html_of(text)
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def test_it_passes_the_last_look():
    with pytest.raises(DisclosureError):
        html_of("Look at E01010568.")
