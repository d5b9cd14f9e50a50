"""Classifications are data, and every crosswalk covers its groups."""

import pytest

from convive.core.errors import UnknownName
from convive.core.groups import classification, known


@pytest.mark.parametrize("name", known())
def test_every_classification_loads_and_recognises_its_own_labels(name: str) -> None:
    found = classification(name)
    for group in found.groups:
        assert found.recognise(group.id) == group
        for synonym in group.synonyms:
            assert found.recognise(f"  {synonym.upper()} ") == group


@pytest.mark.parametrize("name", known())
def test_no_spelling_means_two_groups(name: str) -> None:
    found = classification(name)
    spelled = [s.casefold() for g in found.groups for s in {x.casefold() for x in (g.id, g.long, *g.synonyms)}]
    assert len(spelled) == len(set(spelled))
    assert len(set(found.ids)) == len(found.ids)
    assert len({group.label for group in found.groups}) == len(found.groups)


def test_what_is_counted_and_who_is_a_minority_is_said_only_where_it_means_something() -> None:
    assert classification("tenure-2021").counted == "households"
    assert classification("english-2021").counted == "residents aged 3 and over"
    with_minority = {name for name in known() if classification(name).minority}
    assert with_minority == {name for name in known() if name.startswith("ethnic-")}


def test_roma_of_2021_were_other_white_in_2011_and_there_is_no_way_back() -> None:
    nineteen = classification("ethnic-2021-19")
    assert nineteen.crosswalk("ethnic-2011-18")["Roma"] == "OtherWhite"
    assert set(nineteen.crosswalk("ethnic-2011-18").values()) == set(classification("ethnic-2011-18").ids)
    with pytest.raises(UnknownName, match="no crosswalk"):
        classification("ethnic-2011-18").crosswalk("ethnic-2021-19")


@pytest.mark.parametrize("name", ["ethnic-2021-19", "ethnic-2011-18"])
def test_going_to_five_groups_directly_or_by_the_fifteen_gives_the_same(name: str) -> None:
    found, fifteen = classification(name), classification("ethnic-2011-15").crosswalk("ethnic-5")
    by_steps = {group: fifteen[to] for group, to in found.crosswalk("ethnic-2011-15").items()}
    assert by_steps == found.crosswalk("ethnic-5")


def test_ages_of_2011_fall_into_three() -> None:
    to = classification("age-2011").crosswalk("age-broad")
    assert (to["15"], to["16-17"], to["60-64"], to["65-69"]) == ("younger", "working", "working", "older")


def test_arab_is_with_other_and_gypsy_or_irish_traveller_with_white() -> None:
    to = classification("ethnic-2011-15").crosswalk("ethnic-5")
    assert to["Arab"] == "Other"
    assert to["GypsyTraveller"] == "White"
    assert set(to.values()) == set(classification("ethnic-5").ids)


def test_a_classification_maps_onto_itself() -> None:
    five = classification("ethnic-5")
    assert five.crosswalk("ethnic-5") == {name: name for name in five.ids}


def test_unknown_names_are_said_with_a_hint() -> None:
    with pytest.raises(UnknownName, match="ethnic-5"):
        classification("ethnic-55")
    with pytest.raises(UnknownName, match="White"):
        classification("ethnic-5")["Whit"]
    with pytest.raises(UnknownName, match="no crosswalk"):
        classification("ethnic-5").crosswalk("ethnic-2011-15")
    assert classification("ethnic-5").recognise("Martian") is None
