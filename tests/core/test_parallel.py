"""Work side by side comes back in the order in which it was given."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from convive.core.parallel import in_order, spawned


def test_with_and_without_workers_the_order_is_the_same() -> None:
    jobs = [-3, 2, -1]
    assert list(in_order(None, abs, jobs)) == [3, 2, 1]
    with ThreadPoolExecutor(2) as threads:
        assert list(in_order(threads, abs, jobs)) == [3, 2, 1]
    with spawned(2) as processes:
        assert list(in_order(processes, abs, jobs)) == [3, 2, 1]


def test_what_a_job_raises_is_raised_here() -> None:
    with ThreadPoolExecutor(1) as threads, pytest.raises(ZeroDivisionError):
        list(in_order(threads, lambda x: 1 / x, [1, 0, 2]))
