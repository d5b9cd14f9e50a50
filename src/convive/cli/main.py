"""The app, and the one place where an error becomes a message and an exit code.

Exit 0: done. Exit 1: the input was refused, with file, row, column, rule and hint. Exit 2: the call itself was wrong.
Nothing heavy is imported here: ``convive --help`` loads neither Django nor numpy, and engines load inside the verbs.
"""

from __future__ import annotations

import json
import sys

import typer

from convive.cli import change, explain, ingest, intake, match, plan, playbook, pressures, segregation, site, workforce
from convive.core.errors import ConviveError

app = typer.Typer(
    name="convive",
    help="From local evidence to a Local Integration Plan, carried out, tested and accounted for in public.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("ingest", help=ingest.HELP)(ingest.ingest)
app.command("change", help=change.HELP)(change.change)
app.command("intake", help=intake.HELP)(intake.intake)
app.command("workforce", help=workforce.HELP)(workforce.workforce)
app.command("pressures", help=pressures.HELP)(pressures.pressures)
app.command("segregation", help=segregation.HELP)(segregation.segregation)
app.add_typer(plan.app, name="plan")
app.add_typer(playbook.app, name="playbook")
app.add_typer(match.app, name="match")
app.command("explain", help=explain.HELP)(explain.explain)
app.command("demo", help=site.DEMO_HELP)(site.demo)
app.command("serve", help=site.SERVE_HELP)(site.serve)


# What a shell calls a program that was ended with Ctrl-C.
INTERRUPTED = 130
_STOPPED = "convive: stopped. Nothing was left half-written."


def main() -> None:
    """Run the app; a :class:`ConviveError` is printed without a traceback and exits 1."""
    try:
        app()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            print(_STOPPED, file=sys.stderr)
        raise
    except KeyboardInterrupt:
        # Polars and Python each answer one Ctrl-C: this is the second.
        print(_STOPPED, file=sys.stderr)
        sys.exit(INTERRUPTED)
    except ConviveError as error:
        if "--json" in sys.argv:
            print(json.dumps({"error": error.as_dict()}, ensure_ascii=False, indent=2))
        print(f"convive: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
