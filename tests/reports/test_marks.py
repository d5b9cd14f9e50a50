"""Marks: each symbol carries its word and literal colours, and no two look the same."""

from __future__ import annotations

import pytest

from convive.core.errors import UnknownName
from convive.reports.marks import SYMBOLS, favicon, logo, symbol
from convive.reports.words import say


def test_twelve_symbols_each_with_its_word_and_its_own_shape():
    assert len(SYMBOLS) == 12
    assert len({drawing for _, drawing in SYMBOLS.values()}) == 12
    for kind in SYMBOLS:
        drawn = symbol(kind)
        assert "<title>" + say("symbols." + kind) + "</title>" in drawn
        assert "currentColor" not in drawn
        assert "{c}" not in drawn


def test_a_symbol_that_is_not_there_is_named_with_a_hint():
    with pytest.raises(UnknownName, match="Did you mean"):
        symbol("on track")


def test_the_word_of_a_symbol_is_text():
    assert "<script" not in symbol("done", word="<script>")


def test_the_logo_says_its_name_and_can_be_plain():
    assert 'aria-label="Convive"' in logo()
    assert logo(plain="#fff").count('fill="#fff"') == 9
    assert favicon().startswith("<svg xmlns")
