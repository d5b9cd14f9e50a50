"""The facts of the sources, one by one: a number that is lost or changed in a playbook is found here."""

import re
from importlib.resources import files

import pytest

from convive.evidence.catalogue import all_indicators
from convive.playbooks import Playbook, all_playbooks, playbook

# The full action of each section of the sources, and the essay it follows (0: a page of its own).
SECTIONS = {
    "welcome-drop-in": 2,
    "community-hub": 3,
    "english-partnership": 4,
    "schools-linking": 5,
    "mixed-youth-teams": 6,
    "community-arts": 7,
    "civic-campaign": 8,
    "employer-partnership": 9,
    "race-equality-scorecard": 10,
    "knowing-how": 11,
    "interact": 0,
}

FACTS = {
    "welcome-drop-in": [
        *("Fridays", "15 to 30 visitors", "5 or 6 volunteers", "1,500 people", "sixteen years", "£100 a week"),
        *("£21 a week", "keeps no records about people", "one food bag", "English class on Mondays", "allotment"),
        *("neutral entrance", "Volunteers eat with visitors", "no agenda", "It is hidden unless the leader says"),
        *(
            "settles quarrels",
            "Ages and origins",
            "knows every service nearby",
            "only roles that the law names",
            "mourning",
        ),
    ],
    "community-hub": ["broken microwave", "cut, and the problems moved to other", "twenty minutes' walk", "mediators"],
    "english-partnership": [
        *("twelve months", "at least six", "15 learners", "eight classes", "nearly 100 learners", "17 scholarship"),
        *("2015 to 2017", "about 60 people", "two-year grant", "October 2017", "Whoever comes is taught", "reflection"),
    ],
    "schools-linking": [
        *("Who am I?", "Who are we?", "Where do we live?", "How do we all live together?", "three training days"),
        *("neutral ground", "20 programmes", "11 led by councils", "9 by charities", "13,000 children", "80 classes"),
        *("46 schools", "2,760 children", "16 years", "26,000 children", "27 areas", "led by councils did better"),
        *("Training was essential", "unease is an opening", "practical reason"),
    ],
    "mixed-youth-teams": [
        *(
            "15 to 17",
            "five days outdoors",
            "five days away",
            "sixty hours",
            "12 to 15",
            "£50",
            "£30",
            "£1,800",
            "waived",
        ),
        *(
            "12 in 100",
            "2016",
            "March 2025",
            "three to five months",
            "a year on",
            "free school meals",
            "Negative contact",
        ),
        *("would gain most joined least", "come back"),
    ],
    "community-arts": [
        *(
            "two years",
            "23 artists",
            "fifty works",
            "month seven",
            "four plaques",
            "254 children",
            "7 to 11",
            "190 adults",
        ),
        *(
            "94.7",
            "81.1",
            "eight interviews",
            "singing group",
            "kindness",
            "Class was not",
            "saying yes",
            "sharing stories",
        ),
        *("making side by side",),
    ],
    "civic-campaign": [
        *("2005", "24 teams", "2007", "2,500 pledges", "2015", "100 candidates", "of whom 45", "postcode", "own words"),
        *("pre-election", "lottery", "similar|like each other", "survey of what civil society does"),
    ],
    "employer-partnership": [
        *(
            "£800,000",
            "six brokerage",
            "almost 300",
            "15 in 100 in 2014",
            "11 in 100 in 2016",
            "22,000 employers",
            "handful",
        ),
        *("74 answered", "two to three years", "uncomfortable talk", "cannot tell", "no cell under ten", "26 weeks"),
        *("lack of aspiration is not what holds",),
    ],
    "race-equality-scorecard": [
        *(
            "education, employment, housing, health, criminal justice",
            "Croydon, Kingston and Redbridge",
            "2013",
            "2017",
        ),
        *("Sutton, Barking and Dagenham, Hackney, Haringey", "equality duty", "seven areas", "next steps"),
    ],
    "knowing-how": [
        *("October 2015", "May 2016", "24 people", "27 people", "three hours", "What is data?", "Presenting your data"),
        *("three and three", "month and a half", "unclear|cannot be told", "roundtable", "broker"),
    ],
    "interact": [
        *(
            "exactly two",
            "thirty",
            "£250",
            "£1,500",
            "£2,000",
            "£300",
            "£5,550",
            "£5,800",
            "six sessions",
            "nine places",
        ),
        *("three years", "expression of interest", "manual", "training event", "opening session", "local media"),
        *("barriers", "skills", "gaps in services", "work together", "matched", "barnsley"),
    ],
    "tournament-against-racism": ["Stevenage", "2005", "24 teams", "red card"],
    "refugee-summer-school": ["six weeks", "about 60 people", "October 2017"],
    "nursery-for-families": ["St Edmund's", "Girlington", "Roma", "story session"],
    "care-for-unaccompanied-children": ["Baca", "Midlands", "39 places", "rented by the year"],
    "message-testing": ["22,000"],
    "asset-register": ["map, build, measure, develop, examine, appraise", "on top of investment"],
    "when-tension-rises": ["not part of Prevent", "Nobody is referred", "£600,000", "experienced, evidenced"],
}


