from __future__ import annotations

import pytest

from convive.core.errors import UnknownName
from convive.reports.words import say, strings


def test_a_sentence_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(UnknownName) as caught:
        say("langauge")
    assert "language" in str(caught.value.hint)


def test_a_field_that_is_not_given_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(strings(), "some.key", "In {place}.")
    with pytest.raises(UnknownName, match="place"):
        say("some.key")
    assert say("some.key", place="Brackenford") == "In Brackenford."
