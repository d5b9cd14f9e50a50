"""``convive plan``: draft, lint, report."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convive.core.errors import RefusedInput, WouldOverwrite
from convive.core.periods import day_words, parse_day

if TYPE_CHECKING:
    import polars as pl

    from convive.evidence.model import PlaceEvidence
    from convive.planning.model import Finding, Plan

app = typer.Typer(
    help="From evidence to a Local Integration Plan: draft it, check it, print it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="plan.toml, or the folder it stands in.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("draft")
def draft(
    place: Annotated[str, typer.Option(help="The authority's code, such as E08000032.")],
    data: Annotated[Path, typer.Option(help="The data folder that convive ingest filled.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the plan and its evidence.")],
    today: Annotated[str, typer.Option(help="The day of writing, such as 2026-11-22; today otherwise.")] = "",
    size: Annotated[str, typer.Option(help="small: what can be carried out; full: everything by the rule.")] = "small",
    assets: Annotated[
        Path | None, typer.Option(help="What is already here, as CSV or XLSX: convive plan template assets.")
    ] = None,
    voices: Annotated[
        Path | None, typer.Option(help="What people say, as CSV or XLSX: convive plan template voices.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Renew a plan that is there: new figures, your words stay.")
    ] = False,
    working: Annotated[
        bool, typer.Option("--working", help="Add the folder working/ with small-area tables, not for publication.")
    ] = False,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Make report.pdf too.")] = True,
    json_: Json = False,
) -> None:
    """Draft a Local Integration Plan for a place: plan.toml, report.html, report.pdf and evidence/*.csv."""
    from convive.evidence import place as places
    from convive.evidence import record
    from convive.evidence.working import working as small_areas
    from convive.planning import lists
    from convive.planning.draft import NOTHING_HEARD
    from convive.planning.draft import draft as draft_plan
    from convive.planning.lint import lint as lint_plan
    from convive.planning.lint import summary
    from convive.planning.read import parse, read_text
    from convive.planning.unknown import could_not_look
    from convive.planning.write import renew, write
    from convive.reports import publication
    from convive.sources.folder import existing

    if size not in ("small", "full"):
        raise typer.BadParameter("choose small or full", param_hint="--size")
    here = lists.read_assets(assets) if assets else ()
    heard = lists.read_voices(voices) if voices else NOTHING_HEARD
    day = parse_day(today) if today else date.today()
    plan_file = out / "plan.toml"
    if plan_file.exists() and not replace:
        raise WouldOverwrite(
            "There is a plan here already, and it may hold people's words.",
            file=str(plan_file),
            rule="replace",
            hint="Add --replace to renew its figures and keep every word and comment, or name another folder with -o.",
        )
    folder = existing(data)
    tables = folder.tables()
    evidence = places.build(place, tables, folder.sources(place), today=day)
    fresh = draft_plan(evidence, "full" if size == "full" else "small", assets=here, heard=heard)
    text = renew(read_text(plan_file), fresh, file=str(plan_file)) if plan_file.exists() else write(fresh)
    plan = parse(text, file=str(plan_file))
    findings = lint_plan(plan, evidence)
    files, notes = _report(plan, evidence, findings, pdf=pdf)
    files["plan.toml"] = text.encode("utf-8")
    files["evidence/place.json"] = record.dump(evidence).encode("utf-8")
    renewed = ["evidence"]
    if working:
        files |= _working(small_areas(place, tables))
        renewed.append("working")
    written = publication.write(out, files, renewed=renewed)
    counts = summary(findings)
    if json_:
        result = {
            "place": {"code": evidence.place.code, "name": evidence.place.name},
            "out": str(out),
            "files": [str(path.relative_to(out.absolute())) for path in written],
            "priorities": [priority.model_dump(mode="json") for priority in plan.priorities],
            "summary": counts,
            "missing": [{"kind": gap.kind, "says": gap.says} for gap in could_not_look(evidence)],
            "notes": notes,
        }
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    made_of = f", made of {', '.join(plan.plan.parts)}" if plan.plan.parts else ""
    print(f"A draft for {evidence.place.name} ({evidence.place.code}{made_of}), {day_words(day)}, in {out}")
    for name in sorted(files):
        print(f"  {name}")
    print()
    if not plan.priorities:
        print("No figure stands out among the authorities in the files. What matters most is for people to say.")
    for number, priority in enumerate(plan.priorities, 1):
        print(f"{number}. {priority.title}\n   {priority.figure.words}\n   {priority.rule}")
    waiting = sum(left.gap != "" for left in plan.left_out)
    if waiting:
        others = "finding waits" if waiting == 1 else "findings wait"
        print(f"\n{waiting} other clear {others}: see left_out in plan.toml.")
    print(
        f"\n{len(plan.objectives)} objectives, {len(plan.actions)} actions, "
        f"{sum(not action.new_money for action in plan.actions)} of them without new money."
    )
    print(f"{counts['decide']} things are still to be decided by people: convive plan lint {out}")
    print("\nWhat this draft could not look at:")
    for gap in could_not_look(evidence):
        print(f"  - {gap.says}")
    for note in notes:
        print(f"\n{note}", file=sys.stderr)


@app.command("template")
def template(
    what: Annotated[str, typer.Argument(metavar="assets|voices", help="Which list.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file; otherwise it is printed.")] = None,
) -> None:
    """An empty list to fill in: what is already here (assets), or what people say (voices)."""
    from convive.planning.lists import template as empty_list

    if what not in ("assets", "voices"):
        raise typer.BadParameter("choose assets or voices", param_hint="WHAT")
    text = empty_list("assets" if what == "assets" else "voices")
    if out is None:
        print(text, end="")
        return
    if out.exists():
        raise WouldOverwrite("This file is there already.", file=str(out), rule="exists", hint="Name another with -o.")
    out.write_text(text, encoding="utf-8-sig")
    print(out)


@app.command("lint")
def lint(
    plan: PlanFile,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on", metavar="SEVERITY", help="Exit 1 when a finding of this kind stands: error, decide or advice."
        ),
    ] = "",
    today: Annotated[str, typer.Option(help="The day to check on, such as 2026-11-22; today otherwise.")] = "",
    json_: Json = False,
) -> None:
    """Say what a plan still lacks, why it matters, and how to mend it."""
    from convive.planning.lint import lint as lint_plan
    from convive.planning.lint import summary
    from convive.planning.read import read

    if fail_on not in ("", "error", "advice", "decide"):
        raise typer.BadParameter("choose error, advice or decide", param_hint="--fail-on")
    read_plan = read(plan)
    findings = lint_plan(read_plan, _evidence_beside(plan), today=parse_day(today) if today else date.today())
    counts = summary(findings)
    if json_:
        head = read_plan.plan
        result = {
            "plan": {"file": str(plan), "place": head.place, "title": head.title, "status": head.status},
            "summary": counts,
            "findings": [finding.model_dump() for finding in findings],
        }
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        _print_findings(read_plan.plan.title, findings, counts)
    if fail_on and counts[fail_on]:
        raise typer.Exit(1)


@app.command("report")
def report(
    plan: PlanFile,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where to write; the plan's folder otherwise.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Make report.pdf too.")] = True,
) -> None:
    """Print a plan again after it was changed: report.html and report.pdf."""
    from convive.planning.lint import lint as lint_plan
    from convive.planning.read import read
    from convive.reports import publication

    read_plan = read(plan)
    evidence = _evidence_beside(plan)
    if evidence is None:
        raise RefusedInput(
            "No evidence stands beside the plan, so there is nothing to print its figures from.",
            file=str(_folder(plan) / "evidence" / "place.json"),
            rule="evidence",
            hint="Draft again with convive plan draft … --replace; your words stay.",
        )
    files, notes = _report(read_plan, evidence, lint_plan(read_plan, evidence), pdf=pdf)
    files = {name: content for name, content in files.items() if "/" not in name}
    for path in publication.write(out or _folder(plan), files):
        print(path)
    for note in notes:
        print(note, file=sys.stderr)


def _folder(plan: Path) -> Path:
    return plan if plan.is_dir() else plan.parent


def _evidence_beside(plan: Path) -> PlaceEvidence | None:
    from convive.evidence import record

    file = _folder(plan) / "evidence" / "place.json"
    return record.load(file.read_text("utf-8"), file=str(file)) if file.exists() else None


def _report(
    plan: Plan, evidence: PlaceEvidence, findings: tuple[Finding, ...], *, pdf: bool
) -> tuple[dict[str, bytes], list[str]]:
    """The report's files, and what could not be made."""
    from convive.reports import documents
    from convive.reports.paper import NoPango

    files = {"report.html": documents.report_html(plan, evidence, findings)}
    notes: list[str] = []
    if pdf:
        try:
            files["report.pdf"] = documents.report_pdf(plan, evidence, findings)
        except NoPango as error:
            notes.append(str(error))
    return files | documents.evidence_files(evidence) | documents.description(evidence), notes


def _working(tables: dict[str, pl.DataFrame]) -> dict[str, bytes]:
    readme = "Working tables, not for publication: they name areas smaller than a neighbourhood.\n"
    files = {"working/NOT-FOR-PUBLICATION.txt": readme.encode()}
    for name, table in tables.items():
        files[f"working/{name}.csv"] = table.write_csv().encode("utf-8")
    return files


def _print_findings(title: str, findings: tuple[Finding, ...], counts: dict[str, int]) -> None:
    from convive.planning.rules import rule as find_rule

    words = {
        "error": "To be mended",
        "decide": "For people to decide",
        "advice": "Advice",
    }
    advice = "1 piece of advice" if counts["advice"] == 1 else f"{counts['advice']} pieces of advice"
    print(f"{title}: {counts['error']} to be mended, {counts['decide']} to decide, {advice}")
    for severity, heading in words.items():
        chosen = [finding for finding in findings if finding.severity == severity]
        if not chosen:
            continue
        print(f"\n{heading}")
        for rule in dict.fromkeys(finding.rule for finding in chosen):
            same = [finding for finding in chosen if finding.rule == rule]
            print(f"\n  {find_rule(rule).title} [{rule}]\n  {same[0].why}")
            for finding in same:
                print(f"    - {finding.says} ({finding.where})")
            for mend in dict.fromkeys(finding.mend for finding in same):
                print(f"    > {mend}")
