"""Our best matchings against rustworkx on stored graphs of every family (script/oracles renews the values)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from convive.matching.solve.blossom import certify, max_weight_matching

ORACLE = json.loads(Path(__file__).with_name("matching.json").read_text("utf-8"))
FAMILIES = sorted({graph["family"] for graph in ORACLE["graphs"]})


@pytest.mark.parametrize("family", FAMILIES)
def test_every_value_is_that_of_rustworkx_and_is_proved(family: str) -> None:
    graphs: list[dict[str, Any]] = [graph for graph in ORACLE["graphs"] if graph["family"] == family]
    assert len(graphs) == 24
    for graph in graphs:
        ends_and_weights = (list(part) for part in zip(*graph["edges"], strict=True))
        given = (graph["vertices"], *ends_and_weights) if graph["edges"] else (graph["vertices"], [], [], [])
        found = max_weight_matching(*given)
        assert certify(found, *given) == found.value == graph["value"]
