"""Publish a plan and the evidence beside it, as ``convive plan draft`` wrote them and people completed them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from convive.core.errors import RefusedInput
from convive.evidence import record
from convive.planning.lint import lint
from convive.planning.read import read
from convive.web.accounts import queries as accounts
from convive.web.place import actions as place
from convive.web.plan import actions as plan

EVIDENCE = Path("evidence") / "place.json"


class Command(BaseCommand):
    """``python -m convive.web publish out/bradford``, from the server's own keyboard."""

    help = "Publish the evidence and the plan of a folder: both, or neither."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder of ``convive plan draft``."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, lint, publish, and say what was published.

        Raises
        ------
        RefusedInput
            When the folder lacks one of the two, or they are about two places.
        """
        folder: Path = options["folder"]
        file = folder / EVIDENCE
        if not file.is_file():
            raise RefusedInput(
                "No evidence stands beside the plan.",
                file=str(file),
                rule="evidence",
                hint="Draft again with: convive plan draft … --replace. Your words stay.",
            )
        evidence, text = record.load(file.read_text("utf-8"), file=str(file)), read(folder)
        if text.plan.place != evidence.place.code:
            raise RefusedInput(
                f"The plan is for {text.plan.place_name} and the evidence is about {evidence.place.name}.",
                file=str(folder),
                rule="one-place",
            )
        with transaction.atomic():
            release = place.publish_release(accounts.OPERATOR, evidence)
            version = plan.publish_version(accounts.OPERATOR, text, lint(text, evidence))
        self.stdout.write(f"Published: {release}; {version}.")
