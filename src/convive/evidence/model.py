"""What the evidence says about a place, in a form that is made to be published.

Everything here has been through :mod:`convive.core.disclosure`: nothing is finer than a neighbourhood, and small
numbers are withheld. Reports, plans and pages read these and never the frames behind them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from convive.core.disclosure import Sheet
from convive.core.estimates import Estimate
from convive.core.geography import Place
from convive.core.provenance import Source


@dataclass(frozen=True)
class CensusYear:
    """All residents of the place at one census. ``residents`` is ``None`` when fewer than ten."""

    year: int
    dated: str
    date_words: str
    kind: str
    residents: int | None


@dataclass(frozen=True)
class GroupShare:
    """One group's count and share of residents by census year; ``None`` where withheld or not known."""

    group: str
    label: str
    counts: dict[int, int | None]
    in_100: dict[int, float | None]


@dataclass(frozen=True)
class Pairs:
    """Chance that two residents picked at random are of different groups, as a share from 0 to 1.

    ``anywhere``: the two come from the whole place. ``neighbours``: both come from the same neighbourhood, averaged
    over residents. Were homes a matter of chance, both would be the same.
    """

    year: int
    anywhere: float
    neighbours: float


@dataclass(frozen=True)
class Measure:
    """One index for one year and unit. ``group`` is empty for indices over all groups at once.

    ``unit`` is "lsoa" (the year's own LSOAs), "common" (LSOAs joined over splits and merges: the only form that may
    be compared between years) or "oa" (stands alone: smaller units give higher figures).
    """

    index: str
    group: str
    year: int
    unit: str
    estimate: Estimate
    kind: str


@dataclass(frozen=True)
class Neighbourhood:
    """An MSOA, found by name and labelled with the ward most of its LSOAs lie in.

    ``pairs_differ`` and ``minority`` are shares from 0 to 1, ``None`` where the neighbourhood is too small to judge.
    ``largest`` is the group with most residents, ``largest_share`` its share. ``deprived`` is the share of its small
    areas that are among the most deprived fifth of England's. ``rings`` are the outline: closed rings of (longitude,
    latitude); empty without boundaries.
    """

    name: str
    label: str
    residents: int | None
    pairs_differ: float | None
    minority: float | None
    largest: str | None
    largest_share: float | None
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    deprived: float | None = None


@dataclass(frozen=True)
class Ends:
    """Both ends of one ranking by the same rule: names of neighbourhoods, the furthest out first."""

    rule: str
    high: tuple[str, ...]
    low: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """A place's value of an indicator among the authorities in the same file.

    ``rank`` 1 is the highest of ``of``, shared by all that are level; ``below`` of them have a lower value and
    ``not_compared`` authorities of the lookups could not be compared, because the files leave them out in whole or in
    part. ``low_quarter`` and ``high_quarter`` are the quartiles of those that could.
    ``people`` is how many residents of the place the figure touches. ``before`` is the place's own value at an earlier
    date of the same source, counted in the same way, with that date in words; ``None`` where there is one date only.
    ``similar`` is the middle value of the ``similar_of`` most similar authorities that could be judged.
    """

    indicator: str
    value: float
    estimate: Estimate
    rank: int
    of: int
    below: int
    not_compared: int
    low_quarter: float
    median: float
    high_quarter: float
    people: int
    kinds: tuple[str, ...]
    before: float | None = None
    before_words: str = ""
    similar: float | None = None
    similar_of: int = 0


@dataclass(frozen=True)
class Peer:
    """An authority that is like the place; ``distance`` is 0 for one that is the same in everything compared."""

    code: str
    name: str
    distance: float


@dataclass(frozen=True)
class Peers:
    """The authorities most like the place, the nearest first, and how they were found.

    ``features`` are what was compared ("size", "mix", "age", "deprivation"), ``groups`` how many ethnic groups the mix
    has, ``of`` how many authorities could be compared, the place among them.
    """

    nearest: tuple[Peer, ...]
    features: tuple[str, ...]
    groups: int
    of: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class ShiftPart:
    """One part of a change in multi-group H, on a scale from 0 to 1, with its 95 % interval.

    ``part`` is "structure" (how people are spread), "group_margin" (the mix of people), "unit_margin" (small areas grew
    or shrank) or "change" (all of it).
    """

    part: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class TwoWays:
    """Two measures of one thing, counted at two dates, of which one grew and the other fell. ``group`` may be empty."""

    group: str
    grew: str
    grew_values: tuple[float, float]
    fell: str
    fell_values: tuple[float, float]


