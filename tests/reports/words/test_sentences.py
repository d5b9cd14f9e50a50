"""The sentences as data: none is dead, none is missing, no template holds prose of its own, a translation is a file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from convive.core.errors import UnknownName
from convive.evidence.model import PlaceEvidence
from convive.planning.model import Plan
from convive.reports import documents, words
from convive.reports.rendering import environment
from convive.reports.words import count, join, languages, say, say_day, say_in_100, say_many, speaking, strings

REPORTS = Path(words.__file__).parents[1]
# Prose that may stand in a template, and why.
ALLOWED: dict[str, str] = {}
LITERAL = re.compile(r'"([^"\n]+)"(\s*~)?')


def texts_of_templates() -> dict[str, str]:
    folder = REPORTS / "templates"
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*.html"))}


def patterns() -> Iterator[tuple[str, str]]:
    """Every piece of text that could name a sentence, as a regular expression, with the module it stands in."""
    for path in REPORTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.stem, re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"[\w-]+" for p in node.values]
                # A key that is all field, or none but its section, names nothing.
                if "." in "".join(str(p.value) for p in node.values if isinstance(p, ast.Constant)):
                    yield path.stem, "".join(parts)
    for text in texts_of_templates().values():
        inside = "\n".join(re.findall(r"\{%.*?%\}|\{\{.*?\}\}", text, flags=re.S))
        for found in LITERAL.finditer(inside):
            yield "", re.escape(found[1]) + (r"[\w-]+" if found[2] else "")


def test_no_sentence_is_dead() -> None:
    """Each is named whole, or without its section in the module of the section; a number may choose its last part."""
    by_module: dict[str, set[str]] = {}
    for module, pattern in patterns():
        by_module.setdefault(module, set()).add(pattern)
    everywhere = re.compile("|".join({f"(?:{one})" for found in by_module.values() for one in found}))
    dead = []
    for key in strings("en"):
        stem = re.sub(r"\.(one|many|\d+)$", "", key)
        section, _, rest = stem.partition(".")
        at_home = re.compile("|".join(by_module.get(section, {"$^"})))
        if not (everywhere.fullmatch(key) or everywhere.fullmatch(stem) or at_home.fullmatch(rest)):
            dead.append(key)
    assert [key for key in dead if not key.startswith("noun.")] == []


def test_every_noun_is_counted_somewhere() -> None:
    code = "".join(path.read_text("utf-8") for path in REPORTS.parent.rglob("*.py")) + "".join(
        texts_of_templates().values()
    )
    nouns = {key.split(".")[1] for key in strings("en") if key.startswith("noun.")}
    assert [noun for noun in sorted(nouns) if f'"{noun}"' not in code and f"'{noun}'" not in code] == []


def test_every_sentence_that_is_said_is_there() -> None:
    keys = set(strings("en"))
    starts = {key[: at.end()] for key in keys for at in re.finditer(r"\.", key)}
    missing = []
    calls = [*texts_of_templates().items()]
    calls += [(path.name, path.read_text("utf-8")) for path in REPORTS.rglob("*.py") if path.parent.name != "words"]
    for name, text in calls:
        for found in re.finditer(r'(?<![.\w])(say|marked|say_marked|say_many)\(\s*"([^"]+)"(\s*~)?', text):
            key, joined = found[2], found[3]
            if found[1] == "say_many":
                ok = {f"{key}.one", f"{key}.many"} <= keys
            else:
                ok = key in starts if joined else key in keys
            if not ok:
                missing.append(f"{name}: {key}")
    assert missing == []


def test_a_sentence_with_marks_is_said_with_marks_and_holds_no_others() -> None:
    marked = {key for key, text in strings("en").items() if "<" in text}
    for key in marked:
        tags = re.findall(r"<[^>]*>", strings("en")[key])
        assert set(tags) <= {"<mark>", "</mark>", "<strong>", "</strong>", "<bdi>", "</bdi>"}, key
        ElementTree.fromstring(f"<p>{strings('en')[key]}</p>")
    for name, text in texts_of_templates().items():
        plain = set(re.findall(r'\bsay\("([^"]+)"', text))
        assert plain & marked == set(), name


def prose(template: str) -> list[str]:
    """Runs of three words or more that stand in a template outside its tags, fields and statements."""
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "\0", template, flags=re.S)
    runs = re.split(r"<[^>]*>|\0", bare, flags=re.S)
    runs += re.findall(r'(?:aria-label|title|alt)="([^"]*)"', bare)
    inside = "".join(re.findall(r"\{%.*?%\}|\{\{.*?\}\}", template, flags=re.S))
    runs += [text for text in re.findall(r'"([^"]*)"', inside) if " " in text]
    return [run.strip() for run in runs if len(re.findall(r"[A-Za-z’]{2,}", run)) >= 3]


def test_no_template_holds_prose() -> None:
    found = {(name, run) for name, text in texts_of_templates().items() for run in prose(text)}
    assert {run for _, run in found} == set(ALLOWED)


@pytest.mark.parametrize(
    "template",
    [
        "<p>Three words here</p>",
        '{{ "these are words" if x }}',
        '<div aria-label="The words here">',
        "{{ a }} is not said",
    ],
)
def test_prose_is_found_where_it_stands(template: str) -> None:
    assert prose(template)


@pytest.fixture
def invented_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language of a few sentences, beside the English."""
    (tmp_path / "en.toml").write_text((REPORTS / "words" / "en.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "xx.toml").write_text(
        'language = "xx"\nlist.last = "{before} ba {last}"\nnumber.2 = "du"\nday.month.3 = "Marto"\n'
        'in_100.words = "{n} el 100"\nplace.hero.nothing = "Nenio <ankoraŭ>"\n'
        '[noun.action]\none = "{n} faro"\n2 = "{n} faroj-du"\nmany = "{n} faroj"\n',
        "utf-8",
    )
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    words._strings.cache_clear()
    yield
    words._strings.cache_clear()


@pytest.mark.usefixtures("invented_language")
def test_a_translation_is_a_file_and_english_stands_in_key_by_key() -> None:
    assert languages() == ("en", "xx")
    with speaking("xx"):
        assert (say("language"), join(["a", "b", "c"])) == ("xx", "a, b ba c")
        assert (say_in_100(0.46), say_in_100(0.004)) == ("46 el 100", "fewer than 1 in 100")
        assert [count(n, "action") for n in (1, 2, 3)] == ["one faro", "du faroj-du", "three faroj"]
        assert say_day("2021-03-21") == "21 Marto 2021"
        assert say_many("plan.advice.title", 2) == "du things to think about"
        made = environment().from_string('{{ say("place.hero.nothing") }}, {{ say("care.how") }}').render()
        assert made == "Nenio &lt;ankoraŭ&gt;, How it was worked out"
    assert say("language") == "en-GB"


@pytest.mark.usefixtures("invented_language")
def test_a_whole_report_is_written_in_one_language(plan: Plan, evidence: PlaceEvidence) -> None:
    english = documents.report_html(plan, evidence, ()).decode()
    with speaking("xx"):
        other = documents.report_html(plan, evidence, ()).decode()
    assert '<html lang="xx">' in other
    assert "43 el 100" in other
    assert "Read these figures with care" in other
    assert english == documents.report_html(plan, evidence, ()).decode()
    assert "el 100" not in english


@pytest.mark.usefixtures("invented_language")
def test_a_language_without_a_file_is_refused_and_nothing_changes() -> None:
    with pytest.raises(UnknownName, match="yy"), speaking("yy"):
        pass
    assert say("language") == "en-GB"


def test_fields_of_a_marked_sentence_cannot_bring_markup() -> None:
    said = environment().from_string('{{ marked("report.invented", place="<script>") }}').render()
    assert "<bdi>&lt;script&gt;</bdi>" in said
