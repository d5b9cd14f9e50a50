"""Which table a file is: told by its header, never by its name."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from convive.core.errors import RefusedInput, did_you_mean
from convive.core.groups import Classification, Group, classification
from convive.sources.kinds import Kind, Layout, kinds

# Notes above a header: Nomis writes six lines; a header further down than this is none.
DEEPEST = 40
SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True)
class Header:
    """A header as it stands in a file: its (last) line, 1-based, its cells, what separates them, in how many rows."""

    line: int
    cells: tuple[str, ...]
    separator: str
    rows: int = 1


@dataclass(frozen=True)
class Recognised:
    """A table of a kind that can be read. ``places`` maps our fields to columns (0-based), ``groups`` group ids.

    ``sums`` maps a group to the columns that are added up to it, ``subtotals`` a column to those that it adds up, and
    ``only`` a column to the value of the rows that count.
    """

    kind: Kind
    layout: Layout
    header: Header
    places: dict[str, int]
    groups: dict[str, int]
    sums: dict[str, tuple[int, ...]] = field(default_factory=dict)
    subtotals: dict[int, tuple[int, ...]] = field(default_factory=dict)
    only: dict[int, str] = field(default_factory=dict)

    @property
    def classification(self) -> Classification:
        """The classification of the table's groups."""
        return classification(self.layout.classification or self.kind.classification or "")

    @property
    def sizes(self) -> dict[str, tuple[int, ...]]:
        """The columns of every group: one, or those that are added up to it."""
        return {group: (place,) for group, place in self.groups.items()} | self.sums

    def title(self, field: str) -> str:
        """The header over a field, as the publisher wrote it."""
        return self.header.cells[(self.places | self.groups)[field]]


@dataclass(frozen=True)
class OtherTable:
    """A table that can be told and that no importer reads yet."""

    title: str


class AnotherTable(RefusedInput):
    """A sound file that holds another table than announced; ``title`` says which, for a list of files."""

    def __init__(self, says: str, *, title: str, file: str, row: int | None, hint: str) -> None:
        super().__init__(says, file=file, row=row, rule="another-table", hint=hint)
        self.title = title


def fold(label: str) -> str:
    """A header without regard to case and runs of white space.

    >>> fold("  Mixed or  Multiple ")
    'mixed or multiple'
    """
    return " ".join(label.split()).casefold()


def plain(label: str, prefix: str) -> str:
    """A header without what Nomis writes around it in its bulk files: the table's name before, the measure after.

    >>> plain("Religion: No religion; measures: Value", "Religion:")
    'no religion'
    """
    text = fold(label).removesuffix("; measures: value")
    return text.removeprefix(fold(prefix)).strip() if prefix else text


def header_lines(text: str) -> Iterator[Header]:
    r"""Every line near the top of a file that might be its header, under each separator it might have.

    >>> [header.cells for header in header_lines("Notes\na,b\n1,2\n") if len(header.cells) == 2][0]
    ('a', 'b')
    """
    for number, line in enumerate(text.split("\n")[:DEEPEST], start=1):
        # A table in Markdown, as in a README that lists columns, is no header.
        if line.startswith("|"):
            continue
        for separator in SEPARATORS:
            if separator == "," or separator in line:
                yield Header(number, tuple(cell.strip() for cell in _cells(line, separator)), separator)


def _with_merged(headers: list[Header]) -> list[Header]:
    """The headers, and after them those that two lines make together, where cells of the upper were merged."""
    above = {(header.line, header.separator): header.cells for header in headers}
    both = [(header, _under(above.get((header.line - 1, header.separator), ()), header.cells)) for header in headers]
    return headers + [Header(header.line, cells, header.separator, rows=2) for header, cells in both if cells]


def _under(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    """One header from two lines; empty when the upper has no merged cells, or is not as wide.

    >>> _under(("Area", "Owned", "", "Lives rent free"), ("", "Outright", "With a loan", ""))
    ('Area', 'Owned: Outright', 'Owned: With a loan', 'Lives rent free')
    """
    filled = [cell for cell in upper if cell]
    if len(upper) != len(lower) or len(filled) < 2 or len(set(filled)) == len(upper):
        return ()
    found, last = [], ""
    for over, under in zip(upper, lower, strict=True):
        last = over or last
        found.append(f"{last}: {under}" if last and under else last if over else under)
    return tuple(found)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line.rstrip("\r")], delimiter=separator), [])
    except csv.Error:
        return []