def told(slug: str) -> str:
    folder = files("convive.playbooks").joinpath("data", slug)
    texts = [folder.joinpath(name).read_text("utf-8") for name in ("playbook.toml", "guidance.md")]
    return re.sub(r"\s+", " ", " ".join(texts))


@pytest.mark.parametrize(("slug", "fact"), [(slug, fact) for slug, facts in FACTS.items() for fact in facts])
def test_the_fact_is_told(slug: str, fact: str) -> None:
    assert any(re.search(re.escape(form), told(slug), re.IGNORECASE) for form in fact.split("|"))


@pytest.mark.parametrize(("slug", "essay"), SECTIONS.items())
def test_each_full_action_of_the_sources_is_there_and_cites_its_own(slug: str, essay: int) -> None:
    one = playbook(slug)
    assert one.form in ("full", "light")
    assert one.ran
    assert one.sources[0].essay == (essay or None)
    assert 60 <= len(one.guidance.strip().splitlines()) <= 120


def test_the_small_ones_are_there() -> None:
    small = [one for one in all_playbooks() if one.slug not in SECTIONS]
    assert len(small) == 19
    assert {one.form for one in small} == {"light", "small", "library"}
    assert [one.slug for one in small if not 15 <= len(one.guidance.strip().splitlines()) <= 45] == []


@pytest.mark.parametrize("one", all_playbooks(), ids=lambda one: one.slug)
def test_levels_are_those_that_the_design_allows(one: Playbook) -> None:
    known = one.evidence
    allowed = {"proposed": (None, None), "described": (1, None)}
    if known.rating in allowed:
        assert (known.nesta, known.maryland) == allowed[known.rating]
    else:
        assert known.nesta is not None
        assert known.nesta <= 3
        assert known.maryland is not None
        assert known.maryland <= 3


def test_one_school_beside_two_stays_below_the_level_for_a_comparison() -> None:
    few = playbook("community-arts").evidence
    assert (few.rating, few.nesta, few.maryland) == ("compared", 2, 2)


def test_where_a_side_is_an_organisation_nothing_else_is_stored() -> None:
    one = playbook("interact")
    assert one.sides == ("first partner organisation", "second partner organisation")
    gates = {gate.id: (gate.counts, gate.exactly, gate.at_most) for gate in one.gates}
    assert gates["two-partners"] == ("partners", 2, None)
    assert gates["one-a-side"] == ("partners a side", 1, None)
    assert gates["thirty-in-all"] == ("people", None, 30)
    assert [gate.passes(31) for gate in one.gates if gate.id == "thirty-in-all"] == [False]


def test_indicators_that_are_answered_are_in_the_catalogue() -> None:
    known = {indicator.id for indicator in all_indicators()}
    assert {answer for one in all_playbooks() for answer in one.answers} - known == set()


def test_sixty_hours_of_project_are_sixty_hours() -> None:
    project = next(stage for stage in playbook("mixed-youth-teams").stages if stage.id == "project")
    session = project.sessions[0]
    assert session.repeat is not None
    assert (session.hours or 0) * (session.repeat.times or 0) == 60
