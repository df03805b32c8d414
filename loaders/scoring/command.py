"""`python -m loaders score`: extraction against gold, the checks on other data, and the report."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from loaders.extraction.extractor import extract
from loaders.extraction.finds import Extraction
from loaders.extraction.parsing import MODEL, load_model
from loaders.extraction.precision import write_precision
from loaders.scoring.checks import Check, Extract, score_calls, score_rejects, score_speed
from loaders.scoring.gum import score_dates
from loaders.scoring.report import as_markdown
from loaders.scoring.scores import fault_lines, rule_precision, score
from loaders.scoring.texts import default_texts, read_texts

_RELEASES = "readouts_kremlin_ukraine"


def add_score_options(command: argparse.ArgumentParser) -> None:
    """Declare the options of `score`."""
    command.add_argument("--gold", type=Path, required=True, metavar="DIR", help="annotations")
    command.add_argument(
        "--texts",
        type=Path,
        nargs="*",
        default=[],
        metavar="DIR",
        help="where the annotated texts are; else the corpus (READOUT_CORPUS, or ../shared)",
    )
    command.add_argument("--half", choices=("tune", "test"), help="only this half of the gold")
    command.add_argument("--model", default=MODEL, help='package of the language model, or "none"')
    command.add_argument("--checks", action="store_true", help="calls, REJECT, dates, speed, too")
    command.add_argument("--misses", action="store_true", help="print what went wrong, and where")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    command.add_argument("--write", type=Path, metavar="FILE", help="write the report as Markdown")
    command.add_argument(
        "--precision",
        action="store_true",
        help="keep each rule's precision as the confidence that readers are shown",
    )


def run_score(options: argparse.Namespace) -> int:
    """Score, print or write; 1 where a gold file or a text can't be read."""
    reading = partial(_extract, options.model)
    scores = score(options.gold, _places(options), reading, options.half)
    for problem in scores.problems:
        print(problem, file=sys.stderr)
    if not scores.documents:
        print(f"{options.gold} holds no gold whose text is at hand.", file=sys.stderr)
        return 1
    checks = list(_checks(reading, options)) if options.checks else []
    command = "python -m loaders score " + shlex.join(_said(options))
    report = as_markdown(scores, command, checks)
    if options.write is not None:
        options.write.write_text(report, "utf-8")
    else:
        print(report)
    if options.json is not None:
        figures = scores.as_json()
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    if options.precision:
        write_precision(rule_precision(scores, options.half))
    if options.misses:
        for line in fault_lines(scores, options.half):
            print(line)
    return 1 if scores.problems else 0


def _places(options: argparse.Namespace) -> list[Path]:
    """Return where the annotated texts are: beside the gold, and in the corpus."""
    beside = [place for place in (options.gold / "texts",) if place.is_dir()]
    return [*options.texts, *beside, *default_texts()]


def _extract(model: str, text: str, published: str, publisher: str, title: str) -> Extraction:
    return extract(text, published, publisher, title, model=model)


def _said(options: argparse.Namespace) -> list[str]:
    """Return the options as somebody else would give them: names of folders, not this machine's."""
    said = ["--gold", _short(options.gold)]
    if options.texts:
        said += ["--texts", *map(_short, options.texts)]
    for name in ("half", "model"):
        if getattr(options, name) not in (None, MODEL):
            said += [f"--{name}", getattr(options, name)]
    said += ["--checks"] if options.checks else []
    return said + (["--write", _short(options.write)] if options.write else [])


def _short(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return path.name


def _corpus(texts: Sequence[Path]) -> Path | None:
    """Return the folder with the data that the further checks need, or None."""
    for folder in (*texts, *default_texts()):
        for data in (folder, folder / "data", folder.parent / "data", folder.parent):
            if (data / _RELEASES).is_dir():
                return data
    return None


def _checks(reading: Extract, options: argparse.Namespace) -> Iterator[Check]:
    data = _corpus(options.texts)
    if data is None:
        print("The data of the further checks are not at hand (READOUT_CORPUS).", file=sys.stderr)
        return
    releases = data / _RELEASES
    tables = [
        releases / "kremlin_before_2022-02-21.csv",
        releases / "president_gov_ua_before_2022-02-21.csv",
    ]
    calls = score_calls(releases / "gold_calls_from_headlines.csv", tables, reading)
    yield calls.check
    rejects = score_rejects(data / "plover_polecat" / "PLOVER_GSR_CAMEO.json", reading)
    yield from rejects.checks
    dates = score_dates(data / "gum_news")
    for kind, bar in (("relative", 0.80), ("absolute", None)):
        share = dates.share(kind)
        yield Check(
            f"GUM's {kind} dates, exact interval",
            f"{share:.1%} ({dates.right[kind]} of {dates.total[kind]})",
            f"at least {bar:.0%}" if bar else "",
            share >= bar if bar else None,
        )
    texts = list(read_texts([data / "articles_public"]))
    yield score_speed(texts, reading, load_model(options.model)).check
    if options.misses:
        for miss in (*calls.misses, *rejects.false):
            print(miss)
