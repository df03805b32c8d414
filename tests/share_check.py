"""How much of a text that may only be quoted the repository holds: `python -m tests.share_check`.

Counted are all runs of 20 characters and more that a text and any file of the repository have in
common, however a file breaks its lines. Texts in the public domain or under CC0 or CC BY are free;
what the example quotes from those is not counted as taken from another text that happens to use
the same words, such as a title and a name.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from tests.corpus import EXAMPLES, articles, texts

#: A common run shorter than this is chance: names, titles, turns of phrase.
RUN = 20

#: The most of a text that may stand in the repository.
LIMIT = 0.40

_FREE = re.compile(r"CC0|CC BY(?!-)|public domain", re.IGNORECASE)
#: The fields of an article that hold words of its text.
_QUOTING = ("title", "quotes")
_ROOT = Path(__file__).resolve().parent.parent
#: Texts that we wrote to measure extraction with, CC0 like the free articles: what they have in
#: common with another text is names with their titles. OWN_LIMIT holds them to that.
OWN = _ROOT / "tests" / "gold" / "texts"
OWN_LIMIT = 0.15
#: Larger files are data that no one types; none is tracked.
_LARGEST = 5_000_000


def share(text: str, contents: Iterable[str]) -> float:
    """Return how much of `text`, from 0 to 1, stands in any of `contents` in runs of 20 and more.

    White space of any kind and length counts as one space.
    """
    flat, origin = _flatten(text)
    runs: dict[str, list[int]] = {}
    for start in range(len(flat) - RUN + 1):
        runs.setdefault(flat[start : start + RUN], []).append(start)
    held: set[int] = set()
    for content in contents:
        other, _ = _flatten(content)
        for start in range(len(other) - RUN + 1):
            for place in runs.get(other[start : start + RUN], ()):
                held.update(range(place, place + RUN))
    return len({origin[place] for place in held}) / len(text) if text else 0.0


def _flatten(text: str) -> tuple[str, list[int]]:
    """Return `text` with single spaces, and where each of its characters stood."""
    pieces: list[str] = []
    origin: list[int] = []
    for match in re.finditer(r"\s+|\S", text):
        pieces.append(" " if match[0].isspace() else match[0])
        origin.append(match.start())
    return "".join(pieces), origin


def repository_contents(root: Path) -> Iterator[str]:
    """Yield what the repository's text files hold; of YAML, each value as it reads, too."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    )
    for name in sorted(set(listed.stdout.decode().split("\0")) - {""}):
        file = root / name
        if not file.is_file() or file.stat().st_size > _LARGEST:
            continue
        try:
            content = file.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        if file.parent == root / OWN.relative_to(_ROOT):
            continue
        if file.parent == EXAMPLES:
            yield from _comments(content)
            yield from _scalars(_without_free_articles(content))
            continue
        yield content.replace('\\"', '"').replace("\\'", "'")
        if file.suffix in (".yaml", ".yml"):
            yield from _scalars(yaml.compose(content, Loader=yaml.SafeLoader))


def own_contents(root: Path) -> Iterator[str]:
    """Yield the texts that we wrote to measure extraction with."""
    for file in sorted((root / OWN.relative_to(_ROOT)).glob("*.txt")):
        yield file.read_text("utf-8")


def _comments(content: str) -> Iterator[str]:
    """Yield what stands behind a # (and, to be safe, anything in a quote that looks like it)."""
    yield "\n".join(match[1] for match in re.finditer(r"(?:^|\s)#(.*)", content))


def _without_free_articles(content: str) -> yaml.Node | None:
    """Return the document without the titles and quotes of articles whose licence is free."""
    document = yaml.compose(content, Loader=yaml.SafeLoader)
    top = {key.value: value for key, value in document.value}
    for _, article in top["articles"].value:
        fields = {key.value: value for key, value in article.value}
        if "licence" in fields and _FREE.search(fields["licence"].value):
            article.value = [pair for pair in article.value if pair[0].value not in _QUOTING]
    return document


def _scalars(node: yaml.Node | None) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield node.value
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


def main() -> int:
    """Print a line per text; return 1 if one is above the limit, or can't be checked in CI."""
    corpus = Path(os.environ.get("READOUT_CORPUS") or _ROOT.parent / "shared").expanduser()
    at_hand = texts(corpus) if corpus.is_dir() else {}
    narrow = [a for a in articles() if not _FREE.search(a.get("licence", ""))]
    contents: list[str] | None = None
    failed = False
    for article in narrow:
        text = at_hand.get(article["textSha256"])
        if text is None:
            print(f"{article['title']}: its text is not at hand in {corpus}, not checked")
            failed |= os.environ.get("CI") == "true"
            continue
        if contents is None:
            contents = list(repository_contents(_ROOT))
        part = share(text, contents)
        print(
            f"{article['title']}: the repository holds {part:.1%} of {len(text):,} characters, "
            f"limit {LIMIT:.0%}"
        )
        own = share(text, own_contents(_ROOT))
        print(f"  our own texts have {own:.1%} in common with it, limit {OWN_LIMIT:.0%}")
        failed |= part > LIMIT or own > OWN_LIMIT
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
