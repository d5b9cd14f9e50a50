"""Do one job; the worker starts this in a process of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from convive.web.imports import work


class Command(BaseCommand):
    """``python -m convive.web run_job ID``."""

    help = "Do one job of the import. The worker starts this; people need not."

    def add_arguments(self, parser: CommandParser) -> None:
        """The job."""
        parser.add_argument("job")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        work.perform(options["job"])
