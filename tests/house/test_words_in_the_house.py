"""What no file of the house may say: words we do not use, addresses of package registries, paths of one machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from convive.core.words import forbidden

# Files that speak about the words themselves.
ABOUT_WORDS = {
    "docs/reference/words.md": "the list as a page, generated",
    "src/convive/core/data/words/forbidden.toml": "the list",
    "src/convive/core/words.py": "its examples",
    "tests/core/test_words.py": "its tests",
    "tests/planning/checks/conftest.py": "the rule that reads plans with the list",
    "tests/house/test_words_in_the_house.py": "this file",
}
# Put together here, so that this file does not hold what it looks for.
HOSTS = [".".join(parts.split()) for parts in (
    "pypi org", "pythonhosted org", "npmjs org", "npmjs com", "deb debian org", "archive ubuntu com", "crates io",
    "anaconda org", "proxy golang org", "jsdelivr net", "unpkg com",
)]  # fmt: skip
FOLDERS = ["/" + name + "/" for name in ("work", "root", "opt/pypi", "tmp/w")]
NOT_HERE = re.compile("|".join([*map(re.escape, HOSTS), *(rf"(?<![\w.*-]){re.escape(name)}" for name in FOLDERS)]))


def texts(root: Path) -> list[tuple[str, str]]:
    """Every text file that git knows or would take, with its path in the project."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout, so the tracked files are not known")
    found = []
    for name in sorted(filter(None, listed.split("\0"))):
        path = root / name
        if not path.is_file():
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            found.append((name, text))
    return found


def test_no_file_says_a_word_we_do_not_use(root: Path) -> None:
    said = {name: words for name, text in texts(root) if name not in ABOUT_WORDS and (words := forbidden(text))}
    assert said == {}


def test_every_exception_is_a_file_that_is_there_and_needs_it(root: Path) -> None:
    by_name = dict(texts(root))
    for name in set(ABOUT_WORDS) - {"tests/house/test_words_in_the_house.py"}:
        assert forbidden(by_name[name]), name


def test_no_file_names_a_package_registry_or_a_path_of_one_machine(root: Path) -> None:
    named = {name: found[0] for name, text in texts(root) if (found := NOT_HERE.search(text))}
    assert named == {}


@pytest.mark.parametrize(
    "text", [f"see https://{HOSTS[0]}/x", f"files.{HOSTS[1]}", f"read {FOLDERS[0]}main", FOLDERS[1]]
)
def test_the_search_finds_what_it_looks_for(text: str) -> None:
    assert NOT_HERE.search(text)


@pytest.mark.parametrize("text", ["ground/work/flow", "src/convive/root/", "net-work/"])
def test_the_search_leaves_other_paths_alone(text: str) -> None:
    assert not NOT_HERE.search(text)