def match(kind: Kind, layout: Layout, header: Header) -> tuple[Recognised | None, list[str]]:
    """The layout on a header, and the headers that are missing from it."""
    cells = list(reversed(list(enumerate(header.cells))))
    where = {plain(cell, kind.prefix): place for place, cell in cells} | {fold(cell): place for place, cell in cells}

    def place_of(names: Sequence[str]) -> int | None:
        return next((where[fold(name)] for name in names if fold(name) in where), None)

    places: dict[str, int] = {}
    missing: list[str] = []
    for field_, names in (*layout.columns.items(), *layout.optional.items()):
        place = place_of(names)
        if place is not None:
            places[field_] = place
        elif field_ in layout.columns:
            missing.append(names[0])
    groups: dict[str, int] = {}
    if _has_groups(kind, layout):
        named = classification(layout.classification or kind.classification or "")
        elsewhere = {kind.residual, *layout.sums}
        groups, absent = _group_columns(named, elsewhere, kind.prefix, header, set(places.values()))
        missing += absent
    missing += [name for names in layout.sums.values() for name in names if place_of([name]) is None]
    if missing:
        return None, missing
    sums = {group: tuple(where[fold(name)] for name in names) for group, names in layout.sums.items()}
    subtotals = {}
    for one in layout.subtotals:
        place = place_of(one.column)
        if place is not None and all(fold(name) in where for name in one.of) and place not in groups.values():
            subtotals[place] = tuple(where[fold(name)] for name in one.of)
    only = {where[fold(name)]: value for name, value in layout.only.items() if fold(name) in where}
    return Recognised(kind, layout, header, places, groups, sums, subtotals, only), []


def _has_groups(kind: Kind, layout: Layout) -> bool:
    """Whether a layout has a column for every group; a long one has a row for each."""
    return bool(layout.classification or kind.classification) and not layout.long


def _group_columns(
    groups: Classification, elsewhere: set[str | None], prefix: str, header: Header, taken: set[int]
) -> tuple[dict[str, int], list[str]]:
    found: dict[str, int] = {}
    for place, cell in enumerate(header.cells):
        group = _group_of(cell, prefix, groups) if place not in taken else None
        if group is not None and group.id not in elsewhere:
            found.setdefault(group.id, place)
    return found, [g.long for g in groups.groups if g.id not in found and g.id not in elsewhere]


def _group_of(cell: str, prefix: str, groups: Classification) -> Group | None:
    if not cell:
        return None
    return groups.recognise(cell) or groups.recognise(plain(cell, prefix))


def recognise(text: str) -> Recognised | OtherTable | None:
    """The table whose header stands near the top of ``text``; ``None`` when no table is known by it.

    A table with an importer goes before one without; of several layouts the one with most columns wins.
    """
    headers = _with_merged(list(header_lines(text)))
    found = [
        recognised
        for header in headers
        for kind in kinds()
        if kind.shape != "outlines"
        for layout in kind.layouts
        if (recognised := match(kind, layout, header)[0]) is not None
    ]
    if found:
        return max(found, key=lambda r: (len(r.places) + len(r.groups) + len(r.sums), -r.header.line))
    for header in headers:
        cells = {fold(cell) for cell in header.cells}
        for title, columns in _other_tables():
            if columns <= cells:
                return OtherTable(title)
    return None


@cache
def _other_tables() -> tuple[tuple[str, frozenset[str]], ...]:
    raw = tomllib.loads(files("convive.sources").joinpath("data", "not-yet.toml").read_text("utf-8"))
    return tuple((given["title"], frozenset(fold(c) for c in given["columns"])) for given in raw["tables"])


