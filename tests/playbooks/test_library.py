"""Finding, ordering and comparing: every filter holds for what it gives, and what is known sets no order."""

from collections.abc import Iterable
from typing import get_args

import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.playbooks import Playbook, all_playbooks, costs, library
from convive.playbooks.parts import RATINGS, Domain, Figure, Form, Rating, Setting

BOOKS = all_playbooks()


def slugs(books: Iterable[Playbook]) -> set[str]:
    return {one.slug for one in books}


def test_without_a_filter_everything_is_found_by_title() -> None:
    assert library.search() == BOOKS


@pytest.mark.parametrize("domain", get_args(Domain))
def test_a_domain_gives_what_serves_it_and_leaves_nothing_out(domain: Domain) -> None:
    assert library.search(domain=domain) == tuple(one for one in BOOKS if domain in one.domains)


@pytest.mark.parametrize("setting", get_args(Setting))
def test_a_setting_gives_what_happens_there(setting: Setting) -> None:
    assert library.search(setting=setting) == tuple(one for one in BOOKS if setting in one.settings)


@pytest.mark.parametrize("form", get_args(Form))
def test_a_form_gives_its_own(form: Form) -> None:
    assert {one.form for one in library.search(form=form)} <= {form}


def test_low_cost_includes_no_cost_and_higher_does_not() -> None:
    free, low = slugs(library.search(cost="none")), slugs(library.search(cost="low"))
    assert free
    assert free < low
    assert free == {one.slug for one in BOOKS if not one.new_money.needed}
    assert low.isdisjoint(slugs(library.search(cost="higher")))


def test_evidence_is_at_least_what_was_asked() -> None:
    found: list[int] = []
    for rating in RATINGS:
        books = library.search(evidence=rating)
        found.append(len(books))
        assert all(list(RATINGS).index(one.evidence.rating) >= list(RATINGS).index(rating) for one in books)
    assert found[0] == len(BOOKS)
    assert found == sorted(found, reverse=True)


def test_group_and_weeks_hold() -> None:
    assert all(one.group_size.min <= 30 <= one.group_size.max for one in library.search(group=30))
    assert all(one.preparation.weeks <= 6 for one in library.search(weeks=6))
    assert library.search(group=100_000) == ()


def test_words_all_have_to_be_there_without_accents_or_capitals() -> None:
    assert library.search("CRECHE university") == library.search("crèche University")
    assert library.search("creche university")
    assert slugs(library.search("creche university")) <= slugs(library.search("creche"))
    assert library.search("creche zzz") == ()


def test_filters_add_up() -> None:
    both = library.search(domain="new-arrivals", cost="low")
    assert slugs(both) == slugs(library.search(domain="new-arrivals")) & slugs(library.search(cost="low"))


def test_fit_puts_what_answers_the_first_priority_first_and_loses_nothing() -> None:
    ordered = library.fit(["schools_apart", "little_english"], ["schools"])
    assert slugs(one.playbook for one in ordered) == slugs(BOOKS)
    answers = [one.answers for one in ordered]
    first = [i for i, one in enumerate(answers) if "schools_apart" in one]
    second = [i for i, one in enumerate(answers) if one == ("little_english",)]
    assert first
    assert second
    assert max(first) < min(second)
    assert all(not one for one in answers[max(second) + 1 :])


def test_what_names_the_priority_first_comes_before_what_names_it_last() -> None:
    places = [one.playbook.answers.index("little_english") for one in library.fit(["little_english"]) if one.answers]
    assert places == sorted(places)
    assert places[0] == 0 < places[-1]


def test_fit_does_not_look_at_the_evidence() -> None:
    changed = [one.model_copy(update={"evidence": BOOKS[0].evidence}) for one in BOOKS]
    asked = (["little_english", "schools_apart"], ["schools", "communities"])
    before = [one.playbook.slug for one in library.fit(*asked)]
    assert [one.playbook.slug for one in library.fit(*asked, among=reversed(changed))] == before


def test_fit_without_priorities_goes_by_form_time_and_title() -> None:
    ordered = [one.playbook for one in library.fit([])]
    keys = [(one.form not in ("full", "light"), one.preparation.weeks, one.title) for one in ordered]
    assert keys == sorted(keys)


def test_comparison_answers_every_question_for_each() -> None:
    beside = library.compare(BOOKS[0], BOOKS[1].slug, BOOKS[2])
    assert beside.playbooks == BOOKS[:3]
    assert len({row.label for row in beside.rows}) == len(beside.rows) >= 14
    assert all(len(row.cells) == 3 and all(row.cells) for row in beside.rows)


@pytest.mark.parametrize("asked", [(), BOOKS[:1], (BOOKS[0], BOOKS[0]), BOOKS[:5]])
def test_one_or_five_cannot_be_compared(asked: tuple[object, ...]) -> None:
    with pytest.raises(RefusedInput, match="Side by side stand two to 4 different local actions, and "):
        library.compare(*asked)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(UnknownName):
        library.compare("zzz", BOOKS[0])


@pytest.mark.parametrize("rating", get_args(Rating))
def test_every_rating_is_explained(rating: Rating) -> None:
    assert RATINGS[rating].endswith(".")


def test_a_figure_says_whose_it_is() -> None:
    assert library.figure_words(Figure(number="not stated", why="Nobody says")) == "not stated"
    assert "estimate" in library.figure_words(Figure(number=3, basis="Convive's estimate", why="One a term"))


def test_every_entry_answers_to_a_band() -> None:
    assert {costs.band(one) for one in BOOKS} <= set(get_args(costs.Band))
