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