def refuse_unrecognised(kind: Kind, text: str, name: str) -> RefusedInput:
    """The error for a file whose header fits no known table: which column is missing, or what the file says of itself.

    A header that has at least half of what a layout of the kind needs is taken for that layout with faults.
    """
    best: tuple[float, Header, Layout, list[str]] | None = None
    for header in _with_merged(list(header_lines(text))):
        for layout in kind.layouts:
            missing = match(kind, layout, header)[1]
            needed = len(layout.columns) + sum(map(len, layout.sums.values()))
            if _has_groups(kind, layout):
                named = classification(layout.classification or kind.classification or "")
                needed += len(named.groups) - len({kind.residual, *layout.sums} & set(named.ids))
            share = 1 - len(missing) / needed
            if best is None or share > best[0]:
                best = (share, header, layout, missing)
    if best is not None and best[0] >= 0.5:
        _, header, layout, missing = best
        many = "columns are" if len(missing) > 1 else "column is"
        return RefusedInput(
            f"The {many} missing: {', '.join(missing)}.",
            file=name,
            row=header.line,
            column=missing[0],
            rule="columns",
            hint=did_you_mean(missing[0], [c for c in header.cells if c])
            or kind.if_missing
            or f"{kind.title} {layout.title} needs these columns under these names.",
        )
    first = next((line.strip().strip(",").strip() for line in text.split("\n") if line.strip(' ,\r\t"')), "")
    return RefusedInput(
        f"This does not look like “{kind.title}”. The file begins: {first[:80]}",
        file=name,
        row=1,
        rule="another-table",
        hint=f"Needed: {kind.table}, as published by {kind.publisher} ({kind.page}).",
    )


def refuse_another(kind: Kind, found: Kind | OtherTable, name: str, row: int | None = None) -> AnotherTable:
    """The error for a file that is another table than announced, and says which one it looks like."""
    if isinstance(found, Kind):
        return AnotherTable(
            f"This looks like “{found.title}”, not “{kind.title}”.",
            title=f"{found.title}; the kind {found.id} reads it",
            file=name,
            row=row,
            hint=f"If that is what you meant, use the kind {found.id}.",
        )
    return AnotherTable(
        f"This looks like another table: {found.title}. It is not “{kind.title}”.",
        title=f"{found.title}; not used yet",
        file=name,
        row=row,
        hint=f"Needed: {kind.table}, as published by {kind.publisher} ({kind.page}).",
    )


def refuse_repeated(recognised: Recognised, name: str) -> None:
    """Refuses a header in which a name stands twice, but for those that the publisher itself repeats.

    Raises
    ------
    RefusedInput
        With the line of the header and the name.
    """
    counted = Counter(fold(cell) for cell in recognised.header.cells if cell)
    allowed = {fold(cell) for cell in recognised.kind.repeats}
    for cell in recognised.header.cells:
        if counted[fold(cell)] > 1 and fold(cell) not in allowed:
            raise RefusedInput(
                f"Two columns have the same name, “{cell}”.",
                file=name,
                row=recognised.header.line,
                column=cell,
                rule="header-twice",
                hint="Nobody can tell which of the two is meant. Keep one, or download the file again.",
            )
    refuse_group_twice(recognised, name)


def refuse_group_twice(recognised: Recognised, name: str) -> None:
    """Refuses two columns that mean the same group under two spellings."""
    if not _has_groups(recognised.kind, recognised.layout):
        return
    groups = recognised.classification
    seen: dict[str, str] = {}
    for place, cell in enumerate(recognised.header.cells):
        taken = place in recognised.places.values() or place in recognised.subtotals
        group = None if taken else _group_of(cell, recognised.kind.prefix, groups)
        if group is None:
            continue
        if group.id in seen:
            raise RefusedInput(
                f"The columns “{seen[group.id]}” and “{cell}” mean the same group.",
                file=name,
                row=recognised.header.line,
                column=cell,
                rule="header-twice",
            )
        seen[group.id] = cell


def unused_columns(recognised: Recognised) -> Sequence[str]:
    """Headers of columns that are neither read nor known to be left out."""
    used = {*recognised.places.values(), *recognised.subtotals, *recognised.only}
    used.update(place for places in recognised.sizes.values() for place in places)
    used.update(place for places in recognised.subtotals.values() for place in places)
    left_out = (*recognised.kind.not_used, *recognised.kind.repeats, *recognised.layout.computed)
    known = {fold(name) for name in left_out}
    cells = enumerate(recognised.header.cells)
    return [cell for place, cell in cells if cell and place not in used and fold(cell) not in known]
