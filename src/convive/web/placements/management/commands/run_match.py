"""Work one proposal out; the worker starts this in a process of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from convive.web.placements import work


class Command(BaseCommand):
    """``python -m convive.web run_match ID``."""

    help = "Work one proposal out: links, teams, places or mentors. The worker starts this; people need not."

    def add_arguments(self, parser: CommandParser) -> None:
        """The proposal."""
        parser.add_argument("run")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work it out."""
        work.perform(options["run"])
