"""What people need, as it is printed: the number in the title, both ends in one order, and nothing withheld told."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from convive.core.disclosure import Column, Counted, sheet
from convive.core.words import forbidden
from convive.evidence.catalogue import all_indicators
from convive.evidence.model import Company, Line, Topic
from convive.reports.needs import answer, old, section, shares_of
from convive.reports.place import our_place

COMPANY = Company("the 321 authorities in the same file", 321, False)
LOCKDOWN = "March 2021, in lockdown"


def crowding(counts: list[list[int]]) -> tuple[Topic, object]:
    rows = [("fewer", "Fewer bedrooms than needed"), ("enough", "As many"), ("more", "More")]
    table = sheet(
        "crowding",
        "Households",
        [Column("neighbourhood", "Neighbourhood", "label"), Column("ward", "Main ward", "label")],
        Counted(
            [(f"Place 00{i}", f"Ward {i}") for i in range(len(counts))],
            np.array(counts),
            rows,
            {"deprived": [100.0 * (i % 2) for i in range(len(counts))]},
        ),
        source="Office, Homes (TS052)",
        total_labels=("All neighbourhoods", ""),
        extra_columns=[Column("deprived", "Deprived, in 100", "number", "in 100")],
        everyone=Column("households", "All households", "count", "households"),
    )
    totals = np.array(counts).sum(axis=0)
    everyone = int(totals.sum())
    lines = tuple(
        Line(id_, label, int(n), round(int(n) / everyone, 6), 0.0234)
        for (id_, label), n in zip(rows, totals, strict=True)
    )
    topic = Topic(
        id="crowding",
        part="needs",
        title="Room in homes",
        counted="households",
        kinds=("census-occupancy",),
        dated="2021-03-21",
        date_words=LOCKDOWN,
        total=everyone,
        lines=lines,
        indicator="crowding",
        value=lines[0].share,
        numerator=lines[0].count,
        denominator=everyone,
        company=COMPANY,
        sheet="crowding",
    )
    return topic, table


COUNTS = [[180, 400, 420], [20, 300, 680], [90, 300, 610], [3, 400, 597]]


@pytest.fixture
def crowded(evidence_with):
    topic, table = crowding(COUNTS)
    evidence = evidence_with()
    return replace(evidence, topics=(topic,), sheets=(*evidence.sheets, table))


def test_the_number_stands_in_the_title(crowded) -> None:
    (block,) = section(crowded)["blocks"]
    assert block["lit"] == "7 in 100"  # 293 of 4,000
    assert block["title"][1] == " households had fewer bedrooms than they needed in March 2021"
    assert block["paragraphs"][0] == "293 of 4,000 households."


def test_both_ends_stand_in_one_order_with_deprivation_beside(crowded) -> None:
    (block,) = section(crowded)["blocks"]
    high, low = block["ends"]["high"], block["ends"]["low"]
    assert [row.name for row in high] == ["Ward 0"]
    assert [row.name for row in low] == ["Ward 2"]
    assert high[0].deprived == "none"
    assert low[0].deprived == "none"
    assert block["ends"]["between"] == "No neighbourhoods between"
    # Three households are withheld, and a second neighbourhood with them, so that nobody can take one from the other.
    assert block["ends"]["left"] == "Two neighbourhoods with too few people to show are in neither end."


def test_withheld_neighbourhoods_are_in_no_ranking(crowded) -> None:
    assert [share.name for share in shares_of(crowded, crowded.topic("crowding"))] == ["Ward 0", "Ward 2"]


def test_the_question_is_answered_with_its_date_and_its_limit(crowded) -> None:
    said = answer(crowded)
    assert said["to"] == "#needs"
    assert "In Ward 0, 18 in 100 homes had fewer bedrooms than the household needed in March 2021" in said["a"]
    assert said["a"].endswith("Gaps between groups of people are not in these files.")


def test_without_topics_nothing_is_printed(evidence_with) -> None:
    evidence = evidence_with()
    assert section(evidence) is None
    assert answer(evidence) is None
    gone = Topic("english", "needs", "Speaking English", "residents", (), status="cannot say", reason="No file.")
    assert section(replace(evidence, topics=(gone,))) is None


def test_the_page_prints_the_section_and_answers_the_question(crowded) -> None:
    page = our_place(crowded, "release 1")
    assert 'id="needs-crowding"' in page
    assert "<mark>7 in 100</mark> households had fewer bedrooms" in page
    assert "Does everyone fare alike?" in page
    assert "have not been looked at" not in page.split("Does everyone fare alike?")[1].split("</li>")[0]


def asylum(total: int | None, *, dated: str = "2022-12-31") -> Topic:
    return Topic(
        id="asylum",
        part="needs",
        title="People on asylum support",
        counted="people on asylum support",
        kinds=("asylum-support",),
        dated=dated,
        date_words="31 December 2022",
        total=total,
        sheet="asylum",
    )


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (1775, "1,775 people seeking asylum were housed or supported here on 31 December 2022"),
        (0, "Nobody seeking asylum was housed or supported here on 31 December 2022"),
        (None, "Fewer than ten people seeking asylum were housed or supported here on 31 December 2022"),
    ],
)
def test_people_on_asylum_support_in_words(evidence_with, total, said) -> None:
    (block,) = section(replace(evidence_with(), topics=(asylum(total),)))["blocks"]
    assert block["lit"].join(block["title"]) == said
    if total is None:
        assert not re.search(r"\d", "".join(block["paragraphs"]))


def test_asylum_is_old_after_eighteen_months_and_a_census_after_three_years(evidence_with, crowded) -> None:
    evidence = evidence_with()
    assert old(asylum(20, dated="2025-05-22"), evidence)
    assert not old(asylum(20, dated="2025-05-23"), evidence)
    assert not old(replace(crowded.topic("crowding"), dated="2025-05-22"), evidence)


def test_a_rare_headline_reads_in_a_thousand(evidence_with) -> None:
    topic, table = crowding([[20, 1000, 2000], [30, 1500, 3000]])
    evidence = evidence_with()
    (block,) = section(replace(evidence, topics=(topic,), sheets=(*evidence.sheets, table)))["blocks"]
    assert block["lit"] == "7 in 1,000"
    assert block["rows"][1]["value"] == "331 in 1,000"


def test_the_words_of_needs_are_ours(crowded) -> None:
    page = re.sub("<[^>]*>", " ", our_place(crowded, ""))
    assert forbidden(page) == []
    needs = [one for one in all_indicators() if one.polarity == "need"]
    assert {"little_english", "crowding", "asylum_support", "deprived_fifth", "recent_arrivals"} <= {
        one.id for one in needs
    }
