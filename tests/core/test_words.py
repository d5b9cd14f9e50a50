"""The words Convive never uses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.core import words
from convive.core.errors import UnknownName
from convive.core.groups import known

FORMS = [form for form, _ in words._forms().values()]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_list_is_found_and_has_something_to_write_in_its_place(form: str) -> None:
    assert words.forbidden(f"Here it stands: “{form}”.") == [form]
    assert words.instead(form)
    assert words.forbidden(words.instead(form)) == []


@pytest.mark.parametrize(
    "text",
    ["HARD TO REACH", "hard-to-reach", "hard\nto reach", "hard  to\u2011reach"],
)
def test_case_hyphens_and_line_ends_do_not_hide_a_word(text: str) -> None:
    assert words.forbidden(text) == ["hard to reach"]


@pytest.mark.parametrize(
    "text",
    [
        "people from ethnic minorities",
        "not White, or other than White British",
        "few chances to meet people of other backgrounds",
        "longer-established residents",
        "non-whitespace",
        "influxed",
    ],
)
def test_what_we_do_write_is_left_alone(text: str) -> None:
    assert words.forbidden(text) == []


def test_words_come_once_each_in_the_order_of_the_text() -> None:
    assert words.forbidden("Enclaves, an influx, enclaves and BAME.") == ["enclaves", "influx", "BAME"]


def test_a_word_that_is_not_in_the_list_is_refused_with_a_hint() -> None:
    with pytest.raises(UnknownName, match="Did you mean influx"):
        words.instead("influxe")


@given(st.text(alphabet="abc xyz-\n", max_size=60))
def test_a_word_is_found_wherever_it_stands_between_other_words(around: str) -> None:
    assert "influx" in words.forbidden(f"{around} influx {around}")


def test_the_list_is_no_classification_of_groups() -> None:
    assert "words" not in known()
    assert "forbidden" not in known()
