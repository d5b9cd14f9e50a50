"""The topics as data: every category of the census stands in one row, and no row leads that is not there."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from convive.core.groups import classification
from convive.core.words import forbidden
from convive.evidence.needs.topics import Question, questions

CLASSIFICATIONS = {
    "census-english": "english-2021",
    "census-migration": "migration-2021",
    "census-tenure": "tenure-2021",
    "census-occupancy": "occupancy-2021",
}


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)
def test_every_category_stands_in_one_row(question: Question) -> None:
    rows = [group for row in question.rows for group in row.groups]
    assert sorted(rows) == sorted(classification(CLASSIFICATIONS[question.kind]).ids)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)
def test_the_words_are_ours(question: Question) -> None:
    said = " ".join([question.title, question.gone, question.holder, *(row.label for row in question.rows)])
    assert forbidden(said) == []


def test_a_row_that_leads_must_be_there_and_measured() -> None:
    good = questions()[0].model_dump()
    with pytest.raises(ValidationError, match="leads english"):
        Question.model_validate(good | {"leads": "main"})


def test_a_category_counts_once() -> None:
    good = questions()[0].model_dump()
    with pytest.raises(ValidationError, match="two rows"):
        Question.model_validate(good | {"rows": [*good["rows"], good["rows"][0] | {"id": "again"}]})
