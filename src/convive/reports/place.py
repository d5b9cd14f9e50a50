"""Our place: what published figures say about a place, as one fragment for the file, the PDF and the web page."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from convive.core.disclosure import Column, Sheet, plain_sheet
from convive.core.groups import classification
from convive.evidence.model import CensusYear, Neighbourhood, PlaceEvidence
from convive.reports import needs, peers, people, pressures, schools, strengths
from convive.reports.charts import Change, Spot, dot_row, hundred_pairs, key_mark, ranked_strip, slope
from convive.reports.ends import Head, Row, both_ends, deprived_words
from convive.reports.lessons import lesson
from convive.reports.maps import draw_map
from convive.reports.rendering import render
from convive.reports.separation import apart
from convive.reports.tables import select_columns, table_html
from convive.reports.words import (
    capital,
    count,
    in_100,
    join,
    month_of,
    past,
    say,
    say_in_100,
    say_marked,
    say_number,
    say_times_in_100,
    sentence,
    share_words,
    whole,
)


def our_place(evidence: PlaceEvidence, release: str, *, level: int = 1, csv: str = "") -> str:
    """The page Our place as an HTML fragment.

    Parameters
    ----------
    evidence
        Already protected for publication.
    release
        How the release is named in print ("release 3 of 22 November 2026").
    level
        The level of its first heading; sections stand one below.
    csv
        Where the tables lie, ending in a slash ("evidence/"); empty when they cannot be linked to.

    Raises
    ------
    DisclosureError
        When something finer than a neighbourhood would be printed.
    """
    latest = evidence.years[-1] if evidence.years else None
    return render(
        "place.html",
        evidence=evidence,
        place=evidence.place,
        release=release,
        h=[f"h{level + step}" for step in range(4)],
        csv=csv,
        latest=latest,
        past=latest is None or past(latest.dated, evidence.written),
        mixing=_mixing(evidence),
        questions=(questions := _questions(evidence)),
        answered=sum(one["a"] is not None for one in questions),
        where=_where(evidence),
        ends=_ends(evidence),
        changed=_changed(evidence),
        people=people.section(evidence),
        apart=apart(evidence),
        needs=needs.section(evidence),
        schools=schools.section(evidence),
        pressures=pressures.section(evidence),
        peers=peers.section(evidence),
        strengths=strengths.section(evidence),
        lessons=[lesson(name) for name in ("by-chance", "small-numbers", "both-ends")],
    )


def name_of(neighbourhood: Neighbourhood) -> str:
    """How a neighbourhood is called in print: its main ward, else its own name."""
    return neighbourhood.label or neighbourhood.name


def _year(evidence: PlaceEvidence, year: int) -> CensusYear | None:
    return next((y for y in evidence.years if y.year == year), None)


def _mixing(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """The first finding: pairs from the whole place and pairs of neighbours."""
    if not evidence.pairs:
        return None
    pairs = evidence.pairs[-1]
    census = _year(evidence, pairs.year)
    anywhere, neighbours = in_100(pairs.anywhere), in_100(pairs.neighbours)
    alone = len(_judged(evidence)) == 1 and len(evidence.neighbourhoods) == 1
    pictures = (
        (
            say("place.pairs.anywhere", place=evidence.place.name),
            anywhere,
            hundred_pairs(anywhere, say("place.pairs.anywhere_read")),
        ),
        (
            say("place.pairs.neighbours"),
            neighbours,
            hundred_pairs(neighbours, say("place.pairs.neighbours_read")),
        ),
    )
    return {
        "alone": alone,
        "anywhere": anywhere,
        "neighbours": neighbours,
        "gap": anywhere - neighbours,
        "anywhere_words": say_times_in_100(pairs.anywhere),
        "dated": census.date_words if census else str(pairs.year),
        # One neighbourhood is the whole place: a second picture of it would say nothing.
        "pictures": pictures[:1] if alone else pictures,
    }


def _questions(evidence: PlaceEvidence) -> list[dict[str, Any]]:
    """Four questions, each with an answer or with what is missing."""
    gone = {m.kind: m.says for m in evidence.missing}
    judged = sorted(_judged(evidence), key=lambda n: (n.pairs_differ or 0.0, n.name))
    latest = evidence.years[-1] if evidence.years else None
    who = _who(evidence, latest) if latest else None
    mixed: Markup | None = None
    if len(judged) > 1 and latest is not None:
        low, high = judged[0], judged[-1]
        mixed = say_marked(
            "place.questions.mixed_said",
            low=name_of(low),
            low_n=in_100(low.pairs_differ or 0.0),
            month=month_of(latest.date_words),
            high=name_of(high),
            high_n=in_100(high.pairs_differ or 0.0),
        )
    return [
        {
            "q": say("place.questions.who"),
            "a": who,
            "figure": evidence.figures.get("residents" if latest and latest.year == 2021 else "residents-2011"),
            "gone": gone.get("census-ts021", say("place.questions.no_census_yet")),
            "to": "#changed" if latest else "#not-seen",
            "link": say("place.questions.to_groups_two" if len(evidence.years) > 1 else "place.questions.to_groups")
            if latest
            else say("place.questions.to_missing"),
        },
        {
            "q": say("place.questions.mixed"),
            "a": mixed,
            "figure": evidence.figures.get("pairs"),
            "blank": say("place.questions.cannot" if latest else "place.questions.not_looked"),
            "gone": _unmixed(evidence),
            "to": "#mixed" if judged and evidence.pairs else "#with-care",
            "link": say("place.questions.to_map" if any(n.rings for n in judged) else "place.questions.to_line")
            if len(judged) > 1
            else say("place.questions.to_who")
            if judged and evidence.pairs
            else say("place.questions.to_how"),
        },
        {
            "q": say("place.questions.fare"),
            "a": None,
            "gone": gone.get("needs", say("place.questions.fare_gone")),
            "to": "#not-seen",
            "link": say("place.questions.to_missing"),
        }
        | (needs.answer(evidence) or {}),
        {
            "q": say("place.questions.room"),
            "a": None,
            "gone": gone.get("pressures", say("place.questions.room_gone")),
            "to": "#not-seen",
            "link": say("place.questions.to_missing"),
        }
        | (pressures.answer(evidence) or {}),
    ]


def _who(evidence: PlaceEvidence, latest: CensusYear) -> str | None:
    """How many live here and of which groups, in two sentences with their date."""
    shares = [(g.label, g.in_100.get(latest.year)) for g in evidence.groups]
    known = join([f"{label} {share_words(value)}" for label, value in shares if value is not None])
    few = join([label for label, value in shares if value is None])
    if latest.residents is None:
        return None
    tense = "past" if past(latest.dated, evidence.written) else "now"
    said = [say(f"place.questions.lived.{tense}", n=f"{latest.residents:,}", month=month_of(latest.date_words))]
    if known:
        said.append(say("place.questions.of_100", known=known))
        said += [say("place.questions.too_few", few=few)] if few else []
    return " ".join(said)


def _unmixed(evidence: PlaceEvidence) -> str:
    """Why nothing can be said about how mixed neighbourhoods are."""
    if not evidence.years:
        return say("place.questions.no_census")
    if len(evidence.neighbourhoods) == 1:
        return say("place.questions.one_place", place=evidence.place.name)
    if not evidence.neighbourhoods:
        return say("place.questions.no_places")
    return say("place.questions.too_small")


def _judged(evidence: PlaceEvidence) -> list[Neighbourhood]:
    return [n for n in evidence.neighbourhoods if n.pairs_differ is not None]


def _where(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """The map, the strip and the table of mixing by neighbourhood."""
    judged = sorted(_judged(evidence), key=lambda n: (n.pairs_differ or 0.0, n.name))
    latest = evidence.years[-1] if evidence.years else None
    if not judged or latest is None or not evidence.pairs:
        return None
    names = {n.name: name_of(n) for n in evidence.neighbourhoods}
    whole_place = Spot(say("place.where.all", place=evidence.place.name), 100 * evidence.pairs[-1].anywhere)
    drawn = draw_map(evidence.neighbourhoods, names, evidence.place.name, latest.date_words)
    sheet = evidence.sheet("neighbourhoods")
    shown = [c.id for c in sheet.columns if c.kind != "count" or c.id == "residents"] if sheet else []
    return {
        "low": name_of(judged[0]),
        "high": name_of(judged[-1]),
        "many": len(judged) > 1,
        "judged": len(judged),
        "below": sum((n.pairs_differ or 0.0) < evidence.pairs[-1].anywhere for n in judged),
        "map": drawn,
        "dated": latest.date_words,
        "strip": ranked_strip(
            [Spot(names[n.name], 100 * (n.pairs_differ or 0.0)) for n in judged],
            whole_place,
            say("place.where.strip", date=latest.date_words),
        )
        if len(judged) > 1
        else None,
        "twin": table_html(_twin(evidence, sheet.source if sheet else ""), css="twin"),
        "wide": table_html(select_columns(sheet, shown), css="wide-table", total=True) if sheet else None,
        "source": sheet.source if sheet else "",
    }


def _twin(evidence: PlaceEvidence, source: str) -> Sheet:
    """The numbers of the map and of the strip, in one order: by name."""
    columns = [
        Column("neighbourhood", say("ends.neighbourhood"), "label"),
        Column("pairs", say("place.where.pairs"), "share"),
        Column("note", say("place.where.note"), "text"),
    ]
    rows = [
        (
            name_of(n),
            None if n.pairs_differ is None else in_100(n.pairs_differ),
            say("place.where.too_few_note") if n.pairs_differ is None else "",
        )
        for n in sorted(evidence.neighbourhoods, key=name_of)
    ]
    return plain_sheet("pairs", say("place.where.twin"), columns, rows, source=source)


def _ends(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """Both ends of one ranking, drawn by the same rule on the same scale."""
    latest = evidence.years[-1] if evidence.years else None
    if evidence.ends is None or latest is None:
        return None
    white = next((g for g in evidence.groups if g.group == "White"), None)
    share = white.in_100.get(latest.year) if white else None
    reference = None if share is None else 100 - share

    def rows(names: tuple[str, ...]) -> list[tuple[float, Row]]:
        made = []
        for name in names:
            n = evidence.neighbourhood(name)
            if n is None or n.minority is None:
                continue
            said = say("ends.said", name=name_of(n), share=say_in_100(n.minority))
            picture = dot_row(100 * n.minority, reference=reference, finding=said)
            differed = "" if n.pairs_differ is None else say("ends.differed", n=in_100(n.pairs_differ))
            row = Row(name_of(n), say_in_100(n.minority), picture, differed, deprived_words(n.deprived))
            made.append((n.minority, row))
        return made

    # One order through the whole list, so the last neighbourhood stands last.
    high, low = rows(evidence.ends.high), rows(evidence.ends.low)[::-1]
    if not high or not low:
        return None
    ranked = sum(n.minority is not None for n in evidence.neighbourhoods)
    left = len(evidence.neighbourhoods) - ranked
    head = Head(say("ends.caption"), "neighbourhood", say("ends.neighbourhood"), say("ends.scale"), say("ends.column"))
    left_out = capital(say("ends.left_out", places=count(left, "neighbourhood"))) if left else ""
    return {
        # One rule for both ends; the definition of minority stands in the same sentence.
        "order": say(
            "ends.order",
            minority=evidence.minority_words,
            first=say_number(len(high)),
            last=say_number(len(low)),
        )
        if evidence.minority_words
        else sentence(evidence.ends.rule),
        "deprived": _deprivation(evidence),
        "low": in_100(low[-1][0]),
        "high": in_100(high[0][0]),
        "list": both_ends(head, [row for _, row in high], [row for _, row in low], ranked, left_out),
        "reference": None if reference is None else whole(reference),
        "key": key_mark("reference", say("ends.whole")),
        "dated": latest.date_words,
        "source": _source(
            evidence,
            latest.kind,
            *(["imd-2025"] if any(n.deprived is not None for n in evidence.neighbourhoods) else []),
        ),
    }


def _deprivation(evidence: PlaceEvidence) -> str:
    """What stands beside both ends: how much of each is deprived, from which indices; or who would have it."""
    source = next((s for s in evidence.sources if s.kind == "imd-2025"), None)
    if source is None or all(n.deprived is None for n in evidence.neighbourhoods):
        return say("ends.cannot")
    return say("ends.means", title=source.title, date=source.date_words)


def _source(evidence: PlaceEvidence, *kinds: str) -> str:
    wanted = [s for s in evidence.sources if s.kind in kinds]
    return "; ".join(f"{s.publisher}, {s.title} ({s.table}), {s.date_words}" for s in wanted)


def _changed(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """What happened to the whole place between two censuses."""
    if not evidence.years:
        return None
    last, first = evidence.years[-1], evidence.years[0]
    name, people = evidence.place.name, evidence.sheet("people")
    two = first.year != last.year
    grown = None if first.residents is None or last.residents is None else last.residents - first.residents
    month = month_of(last.date_words)
    fields = {"place": name, "month": month, "lit": "\0"}
    if last.residents is None:
        title, lit = say("changed.title_few", **fields), ""
    elif not two or grown is None:
        title, lit = say("changed.title_one", **fields), f"{last.residents:,}"
    elif grown == 0:
        title, lit = say("changed.title_same", before=month_of(first.date_words), **fields), f"{last.residents:,}"
    else:
        key = "changed.title_more" if grown > 0 else "changed.title_fewer"
        title = say(key, n=f"{last.residents:,}", before=month_of(first.date_words), **fields)
        lit = f"{abs(grown):,}"
    changes = []
    for group in evidence.groups:
        before, after = group.in_100.get(first.year), group.in_100.get(last.year)
        if before is not None and after is not None:
            changes.append(Change(group.label, before, after))
    return {
        "title": title.split("\0"),
        "lit": lit,
        "two": two,
        "first": first,
        "last": last,
        "left_out": len(evidence.groups) - len(changes),
        "slope": slope(changes, (str(first.year), str(last.year)), say("changed.slope", place=name))
        if two and changes
        else None,
        "table": table_html(people, css="wide-table") if people else None,
        "source": people.source if people else "",
        "figure": evidence.figures.get("population_change" if two else "residents"),
        "longs": [(g.label, g.long) for g in classification(evidence.classification).groups],
    }
