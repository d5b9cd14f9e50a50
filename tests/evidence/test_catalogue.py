"""Every indicator is declared whole, and what it points at is there."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from convive.core.errors import UnknownName
from convive.core.words import forbidden
from convive.evidence.catalogue import Indicator, all_indicators, indicator
from convive.sources import kinds


@pytest.mark.parametrize("found", all_indicators(), ids=lambda found: found.id)
def test_code_tests_and_kinds_are_there(found: Indicator, root: Path) -> None:
    module, name = found.code.rsplit(".", 1)
    assert callable(getattr(import_module(module), name))
    for test in found.tests:
        assert (root / test).is_file(), test
    assert set(found.needs) <= {kind.id for kind in kinds()}
    assert forbidden(" ".join([found.title, found.says, found.reading, *found.caveats])) == []


def test_an_unknown_indicator_is_said_with_a_hint() -> None:
    with pytest.raises(UnknownName, match="theil_h_multi"):
        indicator("theil_multi")


def test_a_rare_thing_is_counted_in_ten_thousand() -> None:
    rare = indicator("alike_share").model_copy(update={"printed_as": "per-10000"})
    assert rare.words(0.003254) == "33 in 10,000"
    assert rare.words(0.003254, places=1) == "32.5 in 10,000"
