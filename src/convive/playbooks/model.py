"""A playbook: one local action that others have carried out, told as data so that anybody can carry it out again.

Every fact names its source, every amount of money is the source's own or reads "not stated", and a playbook holds no
target: what a place wants to reach is for its plan to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, model_validator

from convive.playbooks.parts import (
    FORMS,
    RATINGS,
    WEEKDAYS,
    Cap,
    Cohort,
    Condition,
    Domain,
    Effort,
    Evidence,
    Form,
    Gate,
    GroupSize,
    IndicatorId,
    InPlan,
    Measure,
    Money,
    NewMoney,
    Obstacle,
    Paper,
    Part,
    Positive,
    Preparation,
    Purpose,
    Ran,
    Rating,
    Role,
    Setting,
    SharedHours,
    Slug,
    Source,
    Stage,
    Term,
    Text,
    Wave,
)

__all__ = ["FORMS", "RATINGS", "WEEKDAYS", "Domain", "Form", "Playbook", "Purpose", "Rating", "Setting"]


class Playbook(Part):
    """One local action, whole.

    ``version`` is a whole number that rises with every change of meaning; ``since`` is the release of Convive that
    first carried the playbook. ``sides`` are the two (or more) groups who meet; work that brings nobody together has
    none. ``answers`` are indicators of a place that it is an answer to, by id, the plainest answer first.
    """

    slug: Slug
    title: Text
    version: Positive
    since: Text
    form: Form
    purpose: Purpose
    domains: tuple[Domain, ...] = Field(min_length=1)
    answers: tuple[IndicatorId, ...] = ()
    problem: Text
    for_whom: Text
    what_people_do: Text
    gains: dict[Text, Text] = Field(min_length=1, description="Who gains, and what.")
    sides: tuple[Text, ...] = ()
    settings: tuple[Setting, ...] = Field(min_length=1)
    group_size: GroupSize
    new_money: NewMoney
    effort: Effort
    shared_hours: SharedHours
    preparation: Preparation
    roles: tuple[Role, ...] = Field(min_length=1)
    cohorts: tuple[Cohort, ...] = ()
    terms: tuple[Term, ...] = ()
    stages: tuple[Stage, ...] = Field(min_length=1)
    gates: tuple[Gate, ...] = ()
    papers: tuple[Paper, ...] = ()
    waves: tuple[Wave, ...] = ()
    money: tuple[Money, ...]
    cap: Cap | None = None
    worked_because: tuple[Text, ...] = Field(min_length=1)
    went_wrong: tuple[Text, ...] = Field(default=(), description="What a source says went wrong.")
    watch_for: tuple[Text, ...] = Field(min_length=1, description="What easily goes wrong.")
    obstacles: tuple[Obstacle, ...]
    conditions: tuple[Condition, ...]
    measures: tuple[Measure, ...] = Field(min_length=1)
    plan: InPlan
    evidence: Evidence
    ran: tuple[Ran, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)
    guidance: Text

    @property
    def light(self) -> bool:
        """Run by volunteers or for a small sum: a plan asks it for who, what and when, and no more."""
        return self.form == "light"

    @model_validator(mode="after")
    def _holds_together(self) -> Playbook:
        if len(self.problem.split(". ")) > 1:
            raise ValueError("the problem is one sentence")
        if self.purpose == "meeting" and len(self.sides) < 2:
            raise ValueError("work that brings people together names at least two sides")
        if self.purpose == "meeting" and not any(measure.harm for measure in self.measures):
            raise ValueError("work that brings people together asks what went badly: mark one measure with harm = true")
        if self.shared_hours.measured and self.purpose != "meeting":
            raise ValueError("shared hours are measured only where the purpose is meeting")
        if self.form == "full" and not self.ran:
            raise ValueError("a full playbook says where it ran")
        for name, ids in self._ids():
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"the {name} {twice[0]} is there twice")
        if [stage.order for stage in self.stages] != list(range(1, len(self.stages) + 1)):
            raise ValueError("stages are numbered 1, 2, 3 … in the order in which they stand")
        self._check_terms()
        self._check_gates()
        for says, name, known in self._names():
            if name not in known:
                raise ValueError(f"{says} {name}, which is not there")
        self._check_cap()
        return self

    def _ids(self) -> Iterator[tuple[str, list[str]]]:
        yield "role", [one.id for one in self.roles]
        yield "cohort", [one.id for one in self.cohorts]
        yield "term", [one.id for one in self.terms]
        yield "stage", [one.id for one in self.stages]
        yield "session", [one.id for stage in self.stages for one in stage.sessions]
        yield "gate", [one.id for one in self.gates]
        yield "form", [one.id for one in self.papers]
        yield "wave", [one.id for one in self.waves]
        yield "measure", [one.id for one in self.measures]
        yield "source", [one.id for one in self.sources]

    def _check_terms(self) -> None:
        terms = {term.id: term.weeks for term in self.terms}
        for stage in self.stages:
            if stage.term and stage.term not in terms:
                raise ValueError(f"stage {stage.id} lies in the term {stage.term}, which is not there")
            if stage.term and (stage.begins + stage.lasts).days > 7 * terms[stage.term]:
                raise ValueError(f"stage {stage.id} is longer than what is left of the term {stage.term}")

    def _check_gates(self) -> None:
        for gate in self.gates:
            if gate.counts.endswith("a side") and not self.sides:
                raise ValueError(f"gate {gate.id} counts each side, and there are no sides")
            if gate.counts.endswith("a cohort") and not self.cohorts:
                raise ValueError(f"gate {gate.id} counts each cohort, and there are no cohorts")

    def _names(self) -> Iterator[tuple[str, str, set[str]]]:
        """What cites, the name it cites, and the names there are."""
        sources = {one.id for one in self.sources}
        stages = {one.id for one in self.stages}
        sides = {"", *self.sides}
        for money in self.money:
            yield f"{money.heading} cites the source", money.source, sources
            yield f"{money.heading} belongs to the stage", money.stage, {"", *stages}
        for cited in self.evidence.sources:
            yield "the evidence cites the source", cited, sources
        for ran in self.ran:
            yield f"{ran.where} cites the source", ran.source, sources
        grouped = [(role.id, role.side) for role in self.roles] + [(one.id, one.side) for one in self.cohorts]
        for group, side in grouped:
            yield f"{group} belongs to the side", side, sides
        for gate in self.gates:
            yield f"gate {gate.id} stands before the stage", gate.before, stages
            for role in gate.who:
                yield f"gate {gate.id} waits for the role", role, {one.id for one in self.roles}
        staged = [(paper.id, paper.stage) for paper in self.papers] + [(wave.id, wave.stage) for wave in self.waves]
        for part, opens in staged:
            yield f"{part} belongs to the stage", opens, stages
        before: set[str] = set()
        for stage in self.stages:
            for earlier in stage.after:
                yield f"stage {stage.id} comes after the stage", earlier, before
            before.add(stage.id)

    def _check_cap(self) -> None:
        if self.cap is None:
            return
        if self.cap.source not in {one.id for one in self.sources}:
            raise ValueError(f"the cap cites the source {self.cap.source}, which is not there")
        times = {"programme": 1, "partner": self.cap.partners}
        lines = [one for one in self.money if one.kind in ("cost", "limit") and isinstance(one.pounds, int)]
        if other := next((one for one in lines if one.per not in times), None):
            raise ValueError(f"{other.heading} is per {other.per}: under a cap, amounts are per programme or partner")
        total = sum(int(one.pounds) * times[one.per] for one in lines)
        if total > self.cap.pounds:
            raise ValueError(f"the amounts add up to £{total:,}, above the cap of £{self.cap.pounds:,}")
