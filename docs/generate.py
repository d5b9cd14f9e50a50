"""Make the reference pages from the package's own registries: ``docs/generate.py [--check]``.

Each page is one function that gives the text of one file in ``docs/reference``. With ``--check`` nothing is written:
pages that would change are named, and the exit code is 1. ``script/test`` runs it that way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).resolve().parent / "reference"
NOTE = "<!-- Made by docs/generate.py from the code. Change it there. -->"


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` say which are not as the code would make them."""
    wrong = []
    for name, text in pages().items():
        path = REFERENCE / name
        if path.exists() and path.read_text("utf-8") == text:
            continue
        wrong.append(name)
        if "--check" not in arguments:
            REFERENCE.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    left = sorted(path.name for path in REFERENCE.glob("*.md") if path.name not in PAGES)
    for name in left:
        wrong.append(name)
        if "--check" not in arguments:
            (REFERENCE / name).unlink()
    if not wrong:
        return 0
    if "--check" in arguments:
        print(f"Not as the code says: {', '.join(wrong)}. Run docs/generate.py.")
        return 1
    print(f"Written: {', '.join(wrong)}")
    return 0


def pages() -> dict[str, str]:
    """Every reference page: file name and text."""
    return {name: f"{NOTE}\n\n{make().strip()}\n" for name, (_, make) in PAGES.items()}


def index() -> str:
    """The page that lists the pages."""
    rows = [f"- [{title}]({name})" for name, (title, _) in PAGES.items() if name != "README.md"]
    return "\n".join(
        ["# Reference", "", "Looked up, not read through. Made from the code, so it cannot lag.", "", *rows]
    )


def verbs() -> Iterator[tuple[str, ...]]:
    """Every verb of the command line, in order: ``("plan", "draft")``."""
    from typer.models import CommandInfo

    from convive.cli.main import app

    def name_of(command: CommandInfo) -> str:
        return command.name or getattr(command.callback, "__name__", "").replace("_", "-")

    for command in app.registered_commands:
        yield (name_of(command),)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            yield (str(group.name),)
            for command in group.typer_instance.registered_commands:
                yield (str(group.name), name_of(command))


def command_line() -> str:
    """Each verb's ``--help``."""
    from typer.testing import CliRunner

    from convive.cli.main import app

    lines = ["# The command line", "", "Exit 0: done. 1: the input was refused, with file, row, column, rule and hint."]
    lines += ["2: the call itself was wrong."]
    for verb in [(), *verbs()]:
        given = CliRunner().invoke(app, [*verb, "--help"], prog_name="convive", env={"COLUMNS": "100", "NO_COLOR": "1"})
        if given.exit_code:
            raise SystemExit(f"convive {' '.join(verb)} --help ends with {given.exit_code}: {given.output}")
        text = "\n".join(line.rstrip() for line in given.output.strip().splitlines())
        lines += ["", f"## {' '.join(('convive', *verb))}", "", "```text", text, "```"]
    return "\n".join(lines)


def sources() -> str:
    """The kinds of file that can be read."""
    from convive.sources.kinds import kinds

    lines = ["# Sources", "", "The kinds of file that `convive ingest KIND` reads."]
    for kind in kinds():
        lines += ["", f"## {kind.id}", "", f"**{kind.title}.** {kind.table}."]
        lines += ["", *table(("what", "entry"), [
            ("publisher", kind.publisher), ("where", kind.page), ("licence", kind.licence),
            ("about", kind.date_words), ("groups", f"`{kind.classification}`" if kind.classification else ""),
            ("counted", kind.counted if kind.classification else ""),
        ])]  # fmt: skip
        lines += ["", "Lets the plan say:", "", *(f"- {what}" for what in kind.lets_say)]
        for layout in kind.layouts:
            lines += ["", f"### {layout.title}", ""]
            lines += table(
                ("field", "headers it is known by"),
                [(f"`{field}`", ", ".join(f"`{h}`" for h in headers)) for field, headers in layout.columns.items()]
                + [(f"`{group}`, added up", ", ".join(f"`{h}`" for h in adds)) for group, adds in layout.sums.items()],
            )
            if layout.long:
                named = layout.classification or kind.classification
                lines += ["", f"One row for every area and group of `{named}`."]
            if layout.subtotals:
                totals = ", ".join(f"`{one.column[0]}`" for one in layout.subtotals)
                lines += ["", f"Checked and not counted again: {totals}."]
            if layout.computed:
                lines += ["", f"Left out: {', '.join(f'`{title}`' for title in layout.computed)}."]
    return "\n".join(lines)


