"""What is already here and what people say, from a spreadsheet: good rows in, and nothing about a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from convive.core.errors import RefusedInput
from convive.planning.draft import draft
from convive.planning.lists import COLUMNS, Heard, read_assets, read_voices, template
from convive.planning.read import parse
from convive.planning.write import renew, write


@pytest.fixture
def file(tmp_path: Path):
    def make(text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return make


def test_assets_are_read_with_the_columns_that_are_there(file) -> None:
    one, two = read_assets(file("Name;Wants\nFriday kitchen;A cook\n\nChoir;\n"))
    assert (one.name, one.wants, one.offers) == ("Friday kitchen", "A cook", "")
    assert two.name == "Choir"


def test_a_spreadsheet_says_the_same_as_the_csv(file, tmp_path: Path) -> None:
    book = Workbook()
    for row in (("name", "where"), ("Choir", "Corn Hall"), ("Allotments", None)):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert read_assets(tmp_path / "list.xlsx") == read_assets(file("name,where\nChoir,Corn Hall\nAllotments,\n"))


def test_voices_get_a_number_and_their_objective(file) -> None:
    heard = read_voices(
        file('id,says,objective\n,"Nowhere to sit, ever",communities\nclass,I waited.,english-for-all\n')
    )
    assert [voice.id for voice in heard.voices] == ["voice-1", "class"]
    assert heard.about == {"voice-1": "communities", "class": "english-for-all"}


@pytest.mark.parametrize("what", ["assets", "voices"])
def test_the_template_is_a_list_whose_example_is_left_out(file, what) -> None:
    read = read_assets if what == "assets" else read_voices
    with pytest.raises(RefusedInput, match="no row"):
        read(file(template(what)))
    filled = template(what) + ",".join(f"x{n}" if n < 2 else "" for n in range(len(COLUMNS[what]))) + "\n"
    assert read(file(filled))


@pytest.mark.parametrize("column", ["E-mail", "phone", "Contact_name", "surname", "Immigration status"])
def test_columns_about_persons_are_refused_by_name(file, column) -> None:
    with pytest.raises(RefusedInput, match="about persons") as caught:
        read_assets(file(f"name,{column}\nChoir,x\n"))
    assert caught.value.rule == "personal-data"
    assert caught.value.row == 1


def test_who_said_something_is_not_asked(file) -> None:
    with pytest.raises(RefusedInput, match="“name” is about persons"):
        read_voices(file("name,says\nSomebody,Hello.\n"))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("ask kitchen@example.org", "an e-mail address"),
        ("ring 01274 123456", "a telephone number"),
        ("ring +44 7700 900123", "a telephone number"),
        ("ring 07700 900123", "a telephone number"),
    ],
)
def test_cells_with_a_way_to_reach_a_person_are_refused(file, cell, found) -> None:
    with pytest.raises(RefusedInput) as caught:
        read_assets(file(f"name,what\nChoir,sings\nKitchen,{cell}\n"))
    error = caught.value
    assert (error.says, error.row, error.column) == (f"This cell holds {found}.", 3, "what")
    assert "Name the group or the post" in error.hint


@pytest.mark.parametrize("cell", ["2009 to 2024", "22 seats, 140 plots", "£1,200,000 raised", "open 10.00 to 16.30"])
def test_years_and_sums_are_no_telephone_numbers(file, cell) -> None:
    assert read_assets(file(f'name,what\nChoir,"{cell}"\n'))[0].what == cell


def test_every_bad_row_is_named_with_what_to_do(file) -> None:
    with pytest.raises(RefusedInput) as caught:
        read_voices(file("id,says,objective\nA b,Hello.,\nc,,\nc,Again.,shools\n"))
    text = str(caught.value)
    assert "row 2, column id: “A b” is no id." in text
    assert "row 3, column says: This cell is empty." in text
    assert "row 4, column id: The id “c” is here twice." in text
    assert [f.hint for f in caught.value.refused if f.column == "objective"] == ["Did you mean schools?"]


def test_a_line_break_in_a_cell_does_not_move_the_rows(file) -> None:
    with pytest.raises(RefusedInput) as caught:
        read_assets(file('name,what\nChoir,"two\nlines"\n,nameless\n'))
    assert caught.value.row == 4


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "empty"),
        ("name\n", "empty"),
        ("what\nsings\n", "column"),
        ("name,ofers\nChoir,x\n", "column"),
        ("<!doctype html><p>x", "web-page"),
    ],
)
def test_what_is_no_list_is_refused(file, text, rule) -> None:
    with pytest.raises(RefusedInput) as caught:
        read_assets(file(text))
    assert caught.value.rule == rule


def test_a_file_that_is_not_there_or_not_text_is_said(file, tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="convive plan template assets"):
        read_assets(tmp_path / "none.csv")
    with pytest.raises(RefusedInput, match="UTF-8"):
        read_assets(file("name\nCafé\n", encoding="cp1252"))
    with pytest.raises(RefusedInput, match="spreadsheet"):
        read_assets(file("name\nChoir\n", name="list.xlsx"))


def test_a_draft_begins_with_them_and_ties_voices_to_objectives(file, apart) -> None:
    assets = read_assets(file("name\nChoir\n"))
    heard = read_voices(file("id,says,objective\nbus,Two miles.,children-meet\nlist,Who knows?,housing\nall,Hm.,\n"))
    plan = draft(apart, assets=assets, heard=heard)
    assert [asset.name for asset in plan.assets] == ["Choir"]
    assert [voice.id for voice in plan.voices] == ["bus", "list", "all"]
    ties = {objective.id: objective.voices for objective in plan.objectives}
    assert ties["children-meet"] == ["bus"]
    assert ties["homes-for-all"] == ["list"]


def test_renewing_adds_new_ones_and_leaves_what_people_wrote(file, apart) -> None:
    first = draft(apart, assets=read_assets(file("name,what\nChoir,sings\n")))
    mine = write(first).replace('what = "sings"', 'what = "sings on Mondays" # ask again in May')
    heard = read_voices(file("id,says,objective\nbus,Two miles.,children-meet\n"))
    newer = draft(apart, assets=read_assets(file("name,what\nChoir,sings\nKitchen,cooks\n")), heard=heard)
    again = renew(mine, newer)
    plan = parse(again)
    assert "# ask again in May" in again
    assert [(a.name, a.what) for a in plan.assets] == [("Choir", "sings on Mondays"), ("Kitchen", "cooks")]
    assert next(o.voices for o in plan.objectives if o.id == "children-meet") == ["bus"]
    assert renew(again, newer) == again


def test_nothing_heard_ties_nothing(apart) -> None:
    assert all(objective.voices == [] for objective in draft(apart, heard=Heard()).objectives)
