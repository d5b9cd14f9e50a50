"""``convive explain ID``: any indicator, playbook, linter rule, kind of file or classification."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from convive.core.errors import UnknownName, did_you_mean

# Pages that say how figures come about (docs/explain): id → title, and what each answers.
PAGES = {
    "priorities": ("How priorities are chosen", "Which findings a draft puts first, and by which rule."),
    "small-numbers": ("Small numbers", "Why some cells are empty."),
    "expected-by-chance": ("Expected by chance", "How much unevenness would be there by lot alone."),
    "rounded-counts": ("Rounded counts", "What they leave open, with ends that hold."),
    "neighbourhoods": ("What a neighbourhood is", "Why smaller areas give higher figures."),
    "schools": ("How schools are shown", "Beside which schools, why not beside all residents, and what is withheld."),
    "best-pairs": ("Why no set of pairs is better", "How an answer proves itself."),
    "teams": ("How teams are mixed", "What is counted, what keeping nobody alone costs, how near the best."),
    "english-classes": (
        "Who gets a place in an English class",
        "Six rules, points, which classes run, who is left out.",
    ),
    "mentors": ("Who gets which mentor", "Three answers, what each costs, and why somebody is left out."),
}
# How an answer of a match was found: the name under ``solver``, the title, what it rests on, page, code and tests.
METHODS = {
    "blossom": (
        "The best set of pairs in any graph",
        "Edmonds 1965, with the dual updates of Galil 1986; a check that shares nothing with the search proves it.",
        "best-pairs",
        "linking",
    ),
    "teams-annealing": (
        "Swaps of people between teams",
        "Annealing with counts kept up to date, beside a bound from a linear programme over kinds of people.",
        "teams",
        "teams",
    ),
    "flow": (
        "The best assignment with capacities",
        "Successive shortest paths with prices (Edmonds and Karp 1972); the prices prove it.",
        "english-classes",
        "solve",
    ),
    "highs": (
        "The best set of classes, places and sessions",
        "A mixed-integer programme, solved by HiGHS in scipy to a gap of nothing.",
        "english-classes",
        "placement",
    ),
    "augmenting-paths": (
        "The pairs that are worth most",
        "The best assignment with capacities; the prices prove it.",
        "mentors",
        "mentoring",
    ),
    "deferred-acceptance": (
        "Pairs of which no two would rather have each other",
        "Gale and Shapley 1962, the mentees asking.",
        "mentors",
        "mentoring",
    ),
    "leximin": (
        "The worst fit as good as it can be, then the next worst",
        "The best assignment, once for each score that occurs.",
        "mentors",
        "mentoring",
    ),
}
# So many ids are named that have the word asked for in their title.
_NEAR = 5

HELP = "Explain an indicator, playbook, rule, kind of file or classification: definition, source, code, tests."


def explain(
    name: Annotated[str, typer.Argument(metavar="ID", help="Such as dissimilarity; without one, all are listed.")] = "",
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print everything known about one id."""
    entries = dict(_entries())
    if not name:
        if json_:
            print(json.dumps({key: value["what"] for key, value in entries.items()}, ensure_ascii=False, indent=2))
            return
        for key, value in entries.items():
            print(f"{key:32} {value['what']}: {value['title']}")
        return
    if name not in entries:
        raise UnknownName(
            f"Nothing is called “{name}”.",
            rule="explain",
            hint=_near(name, entries) or "convive explain without an id lists everything.",
        )
    if json_:
        print(json.dumps({"id": name, **entries[name]}, ensure_ascii=False, indent=2))
        return
    _show(name, entries[name])


def _near(name: str, entries: dict[str, dict[str, Any]]) -> str | None:
    """Ids that look like the one asked for, or else those that have the word in their id or title."""
    word = name.casefold().replace("-", " ")
    holding = [key for key, entry in entries.items() if word in f"{key} {entry['title']}".casefold().replace("-", " ")]
    spelled = did_you_mean(name, entries)
    return spelled or (f"“{name}” stands in the titles of {', '.join(holding[:_NEAR])}." if holding else None)


def _entries() -> Iterator[tuple[str, dict[str, Any]]]:
    from convive.core.groups import classification, known
    from convive.evidence.catalogue import all_indicators
    from convive.planning.rules import all_rules
    from convive.playbooks.load import all_playbooks
    from convive.sources import kinds

    fields: dict[str, Any]
    for indicator in all_indicators():
        yield indicator.id, {"what": "indicator", **indicator.model_dump(exclude={"id"})}
    for book in all_playbooks():
        for measure in book.measures:
            fields = {"title": measure.title, "counted": measure.counted, "how": measure.how, "playbook": book.slug}
            yield f"{book.slug}/{measure.id}", {"what": "measure", **fields}
        fields = {
            "title": book.title,
            "problem": book.problem,
            "what_people_do": book.what_people_do,
            "evidence": book.evidence.reason,
            "sources": [source.title for source in book.sources],
            "code": f"src/convive/playbooks/data/{book.slug}",
            "tests": ["tests/playbooks"],
        }
        yield book.slug, {"what": "playbook", **fields}
    for rule in all_rules():
        fields = {
            "title": rule.says,
            "adopted": rule.adopted,
            "draft": rule.draft,
            "why": rule.why,
            "mend": rule.mend,
            "source": rule.source,
            "code": "convive.planning.checks",
            "tests": ["tests/planning/test_lint.py"],
        }
        yield rule.id, {"what": "rule", **fields}
    for kind in kinds():
        yield kind.id, {"what": "kind of file", **kind.as_dict()}
    for page, (title, says) in PAGES.items():
        yield page, {"what": "page", "title": title, "says": says, "page": f"docs/explain/{page}.md"}
    for method, (title, rests_on, page, room) in METHODS.items():
        fields = {
            "title": title,
            "rests_on": rests_on,
            "page": f"docs/explain/{page}.md",
            "code": f"src/convive/matching/{room}",
            "tests": [f"tests/matching/{room}"],
        }
        yield method, {"what": "method", **fields}
    for id_ in known():
        found = classification(id_)
        fields = {
            "title": found.title,
            "counted": found.counted,
            "groups": [f"{g.id}: {g.label}{'' if g.long == g.label else f' ({g.long})'}" for g in found.groups],
            "minority": found.minority,
            "source": found.source,
        }
        yield id_, {"what": "classification", **fields}


def _show(name: str, entry: dict[str, Any]) -> None:
    print(f"{entry['title']}\n{entry['what']}, {name}\n")
    for key, value in entry.items():
        if key in ("title", "what", "id") or not value:
            continue
        label = key.replace("_", " ").capitalize()
        if isinstance(value, (list, tuple)):
            print(f"{label}:")
            for line in value:
                print(f"  - {line['title'] if isinstance(line, dict) else line}")
        else:
            print(f"{label}: {value.get('says', value) if isinstance(value, dict) else value}")
