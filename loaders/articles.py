"""Articles and readouts of every kind, read for meetings, agreements and what was said.

`.txt`, `.html`, `.csv`, `.tsv`, `.jsonl`, feeds, a folder of those, or an http(s) address. A `.txt`
with curated records beside it (`NAME.yaml` for `NAME.txt`) is read with them, and each quote looked
up in it; anything else goes through loaders/extraction, and what people decided about its finds
(`NAME.review.yaml`) is applied last.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from graph.quotation import Article, fingerprint
from loaders import Complete, Item, Options, Rejected, Settle
from loaders.curated import read_records, without_text
from loaders.curation import apply_file, read_decisions, review_path
from loaders.decisions import Decisions
from loaders.extracted import statements
from loaders.extraction.dates import guess_publication
from loaders.extraction.extractor import extract
from loaders.extraction.finds import Extraction
from loaders.extraction.parsing import MODEL
from loaders.extraction.plugins import summary, with_plugins
from loaders.extraction.precision import rule_precision
from loaders.reading import Asked, Document, is_fetchable, read_documents

#: A text longer than this is no article; reading it would only cost memory.
LARGEST = 20_000_000

#: Fewer texts than this are read in this process: starting others takes longer.
_FEW = 12

#: Texts on their way to each process, so that none waits and memory stays flat.
_AHEAD = 4


def read(path: Path, options: Options) -> Iterator[Item]:
    """Yield the statements about the texts in a file, in a folder, or at an address.

    Each article is a unit of its own, in its version: a changed text at the same address is
    another, and both are kept. The data set is `options.dataset`, or named after the path.
    """
    if options.records is not None or (not is_fetchable(path) and _is_curated(path)):
        yield from _read_curated(path, options)
        return
    curated = [] if is_fetchable(path) or not path.is_dir() else _curated_texts(path)
    for file in curated:
        yield from _read_curated(file, options)
    dataset = options.dataset or dataset_of(path)
    yield Settle(dataset)
    about = {"title": f"Texts of {_named(path)}"}
    notes: list[str] = []
    for document, found in extractions(path, options, without=frozenset(map(str, curated))):
        if isinstance(document, Rejected):
            yield document
        elif found is not None:
            notes += found.notes
            yield from read_extracted(document, found, dataset, about, options)
    for line in summary(notes):
        yield Rejected(str(path), 0, "", line)


def read_extracted(
    document: Document,
    found: Extraction,
    dataset: str,
    about: Mapping[str, str],
    options: Options,
    decisions: Decisions | None = None,
) -> Iterator[Item]:
    """Yield what a text says, with the decisions on its finds applied.

    decisions: by default those of the review file that belongs to the document's file.
    """
    article = article_of(document)
    if decisions is None:
        decisions = _decisions(document.file)
        yield from decisions.rejected
    if not decisions.readable:
        # Nobody knows what people decided: what stands in the graph stays.
        return
    day = article.published_at[:10]
    applied = apply_file(found, decisions, article.key, document.text, day)
    yield from applied.rejected
    for item in statements(
        article,
        applied.extraction,
        dataset=dataset,
        unit=article.id,
        verdicts=applied.verdicts,
        precision=rule_precision(),
    ):
        if isinstance(item, Rejected) or options.keep_text:
            yield item
        else:
            yield without_text(item)
    yield Complete(dataset, article.id, about=dict(about), texts=(article.text_sha256,))


def article_of(document: Document) -> Article:
    """Return the article of a document; its day is guessed from the text where nothing states it.

    A guessed day is marked as inferred.
    """
    published, basis = document.published_at, "stated"
    if not published and (guessed := guess_publication(document.text)) is not None:
        published, basis = guessed.value, "inferred"
    return Article.make(
        document.key,
        text_sha256=fingerprint(document.text),
        title=document.title,
        source_url=document.source_url,
        publisher=document.publisher,
        published_at=published,
        published_at_basis=basis,
        language=document.language,
        licence=document.licence,
        retrieved_at=document.retrieved_at,
        text=document.text,
    )


def dataset_of(path: Path) -> str:
    """Return the data set that a path's texts belong to, where nobody names one."""
    name = re.sub(r"[^a-z0-9]+", "-", _named(path).lower()).strip("-")
    return f"texts-{name or 'unnamed'}"


def _named(path: Path) -> str:
    if is_fetchable(path):
        return re.sub(r"^https?:/+", "", str(path)).split("/")[0]
    return path.resolve().stem or path.name


# --- extraction, on all cores --------------------------------------------------------------------


def extractions(
    path: Path, options: Options, *, without: frozenset[str] = frozenset()
) -> Iterator[tuple[Document | Rejected, Extraction | None]]:
    """Yield the documents of a path, in their order, each with what was found in it.

    What can't be read is a Rejected, with None. Many documents are spread over all cores.
    """
    documents = (
        each
        for each in read_documents(path, options.asked or Asked())
        if isinstance(each, Rejected) or each.file not in without
    )
    head = list(islice(documents, _FEW))
    jobs = options.jobs or os.cpu_count() or 1
    if len(head) < _FEW or jobs < 2:
        for document in chain(head, documents):
            yield document, _extracted(document, options.model or MODEL, options.plugins)
        return
    # "spawn": a fork would copy whatever threads this process has, halfway through their work.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from _spread(pool, chain(head, documents), options, jobs * _AHEAD)


def _spread(
    pool: ProcessPoolExecutor,
    documents: Iterable[Document | Rejected],
    options: Options,
    ahead: int,
) -> Iterator[tuple[Document | Rejected, Extraction | None]]:
    waiting: deque[tuple[Document | Rejected, Future[Extraction | None]]] = deque()
    for document in documents:
        future = pool.submit(_extracted, document, options.model or MODEL, options.plugins)
        waiting.append((document, future))
        if len(waiting) >= ahead:
            first, future = waiting.popleft()
            yield first, future.result()
    while waiting:
        first, future = waiting.popleft()
        yield first, future.result()


def _extracted(
    document: Document | Rejected, model: str, plugins: tuple[str, ...] = ()
) -> Extraction | None:
    if isinstance(document, Rejected):
        return None
    publisher = f"{document.publisher} {document.source_url}".strip()
    asked = (document.text, document.published_at, publisher, document.title)
    return with_plugins(extract(*asked, model=model), *asked, plugins)


_read: dict[Path, tuple[float, Decisions]] = {}


def _decisions(file: str) -> Decisions:
    """Return the decisions beside a file; a table's are read once, not for each of its rows."""
    if is_fetchable(file):
        return Decisions(file)
    path = review_path(Path(file))
    try:
        changed = path.stat().st_mtime if path.exists() else 0.0
    except OSError:
        changed = 0.0
    known = _read.get(path)
    if known is None or known[0] != changed or not changed:
        _read[path] = changed, read_decisions(path)
        return _read[path][1]
    # What is wrong with the file was told with its first text.
    return replace(known[1], rejected=())


# --- curated records beside a text ---------------------------------------------------------------


def _is_curated(path: Path) -> bool:
    return path.is_file() and path.suffix == ".txt" and path.with_suffix(".yaml").exists()


def _curated_texts(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*.txt")) if _is_curated(file)]


def _read_curated(path: Path, options: Options) -> Iterator[Item]:
    """Yield the statements about texts with curated records: `NAME.yaml` or `options.records`.

    A file of records may hold several articles: a text is matched to its article by SHA-256. A
    quote that does not stand in the text is rejected.
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
            yield Rejected(str(file), 0, "", f"its curated records, {records}, do not exist")
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
