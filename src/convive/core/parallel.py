"""The one seam for work side by side: anything that keeps to the protocol of ``concurrent.futures``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")


def in_order(executor: Executor | None, function: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Done]:
    """Every job done, in the order given: here and now without an executor, side by side with one.

    What is under way is cancelled when the caller stops listening or a job fails.

    >>> list(in_order(None, abs, [-1, 2]))
    [1, 2]
    """
    if executor is None:
        yield from map(function, jobs)
        return
    futures = [executor.submit(function, job) for job in jobs]
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


@contextmanager
def spawned(workers: int) -> Iterator[Executor]:
    """Processes that start fresh: a forked one hangs once polars has run in its parent."""
    from multiprocessing import get_context

    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool
