"""The scores of all documents, and the figures made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.scoring.checks import Extract
from loaders.scoring.documents import DocumentScore, score_document
from loaders.scoring.figures import Figure, Tally, make_figure
from loaders.scoring.gold import GoldUnread, read_documents, read_gold
from loaders.scoring.measures import MEASURES
from loaders.scoring.texts import Text, default_texts, find_texts, read_texts


@dataclass(frozen=True)
class Scores:
    """What every document scored, in the order of their names; problems: what was not readable."""

    documents: tuple[DocumentScore, ...]
    problems: tuple[str, ...] = ()

    @property
    def halves(self) -> tuple[str, ...]:
        """The halves that the gold names; "" for documents of none."""
        return tuple(sorted({document.half for document in self.documents}))

    def of(self, half: str | None) -> tuple[DocumentScore, ...]:
        """Return the documents of a half; all for None."""
        return tuple(d for d in self.documents if half is None or d.half == half)

    def figures(self, half: str | None = None) -> dict[str, Figure]:
        """Return every figure by its name, of all documents or of one half."""
        documents = self.of(half)
        return {
            measure.name: make_figure(
                [d.tallies.get(measure.name, Tally()) for d in documents], measure.share
            )
            for measure in MEASURES
        }

    def evidence(self, half: str | None = None) -> tuple[int, int]:
        """Return how many spans lie in their text and hold words, and how many there are."""
        documents = self.of(half)
        return sum(d.evidence[0] for d in documents), sum(d.evidence[1] for d in documents)

    def as_json(self) -> dict[str, Any]:
        """Return all figures, by half and for all, with counts and intervals; no words of texts."""
        return {
            "documents": [{"name": d.name, "half": d.half} for d in self.documents],
            "figures": {
                half or "all": {
                    name: _figure_as_json(figure) for name, figure in self.figures(half).items()
                }
                for half in (None, *filter(None, self.halves))
            },
            "evidence": dict(zip(("valid", "all"), self.evidence(), strict=True)),
            "rules": {
                rule: {"right": right, "all": count}
                for rule, (right, count) in rule_precision(self).items()
            },
            "problems": list(self.problems),
        }


def _figure_as_json(figure: Figure) -> dict[str, Any]:
    measures = ("share",) if figure.share else ("precision", "recall", "f1")
    tally = figure.tally
    counts = {"right": tally.right, "wrong": tally.wrong}
    if not figure.share:
        counts |= {"hit": tally.hit, "missed": tally.missed}
    return {
        **{measure: figure.value(measure) for measure in measures},
        **{f"{m} 95 %": i for m in measures if (i := figure.interval(m)) is not None},
        **counts,
        "documents": figure.documents,
    }


def score(gold: Path, texts: Sequence[Path], extract: Extract, half: str | None = None) -> Scores:
    """Extract from every text that has gold, and hold the two against each other.

    gold: a file or a folder of annotations. texts: folders and files to find the texts in, by
    SHA-256 (by name where the gold gives none); the corpus if empty. half: only documents of which
    the gold says so ("test", "tune"). extract(text, published, publisher, title) is given the ISO
    day of publication. What can't be read or found is listed in the problems and not scored.
    """
    raws: list[tuple[str, dict[str, Any]]] = []
    problems: list[str] = []
    for name, raw in read_documents(gold):
        if isinstance(raw, str):
            problems.append(f"{name}: {raw}")
        elif half is None or raw.get("half") == half:
            raws.append((name, raw))
    if not raws:
        problems.append(f"no annotation{f' of the half {half}' if half else ''} in {gold.name}")
    beside = gold if gold.is_dir() else gold.parent
    places = [*(texts or default_texts()), beside]
    found = find_texts(places, frozenset(str(raw.get("sha256", "")) for _, raw in raws))
    documents = []
    for name, raw in sorted(raws, key=lambda named: named[0]):
        text = found.get(str(raw.get("sha256", ""))) or _by_name(raw, places)
        if text is None:
            problems.append(f"{name}: its text is not among those given")
            continue
        try:
            read = read_gold(name, raw, text)
        except GoldUnread as error:
            problems.append(f"{name}: {error}")
            continue
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # A shape that no one foresaw: the other annotations still count.
            problems.append(f"{name}: can't be read: {type(error).__name__}: {error}")
            continue
        problems += [f"{name}: {problem}" for problem in read.problems]
        extraction = extract(read.text, read.published, read.publisher, read.title)
        documents.append(score_document(read, extraction))
    return Scores(tuple(documents), tuple(problems))


def _by_name(raw: dict[str, Any], places: Sequence[Path]) -> Text | None:
    """Return the text of a gold without a SHA-256, by the name of its file and its length."""
    name = Path(str(raw.get("source_file") or raw.get("source") or "")).name
    if raw.get("sha256") or not name:
        return None
    named = (text for text in read_texts(places) if text.origin == name)
    return next((t for t in named if raw.get("n_chars") in (None, len(t.text))), None)


def rule_precision(scores: Scores, half: str | None = None) -> dict[str, tuple[int, int]]:
    """Return for each rule how many of its finds are right, and how many there are, by rule id.

    Finds that match a borderline record are in neither number.
    """
    counts: dict[str, tuple[int, int]] = {}
    for document in scores.of(half):
        for rule, (right, total) in document.rules.items():
            before = counts.get(rule, (0, 0))
            counts[rule] = before[0] + right, before[1] + total
    return dict(sorted(counts.items()))


def fault_lines(scores: Scores, half: str | None = None) -> Iterator[str]:
    """Yield a line for everything missed, false or wrong, with the text's words.

    For the half that rules are made on only: who reads the other's can't measure on it any more.
    """
    for document in scores.of(half):
        for fault in document.faults:
            note = f" [{fault.note}]" if fault.note else ""
            yield (
                f"{document.name}: {fault.kind}, {fault.figure},"
                f" {fault.span.start}–{fault.span.end}: {fault.words}{note}"
            )
