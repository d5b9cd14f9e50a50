"""What one part of a playbook says about another is checked, and the message says what does not fit."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from convive.playbooks import Playbook, all_playbooks

Change = Callable[[dict[str, Any]], object]


def rich() -> dict[str, Any]:
    """A playbook that has every part: sides, a cap, gates, forms, waves and cohorts."""
    one = next(one for one in all_playbooks() if one.cap and one.cohorts and one.gates and one.papers and one.waves)
    return one.model_dump(mode="json")


SLIPS: list[tuple[Change, str]] = [
    (lambda raw: [measure.pop("harm") for measure in raw["measures"]], "asks what went badly"),
    (lambda raw: raw.update(sides=raw["sides"][:1]), "at least two sides"),
    (lambda raw: raw.update(ran=[]), "says where it ran"),
    (lambda raw: raw["ran"][0].update(source="nowhere"), "cites the source nowhere, which is not there"),
    (lambda raw: raw["evidence"].update(sources=["nowhere"]), "evidence cites the source nowhere"),
    (lambda raw: raw["cap"].update(source="nowhere"), "the cap cites the source nowhere"),
    (lambda raw: raw["gates"][0].update(before="later"), "stands before the stage later, which is not there"),
    (lambda raw: raw["papers"][0].update(stage="later"), "belongs to the stage later"),
    (lambda raw: raw["waves"][0].update(stage="later"), "belongs to the stage later"),
    (lambda raw: raw["money"][0].update(stage="later"), "belongs to the stage later"),
    (lambda raw: raw["cohorts"][0].update(side="a third"), "belongs to the side a third"),
    (lambda raw: raw["stages"][1].update(after=[raw["stages"][2]["id"]]), "comes after the stage"),
    (lambda raw: raw["waves"][1].update(id=raw["waves"][0]["id"]), "the wave .* is there twice"),
    (lambda raw: raw["gates"][1].update(id=raw["gates"][0]["id"]), "the gate .* is there twice"),
    (lambda raw: raw.update(cohorts=[], gates=[{**raw["gates"][0], "counts": "people a cohort"}]), "no cohorts"),
    (lambda raw: raw.update(colour="red"), "colour"),
]


@pytest.mark.parametrize(("change", "says"), SLIPS)
def test_what_does_not_fit_is_named(change: Change, says: str) -> None:
    raw = rich()
    Playbook.model_validate(raw)
    change(raw)
    with pytest.raises(ValidationError, match=says):
        Playbook.model_validate(raw)


def test_a_gate_that_counts_sides_needs_sides() -> None:
    raw = next(one for one in all_playbooks() if not one.sides and one.gates).model_dump(mode="json")
    raw["gates"][0] |= {"counts": "partners a side", "exactly": 1, "at_least": None, "at_most": None, "who": []}
    with pytest.raises(ValidationError, match="counts each side, and there are no sides"):
        Playbook.model_validate(raw)


def test_a_gate_waits_only_for_roles_that_are_there() -> None:
    raw = rich()
    gate = next(gate for gate in raw["gates"] if gate["counts"] == "yes")
    gate["who"] = ["mayor"]
    with pytest.raises(ValidationError, match="waits for the role mayor"):
        Playbook.model_validate(raw)


def test_light_is_a_form_and_not_a_second_switch() -> None:
    assert {one.light for one in all_playbooks() if one.form == "light"} == {True}
    assert {one.light for one in all_playbooks() if one.form != "light"} == {False}
    raw = rich() | {"light": True}
    with pytest.raises(ValidationError, match="light"):
        Playbook.model_validate(raw)


@pytest.mark.parametrize("one", all_playbooks(), ids=lambda one: one.slug)
def test_a_playbook_comes_back_from_json_as_it_was(one: Playbook) -> None:
    assert Playbook.model_validate_json(one.model_dump_json()) == one
