"""The place beside the authorities most like it: who they are, how they were found, and figures in their company."""

from __future__ import annotations

from typing import Any

from convive.evidence.catalogue import indicator
from convive.evidence.model import PlaceEvidence, Standing
from convive.reports.charts import dot_row, key_mark
from convive.reports.words import join, say, say_number


def section(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """What the section prints; without similar authorities, why there are none. ``None`` with nothing to compare."""
    if not evidence.standings:
        return None
    found = evidence.peers
    if found is None:
        return {"title": say("peers.cannot"), "reason": say("peers.why_not"), "rows": [], "found": None}
    compared = [s for s in evidence.standings if s.similar is not None]
    place = evidence.place.name
    ten = say_number(len(found.nearest))
    differs = [s for s in compared if _outside(s)]
    title = "peers.title_differs" if differs else "peers.title_alike"
    features = join([say(f"peers.{name}", groups=say_number(found.groups)) for name in found.features])
    sources = [s for s in evidence.sources if s.kind in found.kinds]
    return {
        "title": say(title, place=place, ten=ten, differs=say_number(len(differs)), of=say_number(len(compared))),
        "reason": "",
        "found": found,
        "names": join([peer.name for peer in found.nearest]),
        "how": say("peers.how", features=features, of=found.of, ten=ten),
        "tables": say("peers.tables", tables="; ".join(f"{s.title} ({s.table}), {s.date_words}" for s in sources)),
        "rows": [_row(s) for s in compared],
        "keys": [
            (key_mark("now", place), place),
            (key_mark("reference", ""), say("peers.key_middle", ten=ten)),
            (key_mark("interval", ""), say("peers.key_half")),
        ],
        "source": "; ".join(f"{s.publisher}, {s.title} ({s.table}), {s.date_words}" for s in sources),
    }


def _outside(standing: Standing) -> bool:
    """Whether the place lies further from its peers' middle than a quarter of all authorities lies from the middle."""
    assert standing.similar is not None
    reach = max(standing.high_quarter - standing.median, standing.median - standing.low_quarter)
    return abs(standing.value - standing.similar) > reach


def _row(standing: Standing) -> dict[str, Any]:
    one = indicator(standing.indicator)
    assert standing.similar is not None
    here, middle = one.words(standing.value, places=1), one.words(standing.similar, places=1)
    marks = (standing.value, standing.similar, standing.low_quarter, standing.high_quarter)
    bottom, top = min(0.0, *marks), max(0.0, *marks)
    # A little room, so that no mark is cut at an end; zero stays on every scale.
    room = 0.08 * (top - bottom) or 1.0
    bottom, top = (bottom - room if bottom < 0 else 0.0), (top + room if top > 0 else room)
    return {
        "label": one.title,
        "value": here,
        "more": say("peers.middle", value=middle, of=standing.similar_of),
        "picture": dot_row(
            standing.value,
            reference=standing.similar,
            interval=(standing.low_quarter, standing.high_quarter),
            bottom=bottom,
            top=top,
            finding=f"{one.title}: {here}; {say('peers.middle', value=middle, of=standing.similar_of)}",
        ),
    }
