"""Texts with curated records beside them: each quote is looked up in its text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.quotation import fingerprint
from loaders import Complete, Item, Options, Rejected
from loaders.curated import read_records

#: A text longer than this is no article; reading it would only cost memory.
LARGEST = 20_000_000


def read(path: Path, options: Options) -> Iterator[Item]:
    """Yield the statements about a text (.txt), or about every text of a folder.

    The records lie beside the text (`NAME.yaml` for `NAME.txt`) or in `options.records`, which may
    hold several articles: a text is matched to its article by SHA-256. A quote that does not stand
    in the text is rejected. The article carries its text unless `options.keep_text` is off.
    """
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    if not files:
        yield Rejected(str(path), 0, "", "holds no .txt file")
    by_records: dict[Path, dict[str, str]] = {}
    origin: dict[str, Path] = {}
    for file in files:
        text = read_text(file)
        if isinstance(text, Rejected):
            yield text
            continue
        records = options.records or file.with_suffix(".yaml")
        if not records.exists():
            yield Rejected(
                str(file),
                0,
                "",
                f"has no curated records: write {records.name} beside it, or give --records",
            )
            continue
        by_records.setdefault(records, {})[fingerprint(text)] = text
        origin[fingerprint(text)] = file
    for records, texts in by_records.items():
        yield from _read_together(records, texts, origin, options)


def _read_together(
    records: Path, texts: dict[str, str], origin: dict[str, Path], options: Options
) -> Iterator[Item]:
    met: set[str] = set()
    for item in read_records(records, texts, keep_text=options.keep_text):
        if isinstance(item, Complete):
            met |= set(item.texts)
        yield item
    for missing in sorted(texts.keys() - met):
        yield Rejected(
            str(origin[missing]),
            0,
            "",
            f"{records.name} has no article whose textSha256 is this text's, {missing}",
        )


def read_text(path: Path) -> str | Rejected:
    """Return a file's text as decoded, line ends untouched; or why it can't be used."""
    try:
        if path.stat().st_size > LARGEST:
            return Rejected(str(path), 0, "", f"is larger than {LARGEST // 1_000_000} MB")
        raw = path.read_bytes()
    except OSError as error:
        return Rejected(str(path), 0, "", f"can't be read: {error.strerror}")
    if not raw.strip():
        return Rejected(str(path), 0, "", "is empty")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Rejected(
            str(path),
            0,
            "",
            f"is not UTF-8 (byte {error.start}): save it as UTF-8 and load it again",
        )
