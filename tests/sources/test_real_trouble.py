"""Trouble as it really comes, in processes of their own: Ctrl-C, a disk that takes no more, two imports at once."""

from __future__ import annotations

import gzip
import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from convive.sources import DataFolder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Signals and limits of this kind are POSIX.")
CONVIVE = (sys.executable, "-m", "convive.cli.main", "ingest")
AREAS = 60_000
TRIES = 5
PROCESSES = Path("/proc")


@pytest.fixture(scope="module")
def large(tmp_path_factory, publisher) -> Path:
    """A made-up file of so many output areas that writing it takes a moment."""
    rows = [publisher.row_2011(oa=f"X{i:08d}", persons=100 + i % 50, white=90) for i in range(AREAS)]
    file = tmp_path_factory.mktemp("large") / "large.csv.gz"
    file.write_bytes(gzip.compress("\n".join([publisher.columns_2011, *rows, ""]).encode(), 1))
    return file


@pytest.fixture
def data(tmp_path, publisher) -> Path:
    """A data folder that holds an earlier import of the same kind."""
    small = tmp_path / "small.csv"
    small.write_text("\n".join([publisher.columns_2011, publisher.row_2011(), ""]))
    subprocess.run(
        [*CONVIVE, "census-2011-ethnic", small, "--data", tmp_path / "data"], check=True, capture_output=True
    )
    return tmp_path / "data"


def snapshot(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def until(condition, seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.0005)
    return False


def reads(process: int, file: Path) -> bool:
    """Whether a process has a file open just now."""
    try:
        return any(handle.readlink() == file for handle in (PROCESSES / str(process) / "fd").iterdir())
    except OSError:
        return False


def stopped(words, moment: str, large: Path, data: Path) -> tuple[int, str, str] | None:
    """An import ended by Ctrl-C at a moment: code and streams; ``None`` when it was over before it could be stopped."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        if moment == "while it writes":
            assert until(lambda: any((data / "tables").glob("*.part")) or running.poll() is not None)
        elif PROCESSES.is_dir():
            assert until(lambda: reads(running.pid, large) or running.poll() is not None)
        else:
            time.sleep(1)
        over = running.poll() is not None
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    return None if over or "Kept in" in out else (running.returncode, out, err)


@pytest.mark.parametrize("moment", ["while it reads", "while it writes"])
def test_ctrl_c_leaves_the_folder_as_it_was(large, data, moment) -> None:
    words = [*CONVIVE, "census-2011-ethnic", large, "--data", data]
    for _ in range(TRIES):
        # A busy machine may let an import end before the signal comes; what is there then is where the next begins.
        was = snapshot(data)
        ended = stopped(words, moment, large, data)
        if ended is not None:
            break
    assert ended is not None, "no import could be stopped in time"
    code, _, err = ended
    assert code in (130, -signal.SIGINT), ended
    assert "Traceback" not in err, ended
    assert snapshot(data) == was
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    assert DataFolder(data).scan("census-2011-ethnic", "units").collect().height == AREAS


def test_a_disk_that_takes_no_more_leaves_the_folder_as_it_was(large, data) -> None:
    was = snapshot(data)
    # The system itself refuses to let any file grow beyond 40,000 bytes, as a full disk or a quota does.
    limited = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)); "
        "sys.argv = ['convive', *sys.argv[1:]]; runpy.run_module('convive.cli.main', run_name='__main__')"
    )
    words = [sys.executable, "-c", limited, "ingest", "census-2011-ethnic", large, "--data", data]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    assert "The data folder cannot be written" in done.stderr
    assert "[disk]" in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(data) == was


def test_two_imports_at_once_both_count_and_none_spoils_the_other(large, data, tmp_path, publisher) -> None:
    wards = tmp_path / "wards.csv"
    wards.write_text("\n".join([*publisher.wards, ""]))
    calls = [("census-2011-ethnic", large), ("census-2011-ethnic", large), ("lookups", wards)]
    running = [
        subprocess.Popen([*CONVIVE, *call, "--data", data], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for call in calls
    ]
    ended = [(process.communicate(timeout=120), process.returncode) for process in running]
    assert [code for _, code in ended] == [0, 0, 0], ended
    folder = DataFolder(data)
    assert folder.scan("census-2011-ethnic", "units").collect().height == AREAS
    assert folder.has("lookups", "lsoa_wards")
    assert {file.name for file in (data / "tables").iterdir()} == folder.catalogue.files()
    assert sorted(file.name for file in data.iterdir()) == ["catalogue.json", "tables"]
