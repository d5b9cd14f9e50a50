"""``convive match``: school links, mixed teams, English classes, mentors, from lists to an answer and back."""

from __future__ import annotations

import typer

from convive.cli.match import change, lists, run

app = typer.Typer(
    help="Who should meet whom: school links, mixed teams, English classes, mentors, with the reason for each.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
build = typer.Typer(help="Make the lists of a match from what is published.", no_args_is_help=True)
app.command("linking")(run.linking)
app.command("teams")(run.teams)
app.command("placement")(run.placement)
app.command("mentoring")(run.mentoring)
app.command("what-if")(change.what_if)
app.command("repair")(change.repair)
app.command("explain")(change.explain)
app.command("audit")(change.audit)
app.command("template")(lists.template)
app.command("check")(lists.check)
build.command("linking")(lists.build_linking)
app.add_typer(build, name="build")
