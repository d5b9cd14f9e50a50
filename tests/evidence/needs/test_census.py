"""Topics of one census table: what is printed is what was counted, and nothing small is printed."""

from __future__ import annotations

import polars as pl
import pytest

TWELVE = 12  # small areas of Twinford: six neighbourhoods of two


def test_english_by_hand(country, topic) -> None:
    found = topic("english")
    assert found.total == TWELVE * sum(country.english.values()) == 24_000
    assert found.numerator == TWELVE * (110 + 30)
    assert found.value == pytest.approx(140 / 2000)
    assert found.counted == "residents aged 3 and over"
    assert found.notes == (
        f"Of them, {12 * 110:,} could not speak English well and {12 * 30} could not speak it at all.",
    )


def test_arrivals_are_about_an_address(country, topic) -> None:
    found = topic("arrivals")
    assert found.value == pytest.approx(country.moves["outside-uk"] / sum(country.moves.values()))
    assert [line.count for line in found.lines] == [12 * 1800, 12 * 170, 12 * 30]


def test_tenure_adds_council_and_other_social_landlords_up(country, topic) -> None:
    found = {line.id: line.count for line in topic("tenure").lines}
    assert found == {"owned": 12 * 500, "social": 12 * 150, "private": 12 * 132, "other": 12 * 18}
    assert topic("tenure").total == 12 * sum(country.homes.values())


def test_crowding_counts_one_too_few_and_more(country, topic) -> None:
    assert topic("crowding").numerator == 12 * (country.rooms["short-1"] + country.rooms["short-2"])


def test_the_company_is_the_authorities_of_the_file_with_their_middle(country) -> None:
    part = country.needs()
    found = next(topic for topic in part.topics if topic.id == "crowding")
    assert (found.company.words, found.company.whole) == ("the 12 authorities in the same file", False)
    standing = next(s for s in part.standings if s.indicator == "crowding")
    assert (standing.rank, standing.of, standing.not_compared) == (1, 12, 0)
    line = found.lines[0]
    assert line.elsewhere == pytest.approx(standing.median, abs=1e-6)
    assert line.share > line.elsewhere


def test_every_headline_says_where_it_is_from(country) -> None:
    part = country.needs()
    figure = part.figures["little_english"]
    assert figure.exact == "1,680 of 24,000 residents aged 3 and over"
    assert "census-english.csv" in figure.source
    assert "census-migration.csv" in figure.source
    assert "All 6 neighbourhoods (MSOAs) of Twinford" in figure.rows


def test_the_table_has_neighbourhoods_with_deprivation_beside(country) -> None:
    table = next(sheet for sheet in country.needs().sheets if sheet.id == "english")
    ids = [column.id for column in table.columns]
    first = dict(zip(ids, table.rows[0], strict=True))
    assert (first["neighbourhood"].value, first["ward"].value) == ("Twinford 001", "Ward 1")
    assert first["little"].value == 2 * 140
    assert first["deprived"].value in (0, 50, 100)
    assert table.rows[-1][0].value == "All neighbourhoods"


def test_a_small_headline_is_withheld_everywhere(country) -> None:
    few = dict.fromkeys(country.english, 0) | {"main": 1700}
    country.add_msoas(
        "census-english",
        lambda lad, number: few | {"not-well": 2 * (number == 0)} if lad == country.here else country.english,
        named=False,
    )
    part = country.needs()
    found = next(topic for topic in part.topics if topic.id == "english")
    assert (found.value, found.numerator, found.denominator) == (None, None, None)
    assert found.notes == ()
    assert "little_english" not in part.figures
    assert not [s for s in part.standings if s.indicator == "little_english"]
    assert found.lines[2].count is None


def test_the_two_categories_within_are_not_told_where_one_is_small(country) -> None:
    def few(lad: str, number: int):
        return country.english | {"not-at-all": 0 if number else 3} if lad == country.here else country.english

    country.add_msoas("census-english", few, named=False)
    found = next(topic for topic in country.needs().topics if topic.id == "english")
    assert found.numerator == 12 * 110 + 2 * 3
    assert found.notes == ()


@pytest.mark.parametrize("kind", ["census-english", "census-migration", "census-tenure", "census-occupancy"])
def test_without_its_file_a_topic_says_who_holds_the_figure(country, kind) -> None:
    gone = [name for name in country.tables if name.startswith(kind)]
    for name in gone:
        del country.tables[name]
    silent = {t.id: t for t in country.needs().topics if t.status == "cannot say"}
    assert silent
    for found in silent.values():
        assert (found.value, found.total, found.lines) == (None, None, ())
        assert "Office for National Statistics" in found.reason or "census-migration" in found.reason


def test_a_place_that_the_file_leaves_out_is_not_guessed(country) -> None:
    counts = country.tables["census-tenure.counts"].collect()
    one = country.places[0][0]
    country.tables["census-tenure.counts"] = counts.filter(pl.col("unit") != one).lazy()
    found = next(topic for topic in country.needs().topics if topic.id == "tenure")
    assert found.status == "cannot say"
    assert "leaves out small areas of Twinford" in found.reason


def test_a_join_that_loses_an_area_is_refused(country) -> None:
    """A code of the English table without a name would take its people with it."""
    units = country.tables["census-migration.units"].collect()
    country.tables["census-migration.units"] = units.head(units.height - 1).lazy()
    found = next(topic for topic in country.needs().topics if topic.id == "english")
    assert found.status == "cannot say"
    assert "1 of 28 areas of census-english have no name" in found.reason


def test_a_category_nobody_knows_is_refused(country) -> None:
    country.add_lsoas("census-tenure", lambda lad, number: country.homes | {"houseboat": 4})
    found = next(topic for topic in country.needs().topics if topic.id == "tenure")
    assert (found.status, "houseboat" in found.reason) == ("cannot say", True)


def test_other_authorities_do_not_change_what_is_counted_here(country) -> None:
    before = next(topic for topic in country.needs().topics if topic.id == "crowding")
    country.add_lsoas("census-occupancy", lambda lad, number: country.scaled(country.rooms)(lad, number + 3))
    after = next(topic for topic in country.needs().topics if topic.id == "crowding")
    assert (before.value, before.total) == (after.value, after.total)
