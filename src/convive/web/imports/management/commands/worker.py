"""Do what waits in the background, one job after the other. ``convive serve`` starts one by itself."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker


class Command(BaseCommand):
    """``python -m convive.web worker``: until it is stopped; with ``--batch`` until nothing waits."""

    help = "Do what waits in the background: files to read, releases to draft."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to stop when nothing waits, and with whom to stop."""
        parser.add_argument("--batch", action="store_true", help="Stop when nothing waits.")
        parser.add_argument("--parent", type=int, default=0, help="Stop when this process has gone.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        logging.getLogger("django_tasks").setLevel(logging.WARNING)
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: sys.exit(0))
        if options["parent"]:
            threading.Thread(target=_follow, args=(options["parent"],), daemon=True).start()
        Worker(
            queue_names=["default"],
            interval=1,
            batch=options["batch"],
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        ).run()


def _follow(parent: int) -> None:
    """End with the server: when its process has gone, somebody else is our parent."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
