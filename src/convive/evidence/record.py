"""The evidence as one JSON document: what stands beside a plan, and what a release keeps."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput
from convive.evidence.model import PlaceEvidence

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@cache
def _adapter() -> TypeAdapter[PlaceEvidence]:
    from pydantic import TypeAdapter

    return TypeAdapter(PlaceEvidence)


def dump(evidence: PlaceEvidence) -> str:
    """The evidence as JSON, keys in a fixed order, so that the same evidence is always the same text."""
    return json.dumps(_adapter().dump_python(evidence, mode="json"), ensure_ascii=False, indent=1, sort_keys=True)


def load(text: str, *, file: str | None = None) -> PlaceEvidence:
    """The reverse of :func:`dump`.

    Raises
    ------
    RefusedInput
        When the text is not evidence.
    """
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RefusedInput(
            f"This is not evidence as Convive writes it ({where}: {first['msg']}).",
            file=file,
            rule="evidence",
            hint="Write it again: convive plan draft --replace.",
        ) from None
