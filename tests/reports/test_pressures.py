"""Room for everyone, as it is printed: capacity that has not been built, and who holds what is not here."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from convive.core.disclosure import Column, plain_sheet
from convive.core.words import forbidden
from convive.evidence.model import Line, Topic
from convive.evidence.pressures import Growth, project
from convive.reports.place import our_place
from convive.reports.pressures import answer, section
from convive.reports.projection import sentences


def homes(demand: int | None = 4200, capacity: int | None = 900, **changed: object) -> Topic:
    both = demand is not None and capacity is not None
    return replace(
        Topic(
            id="homes",
            part="pressures",
            title="Homes",
            counted="households",
            kinds=("counts",),
            dated="2026-03-31",
            date_words="31 March 2026",
            total=demand,
            lines=(
                Line("demand", "Households waiting, 31 March 2026", demand, None),
                Line("capacity", "Homes let or built in a year, 31 March 2026", capacity, None),
            ),
            numerator=demand if both else None,
            denominator=capacity if both else None,
            sheet="homes",
        ),
        **changed,
    )


PATIENTS = Topic("patients", "pressures", "Doctors", "patients", (), status="cannot say", reason="The NHS holds it.")
PUPILS = Topic(
    id="pupils-by-year",
    part="pressures",
    title="Pupils by year group",
    counted="pupils",
    kinds=("schools-spc",),
    dated="2023-01-19",
    date_words="January 2023",
    lines=(Line("R", "Reception", 7000, None), Line("6", "Year 6", 7800, None)),
)


@pytest.fixture
def told(evidence_with):
    evidence = evidence_with()
    columns = [Column("day", "Day", "label"), Column("demand", "Waiting", "count")]
    table = plain_sheet("homes", "Homes", columns, [("31 March 2026", 4200)], source="Council, list")
    return replace(evidence, topics=(homes(), PATIENTS), sheets=(*evidence.sheets, table))


def test_what_is_short_is_room_that_was_not_built(told) -> None:
    (block,) = section(told)["blocks"]
    assert block["lit"].join(block["title"]) == "Homes: 3,300 more are asked for than there is room for, 31 March 2026"
    assert [row["value"] for row in block["rows"]] == ["4,200", "900"]
    assert 'stroke-dasharray="4 3"' in block["rows"][1]["picture"]


def test_there_may_be_room(told) -> None:
    (block,) = section(replace(told, topics=(homes(800, 900),)))["blocks"]
    assert block["lit"].join(block["title"]) == "Homes: there is room for 100 more, 31 March 2026"
    assert "stroke-dasharray" not in block["rows"][1]["picture"]


def test_whom_a_class_is_for_stands_beside_the_two_and_off_their_scale(told) -> None:
    need = Line("need", "Residents who spoke little or no English", 21_790, None)
    topic = homes()
    (block,) = section(replace(told, topics=(replace(topic, lines=(*topic.lines, need)),)))["blocks"]
    assert block["scale"] == "0 to 4,200"
    assert block["rows"][2] == {"label": need.label, "picture": "", "value": "21,790"}


def test_old_figures_are_in_the_past_tense(told) -> None:
    old = homes(dated="2022-03-31", date_words="31 March 2022")
    (block,) = section(replace(told, topics=(old,)))["blocks"]
    assert (
        block["lit"].join(block["title"]) == "Homes: 3,300 more were asked for than there was room for, 31 March 2022"
    )


def test_one_figure_alone_is_told_and_a_withheld_one_is_not(told) -> None:
    (block,) = section(replace(told, topics=(homes(capacity=None),)))["blocks"]
    assert block["lit"] == "4,200"
    (block,) = section(replace(told, topics=(homes(None, None),)))["blocks"]
    assert block["lit"].join(block["title"]) == "Homes: too few to show, 31 March 2026"
    assert [row["value"] for row in block["rows"]] == ["[c]", "[c]"]


def test_the_question_is_answered_with_what_is_here_and_what_is_not(told) -> None:
    said = answer(replace(told, topics=(homes(), PATIENTS, PUPILS)))
    assert said["a"] == (
        "Reception had 7,000 pupils and year 6 had 7,800 in January 2023. "
        "Homes: 4,200 asked for, room for 900 (31 March 2026). Doctors are not in the files that were given."
    )
    assert said["to"] == "#pupils-by-year"


def test_without_any_figure_nothing_is_printed(evidence_with) -> None:
    evidence = replace(evidence_with(), topics=(PATIENTS,))
    assert section(evidence) is None
    assert answer(evidence) is None


def test_no_group_stands_beside_a_shortage(told) -> None:
    page = our_place(told, "")
    words = re.sub(r"<[^>]*>", " ", page.split('id="pressures"')[1].split("</section>")[0])
    assert forbidden(words) == []
    assert not re.search(r"\b(White|Asian|Black|Mixed|ethnic|migrants?|born|asylum)\b", words)


def test_a_projection_in_sentences() -> None:
    found = project({"all": 1000}, start=2026, years=2, growth=Growth(0, 0.1, 0.2), capacity=1150, service="classes")
    assert sentences(found)[:3] == [
        "Classes: 1,000 asked for in 2026. There is capacity for 1,150, so there is room for 150 more.",
        "In 2028: from 1,000 to 1,440, on the middle path 1,210. There is capacity for 1,150; capacity for 60 has not "
        "been built.",
        "On the middle path demand passes capacity in 2028.",
    ]
    assert sentences(found)[3].startswith("Assumed: ")
    unknown = project({"all": 10}, start=2026, years=0, growth=Growth(), service="x")
    assert sentences(unknown)[0] == "X: 10 asked for in 2026. How much capacity there is was not in the table."
