"""Both ends of a ranking: one table, in the order of the ranking, with how many lie between."""

import re
from dataclasses import replace

import pytest

from convive.reports.ends import Head, Row, both_ends, deprived_words, school_deprived
from convive.reports.place import our_place
from convive.reports.rendering import environment

HEAD = Head("Schools in order", "school", "School", "0 to 100", "Share")


def rows(*names: str, deprived: str = "") -> list[Row]:
    return [Row(name, f"{10 + i} in 100", "", deprived=deprived) for i, name in enumerate(names)]


def drawn(**more) -> str:
    macro = environment().get_template("parts.html").module.both_ends
    return str(macro(both_ends(**{"head": HEAD, "high": rows("A", "B"), "low": rows("Y", "Z"), "ranked": 61} | more)))


def test_one_table_with_one_caption_and_one_header() -> None:
    made = drawn()
    for tag in ("<table", "<caption", "<thead", "<tbody"):
        assert made.count(tag) == 1


def test_rows_stand_in_the_order_of_the_ranking_with_those_between_counted() -> None:
    cells = re.findall(r"<bdi>(.*?)</bdi>|colspan=\"3\">(.*?)</td>", drawn())
    assert ["".join(cell) for cell in cells] == ["A", "B", "57 schools between", "Y", "Z"]


@pytest.mark.parametrize(("ranked", "words"), [(4, "No schools between"), (5, "One school between")])
def test_a_short_ranking_says_what_lies_between(ranked: int, words: str) -> None:
    assert words in drawn(ranked=ranked)


def test_every_row_and_cell_keeps_its_role_when_it_is_folded() -> None:
    made = drawn(high=rows("A", deprived="all"), low=rows("Z", deprived="not placed"))
    assert all(" role=" in tag for tag in re.findall(r"<(?:table|thead|tbody|tr|th|td)\b[^>]*>", made))
    assert made.count('role="columnheader"') == 4
    assert 'colspan="4"' in made
    # Folded, a row has no header over it: the cell says the whole. A school that is not placed is not part of one.
    assert '>All<span class="told"> of it in England’s most deprived fifth</span></td>' in made
    assert ">Not placed</td>" in made


def test_whom_the_order_leaves_out_stands_under_the_table() -> None:
    assert drawn(left="21 schools are in neither end.").rstrip().endswith("21 schools are in neither end.</p>")


def test_neighbourhoods_of_a_place_stand_in_one_table(evidence) -> None:
    fragment = our_place(evidence, "release 1")
    part = re.search(r'<section class="section" id="ends">.*?</section>', fragment, flags=re.S)[0]
    assert part.count("<table") == 1
    shares = [int(value) for value in re.findall(r'role="cell">(\d+) in 100</td>', part)]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == 4


def test_where_no_deprivation_is_known_no_school_has_a_word_of_it(evidence_with, evidence) -> None:
    bare = tuple(replace(n, deprived=None) for n in evidence.neighbourhoods)
    assert school_deprived(evidence_with(neighbourhoods=bare), {"neighbourhood": bare[0].name}) == ""
    assert deprived_words(1.0) == "all"
