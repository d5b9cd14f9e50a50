"""Answers that outlive an interruption: what a block is called, and its answers as bytes and back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import fields
from hashlib import blake2b
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np

from convive.evidence.segregation.answers import Answer, Answers, Block, Question
from convive.evidence.segregation.sums import Sums

# Rises whenever the same block and question may be answered otherwise: older answers are then worked out anew.
VERSION = 2
_NUMBERS = tuple(field.name for field in fields(Answer) if field.name not in ("index", "against"))


class Kept(Protocol):
    """Where answers wait between two runs: bytes by name. Whoever owns the disk writes one."""

    def get(self, name: str) -> bytes | None:
        """What was kept under a name, or ``None``."""

    def put(self, name: str, answers: bytes) -> None:
        """Keep an answer whole, or not at all."""


def name_of(block: Block, question: Question) -> str:
    """The same for the same counts, areas and question, whoever asks; another for any other.

    >>> import numpy as np
    >>> nobody = Block(2, (), *(np.zeros(n, np.int64) for n in (1, 1, 0, 0)))
    >>> name_of(nobody, Question(("gini",), (-1,))) == name_of(nobody, Question(("gini",), (-1,), seed=1))
    False
    """
    digest = blake2b(f"{VERSION} {block.groups} {block.keys!r} {question!r}".encode(), digest_size=16)
    for array in (block.starts, block.heads, block.places, block.counts):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def to_bytes(answers: Answers) -> bytes:
    """Answers as plain arrays with names: nothing in them is ever run when they are read."""
    arrays: dict[str, Any] = {
        "index": np.array([one.index for one in answers.answers]),
        "against": np.array([one.against for one in answers.answers], dtype=np.int64),
    }
    for at, one in enumerate(answers.answers):
        arrays |= {f"{name} {at}": getattr(one, name) for name in _NUMBERS}
    for at, seen in enumerate(answers.observed):
        arrays |= {f"by_group {at}": seen.by_group, f"by_area {at}": seen.by_area}
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def from_bytes(kept: bytes) -> Answers | None:
    """The reverse; ``None`` for bytes that are cut off or something else."""
    try:
        with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
            answers = tuple(
                Answer(str(index), int(against), **{name: arrays[f"{name} {at}"] for name in _NUMBERS})
                for at, (index, against) in enumerate(zip(arrays["index"], arrays["against"], strict=True))
            )
            return Answers(answers, tuple(_observed(arrays)))
    except (BadZipFile, KeyError, ValueError, OSError, EOFError):
        return None


def _observed(arrays: Any) -> Iterator[Sums]:
    at = 0
    while f"by_group {at}" in arrays:
        yield Sums(arrays[f"by_group {at}"], arrays[f"by_area {at}"])
        at += 1
