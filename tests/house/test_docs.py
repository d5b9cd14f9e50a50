"""The docs: reference pages are as the code makes them, nothing lacks an entry, and every link leads somewhere."""

from __future__ import annotations

import importlib.util
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)(?P<path>[^)#]+)(?:#[^)]*)?\)")


@pytest.fixture(scope="session")
def generate(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", root / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def headings(root: Path, page: str) -> set[str]:
    text = (root / "docs" / "reference" / page).read_text("utf-8")
    return set(re.findall(r"^## (.+)$", text, flags=re.MULTILINE))


def test_the_reference_pages_are_as_the_code_makes_them(
    generate: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().out


def test_the_check_sees_a_page_that_lags_is_missing_or_is_left_over(
    generate: ModuleType,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = tmp_path / "reference"
    shutil.copytree(root / "docs" / "reference", copy)
    monkeypatch.setattr(generate, "REFERENCE", copy)
    (copy / "words.md").write_text("old", encoding="utf-8")
    (copy / "sources.md").unlink()
    (copy / "gone.md").write_text("a page that no function makes", encoding="utf-8")
    assert generate.main(["--check"]) == 1
    said = capsys.readouterr().out
    assert all(name in said for name in ("words.md", "sources.md", "gone.md"))
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    assert not (copy / "gone.md").exists()


def test_every_verb_has_an_entry(generate: ModuleType, root: Path) -> None:
    wanted = {" ".join(("convive", *verb)) for verb in generate.verbs()}
    assert {"convive ingest", "convive plan draft", "convive plan lint", "convive explain"} <= wanted
    assert wanted <= headings(root, "command-line.md")


def test_every_data_file_of_a_registry_has_an_entry(root: Path) -> None:
    """Read from the folders and not from the registries, so that a file no registry finds is seen too."""
    package = root / "src" / "convive"
    registries = {
        "sources.md": {p.stem for p in (package / "sources" / "data").glob("*.toml")} - {"not-yet", "marks"},
        "indicators.md": {p.stem for p in (package / "evidence" / "data" / "indicators").glob("*.toml")},
        "playbooks.md": {p.parent.name for p in (package / "playbooks" / "data").glob("*/playbook.toml")},
        "classifications.md": {p.stem for p in (package / "core" / "data").glob("*.toml")} - {"successions"},
    }
    rules = tomllib.loads((package / "planning" / "data" / "rules.toml").read_text("utf-8"))
    registries["plan-rules.md"] = {rule["id"] for rule in rules["rules"]}
    for page, ids in registries.items():
        assert ids, page
        assert ids == headings(root, page), page


def test_every_authority_made_of_others_has_an_entry(root: Path) -> None:
    file = root / "src" / "convive" / "core" / "data" / "successions.toml"
    codes = [one["code"] for one in tomllib.loads(file.read_text("utf-8"))["successions"]]
    page = (root / "docs" / "reference" / "authorities.md").read_text("utf-8")
    assert [code for code in codes if f"`{code}`" not in page] == []
    assert "E06000063" in codes


def test_every_setting_and_role_has_an_entry(root: Path) -> None:
    from convive.web.accounts.roles import permissions, roles
    from convive.web.config.options import OPTIONS

    settings_page = (root / "docs" / "reference" / "settings.md").read_text("utf-8")
    assert [one.name for one in OPTIONS if f"`{one.name}`" not in settings_page] == []
    roles_page = (root / "docs" / "reference" / "roles.md").read_text("utf-8")
    assert [one.title for one in roles() if f"**{one.title}**" not in roles_page] == []
    assert [may for may in permissions() if f"`{may}`" not in roles_page] == []


def pages_with_links(root: Path) -> Iterator[Path]:
    yield from root.glob("*.md")
    yield from (root / "docs").rglob("*.md")


def test_every_link_leads_to_a_file(root: Path) -> None:
    dead = [
        f"{page.relative_to(root)}: {found['path']}"
        for page in pages_with_links(root)
        for found in LINK.finditer(page.read_text("utf-8"))
        if not (page.parent / found["path"]).exists()
    ]
    assert dead == []


@pytest.mark.parametrize("folder", ["how-to", "explain", "decisions", "reference"])
def test_every_page_is_listed_on_the_first_page_of_its_folder(root: Path, folder: str) -> None:
    first = (root / "docs" / folder / "README.md").read_text("utf-8")
    pages = {path.name for path in (root / "docs" / folder).glob("*.md")} - {"README.md"}
    assert pages
    assert {page for page in pages if f"]({page})" not in first} == set()


def test_decision_records_are_numbered_without_a_gap_and_have_their_parts(root: Path) -> None:
    records = sorted((root / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text("utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        parts = ("*Date:*", "*Status:*", "## Context", "## Decision", "## Consequences")
        assert [part for part in parts if part not in text] == [], path.name


def test_every_path_on_the_map_is_there(root: Path) -> None:
    text = (root / "docs" / "map-of-the-code.md").read_text("utf-8")
    paths = re.findall(r"`([\w./-]+/[\w./-]*)`", text)
    assert len(paths) > 15
    assert [path for path in paths if not ((root / "src" / "convive" / path).exists() or (root / path).exists())] == []
