"""The library: every playbook loads, keeps its promises, and a slip in one is named with its line."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.core.words import forbidden
from convive.planning.model import DOMAINS
from convive.planning.model import Purpose as PlanPurpose
from convive.playbooks import Playbook, all_playbooks, playbook, read_playbook
from convive.playbooks.model import Domain, Purpose

SLUGS = [one.slug for one in all_playbooks()]


@pytest.fixture(params=SLUGS)
def one(request: pytest.FixtureRequest) -> Playbook:
    return playbook(request.param)


def texts(slug: str) -> tuple[str, str]:
    folder = files("convive.playbooks").joinpath("data", slug)
    return folder.joinpath("playbook.toml").read_text("utf-8"), folder.joinpath("guidance.md").read_text("utf-8")


def test_the_library_holds_the_folders_of_its_data() -> None:
    folders = {entry.name for entry in files("convive.playbooks").joinpath("data").iterdir() if entry.is_dir()}
    assert set(SLUGS) == folders
    assert len(SLUGS) >= 3


def test_domains_and_purposes_are_those_of_a_plan() -> None:
    assert Domain.__args__ == tuple(DOMAINS)  # type: ignore[attr-defined]  # a Literal has arguments
    assert Purpose.__args__ == PlanPurpose.__args__  # type: ignore[attr-defined]  # a Literal has arguments


def test_longer_established_residents_or_children_and_new_arrivals_gain(one: Playbook) -> None:
    assert {"longer-established residents", "new arrivals"} <= set(one.gains)


def test_no_amount_of_money_stands_without_its_source(one: Playbook) -> None:
    assert {line.source for line in one.money} <= {source.id for source in one.sources}
    assert {ran.source for ran in one.ran} <= {source.id for source in one.sources}


def test_shared_hours_are_measured_only_where_people_of_two_sides_are_counted(one: Playbook) -> None:
    measured = any(measure.id == "shared-hours" for measure in one.measures)
    assert measured == one.shared_hours.measured


def test_work_that_says_no_records_has_none() -> None:
    for one in all_playbooks():
        if "no records about people" in " ".join(one.watch_for):
            assert {session.count for stage in one.stages for session in stage.sessions} == {"tally only"}
            assert not one.shared_hours.measured
            assert {measure.how for measure in one.measures} <= {"tally", "conversation"}


def test_no_trial_is_not_told_as_no_effect() -> None:
    for one in all_playbooks():
        if one.evidence.rating in ("described", "proposed"):
            assert "does not mean it does not work" in one.evidence.reason
            assert one.evidence.nesta == (1 if one.evidence.rating == "described" else None)
            assert one.evidence.maryland is None


def test_the_words_are_ours(one: Playbook) -> None:
    for text in texts(one.slug):
        assert forbidden(text) == []
        assert not re.search(r"compuls|obligat|mandatory|must attend", text, re.IGNORECASE)


def test_guidance_is_a_page_with_headings(one: Playbook) -> None:
    lines = one.guidance.strip().splitlines()
    assert lines[0].startswith("# ")
    assert max(map(len, lines)) <= 120
    if one.form == "full":
        assert one.guidance.count("\n## ") >= 6
        assert 60 <= len(lines) <= 120
    else:
        assert one.guidance.count("\n## ") >= 2
        assert 15 <= len(lines) <= 120


def test_sentences_are_short_enough_to_read_aloud(one: Playbook) -> None:
    prose = re.sub(r"^(#.*|- .*|\d\. .*)$", "", one.guidance, flags=re.MULTILINE)
    sentences = re.split(r"(?<=[.?!:])\**\s+|\n\n", prose)
    assert [sentence for sentence in sentences if len(sentence.split()) > 30] == []


def test_forms_never_ask_what_nobody_may_know(one: Playbook) -> None:
    asked = " ".join(item for paper in one.papers for item in paper.asks)
    assert not re.search(r"status|nationality|passport|visa|asylum|religion|Home Office", asked, re.IGNORECASE)


def test_where_people_meet_harm_is_asked(one: Playbook) -> None:
    assert any(measure.harm for measure in one.measures) or one.purpose != "meeting"


def test_an_estimate_says_that_it_is_one_and_why(one: Playbook) -> None:
    for figure in (one.effort.staff_days, one.effort.volunteers):
        assert len(figure.why.split()) >= 5
        assert (figure.basis == "") == (figure.number == "not stated")


def test_nothing_in_python_knows_a_playbook_by_name(root: Path) -> None:
    named = [
        f"{file.relative_to(root)}: {slug}"
        for file in sorted((root / "src").rglob("*.py"))
        for slug in SLUGS
        if re.search(rf"\b({slug}|{slug.replace('-', '_')})\b", file.read_text("utf-8"))
    ]
    assert named == []


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=f"Did you mean {SLUGS[0]}"):
        playbook(SLUGS[0][:-1])
    with pytest.raises(UnknownName, match="convive playbook list"):
        playbook("zzz")


# Each line: what stands in a good playbook, what somebody writes in its place, the key that is named, what is said.
SLIPS = [
    ('purpose = "meeting"', 'purpos = "meeting"', "purpos", "Did you mean purpose?"),
    ('purpose = "meeting"', 'purpose = "mixing"', "purpose", "Input should be 'meeting'"),
    ('domains = ["', 'domains = ["magic", "', "domains.0", "learning-to-live-together"),
    ("version = 1", 'version = "1"', "version", "valid integer"),
    ("problem = ", 'problem = "One. Two." # ', None, "The problem is one sentence"),
    ("pounds = 100", "pounds = -100", "money.0.pounds", "whole pounds or “not stated”"),
    ("pounds = 100", 'pounds = "about 100"', "money.0.pounds", "whole pounds or “not stated”"),
    ("pounds = 100", "pounds = 100.5", "money.0.pounds", "whole pounds or “not stated”"),
    ('pounds = 100\nper = "week"', "pounds = 100", "money.0", "say what £100 is for"),
    ("pounds = 100", 'pounds = "not stated"', "money.0", "not stated cannot be per week"),
    ('per = "week"\nsource = "e2"', 'per = "week"\nsource = "e9"', None, "worker and room cites the source e9"),
    ("min = 5", "min = 15", "roles.1", "at least 15 and at most 12"),
    ("order = 1", "order = 2", None, "Stages are numbered 1, 2, 3"),
    ("week = 0\nweekday", "week = 52\nweekday", "stages.0", "after stage"),
    ("every_weeks = 1", "every_weeks = 0", "stages.0.sessions.0.repeat.every_weeks", "greater than or equal to 1"),
    ("measured = false", "measured = true", None, None),
    ('how = "tally"', 'how = "tally"\ntarget = 50', "measures.0.target", "means nothing here"),
    ('sides = ["people who have lived here for years", "people who came lately"]', "", None, "at least two sides"),
    ('id = "help-given"', 'id = "at-the-table"', None, "there twice"),
    ("[gains]", "[gains", None, "TOML"),
]


def tally_only_example() -> str:
    return next(toml for toml, _ in map(texts, SLUGS) if "pounds = 100" in toml)


@pytest.mark.parametrize(("good", "slip", "column", "says"), SLIPS)
def test_a_slip_is_refused_with_its_place(good: str, slip: str, column: str | None, says: str | None) -> None:
    toml = tally_only_example()
    assert good in toml
    broken = toml.replace(good, slip, 1)
    if says is None:
        assert read_playbook(broken, "# Guidance").shared_hours.measured
        return
    with pytest.raises(RefusedInput) as refused:
        read_playbook(broken, "# Guidance", file="ours/playbook.toml")
    assert says in str(refused.value)
    assert refused.value.file == "ours/playbook.toml"
    if column:
        assert refused.value.column == column


def test_a_slip_is_named_with_its_row_when_the_key_stands_once() -> None:
    toml = tally_only_example().replace("version = 1", "version = 1\nversoin = 2", 1)
    with pytest.raises(RefusedInput) as refused:
        read_playbook(toml, "# Guidance")
    assert refused.value.row == toml.splitlines().index("versoin = 2") + 1
    assert "Did you mean version" in str(refused.value)


def test_support_work_measures_no_shared_hours() -> None:
    toml = next(toml for toml, _ in map(texts, SLUGS) if 'purpose = "support"' in toml)
    with pytest.raises(RefusedInput, match="only where the purpose is meeting"):
        read_playbook(toml.replace("measured = false", "measured = true", 1), "# Guidance")


def test_a_stage_outside_its_term_is_refused() -> None:
    toml = next(toml for toml, _ in map(texts, SLUGS) if 'term = "autumn"' in toml)
    with pytest.raises(RefusedInput, match="which is not there"):
        read_playbook(toml.replace('term = "autumn"', 'term = "michaelmas"', 1), "# Guidance")
    with pytest.raises(RefusedInput, match="longer than what is left of the term"):
        read_playbook(
            re.sub(r'(id = "autumn"\nmonth = \d+\nmonday = \d+\nweeks = )\d+', r"\g<1>5", toml, count=1), "# Guidance"
        )


def test_empty_guidance_is_refused() -> None:
    with pytest.raises(RefusedInput, match="guidance"):
        read_playbook(tally_only_example(), "  ")
