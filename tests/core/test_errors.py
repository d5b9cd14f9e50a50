"""Messages say what, where and how to mend it."""

from convive.core.errors import ConviveError, RefusedInput, did_you_mean


def test_a_message_names_file_row_column_rule_and_hint() -> None:
    error = RefusedInput("Not a count.", file="a.csv", row=12, column="White", rule="whole", hint="Write 3, not 3.5.")
    assert str(error) == "a.csv, row 12, column White: Not a count. [whole]\n  Write 3, not 3.5."
    assert error.as_dict() == {
        "says": "Not a count.",
        "file": "a.csv",
        "row": 12,
        "column": "White",
        "rule": "whole",
        "hint": "Write 3, not 3.5.",
    }


def test_a_message_without_a_place_is_only_what_it_says() -> None:
    assert str(ConviveError("No.")) == "No."


def test_did_you_mean_ignores_case_and_is_silent_when_nothing_is_near() -> None:
    assert did_you_mean("THANET", ["Thanet", "Bradford"]) == "Did you mean Thanet?"
    assert did_you_mean("zzz", ["Thanet"]) is None
