"""Who learns with whom, as people read it: the finding first, both ends by one rule, and what cannot be said."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import numpy as np
import pytest

from convive.core.disclosure import Column, Counted, plain_sheet, sheet
from convive.core.estimates import Estimate
from convive.core.words import forbidden
from convive.evidence.model import Company, Line, Standing, Topic
from convive.evidence.schools.beside import NEAREST, RESIDENTS, WARD
from convive.reports.place import our_place
from convive.reports.schools import ends_of, section

GROUPS = ("Asian", "Black", "Mixed", "Other", "White")


def seen(fragment: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", fragment)).split())


def columns(*ids: str) -> list[Column]:
    return [Column(name, name, "label") for name in ids]


def apart(anywhere: float | None = 60.9, same: float | None = 37.3):
    ids = [
        "phase",
        "value",
        "low",
        "high",
        "expected",
        "rank",
        "of",
        "median",
        "anywhere",
        "same_school",
        "units",
        "reason",
    ]
    rows = [("Primary", 0.318, 0.287, 0.351, 0.005, 5, 297, 0.069, anywhere, same, 12, "")]
    rows.append(("Secondary", None, None, None, None, None, None, None, None, None, 3, "Fewer than 5 schools."))
    return plain_sheet("schools-apart", "Apart", columns(*ids), rows, source="DfE")


def beside(shares=tuple(range(5, 100, 8))):
    ids = ["school", "number", "ward", "phase", "around", "pairs"]
    ids += [f"{g}{end}" for g in GROUPS for end in ("", "_around", "_side")]
    rows = []
    for i, white in enumerate(shares):
        groups = [None, None, None] * 4 + [white, "50", "larger" if white > 50 else "smaller"]
        rows.append([f"School {i:02}", str(i), "Priory", "Primary", "5 nearest schools", f"{20 + i}", *groups])
    rows.append(["School few", "99", "Priory", "Primary", "5 nearest schools", "2 to 60", *[None] * 15])
    return plain_sheet("schools-beside", "Beside", columns(*ids), rows, source="DfE")


def around(*more):
    ids = ["group", "beside", "schools", "smaller", "unclear", "larger", "points_smaller", "points_larger"]
    rows = [(g, NEAREST, 13, 3, 6, 4, 1, 2) for g in GROUPS] + [(g, WARD, 12, 2, 6, 4, 3, 3) for g in GROUPS]
    return plain_sheet("schools-around", "Around", columns(*ids), [*rows, *more], source="DfE")


def placed():
    rows = [(str(i), n) for i, n in enumerate((0, 10, 1, 2, 13, 12, 4))]
    return plain_sheet("schools-placed", "Placed", columns("how", "schools"), rows, source="DfE")


def topic(**changed: object) -> Topic:
    lines = tuple(Line(g, g, 500, 0.2, 0.2) for g in GROUPS)
    made = Topic(
        "schools-mix", "schools", "Who learns with whom", "pupils", ("schools-spc",), dated="2023-01-19",
        date_words="January 2023", total=2500, lines=lines, indicator="schools_apart", value=0.318,
        company=Company("the 302 authorities in the same file", 302, False), sheet="schools-apart",
    )  # fmt: skip
    return replace(made, **changed)


STANDING = Standing("schools_apart", 0.318, Estimate(0.318), 5, 297, 292, 12, 0.05, 0.069, 0.1, 2500, ("schools-spc",))


@pytest.fixture
def with_schools(evidence, evidence_with):
    def made(*sheets, topics=None, standings=(STANDING,), **more):
        return evidence_with(
            topics=topics if topics is not None else (topic(),),
            sheets=(*evidence.sheets, *sheets),
            standings=(*evidence.standings, *standings),
            **more,
        )

    return made


WHOLE = (apart(), beside(), around((GROUPS[4], RESIDENTS, 13, 5, 6, 2, 3, 1)), placed())


def test_the_title_is_the_finding_with_both_numbers_and_its_date(with_schools):
    text = seen(our_place(with_schools(*WHOLE), "release 1"))
    assert "In January 2023, two pupils of one primary school were from different ethnic groups 37 times in 100" in text
    assert "Two from any of Brackenford’s primary schools: 61" in text
    assert "With the same mix in every primary school, both numbers would have been 61." in text
    assert forbidden(text) == []


def test_a_figure_of_less_than_eighteen_months_is_in_the_present(with_schools):
    text = seen(our_place(with_schools(*WHOLE, written="2024-01-01"), "release 1"))
    assert "two pupils of one primary school are from different ethnic groups" in text
    assert "With the same mix in every primary school, both numbers would be 61." in text


def test_how_far_apart_has_its_interval_and_company(with_schools):
    text = seen(our_place(with_schools(*WHOLE), "release 1"))
    assert "between 29 and 35; chance alone would give under 1" in text
    assert "Brackenford’s primary schools were the 5th highest of 297 authorities" in text


def test_both_rules_and_both_meanings_of_around_are_said(with_schools):
    text = seen(our_place(with_schools(*WHOLE), "release 1"))
    assert "3 of 13 schools clearly had a smaller share of White pupils, 4 a larger one" in text
    assert "By the rule of 15 points, a named alternative" in text
    assert "smaller in one school and larger in two schools" in text
    assert "Beside the other schools of the ward it was 3 and 3" in text


def test_residents_are_age_adjusted_or_cannot_be_said(with_schools):
    text = seen(our_place(with_schools(*WHOLE), "release 1"))
    assert "Beside residents aged 5 to 15, an age-adjusted estimate" in text
    bare = seen(our_place(with_schools(apart(), beside(), around(), placed()), "release 1"))
    assert "Schools beside residents of school age cannot be said" in bare
    assert "residents of all ages" in bare
    why = replace(topic(), notes=("Schools beside residents of school age: the wards were drawn anew.",))
    told = seen(our_place(with_schools(apart(), beside(), around(), placed(), topics=(why,)), "release 1"))
    assert "the wards were drawn anew" in told


def test_both_ends_by_one_rule_and_those_left_out_are_counted(with_schools):
    found = section(with_schools(*WHOLE))["mix"]["ends"]
    most, fewest = found["list"]["high"], found["list"]["low"]
    assert most[0].name == "School 00"
    assert (most[0].value, fewest[-1].name) == ("95 in 100", "School 11")
    assert len(most) == len(fewest) == 5
    assert not {row.name for row in most} & {row.name for row in fewest}
    assert found["list"]["between"] == "Two schools between"
    assert found["list"]["left"] == "In neither end, because too few pupils can be shown: one school."


def test_each_school_at_an_end_has_the_deprivation_of_where_it_stands(with_schools, evidence):
    places = tuple(replace(n, deprived=i / 4) for i, n in enumerate(evidence.neighbourhoods))
    table = beside()
    rows = [[cell.value for cell in row] + [places[2].name if i == 0 else ""] for i, row in enumerate(table.rows)]
    stands = plain_sheet("schools-beside", "B", [*table.columns, *columns("neighbourhood")], rows, source="DfE")
    made = with_schools(apart(), stands, around(), placed(), neighbourhoods=places)
    first, second, *_ = section(made)["mix"]["ends"]["list"]["high"]
    assert first.deprived == "50 in 100"
    assert second.deprived == "not placed"
    assert "how much of the neighbourhood it stands in" in section(made)["mix"]["ends"]["read"]


def test_a_school_whose_range_is_wide_is_no_dot(with_schools):
    strip = section(with_schools(*WHOLE))["mix"]["strips"][0]
    assert "Not drawn, because too few pupils can be shown: one school." in strip["notes"]
    assert "School few" not in strip["picture"]
    assert "One dot for each of 12 schools" in strip["picture"]


def test_one_school_has_no_strip_no_ends_and_says_so(with_schools):
    alone = plain_sheet("schools-apart", "Apart", apart().columns, [[c.value for c in apart().rows[1]]], source="DfE")
    found = section(with_schools(alone, placed(), standings=()))["mix"]
    assert found["title"] == ["Pupils in Brackenford’s schools, January 2023: ", "2,500 pupils in three schools", ""]
    assert (found["apart"], found["strips"], found["ends"]) == (None, [], None)
    assert "No school here could be held against other schools" in found["around"]["none"]


def test_without_a_file_of_schools_there_is_no_section(evidence, with_schools):
    assert section(evidence) is None
    silent = replace(topic(), status="cannot say", reason="No file.", lines=(), value=None)
    assert section(with_schools(topics=(silent,))) is None


def test_a_range_is_read_as_its_two_ends():
    assert ends_of("0 to 4") == (0, 4)
    assert ends_of("") is None


def year_topic(**changed: object) -> Topic:
    made = Topic(
        "pupils-by-year", "pressures", "Pupils by year group", "pupils", ("schools-spc",), dated="2023-01-19",
        date_words="January 2023", total=1500,
        lines=(Line("R", "Reception", 700, 0.4), Line("1", "Year 1", None, None), Line("6", "Year 6", 800, 0.5)),
        indicator="falling_rolls", value=0.125, numerator=100, denominator=800, sheet="pupils-by-year",
    )  # fmt: skip
    return replace(made, **changed)


def moving(*counts: int):
    rows = [(f"September {2023 + i}", f"Year {6 - i}", n) for i, n in enumerate(counts)]
    made = [Column("september", "In", "label"), Column("from", "As", "label"), Column("pupils", "Pupils", "count")]
    return plain_sheet("pupils-moving-up", "Year 7", made, rows, source="DfE")


def by_year():
    counts = np.array([[700], [800]])
    return sheet(
        "pupils-by-year", "Years", [Column("year_group", "Year", "label")],
        Counted([("Reception",), ("Year 6",)], counts, [("primary", "Primary")]), source="DfE", shares=False,
    )  # fmt: skip


FALL = replace(STANDING, indicator="falling_rolls", value=0.125, median=0.098)


def test_falling_rolls_with_what_they_mean_for_the_coming_years(with_schools):
    evidence = with_schools(
        by_year(), moving(800, 790, 780, 770, 760, 750, 700), topics=(year_topic(),), standings=(FALL,)
    )
    text = seen(our_place(evidence, "release 1"))
    assert "In January 2023, reception had 100 fewer pupils than year 6 in Brackenford" in text
    assert "That was 13 fewer for every 100." in text
    assert "In half of the 297 authorities that could be compared it was at least 10 fewer for every 100." in text
    assert "770 pupils would have begun year 7 in September 2026, and 700 would in September 2029: 70 fewer." in text
    assert "[c]" in text


def test_rising_rolls_are_said_the_same_way(with_schools):
    risen = year_topic(value=-0.1, numerator=-80)
    evidence = with_schools(moving(700, 800), topics=(risen,), standings=(), written="2023-06-01")
    text = seen(our_place(evidence, "release 1"))
    assert "reception had 80 more pupils than year 6" in text
    assert "That is 10 more for every 100." in text
    assert "700 pupils begin year 7 in September 2023, and 800 in September 2024: 100 more." in text


def places_topic() -> Topic:
    lines = tuple(Line(band, band, n, n / 6) for band, n in (("over", 2), ("full", 1), ("room", 1), ("empty", 2)))
    return Topic(
        "school-places", "pressures", "Places", "schools", ("school-places",), dated="2023-12-31", date_words="2023",
        total=6, lines=lines, indicator="school_places_full", value=0.966, numerator=966, denominator=1000,
        sheet="school-places",
    )  # fmt: skip


def test_full_and_empty_schools_stand_at_both_ends_by_one_rule(with_schools):
    made = columns("school", "phase", "places", "pupils", "full")
    rows = [(f"S{i}", "P", 100, 60 + 10 * i, 60 + 10 * i) for i in range(6)] + [("Small", "P", 10, None, None)]
    table = plain_sheet("school-places", "Places", made, rows, source="Council")
    evidence = with_schools(table, topics=(places_topic(),), standings=())
    found = section(evidence)["rolls"]["places"]
    assert [row.name for row in found["ends"]["high"]] == ["S5", "S4", "S3"]
    assert [row.name for row in found["ends"]["low"]] == ["S2", "S1", "S0"]
    assert found["ends"]["left"] == "In neither end, because too few pupils can be shown: one school."
    assert "For every 100 places, schools held 97 pupils (2023)" in seen(our_place(evidence, "release 1"))


def test_places_that_nobody_gave_name_who_holds_them(with_schools):
    silent = replace(
        places_topic(),
        status="cannot say",
        lines=(),
        value=None,
        reason="The council’s school place planning team holds it.",
    )
    text = seen(our_place(with_schools(by_year(), topics=(year_topic(), silent), standings=()), "release 1"))
    assert "How full schools are cannot be said. The council’s school place planning team holds it." in text


def test_ways_of_placing_that_placed_nobody_are_not_said(with_schools):
    said = " ".join(section(with_schools(*WHOLE))["mix"]["how"])
    assert "11 of 13 schools with pupils by group were placed by postcode" in said
    assert "10 in the small area whose outline" in said
    assert "1 at a point that lies in no outline here" in said
    assert "the postcode file names" not in said
    assert "2 are known by their ward only" in said


def test_a_difference_that_is_not_clear_says_so_at_the_ends(with_schools):
    rows = [[cell.value for cell in row] for row in beside().rows]
    rows[0][-1] = "no clear difference"
    unclear = plain_sheet("schools-beside", "Beside", beside().columns, rows, source="DfE")
    found = section(with_schools(apart(), unclear, around(), placed()))["mix"]["ends"]
    first = found["list"]["high"][0]
    assert first.name == "School 00"
    assert first.sub == "Primary, beside 5 nearest schools: 50; no clear difference"


def test_each_large_number_says_where_it_is_from(with_schools):
    from convive.evidence.model import Figure

    figures = {name: Figure("w", f"source of {name}", "rows", "f") for name in ("school-pairs", "intake_difference")}
    text = seen(our_place(with_schools(*WHOLE, figures=figures), "release 1"))
    assert "source of school-pairs" in text
    assert "source of intake_difference" in text


def test_two_schools_of_one_name_are_told_apart_by_their_ward(with_schools):
    names = [("St Mary", "1", "Mill"), ("St Mary", "2", "Hill"), ("Park", "3", "Mill"), ("Dale", "4", "Mill")]
    first = beside()
    rows = [
        (*[replace(cell, value=value) for cell, value in zip(row[:3], name, strict=True)], *row[3:])
        for row, name in zip(first.rows, names, strict=False)
    ]
    evidence = with_schools(apart(), replace(first, rows=tuple(rows)), around(), placed())
    found = section(evidence)["mix"]
    listed = {row.name for end in ("high", "low") for row in found["ends"]["list"][end]}
    assert listed == {"St Mary (Mill)", "St Mary (Hill)", "Park", "Dale"}
    table = str(next(one["table"] for one in found["tables"] if one["id"] == "schools-beside"))
    assert "St Mary (Mill)" in table
    assert "St Mary (Hill)" in table
    assert "Park (" not in table
