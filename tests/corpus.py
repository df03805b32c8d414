"""The texts that the shipped example quotes, as they were when it was curated.

The example holds quotations, not texts. Where the corpus is at hand, this module puts the texts
together again, so that every offset can be checked against them.
"""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from graph.quotation import fingerprint
from loaders.lined_yaml import Map, Text, parse

EXAMPLES = Path(__file__).resolve().parent.parent / "loaders" / "examples"


def articles() -> list[dict[str, str]]:
    """Return the articles of the shipped example: their fields, without quotes and records."""
    found = []
    for file in sorted(EXAMPLES.glob("*.yaml")):
        document = parse(file.read_text(encoding="utf-8"))
        assert isinstance(document, Map)
        body = document.entries["articles"]
        assert isinstance(body, Map)
        for article in body.entries.values():
            assert isinstance(article, Map)
            found.append({k: v.value for k, v in article.entries.items() if isinstance(v, Text)})
    return found


def texts(corpus: Path) -> dict[str, str]:
    """Return every text of the corpus that the example quotes, by its SHA-256."""
    quoted = {article["textSha256"] for article in articles()}
    by_hash = {fingerprint(text): text for text in _all_texts(corpus)}
    return {digest: text for digest, text in by_hash.items() if digest in quoted}


def _all_texts(corpus: Path) -> Iterator[str]:
    for folder in (corpus / "articles", corpus / "data" / "articles_public"):
        for file in sorted(folder.glob("*.txt")):
            yield file.read_bytes().decode("utf-8")
    for file in sorted((corpus / "data" / "readouts_kremlin_ukraine").glob("*before*.csv")):
        yield from _releases(file)
    travels = corpus / "data" / "historyatstate" / "travels" / "secretary-travels"
    for file in sorted(travels.glob("*.xml")):
        for remarks in ET.parse(file).getroot().iter("remarks"):
            yield "".join(remarks.itertext())


def _releases(file: Path) -> Iterator[str]:
    """Yield each row as a text: headline, summary where there is one, an empty line, body.

    It is the shape of the files in articles_public, which hold some of the same releases.
    """
    csv.field_size_limit(10_000_000)
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            summary = row.get("summary", "")
            lines = [row["headline"], "", row["body"]]
            if summary and summary != "NA":
                lines.insert(1, summary)
            yield "\n".join(lines)
