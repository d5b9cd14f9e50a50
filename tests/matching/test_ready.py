"""What is compiled at set-up is what an answer needs: after it, no kernel is compiled any more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COUNT = """
import numba.core.dispatcher as dispatcher
from convive.matching.ready import ready, _links, _people, _learners, _mentors
made = []
compile = dispatcher.Dispatcher.compile
def counted(self, sig):
    before = sum(self._cache_misses.values()) if self._cache_misses else 0
    result = compile(self, sig)
    after = sum(self._cache_misses.values()) if self._cache_misses else 0
    if after > before:
        made.append(self.py_func.__qualname__)
    return result
dispatcher.Dispatcher.compile = counted
ready()
print(len(made))
"""


@pytest.mark.slow
def test_a_second_process_finds_every_kernel_compiled(tmp_path: Path):
    """The first process compiles into an empty cache, the second one finds it all there."""
    env = {"NUMBA_CACHE_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}

    def compiled() -> int:
        done = subprocess.run([sys.executable, "-c", COUNT], env=env, capture_output=True, text=True, check=True)
        return int(done.stdout.split()[-1])

    assert compiled() > 10
    assert compiled() == 0
