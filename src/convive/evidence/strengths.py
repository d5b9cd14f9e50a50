"""What is strong in a place: the other end of the rule that finds what matters most."""

from __future__ import annotations

from dataclasses import dataclass

from convive.evidence.figures import credit
from convive.evidence.model import Figure, PlaceEvidence, Standing

RULE = (
    "A figure counts as a strength when it can be judged and the place stands in the favourable quarter of the "
    "authorities in the same files. Mixed neighbourhoods, people who speak two languages well and schools like those "
    "around them are counted wherever a file has them. Where fewer than 10 in 100 pairs of residents are of different "
    "groups, no figure of how groups mix is called a strength: where nearly everyone is of one group, there is little "
    "that could be uneven."
)
# Figures of which the favourable end is something the place has. That few people arrived, rent, seek asylum or learn
# English is no strength of anybody, so those are not here.
CANDIDATES = (
    "alike_share",
    "crowding",
    "deprived_fifth",
    "falling_rolls",
    "school_places_full",
    "schools_apart",
    "separation_change",
    "theil_h_multi",
)

# Figures of how groups mix, which say little where pairs of residents hardly ever differ.
OF_MIXING = (
    "alike_share",
    "mixed-neighbourhoods",
    "schools-alike",
    "schools_apart",
    "separation_change",
    "theil_h_multi",
)
FEWEST_PAIRS = 0.10


@dataclass(frozen=True)
class Strength:
    """One thing that is strong: the id of an indicator with its standing, or a count of something that is there.

    ``id`` is an indicator's, or "mixed-neighbourhoods" (``count`` of ``of`` are at least as mixed as the whole place),
    "two-languages" (``count`` residents) or "schools-alike" (``count`` of ``of`` schools). ``date_words`` is its date.
    """

    id: str
    date_words: str
    standing: Standing | None = None
    count: int | None = None
    of: int | None = None


def strengths(evidence: PlaceEvidence) -> tuple[Strength, ...]:
    """Every strength that the rule finds, standings first; empty where the files show none.

    >>> "favourable quarter" in RULE
    True
    """
    found = [
        Strength(standing.indicator, _dated(evidence, standing.kinds), standing)
        for standing in evidence.standings
        if standing.indicator in CANDIDATES and _favourable(standing)
    ]
    for one in (_mixed(evidence), _two_languages(evidence), _schools(evidence)):
        if one is not None:
            found.append(one)
    if evidence.pairs and evidence.pairs[-1].anywhere < FEWEST_PAIRS:
        found = [one for one in found if one.id not in OF_MIXING]
    return tuple(found)


# What each count is of: the kind of its file, the rows, and how it is worked out.
_COUNTED = {
    "mixed-neighbourhoods": (
        "census-ts021",
        "{of} neighbourhoods (MSOAs) large enough to judge",
        "Neighbourhoods whose pairs of neighbours differ at least as often as pairs from the whole place",
    ),
    "two-languages": (
        "census-english",
        "Residents aged 3 and over of {place} whose main language is not English",
        "Those who speak English very well, and those who speak it well, added up",
    ),
    "schools-alike": (
        "schools-spc",
        "{of} schools that can be held against the schools around them, White pupils",
        "All of them, less those whose share of White pupils is 15 points or more from the schools around",
    ),
}


def figure_of(one: Strength, evidence: PlaceEvidence) -> Figure | None:
    """Where the number of a strength comes from: that of its indicator, or its own; ``None`` without a source."""
    if one.id not in _COUNTED:
        return evidence.figures.get(one.id)
    kind, rows, formula = _COUNTED[one.id]
    found = [credit(source) for source in evidence.sources if source.kind == kind]
    if not found:
        return None
    said = rows.format(of=one.of, place=evidence.place.name)
    return Figure(f"{one.count:,}", "; ".join(found), f"{said}, {one.date_words}", formula)


def _favourable(standing: Standing) -> bool:
    """Whether the place is in the lower quarter, and below the middle: where most are level nobody stands out.

    Every candidate counts something of which less is better.
    """
    return (
        standing.estimate.status == "ok" and standing.value <= standing.low_quarter and standing.value < standing.median
    )


def _dated(evidence: PlaceEvidence, kinds: tuple[str, ...]) -> str:
    sources = [source for source in evidence.sources if source.kind in kinds]
    return max(sources, key=lambda source: source.dated).date_words if sources else ""


def _mixed(evidence: PlaceEvidence) -> Strength | None:
    """Neighbourhoods at least as mixed as the whole place."""
    judged = [n.pairs_differ for n in evidence.neighbourhoods if n.pairs_differ is not None]
    if len(judged) < 2 or not evidence.pairs:
        return None
    mixed = sum(share >= evidence.pairs[-1].anywhere for share in judged)
    return (
        Strength("mixed-neighbourhoods", _dated(evidence, ("census-ts021",)), None, mixed, len(judged))
        if mixed
        else None
    )


def _two_languages(evidence: PlaceEvidence) -> Strength | None:
    """People whose main language is another and who speak English well or very well: two languages each."""
    topic = evidence.topic("english")
    well = None if topic is None else next((line.count for line in topic.lines if line.id == "well"), None)
    if topic is None or not well:
        return None
    return Strength("two-languages", topic.date_words, None, well, topic.total)


def _schools(evidence: PlaceEvidence) -> Strength | None:
    """Schools whose share of White pupils is within 15 points of that in the schools around them."""
    sheet = evidence.sheet("schools-around")
    ids = [column.id for column in sheet.columns] if sheet else []
    topic = evidence.topic("schools-mix")
    wanted = {"schools", "points_smaller", "points_larger"}
    if sheet is None or topic is None or not wanted <= set(ids):
        return None
    for row in sheet.rows:
        cells = dict(zip(ids, (cell.value for cell in row), strict=True))
        values = [cells[name] for name in ("schools", "points_smaller", "points_larger")]
        if row[0].value != "White" or "residents" in str(row[1].value):
            continue
        whole, smaller, larger = (value if isinstance(value, int) else None for value in values)
        if whole is None or smaller is None or larger is None or whole - smaller - larger < 1:
            continue
        return Strength("schools-alike", topic.date_words, None, whole - smaller - larger, whole)
    return None
