"""Options that several verbs share, each with one name and one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="FILE", help="Write every figure: .csv, .json or .parquet.", show_default=False
    ),
]
Report = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Write a working document to read: .html or .pdf, not for publication.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Template = Annotated[bool, typer.Option("--template", help="Print a table to fill in.")]
