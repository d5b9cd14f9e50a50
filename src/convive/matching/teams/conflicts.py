"""Rules that cannot all be kept, and the fewest of them that are to blame."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from itertools import pairwise

from convive.core.errors import RefusedInput

Pair = tuple[str, str]
_FILE = "relations.csv"
_PATIENCE = 200_000  # steps of the search for people who are all apart from one another


def check_relations(together: Sequence[Pair], apart: Sequence[Pair], sizes: Sequence[int]) -> None:
    """Refuses rules that contradict one another.

    Raises
    ------
    RefusedInput
        With the smallest set in conflict: a chain of people who belong together and whose ends are to be apart, more
        people together than the largest team takes, or more people all apart from one another than there are teams.
    """
    near = _near(together)
    chains = [chain for a, b in apart if (chain := _chain(near, a, b))]
    if chains:
        chain = min(chains, key=lambda those: (len(those), those))
        links = ", ".join(f"{a} with {b}" for a, b in pairwise(chain))
        raise RefusedInput(
            f"These rules cannot all be kept: {links}, but {chain[0]} apart from {chain[-1]}.",
            file=_FILE,
            rule="together-and-apart",
            hint="Leave out one of them.",
        )
    largest = max(sizes)
    for block in blocks(together):
        if len(block) > largest:
            some = _reached(near, block[0], largest + 1)
            raise RefusedInput(
                f"{len(block)} people belong together, and the largest team has {largest}: {_named(some)}.",
                file=_FILE,
                rule="together-too-many",
                hint="Leave out one of the rules between them, or allow a larger team.",
            )
    clique = _all_apart(apart, len(sizes) + 1)
    if clique:
        raise RefusedInput(
            f"{len(clique)} people are all to be apart from one another, and there are {len(sizes)} teams: "
            f"{_named(clique)}.",
            file=_FILE,
            rule="apart-too-many",
            hint="Leave out one of the rules between them, or make more teams.",
        )


def blocks(together: Iterable[Pair]) -> list[list[str]]:
    """The people who belong together, directly or through others, each block in order."""
    near, seen, found = _near(together), set(), []
    for name in sorted(near):
        if name not in seen:
            block = _reached(near, name, len(near))
            seen.update(block)
            found.append(sorted(block))
    return found


def _near(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    near: defaultdict[str, list[str]] = defaultdict(list)
    for a, b in sorted(pairs):
        near[a].append(b)
        near[b].append(a)
    return dict(near)


def _reached(near: dict[str, list[str]], first: str, most: int) -> list[str]:
    """Up to ``most`` people reached from somebody, the nearest first."""
    found, line = [first], deque([first])
    while line and len(found) < most:
        for name in near.get(line.popleft(), ()):
            if name not in found and len(found) < most:
                found.append(name)
                line.append(name)
    return found


def _chain(near: dict[str, list[str]], first: str, last: str) -> list[str]:
    """The shortest chain from one to the other, or nothing."""
    before: dict[str, str | None] = {first: None}
    line = deque([first])
    while line:
        name = line.popleft()
        if name == last:
            chain: list[str] = []
            step: str | None = name
            while step is not None:
                chain.append(step)
                step = before[step]
            return chain[::-1]
        for other in near.get(name, ()):
            if other not in before:
                before[other] = name
                line.append(other)
    return []


def _all_apart(apart: Sequence[Pair], wanted: int) -> list[str]:
    """``wanted`` people all apart from one another, or nothing where there are none or the search grows too long.

    Only people with enough others to be apart from can be among them; dropping the rest again and again leaves next to
    nobody as a rule.
    """
    near = {name: set(others) for name, others in _near(apart).items()}
    thin = [name for name, others in near.items() if len(others) < wanted - 1]
    while thin:
        name = thin.pop()
        for other in near.pop(name, set()):
            if other in near:
                near[other].discard(name)
                if len(near[other]) == wanted - 2:
                    thin.append(other)
    steps = 0

    def search(chosen: list[str], left: list[str]) -> list[str]:
        nonlocal steps
        steps += 1
        if len(chosen) == wanted:
            return chosen
        for at, name in enumerate(left):
            if len(chosen) + len(left) - at < wanted or steps > _PATIENCE:
                return []
            found = search([*chosen, name], [other for other in left[at + 1 :] if other in near[name]])
            if found:
                return found
        return []

    return search([], sorted(near, key=lambda name: (-len(near[name]), name)))


def _named(names: Sequence[str]) -> str:
    return ", ".join(sorted(names))
