"""Write a plan as ``plan.toml``, for people to go on with: comments say what each part is for, and theirs are kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tomlkit
from pydantic import BaseModel
from tomlkit.items import AoT, Table

from convive.core.errors import RefusedInput
from convive.planning.model import DOMAINS, Action, Objective, Plan, Priority
from convive.planning.priorities import RULE, WAITS
from convive.planning.read import parse

HEAD = """\
This is your plan. Change anything in it, and add comments: they stay.
Empty "quotes" mean: still to be decided. `convive plan lint` lists what is missing.
`convive plan draft … --replace` renews figures and baselines and keeps your words.\
"""
PARTS = {
    "plan": "The head of the plan. The vision is one sentence, best chosen with residents. Owners are posts.",
    "assets": "What is already here: groups, places, skills. List it before proposing anything new.",
    "voices": "What people say. An objective rests on at least one voice (objectives.voices).",
    "priorities": f"What matters most. {RULE}",
    "objectives": "What should be different: an indicator, where it stood (baseline), where it should stand (target).",
    "actions": f"What somebody does. Parts of the plan: {', '.join(DOMAINS)}.",
    "resources": "Room for everyone: demand and capacity, counted for all residents.",
    "left_out": "Parts of the plan, and clear findings, with no action, and why.",
    "not_known": "About whom and what figures say too little, and who could say.",
    "renewals": "What would renew each baseline that is old.",
}
EXAMPLES = {
    "assets": '[[assets]]\nname = "The Friday kitchen"\nwhat = "Lunch for anybody, in the church hall, since 2009"',
    "voices": '[[voices]]\nid = "friday"\nsays = "Nowhere to sit indoors on a Friday."\nheard = "Spring 2027"',
    "left_out": '[[left_out]]\ndomain = "workplaces"\nreason = "Employers are asked in 2028, with the college."',
}
# What a newer draft may rewrite in a plan that people have worked on; everything else in it is theirs.
RENEWED = {
    "priorities": ("why", "rule", "figure", "judged"),
    "objectives": ("baseline",),
    "resources": ("counted",),
    "left_out": ("parts", "reason"),
}
STALE = "The newest evidence no longer puts this among the priorities. Keep it or take it out: it is yours to decide."


def write(plan: Plan) -> str:
    """The plan as TOML with a comment above each part.

    Reading the text gives the same plan again.

    >>> from convive.planning.read import parse
    >>> from datetime import date
    >>> frame = {"place": "X09000043", "place_name": "Brackenford", "boundary_year": 2022, "title": "A plan",
    ...          "written": date(2026, 11, 22)}
    >>> plan = Plan.model_validate({"plan": frame})
    >>> parse(write(plan)) == plan
    True
    """
    document = tomlkit.document()
    for line in HEAD.splitlines():
        document.add(tomlkit.comment(line))
    for name in Plan.model_fields:
        document.add(tomlkit.nl())
        document.add(tomlkit.comment(PARTS[name]))
        value = getattr(plan, name)
        if isinstance(value, BaseModel):
            document.add(name, _table(value))
        elif value:
            document.add(name, _tables(value))
        elif name in EXAMPLES:
            for line in EXAMPLES[name].splitlines():
                document.add(tomlkit.comment(line))
    return tomlkit.dumps(document)


def renew(text: str, plan: Plan, *, file: str = "plan.toml", add: bool = True) -> str:
    """A plan that people have worked on, with the figures of a newer draft.

    Everything written by hand stays: comments, words, owners, dates, parts that were added. Of what the draft knows,
    priorities get their newest figure, reason and rule; an objective gets its newest baseline while its indicator and
    the source of its baseline are still the draft's; a service gets what the evidence counted; and a finding that waits
    gets the rule's newest reason, while its reason is the rule's. A priority that is new comes with its objectives and
    actions; what people have taken out of an older one does not come back. A priority that the newest evidence no
    longer chooses is kept, with a comment.

    Without ``add`` nothing new comes in: only figures, reasons and baselines of what is there are renewed. That is for
    an adopted plan, whose parts people have agreed.

    Raises
    ------
    RefusedInput
        When the text is not a plan (as :func:`convive.planning.read.parse`), or a plan for another place.
    """
    existing_plan = parse(text, file=file)
    if existing_plan.plan.place != plan.plan.place:
        raise RefusedInput(
            f"The plan that is here is for {existing_plan.plan.place_name}, not for {plan.plan.place_name}.",
            file=file,
            column="plan.place",
            rule="another-place",
            hint="Draft into another folder with -o.",
        )
    document = tomlkit.parse(text)
    if add:
        _tie_new_voices(document, plan)
        for name, key in (("assets", "name"), ("voices", "id")):
            _add_new(document, name, key, getattr(plan, name))
    _renew_parts(document, plan, add=add)
    _renew_counts_and_reasons(document, plan)
    if add:
        for name, key in (("left_out", "gap"), ("not_known", "what"), ("renewals", "indicator")):
            _add_new(document, name, key, getattr(plan, name))
    document["plan"]["written"] = plan.plan.written
    return tomlkit.dumps(document)


def _add_new(document: tomlkit.TOMLDocument, name: str, key: str, newest: list[Any]) -> None:
    """Add what the draft lists and the plan does not; what is there stays."""
    existing = document.get(name)
    if existing is None:
        if newest:
            document.add(name, _tables(newest))
        return
    known = {table.get(key) for table in existing}
    for part in newest:
        if name != "not_known" and getattr(part, key) not in known:
            existing.append(_table(part))


def _renew_parts(document: tomlkit.TOMLDocument, plan: Plan, *, add: bool) -> None:
    """Renew figures and baselines; where asked, add priorities that are new, with their objectives and actions."""
    added: set[str] = set()
    for name in ("priorities", "objectives", "actions"):
        newest = {part.id: part for part in getattr(plan, name)}
        existing = document.get(name)
        if existing is None:
            if newest and add:
                document.add(name, _tables(newest.values()))
            continue
        known = {table["id"] for table in existing}
        for table in existing:
            part = newest.get(table["id"])
            if part is None:
                if name == "priorities" and STALE not in tomlkit.dumps(table):
                    table.add(tomlkit.comment(STALE))
            elif isinstance(part, Priority) or _is_still_ours(table, part):
                _refresh(table, part, RENEWED.get(name, ()))
        for part in newest.values() if add else ():
            if part.id not in known and _comes_with(part, added):
                existing.append(_table(part))
                added.add(part.id)


def _renew_counts_and_reasons(document: tomlkit.TOMLDocument, plan: Plan) -> None:
    """Renew what the evidence counted of services, and the rule's own reasons why findings wait."""
    services = {resource.service: resource for resource in plan.resources}
    for table in document.get("resources", ()):
        if (service := services.get(table.get("service"))) is not None:
            _refresh(table, service, RENEWED["resources"])
    waiting = {left.gap: left for left in plan.left_out if left.gap}
    for table in document.get("left_out", ()):
        left = waiting.get(table.get("gap"))
        if left is not None and table.get("reason", "").startswith(WAITS):
            _refresh(table, left, RENEWED["left_out"])


def _tie_new_voices(document: tomlkit.TOMLDocument, plan: Plan) -> None:
    """Tie voices that are new in the plan to the objectives they are about."""
    known = {table["id"] for table in document.get("voices", ())}
    ties = {objective.id: objective.voices for objective in plan.objectives}
    for table in document.get("objectives", ()):
        new = [voice for voice in ties.get(table["id"], ()) if voice not in known and voice not in table["voices"]]
        if new:
            table["voices"] = _list([*table["voices"], *new])


def _is_still_ours(table: Table, part: Priority | Objective | Action) -> bool:
    """Whether an objective still measures what the draft measured, by a figure that the draft put there."""
    if not isinstance(part, Objective) or part.baseline is None or table.get("indicator") != part.indicator:
        return False
    before = table.get("baseline")
    return before is not None and before.get("renewed_by") == part.baseline.renewed_by


def _comes_with(part: Priority | Objective | Action, added: set[str]) -> bool:
    """Whether a part of the newest draft belongs to something that is new in the plan."""
    if isinstance(part, Priority):
        return True
    return (part.priority if isinstance(part, Objective) else part.objective) in added


def _refresh(table: Table, part: BaseModel, fields: Iterable[str]) -> None:
    for field in fields:
        value = getattr(part, field)
        if value is None:
            continue
        table[field] = _inline(value) if isinstance(value, BaseModel) else value


def _tables(parts: Iterable[BaseModel]) -> AoT:
    tables = tomlkit.aot()
    for part in parts:
        tables.append(_table(part))
    return tables


def _table(part: BaseModel) -> Table:
    """One part as a table; parts of a part stand in one line, so that the file can be read from top to bottom."""
    table = tomlkit.table()
    for name in type(part).model_fields:
        value = getattr(part, name)
        if value is None:
            continue
        if isinstance(value, BaseModel):
            table.add(name, _inline(value))
        elif isinstance(value, list):
            table.add(name, _list(value))
        else:
            table.add(name, _text(value) if isinstance(value, str) else value)
    return table


def _inline(part: BaseModel) -> Any:
    table = tomlkit.inline_table()
    for name in type(part).model_fields:
        value = getattr(part, name)
        if value is not None:
            table.append(name, value)
    return table


def _list(values: list[Any]) -> Any:
    array = tomlkit.array()
    for value in values:
        array.append(_inline(value) if isinstance(value, BaseModel) else value)
    return array.multiline(len(values) > 1)


def _text(value: str) -> Any:
    return tomlkit.string(value)