def indicators() -> str:
    """The indicators."""
    from convive.evidence.catalogue import all_indicators

    lines = ["# Indicators", "", "`convive explain ID` prints the same."]
    for one in all_indicators():
        lines += ["", f"## {one.id}", "", f"**{one.title}.** {one.says}", ""]
        lines += table(("what", "entry"), [
            ("unit", one.unit), ("a higher figure", one.polarity), ("numerator", one.numerator),
            ("denominator", one.denominator), ("formula", one.formula), ("source", one.source),
            ("reading", one.reading), ("needs", ", ".join(f"`{kind}`" for kind in one.needs)),
            ("code", f"`{one.code}`"), ("tests", ", ".join(f"`{test}`" for test in one.tests)),
        ])  # fmt: skip
        lines += ["", *(f"- {caveat}" for caveat in one.caveats)]
    return "\n".join(lines)


def playbooks() -> str:
    """The library of local actions."""
    from convive.playbooks import all_playbooks, costs
    from convive.playbooks.library import figure_words
    from convive.playbooks.parts import FORMS, RATINGS

    lines = [
        "# Playbooks",
        "",
        "Local actions, each with its guidance: `convive playbook show NAME` prints one whole.",
        "",
    ]
    lines += table(
        ("playbook", "form", "money", "weeks to start", "what is known"),
        [
            (f"[{one.title}](#{one.slug})", one.form, costs.words(one), one.preparation.weeks, one.evidence.rating)
            for one in all_playbooks()
        ],
    )
    for one in all_playbooks():
        known, effort = one.evidence, one.effort
        levels = [f"Nesta {known.nesta}" if known.nesta else "", f"Maryland {known.maryland}" if known.maryland else ""]
        lines += ["", f"## {one.slug}", "", f"**{one.title}.** {one.problem}", "", one.what_people_do, ""]
        lines += table(("what", "entry"), [
            ("form", f"{one.form}. {FORMS[one.form]}"), ("since", one.since),
            ("purpose", one.purpose), ("parts of a plan", ", ".join(one.domains)),
            ("answers the indicators", ", ".join(f"`{answer}`" for answer in one.answers)),
            ("for whom", one.for_whom),
            ("who gains", " ".join(f"{who}: {what}" for who, what in one.gains.items())),
            ("where", ", ".join(one.settings)),
            ("people at a time", f"{one.group_size.min} to {one.group_size.max}. {one.group_size.note}"),
            ("time to start", f"{one.preparation.weeks} weeks"),
            ("money", costs.words(one)),
            ("new money", f"{'needed' if one.new_money.needed else 'not needed'}. {one.new_money.reason}"),
            ("paid days in a year", f"{figure_words(effort.staff_days)}. {effort.staff_days.why}"),
            ("volunteers", f"{figure_words(effort.volunteers)}. {effort.volunteers.why}"),
            ("stages", " → ".join(stage.title for stage in one.stages)),
            ("gates", "; ".join(f"{gate.title} (before “{gate.before}”)" for gate in one.gates)),
            ("obstacles it removes", ", ".join(one.obstacles)), ("conditions", ", ".join(one.conditions)),
            ("counted", ", ".join(measure.title for measure in one.measures)),
            ("what went wrong", "; ".join(one.went_wrong)),
            ("does it work?", " ".join([RATINGS[known.rating], *(f"{at}." for at in levels if at), known.reason])),
            ("what would raise it", known.would_raise),
            ("where it ran", "; ".join(f"{ran.where} ({ran.when})" for ran in one.ran)),
            ("sources", "; ".join(f"{source.title} ({source.year})" for source in one.sources)),
        ])  # fmt: skip
    return "\n".join(lines)


def plan_rules() -> str:
    """The rules of the plan's linter."""
    from convive.planning.rules import all_rules

    lines = [
        "# Rules for a plan",
        "",
        "What `convive plan lint` looks at. *Error*: to be mended. *Advice*: worth a thought.",
    ]
    lines += ["*Decide*: for people to settle. Words in {} are filled in from the plan."]
    for one in all_rules():
        lines += ["", f"## {one.id}", "", one.says, ""]
        lines += table(
            ("what", "entry"),
            [
                ("why", one.why),
                ("how to mend it", one.mend),
                ("in an adopted plan", one.adopted),
                ("in a draft", one.draft),
                ("source", one.source),
            ],
        )
    return "\n".join(lines)


def classifications() -> str:
    """The group classifications, with crosswalks."""
    from convive.core.groups import classification, known

    lines = ["# Classifications of groups", "", "A group is always a group of one of these."]
    for one in map(classification, known()):
        lines += ["", f"## {one.id}", "", f"**{one.title}.** {one.source}", "", f"Counted: {one.counted}.", ""]
        lines += [f"Minority: {one.minority}.", ""] if one.minority else []
        to = sorted(one.crosswalks)
        lines += table(
            ("group", "label", "publisher's name", *(f"in {other}" for other in to)),
            [(f"`{g.id}`", g.label, g.long, *(f"`{one.crosswalks[o][g.id]}`" for o in to)) for g in one.groups],
        )
    return "\n".join(lines)


