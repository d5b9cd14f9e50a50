"""Bring the database up to date, fill the demo if it is empty, and serve."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from convive.web.accounts import queries as accounts
from convive.web.config import secret
from convive.web.config.errors import NotReady
from convive.web.config.gunicorn import LOCAL, start_worker


class Command(BaseCommand):
    """``python -m convive.web serve --port 8000``; people type ``convive demo`` or ``convive serve``."""

    help = "Serve the site, bringing its database up to date first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make ready, then become the server."""
        host, port = options["host"], options["port"]
        if settings.CONVIVE_DEMO and host not in LOCAL:
            raise NotReady(
                "The demo lets anybody in as an invented person, so it runs on your own machine only.",
                rule="demo",
                hint="For a real site use: convive serve",
            )
        secret.keep(settings.CONVIVE_DATA)
        executor = MigrationExecutor(connections["default"])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
        # make_demo writes all or nothing, so a demo that was interrupted is made on the next start.
        if settings.CONVIVE_DEMO and not accounts.anybody():
            self.stdout.write("Making the invented borough of Brackenford. This happens once.")
            self.stdout.flush()
            call_command("make_demo", verbosity=0)
        connections.close_all()
        _become_server(host, port)


def _become_server(host: str, port: int) -> None:
    if sys.platform == "win32":
        sys.stdout.write(f"Convive is starting: http://{host}:{port} (stop it with Ctrl-C)\n")
        sys.stdout.flush()
        start_worker()
        call_command("runserver", f"{host}:{port}", use_reloader=False)
        return
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    words = ["-m", "gunicorn", "--config", "python:convive.web.config.gunicorn", "--bind", bind]
    # The server takes this process's place: one process to stop, and nothing that polars started is carried over.
    os.execv(sys.executable, [sys.executable, *words, "convive.web.config.wsgi"])  # nosec B606
