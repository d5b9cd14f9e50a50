"""Columns that no list may have are refused by their name, in every spelling, before a cell is read."""

from __future__ import annotations

import io

import openpyxl
import pytest

from convive.core.errors import RefusedInput
from convive.sources.lists import read_folder, table
from convive.sources.lists.refused import plain_words, refuse_columns, refused_columns

STATUS = [
    "nationality", "Nationality", "NATIONALITY", "nationality_1", "Nationality/ies", "Nationalité", "natonality",
    "nationalty", "Immigration status", "immigrationStatus", "imigration status", "Immig. status (immigrant?)",
    "visa", "Visa type", "VISA_EXPIRY", "eVisa", "asylum", "Asylum seeker?", "asylum-claim", "country of birth",
    "CountryOfBirth", "Birth country", "country_of_origin", "Place of birth", "BRP", "BRP number",
    "biometric residence permit", "NRPF", "no recourse to public funds", "Right to work", "RightToWork", "RTW check",
    "refugee", "Refugee?", "Refugee status", "refugees", "citizenship", "Citizen", "British citizen", "passport no",
    "leave to remain", "ILR", "settled status", "Pre-settled status", "EUSS", "share code", "Home Office ref",
    "date of arrival in UK", "born in the UK", "UASC", "migrant", "residency status", "national id",
    "entry clearance", "ARC number", "application registration card",
]  # fmt: skip
SOUND = [
    "person_id", "ethnicity", "fsm", "gender", "disability", "school", "ward", "national_curriculum_year", "advisor",
    "televisual arts", "year", "level", "open_to_me", "head_count", "local", "stage", "first choice", "region",
]  # fmt: skip
PERSONAL = [
    "First name", "surname", "Full Name", "forename", "email", "E-mail", "phone", "Mobile number", "address",
    "Home address", "street", "DOB", "date of birth", "D.O.B.", "year of birth", "name", "Learner name", "NI number",
]  # fmt: skip


def refusal(call, *given, **options) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        call(*given, **options)
    return caught.value


@pytest.mark.parametrize("header", STATUS)
@pytest.mark.parametrize("about", ["persons", "relations", "classes", "things"])
def test_status_is_refused_in_every_list_and_spelling(header: str, about: str) -> None:
    error = refusal(refuse_columns, ["id", header], about, "list.csv", 3)
    assert error.rule == "status-column"
    assert (error.column, error.row, error.file) == (header, 3, "list.csv")
    assert header in error.says
    assert "Take the column out" in (error.hint or "")


@pytest.mark.parametrize("about", ["persons", "relations", "things"])
def test_sound_columns_pass(about: str) -> None:
    refuse_columns(SOUND, about, "list.csv", 1)


@pytest.mark.parametrize("header", PERSONAL)
def test_names_addresses_and_births_are_refused(header: str) -> None:
    error = refusal(refuse_columns, [header], "persons", "list.csv", 1)
    assert error.rule == "personal-data"
    assert header in error.says


def test_every_sort_says_what_to_do() -> None:
    for sort in refused_columns():
        assert "{column}" in sort.says
        assert "Nothing of this file was read." in sort.says
        assert sort.hint.startswith(("Take the column out", "One row is one class"))
        pieces = {*sort.anywhere, *sort.words, *sort.alike}
        assert pieces
        assert {plain_words(piece) for piece in sort.words} == set(sort.words)


@pytest.mark.parametrize("header", ["reason", "Reasons", "why", "notes", "incident", "Comment", "background"])
def test_why_two_people_are_kept_apart_is_refused(folder, header: str) -> None:
    lines = (f"type,person_a,person_b,{header}", "apart,P1,P2,they fell out")
    error = refusal(read_folder, folder("teams", {"relations.csv": lines}))
    assert (error.rule, error.column, error.file) == ("reasons-column", header, "relations.csv")


@pytest.mark.parametrize(
    "header", ["pupil", "Pupil name", "child", "UPN", "first name", "ethnicity", "religion", "EAL"]
)
def test_a_list_of_children_is_refused(folder, header: str) -> None:
    lines = (f"class_id,school_id,year,{header}", "C1,S1,4,x")
    error = refusal(read_folder, folder("linking", {"classes.csv": lines}))
    assert error.rule in ("children", "personal-data")
    assert (error.column, error.file) == (header, "classes.csv")


def test_a_class_list_with_one_row_a_child_is_told_as_such(folder) -> None:
    lines = ("class_id,school_id,year", *["C1,S1,4"] * 6, *["C2,S2,4"] * 6)
    error = refusal(read_folder, folder("linking", {"classes.csv": lines}))
    assert error.rule == "children"
    assert "one row a child" in error.says


def test_two_classes_of_one_name_are_no_class_list(folder) -> None:
    lines = ("class_id,school_id,year", "C1,S1,4", "C1,S1,5", "C2,S2,4")
    assert refusal(read_folder, folder("linking", {"classes.csv": lines})).rule == "twice"


@pytest.mark.parametrize("what", ["linking", "teams", "placement", "mentoring"])
def test_no_cell_is_read_before_the_header_is_judged(folder, monkeypatch, what: str) -> None:
    """The last list of each kind has the column: not one cell of any list may have been read by then."""
    last = {"linking": "venues.csv", "teams": "sites.csv", "placement": "trainees.csv", "mentoring": "pins.csv"}[what]
    path = folder(what, {last: ("row_id,Nationality", "x,y")})
    monkeypatch.setattr(table, "read_columns", lambda *_, **__: pytest.fail("a cell was read"))
    error = refusal(read_folder, path)
    assert (error.rule, error.file, error.column) == ("status-column", last, "Nationality")


def test_a_column_under_notes_is_found(folder) -> None:
    lines = ("Our waiting list", "", "learner_id,level,Country of birth", "L1,E1,x")
    error = refusal(read_folder, folder("placement", {"learners.csv": lines}))
    assert (error.rule, error.row) == ("status-column", 3)


def test_a_title_above_the_header_is_no_column(folder) -> None:
    lines = ("Notes: names and nationality were taken out", "learner_id,level,colour")
    error = refusal(read_folder, folder("placement", {"learners.csv": lines}))
    assert error.rule == "column"


def test_semicolons_hide_nothing(folder) -> None:
    error = refusal(read_folder, folder("teams", {"participants.csv": ("person_id;gender;visa", "P1;f;x")}))
    assert (error.rule, error.column) == ("status-column", "visa")


def test_a_file_that_is_no_list_is_judged_too(folder) -> None:
    error = refusal(read_folder, folder("teams", {"intake.csv": ("who,Immigration Status", "P1,x")}))
    assert (error.rule, error.file) == ("status-column", "intake.csv")


@pytest.mark.parametrize("hidden", [False, True])
def test_every_sheet_of_a_spreadsheet_is_judged(folder, hidden: bool) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["person_id", "gender"])
    sheet.append(["P1", "f"])
    other = book.create_sheet("more")
    other.append(["person_id", "Right to work"])
    other.append(["P1", "yes"])
    if hidden:
        other.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    path = folder("teams", {"participants.csv": None, "participants.xlsx": stream.getvalue()})
    error = refusal(read_folder, path)
    assert (error.rule, error.column) == ("status-column", "Right to work")
    assert "more" in (error.file or "")


def test_what_a_school_is_called_may_be_said(folder) -> None:
    assert read_folder(folder("linking")).problem.schools["name"].to_list() == ["Mill", "Weir"]


def test_the_ground_of_a_womens_class_may_be_said(folder) -> None:
    assert read_folder(folder("placement")).problem.classes["reason"].null_count() == 1
