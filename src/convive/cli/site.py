"""``convive demo`` and ``convive serve``: start the web package by name. Django is never imported here."""

from __future__ import annotations

import os
import socket
import subprocess  # nosec B404
import sys
from pathlib import Path
from typing import Annotated

import typer

from convive.core.errors import ConviveError

DEMO_HELP = "Make the invented borough of Brackenford and show it on this machine."
SERVE_HELP = "Serve the site of a real partnership from its data folder."

LOCAL = "127.0.0.1"

DataFolder = Annotated[Path, typer.Option("--data", help="The folder that holds the database and the secret key.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")]


class PortInUse(ConviveError):
    """Something else listens there already."""


def demo(data: DataFolder = Path("var/demo"), port: Port = 8000) -> None:
    """Make Brackenford if the folder is empty, and serve it to this machine alone, with invented people to try."""
    _start(LOCAL, port, data, {"CONVIVE_DEMO": "1", "CONVIVE_NAME": "Brackenford Together"})


def serve(
    data: DataFolder = Path("var/site"),
    port: Port = 8000,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = LOCAL,
) -> None:
    """Serve what has been published into the folder; people sign in with a code by mail."""
    _start(host, port, data, {"CONVIVE_DEMO": "0"})


def _start(host: str, port: int, data: Path, settings: dict[str, str]) -> None:
    _refuse_taken(host, port)
    environment = {**os.environ, "CONVIVE_DATA": str(data.absolute()), **settings}
    words = [sys.executable, "-m", "convive.web", "serve", "--host", host, "--port", str(port)]
    if sys.platform == "win32":
        code = subprocess.call(words, env=environment)  # nosec B603
        raise typer.Exit(code)
    # Becoming the server, not its parent: Ctrl-C and a supervisor's signals reach it directly.
    os.execve(sys.executable, words, environment)  # nosec B606


def _refuse_taken(host: str, port: int) -> None:
    """Say now, in one line, what the server would say late and at length."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if sys.platform != "win32":
                # A port that was in use a moment ago is free again.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        # A port below 1024 is refused for another reason than one that is taken; the mend is the same.
        raise PortInUse(
            f"Port {port} on {host} cannot be used: {(error.strerror or str(error)).lower()}.",
            rule="port",
            hint=f"Stop what listens there, or choose another: --port {port + 1 if port < 65535 else 8001}",
        ) from None
