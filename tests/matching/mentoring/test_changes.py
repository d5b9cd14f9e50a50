"""Another rule, and a mended answer: what is kept, what it costs, who moves."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace

import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.matching.mentoring import compare, match, repair, what_if, without

ABC = {("a", "X"): 9, ("a", "Y"): 8, ("b", "X"): 7, ("c", "Y"): 5}
TWO = {"X": 1, "Y": 1}


def test_a_pin_and_who_moves_for_it(tried: SimpleNamespace):
    asked = tried.problem(ABC, TWO, "abc")
    got = what_if(asked, match(asked), pin=[("c", "Y")])
    assert got.gained == -1
    assert got.moved.rows() == [("a", "Y", "X", 1), ("b", "X", None, -7), ("c", None, "Y", 5)]
    assert got.moved["gained"].sum() == got.gained


def test_a_pair_forbidden(tried: SimpleNamespace):
    asked = tried.problem(ABC, TWO, "abc", pins=[("b", "X")])
    got = what_if(asked, match(asked), forbid=[("b", "X")])
    assert got.answer.assignments["mentor"].to_list() == ["X", "Y"]
    assert got.gained == -1


def test_a_pin_takes_the_place_of_another_and_lifts_what_was_forbidden(tried: SimpleNamespace):
    asked = tried.problem(ABC, TWO, "abc", pins=[("a", "X")], forbidden=[("a", "Y")])
    got = what_if(asked, match(asked), pin=[("a", "Y")])
    assert got.answer.assignments.select("mentee", "mentor", "pinned").rows() == [("a", "Y", True), ("b", "X", False)]


def test_the_way_of_matching_stays(tried: SimpleNamespace):
    asked = tried.problem(ABC, TWO, "abc")
    for way in ({"stable": True}, {"worst_first": True}):
        before = match(asked, **way)
        assert what_if(asked, before).answer.way == before.way
        assert compare(before, what_if(asked, before).answer).height == 0


def test_a_pair_that_cannot_be_pinned_is_refused(tried: SimpleNamespace):
    asked = tried.problem(ABC, TWO, "abc")
    with pytest.raises(RefusedInput, match="is not in the list of pairs"):
        what_if(asked, match(asked), pin=[("b", "Y")])
    with pytest.raises(RefusedInput, match="is not in the list of mentees"):
        what_if(asked, match(asked), forbid=[("z", "Y")])


def test_a_free_place_goes_to_somebody_who_has_none_and_nobody_else_moves(tried: SimpleNamespace):
    """b drops out. The best new answer would move a back to X; it is worth 1 of 14 more, and c needs Y."""
    asked = tried.problem(ABC, TWO, "abc")
    got = repair(asked, match(asked), ["b"], most_lost=0.5)
    assert got.answer.assignments.select("mentee", "mentor").rows() == [("a", "Y")]
    assert (got.kept, got.of, got.gained) == (1, 1, -7)
    assert got.lost == pytest.approx(6 / 14)
    assert got.answer.relaxed.select("rule", "price").rows() == [("kept_pairs", 6.0)]
    assert got.answer.quality.bound == 14
    strict = repair(asked, match(asked), ["b"])
    assert strict.answer.assignments.select("mentee", "mentor").rows() == [("a", "X"), ("c", "Y")]
    assert (strict.kept, strict.lost) == (0, 0.0)


def test_a_mentor_drops_out(tried: SimpleNamespace):
    asked = tried.problem(ABC, TWO, "abc", pins=[("c", "Y")], previous=[("a", "Y")], forbidden=[("b", "X")])
    got = repair(asked, match(asked), ["Y"])
    assert got.answer.assignments.select("mentee", "mentor").rows() == [("a", "X")]
    assert got.answer.quality.input_hash == without(asked, ["Y"]).digest
    assert without(asked, ["Y"]).pins.height == 0


@pytest.mark.parametrize("seed", range(3))
def test_one_in_twenty_drop_out_and_nine_in_ten_of_the_other_pairs_stand(
    tried: SimpleNamespace, shared_data: Path, seed: int
):
    asked = tried.instance(shared_data / "matching" / "p4_250")
    everybody = sorted([*asked.mentees["mentee"], *asked.mentors["mentor"]])
    gone = random.Random(seed).sample(everybody, len(everybody) // 20)
    before = match(asked)
    got = repair(asked, before, gone)
    whole = match(without(asked, gone)).quality.value
    assert got.answer.quality.value >= 0.99 * whole
    assert got.lost == pytest.approx((whole - got.answer.quality.value) / whole)
    stood = before.assignments.filter(
        ~before.assignments["mentee"].is_in(gone), ~before.assignments["mentor"].is_in(gone)
    )
    same = stood.join(got.answer.assignments, on=["mentee", "mentor"], how="semi").height
    assert (same, stood.height) == (got.kept, got.of)
    assert got.kept >= 0.9 * got.of
    for assignment in got.answer.assignments.to_dicts():
        assert assignment["mentee"] not in gone
        assert assignment["mentor"] not in gone


def test_a_stable_answer_is_worked_out_anew_and_a_kind_one_stands_where_it_is_cheap(tried: SimpleNamespace):
    asked = tried.problem(ABC, TWO, "abc")
    steady = repair(asked, match(asked, stable=True), ["a"])
    assert steady.answer.assignments.equals(match(without(asked, ["a"]), stable=True).assignments)
    assert steady.answer.way == "stable"
    kind = repair(asked, match(asked, worst_first=True), ["c"])
    assert (kind.kept, kind.of, kind.answer.way) == (2, 2, "worst_first")


def test_somebody_who_is_in_neither_list(tried: SimpleNamespace):
    asked = tried.problem(ABC, TWO, "abc")
    with pytest.raises(UnknownName, match="“q” is neither a mentee nor a mentor"):
        repair(asked, match(asked), ["q"])