def authorities() -> str:
    """The authorities that were made of others."""
    from convive.core.geography import successions

    lines = ["# Authorities that were made of others", "", "A file counts by the authorities of its own day. A newer"]
    lines += ["authority is added up from its districts where a file still has those.", ""]
    lines += table(
        ("code", "authority", "since", "made of"),
        [
            (f"`{one.code}`", one.name, one.since.isoformat(), "; ".join(f"{name} (`{c}`)" for c, name in one.parts))
            for one in successions().values()
        ],
    )
    return "\n".join(lines)


def settings() -> str:
    """The settings of a site."""
    from convive.web.config.options import OPTIONS

    rows = [(f"`{one.name}`", f"`{one.default}`" if one.default else "empty", one.says) for one in OPTIONS]
    opening = ["# Settings of a site", "", "Environment variables, read when `convive serve` starts.", ""]
    return "\n".join([*opening, *table(("setting", "default", "what it does"), rows)])


def roles() -> str:
    """Who may do what."""
    from convive.web.accounts.roles import permissions, roles

    lines = ["# Roles", "", "What is not ticked is refused.", ""]
    lines += table(("role", "for"), [(f"**{role.title}**", role.says) for role in roles()])
    lines += [""]
    lines += table(
        ("may", *(role.title for role in roles())),
        [(f"`{may}`", *("✓" if may in role.may else "" for role in roles())) for may in permissions()],
    )
    return "\n".join(lines)


def api() -> str:
    """The read-only API of a site."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convive.web.config.settings")
    import django

    django.setup()
    from convive.web.config.api import api as described

    whole = described.get_openapi_schema()
    lines = ["# The API of a site", "", whole["info"]["description"], ""]
    lines += ["`/api/v1/openapi.json` describes the same for machines. How to use it: [Use the API]"]
    lines[-1] += "(../how-to/use-the-api.md)."
    for address, operations in whole["paths"].items():
        for method, operation in operations.items():
            lines += [
                "",
                f"## {method.upper()} {address}",
                "",
                f"**{operation['summary']}.** {operation['description']}",
            ]
            shape = operation["responses"][200]["content"]["application/json"]["schema"]
            name = str(shape.get("$ref") or shape["items"]["$ref"]).rpartition("/")[2]
            part = whole["components"]["schemas"][name]
            lines += ["", f"Gives {'a list of ' if 'items' in shape else ''}`{name}`:", ""]
            lines += table(
                ("field", "what it is"),
                [
                    (f"`{field}`", about.get("description") or kind_of(about))
                    for field, about in part["properties"].items()
                ],
            )
    return "\n".join(lines)


def kind_of(about: dict[str, Any]) -> str:
    """The kind of a field of the API in words."""
    if "$ref" in about:
        return f"`{about['$ref'].rpartition('/')[2]}`"
    if about.get("type") == "array":
        return f"list of {kind_of(about['items'])}"
    return str(about.get("format") or about.get("type") or "any")


def words() -> str:
    """The words we do not use."""
    from convive.core.words import entries

    opening = ["# Words we do not use", "", "Upper and lower case and hyphens do not matter.", ""]
    rows = [(", ".join(forms), instead) for forms, instead in entries()]
    return "\n".join([*opening, *table(("word", "in its place"), rows)])


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """A Markdown table; rows whose only content is their label are left out."""

    def line(cells: Sequence[Any]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ").strip() for cell in cells) + " |"

    kept = [row for row in rows if any(str(cell).strip() for cell in row[1:])]
    return [line(head), "|" + " --- |" * len(head), *map(line, kept)]


PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "README.md": ("Reference", index),
    "command-line.md": ("The command line", command_line),
    "sources.md": ("Sources: the files that can be read", sources),
    "indicators.md": ("Indicators", indicators),
    "playbooks.md": ("Playbooks", playbooks),
    "plan-rules.md": ("Rules for a plan", plan_rules),
    "classifications.md": ("Classifications of groups", classifications),
    "authorities.md": ("Authorities that were made of others", authorities),
    "settings.md": ("Settings of a site", settings),
    "roles.md": ("Roles", roles),
    "api.md": ("The API of a site", api),
    "words.md": ("Words we do not use", words),
}

if __name__ == "__main__":
    os.environ["COLUMNS"] = "100"
    sys.exit(main(sys.argv[1:]))
