"""Adding up: only what a source states, each in its unit, and what nobody states stays in sight."""

from typing import Any

import pytest
from pydantic import ValidationError

from convive.playbooks import Playbook, all_playbooks, costs
from convive.playbooks.parts import Money

CAPPED = next(one for one in all_playbooks() if one.cap)
OPEN = next(one for one in all_playbooks() if any(line.per == "week" for line in one.money))


def with_money(book: Playbook, *lines: dict[str, Any], **more: Any) -> Playbook:
    money = [Money.model_validate({"heading": "A", "source": book.sources[0].id, **line}) for line in lines]
    return book.model_copy(update={"money": tuple(money), "cap": None, **more})


def test_two_partners_at_the_funders_limits_cost_5550_pounds() -> None:
    year = costs.first_year(CAPPED)
    assert (year.pounds, year.at_most, year.not_stated) == (250 + 2 * 1_500 + 2_000 + 300, True, ())
    assert year.pounds == 5_550 == (CAPPED.cap and CAPPED.cap.pounds)


def test_read_per_partner_the_first_stage_makes_it_5800_and_the_cap_says_so() -> None:
    raw = CAPPED.model_dump(mode="json")
    first = next(line for line in raw["money"] if line["pounds"] == 250)
    first["per"] = "partner"
    with pytest.raises(ValidationError, match="add up to £5,800, above the cap of £5,550"):
        Playbook.model_validate(raw)
    raw["cap"]["pounds"] = 5_800
    assert costs.first_year(Playbook.model_validate(raw)).pounds == 5_800


def test_a_cap_holds_amounts_per_programme_or_partner_only() -> None:
    raw = CAPPED.model_dump(mode="json")
    raw["money"][0]["per"] = "week"
    with pytest.raises(ValidationError, match="is per week: under a cap"):
        Playbook.model_validate(raw)


def test_a_week_costs_what_the_source_says_and_a_year_52_times_that() -> None:
    assert costs.first_year(OPEN).pounds == 52 * (100 + 21)
    assert costs.band(OPEN) == "low"


def test_what_was_spent_elsewhere_and_fees_are_never_added() -> None:
    book = with_money(
        OPEN,
        {"pounds": 800_000, "per": "programme", "kind": "spent elsewhere"},
        {"pounds": 50, "per": "person", "kind": "fee"},
    )
    assert costs.first_year(book) == costs.FirstYear(None, False, 0, ())
    assert costs.words(book) == "New money; no source states how much"


def test_costs_a_head_stand_apart() -> None:
    book = with_money(OPEN, {"pounds": 1_800, "per": "person"}, {"pounds": "not stated"})
    year = costs.first_year(book)
    assert (year.pounds, year.a_head, year.not_stated) == (None, 1_800, ("A",))
    assert (
        costs.words(book)
        == f"About £1,800 a head, in prices of {book.sources[0].year}, and costs that no source states"
    )
    assert costs.band(book) == "higher"


def test_sessions_and_terms_are_counted() -> None:
    assert costs.first_year(with_money(OPEN, {"pounds": 2, "per": "session"})).pounds == 2 * 52
    termly = next(one for one in all_playbooks() if len(one.terms) == 3)
    assert costs.first_year(with_money(termly, {"pounds": 7, "per": "term"})).pounds == 21


def test_a_stage_that_lasts_ten_weeks_costs_ten_weeks() -> None:
    stage = next(one for one in CAPPED.stages if one.weeks == 14)
    line = {"pounds": 3, "per": "week", "stage": stage.id}
    assert costs.first_year(with_money(CAPPED, line)).pounds == 42


def test_no_sum_is_made_where_no_source_states_one() -> None:
    for one in all_playbooks():
        if not any(isinstance(line.pounds, int) and line.kind in ("cost", "limit") for line in one.money):
            assert costs.first_year(one).pounds is None
            assert "£" not in costs.words(one)


def test_a_total_keeps_what_is_not_stated_in_sight() -> None:
    books = all_playbooks()
    whole = costs.total(books)
    days = [one.effort.staff_days.number for one in books]
    assert whole.staff_days.total == sum(number for number in days if isinstance(number, int))
    assert whole.staff_days.known + len(whole.staff_days.not_stated) == len(books)
    assert whole.volunteers.known + len(whole.volunteers.not_stated) == len(books)
    assert whole.pounds.known <= sum(one.new_money.needed for one in books)
    free = [one for one in books if not one.new_money.needed]
    assert costs.total(free).pounds == costs.Asked(0, 0, 0, ())


def test_rates_stand_in_the_unit_of_the_source() -> None:
    assert costs.rates(OPEN) == (("week", 121),)
    assert costs.rates(with_money(OPEN, {"pounds": 9, "per": "person", "kind": "fee"})) == ()
