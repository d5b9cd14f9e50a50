"""How the server runs. One worker with threads: SQLite has one writer anyway, and memory counts sign-in attempts.

No ``preload``: a worker that is forked after polars has run would hang.
"""

from __future__ import annotations

import os
import subprocess  # nosec B404
import sys
from typing import Any

from convive.web.config.options import Options

workers = 1
threads = 4
worker_class = "gthread"
preload_app = False
accesslog = None
errorlog = "-"
loglevel = "warning"
graceful_timeout = 5
control_socket_disable = True
LOCAL = ("127.0.0.1", "localhost", "::1")


def start_worker() -> subprocess.Popen[bytes]:
    """The worker, in a process of its own that ends with this one. Spawned, never forked."""
    words = [sys.executable, "-m", "convive.web", "worker", "--parent", str(os.getpid())]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL)  # nosec B603


def on_starting(server: Any) -> None:
    """Refuse to show the demo to anybody but this machine."""
    if os.environ.get("CONVIVE_DEMO") == "1":
        for host, *_ in (address for address in server.cfg.address if isinstance(address, tuple)):
            if host not in LOCAL:
                raise SystemExit("convive: The demo runs on your own machine only. For a real site use: convive serve")


def when_ready(server: Any) -> None:
    """Start the worker and say where the site is, once the port really listens."""
    if Options(os.environ).flag("CONVIVE_WORKER"):
        start_worker()
    for host, port, *_ in (address for address in server.cfg.address if isinstance(address, tuple)):
        sys.stdout.write(f"Convive is ready: http://{host}:{port} (stop it with Ctrl-C)\n")
        sys.stdout.flush()