@dataclass(frozen=True)
class Shift:
    """The change of multi-group H between two censuses, on common units, taken apart.

    ``residual`` is how far the fitted tables stop from their totals, as a share of everybody. Without ``parts``,
    ``reason`` says why there are none.
    """

    first: int
    last: int
    parts: tuple[ShiftPart, ...] = ()
    two_ways: tuple[TwoWays, ...] = ()
    units: int = 0
    residual: float = 0.0
    reason: str = ""

    def part(self, name: str) -> ShiftPart | None:
        """A part by its name, or ``None``."""
        return next((one for one in self.parts if one.part == name), None)


@dataclass(frozen=True)
class Line:
    """One category of a topic: its count and its share of the topic's total, ``None`` where withheld or not known.

    ``elsewhere`` is the share in the company the place is compared with (:class:`Company`), from 0 to 1.
    """

    id: str
    label: str
    count: int | None
    share: float | None
    elsewhere: float | None = None


@dataclass(frozen=True)
class Company:
    """What a place is compared with: England and Wales where the source is complete, else the authorities in the file.

    ``words`` is how it is printed ("England and Wales", "the 321 authorities in the same file").
    """

    words: str
    authorities: int
    whole: bool


@dataclass(frozen=True)
class Topic:
    """One thing the evidence says about a place outside where groups live: a table of a few lines, and its headline.

    ``part`` is where it stands in the report. ``counted`` names what was counted ("residents aged 3 and over",
    "households", "pupils"). ``indicator`` is the id of the figure that leads: its ``value`` is ``numerator`` of
    ``denominator``, its standing is among the standings, its "where from?" among the figures. ``sheet`` is the id of
    the published table. A topic with the status "cannot say" holds no number, and ``reason`` says who holds the figure.
    """

    id: str
    part: Literal["people", "needs", "schools", "pressures"]
    title: str
    counted: str
    kinds: tuple[str, ...]
    dated: str = ""
    date_words: str = ""
    total: int | None = None
    lines: tuple[Line, ...] = ()
    indicator: str = ""
    value: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    company: Company | None = None
    sheet: str = ""
    status: Literal["ok", "cannot say"] = "ok"
    reason: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """Something the report could not look at: what, why it matters, and the file that would bring it."""

    kind: str
    says: str


@dataclass(frozen=True)
class Figure:
    """A number in print and everything that answers "where from?". ``words`` is how it is printed."""

    words: str
    source: str
    rows: str
    formula: str
    exact: str = ""


@dataclass(frozen=True)
class PlaceEvidence:
    """Everything known about one place on one day; the same object goes into files, releases and pages."""

    place: Place
    written: str
    years: tuple[CensusYear, ...]
    groups: tuple[GroupShare, ...]
    pairs: tuple[Pairs, ...]
    measures: tuple[Measure, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    ends: Ends | None
    standings: tuple[Standing, ...]
    sheets: tuple[Sheet, ...]
    sources: tuple[Source, ...]
    missing: tuple[Missing, ...]
    figures: dict[str, Figure] = field(default_factory=dict)
    classification: str = "ethnic-5"
    minority_words: str = ""
    topics: tuple[Topic, ...] = ()
    shift: Shift | None = None
    peers: Peers | None = None

    def measure(self, index: str, year: int, unit: str, group: str = "") -> Measure | None:
        """The measure asked for, or ``None``."""
        for measure in self.measures:
            if (measure.index, measure.year, measure.unit, measure.group) == (index, year, unit, group):
                return measure
        return None

    def standing(self, indicator: str) -> Standing | None:
        """Where the place stands on an indicator, or ``None``."""
        return next((s for s in self.standings if s.indicator == indicator), None)

    def topic(self, id: str) -> Topic | None:
        """A topic by its id ("english", "tenure" …), or ``None``."""
        return next((t for t in self.topics if t.id == id), None)

    def sheet(self, id: str) -> Sheet | None:
        """A published table by its id ("people", "neighbourhoods", "separation", "standings"), or ``None``."""
        return next((s for s in self.sheets if s.id == id), None)

    def neighbourhood(self, name: str) -> Neighbourhood | None:
        """A neighbourhood by its MSOA name, or ``None``."""
        return next((n for n in self.neighbourhoods if n.name == name), None)
