"""Our place and The plan with 20 readers who ask once a second each: p95 under 100 ms on two cores.

Starts the demo's own server (gunicorn, one worker, four threads) on 127.0.0.1 with an invented place, asks for half a
minute, prints, and stops it. Readers are threads of this process, so what is printed includes their own waiting.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

READERS = 20
SECONDS = 30
PAGES = ("/", "/plan/")
TARGET = 100.0


def main() -> int:
    """Measure, print, and give 1 when a target is missed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("CONVIVE_", "DJANGO_"))}
        words = [sys.executable, "-m", "convive.cli.main", "demo", "--data", folder, "--port", str(port)]
        server = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            if not _ready(server):
                print("The server did not start.")
                return 1
            return max([_measure(port, page) for page in PAGES])
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()


def _ready(server: subprocess.Popen[str]) -> bool:
    assert server.stdout is not None
    return any(line.startswith("Convive is ready") for line in server.stdout)


def _measure(port: int, page: str) -> int:
    """Ask for one page as 20 readers for half a minute; the first second, in which it is made, is printed apart."""
    first = _ask(port, page)
    taken: list[float] = []
    until = time.monotonic() + SECONDS

    def read(after: float) -> None:
        time.sleep(after)
        while (began := time.monotonic()) < until:
            taken.append(_ask(port, page))
            time.sleep(max(0.0, 1 - (time.monotonic() - began)))

    readers = [threading.Thread(target=read, args=(n / READERS,)) for n in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    taken.sort()
    p95 = taken[int(0.95 * len(taken))]
    verdict = "met" if p95 < TARGET else "MISSED"
    print(
        f"{page}: {len(taken)} answers, median {statistics.median(taken):.0f} ms, p95 {p95:.0f} ms, slowest "
        f"{taken[-1]:.0f} ms; the first, made anew, {first:.0f} ms. Target: p95 under {TARGET:.0f} ms: {verdict}."
    )
    return int(p95 >= TARGET)


def _ask(port: int, page: str) -> float:
    """One question over a connection of its own, in milliseconds."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", page)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"{page} answers {response.status}")
    finally:
        connection.close()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
