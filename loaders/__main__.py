"""python -m loaders: lists the loaders, runs one, reviews, scores, verifies, exports, merges."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from graph import store
from graph.database import Database, DatabaseAway, DatabaseError, read_settings
from graph.export import read_former, read_statements
from graph.projection import MergeRefused
from graph.quotation import fingerprint
from graph.records import Former, dump, encode
from graph.removal import remove_dataset
from graph.statement import Statement
from graph.verify import faults
from loaders import (
    Complete,
    Item,
    Loader,
    Options,
    Rejected,
    Settle,
    articles,
    curated,
    jsonl,
)
from loaders.answers import (
    Answers,
    AnswersUnreadable,
    NoSuchQuestion,
    answer,
    open_questions,
    undo_answer,
)
from loaders.answers import merge as remember_merge
from loaders.curation import NotWritten, review_path
from loaders.extraction.finds import Extraction
from loaders.extraction.plugins import PluginRefused, require_plugins
from loaders.extraction.precision import rule_precision
from loaders.load import Report, checked, load, write_rejects
from loaders.news import Watch
from loaders.reading import Asked, is_fetchable, read_documents
from loaders.review import write_review
from loaders.scoring.command import add_score_options, run_score

LOADERS: dict[str, Loader] = {"curated": curated, "articles": articles, "jsonl": jsonl}


EXAMPLE = Path(__file__).resolve().parent / "examples"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns 0, or 1 where nothing was usable or a rule is broken."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        _list()
        return 0
    try:
        require_plugins(getattr(options, "plugin", ()))
        return int(options.run(options))
    except PluginRefused as error:
        print(error, file=sys.stderr)
        return 1
    except DatabaseAway as error:
        print(error, file=sys.stderr)
        print("What was written stays; run the same command to go on.", file=sys.stderr)
        return 1
    except DatabaseError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print("\nStopped. What was written stays; run the same command to go on.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m loaders", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, loader in LOADERS.items():
        command = commands.add_parser(name, help=_purpose(loader))
        command.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        command.add_argument(
            "--dry-run", action="store_true", help="print Readout JSON Lines, write nothing"
        )
        command.add_argument(
            "--rejects", type=Path, metavar="FILE", help="write what was rejected to FILE"
        )
        command.add_argument("--quiet", action="store_true", help="no progress bar")
        if name == "articles":
            _text_options(command)
            command.add_argument("--records", type=Path, metavar="FILE", help="the curated records")
            command.add_argument(
                "--no-text", action="store_true", help="don't keep the articles' texts"
            )
            command.add_argument(
                "--dataset", default="", metavar="ID", help="whose they are; else named after PATH"
            )
        command.set_defaults(run=_load, loader=loader)
    example = commands.add_parser(
        "example", help="load the shipped example, unless the database is used for other data"
    )
    example.set_defaults(run=_example)
    review = commands.add_parser(
        "review", help="write what software is least sure of into NAME.review.yaml, for a person"
    )
    review.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    review.add_argument("--limit", type=int, default=20, help="at most so many questions (20)")
    _text_options(review)
    review.set_defaults(run=_review)
    same = commands.add_parser("same", help="list meetings that may be one; answer yes or no")
    same.add_argument("question", nargs="?", metavar="QUESTION")
    same.add_argument("answer", nargs="?", choices=("yes", "no", "undo"))
    same.add_argument("--by", default="", metavar="NAME", help="who answers")
    same.set_defaults(run=_same)
    score = commands.add_parser("score", help="hold extraction against gold annotations")
    add_score_options(score)
    score.set_defaults(run=run_score)
    verify = commands.add_parser("verify", help="check every rule of evidence on the graph")
    verify.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="TEXT",
        help="texts or folders to hold quotes against",
    )
    verify.set_defaults(run=_verify)
    export = commands.add_parser("export", help="write the graph as Readout JSON Lines")
    export.add_argument("file", type=Path, metavar="FILE", help='where to; "-" prints')
    export.set_defaults(run=_export)
    remove = commands.add_parser("remove", help="remove a data set and all it says")
    remove.add_argument("dataset", metavar="DATASET")
    remove.set_defaults(run=_remove)
    merge = commands.add_parser("merge", help="make two things one; links to the old still open")
    merge.add_argument("old", metavar="OLD-ID")
    merge.add_argument("new", metavar="NEW-ID")
    merge.set_defaults(run=_merge)
    return parser


def _text_options(command: argparse.ArgumentParser) -> None:
    for name, what in (
        ("title", "the title, for one text"),
        ("publisher", "who published them"),
        ("published", "day of publication: 2022-02-20 or 2022-02-20T17:15"),
        ("address", "its address, for one text"),
        ("licence", "under what terms"),
        ("language", "ISO code, where the text is taken for another language"),
    ):
        command.add_argument(f"--{name}", default="", metavar=name.upper(), help=what)
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="what a table's column holds: text=Body, date=Day …",
    )
    command.add_argument(
        "--model", default="", metavar="MODEL", help='package of the language model, or "none"'
    )
    command.add_argument(
        "--plugin",
        action="append",
        default=[],
        metavar="NAME",
        help="ask an installed plug-in too (docs/extraction-plugins.md)",
    )
    command.add_argument("--jobs", type=int, default=0, metavar="N", help="processes (one a core)")
    command.add_argument(
        "--allow-private",
        action="store_true",
        help="fetch addresses of this computer and its network, too",
    )


def _asked(options: argparse.Namespace) -> Asked:
    columns = dict(each.split("=", 1) for each in options.column if "=" in each)
    return Asked(
        title=options.title,
        publisher=options.publisher,
        published_at=options.published,
        source_url=options.address,
        licence=options.licence,
        language=options.language,
        columns=columns,
        allow_private=options.allow_private,
        retrieved_at=datetime.now(UTC).isoformat(timespec="seconds")
        if any(is_fetchable(path) for path in options.paths)
        else "",
    )


def _purpose(loader: Loader) -> str:
    return (loader.__doc__ or "").strip().splitlines()[0]


def _list() -> None:
    print("Loaders (python -m loaders NAME PATH… [--dry-run] [--rejects FILE]):")
    for name, loader in LOADERS.items():
        print(f"  {name:<10}{_purpose(loader)}")
    print(
        "Also: example, review PATH, same, score, verify, export FILE, remove DATASET, "
        "merge OLD NEW; --help tells more."
    )


def _items(options: argparse.Namespace) -> Iterator[Item]:
    asked = _options(options)
    for path in options.paths:
        if str(path) != "-" and not is_fetchable(path) and not path.exists():
            yield Rejected(str(path), 0, "", "does not exist")
            continue
        yield from options.loader.read(path, asked)


def _options(options: argparse.Namespace) -> Options:
    if not hasattr(options, "model"):
        return Options()
    return Options(
        keep_text=not getattr(options, "no_text", False),
        records=getattr(options, "records", None),
        dataset=getattr(options, "dataset", ""),
        asked=_asked(options),
        model=options.model,
        jobs=options.jobs,
        plugins=tuple(options.plugin),
    )


def _load(options: argparse.Namespace) -> int:
    report = _dry_run(options) if options.dry_run else _write(options)
    out = sys.stderr if options.dry_run else sys.stdout
    for line in report.lines():
        print(line, file=out)
    if options.rejects is not None:
        write_rejects(options.rejects, report.rejected)
    return 1 if report.useless else 0


def _dry_run(options: argparse.Namespace) -> Report:
    report = Report()
    statements: list[Statement] = []
    datasets: dict[str, dict[str, str]] = {}
    former: list[Former] = []
    for item in checked(_items(options)):
        if isinstance(item, Statement):
            statements.append(item)
        elif isinstance(item, Rejected):
            report.rejected.append(item)
        elif isinstance(item, Complete):
            datasets[item.dataset] = item.about
        elif isinstance(item, Former):
            former.append(item)
    report.read = len(statements)
    for record in encode(statements, datasets, former):
        print(dump(record))
    return report


def _write(options: argparse.Namespace) -> Report:
    if options.command == "articles":
        return _write_articles(options)
    with Database.connect() as database:
        # Read first: the bar then knows the whole, and a broken file is known before any write.
        items = list(_items(options))
        total = sum(isinstance(item, Statement) for item in items)
        with tqdm(
            total=total,
            unit=" statements",
            desc=options.command,
            disable=options.quiet,
            smoothing=0.1,
        ) as bar:
            report = load(database, items, progress=partial(_advance, bar))
        print(f"Loaded into the {database.label}.")
    return report


#: Texts that are settled and written together: enough to be fast, few enough to be held.
_TEXTS = 250


def _write_articles(options: argparse.Namespace) -> Report:
    """Read and load texts some hundred at a time: memory stays flat, what is written stays."""
    total = None
    if not any(is_fetchable(path) for path in options.paths):
        total = sum(1 for path in options.paths for _ in read_documents(path, _asked(options)))
    report = Report()
    with (
        Database.connect() as database,
        tqdm(total=total, unit=" texts", desc="articles", disable=options.quiet) as bar,
    ):
        watch = Watch(database)
        for group in _groups(_counted(_items(options), bar)):
            report.add(load(database, group, watch=watch))
        report.news = watch.news()
        print(f"Loaded into the {database.label}.")
    return report


def _counted(items: Iterator[Item], bar: tqdm[Any]) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, Complete | Rejected):
            bar.update(1)


def _groups(items: Iterator[Item]) -> Iterator[list[Item]]:
    """Yield the items in groups of whole texts; each group begins with what has to be settled."""
    group: list[Item] = []
    settle: list[Item] = []
    texts = 0
    for item in items:
        group.append(item)
        if isinstance(item, Settle):
            settle.append(item)
        texts += isinstance(item, Complete)
        if texts >= _TEXTS:
            yield group
            group, texts = [*settle], 0
    if any(not isinstance(item, Settle) for item in group):
        yield group


def _review(options: argparse.Namespace) -> int:
    """Ask a person about what is least certain."""
    asked = 0
    for path in options.paths:
        by_file: dict[str, list[tuple[str, str, Extraction]]] = {}
        for document, found in articles.extractions(path, _options(options)):
            if isinstance(document, Rejected):
                print(document, file=sys.stderr)
            elif found is not None:
                key = articles.article_of(document).key
                by_file.setdefault(document.file, []).append((key, document.text, found))
        for file, texts in by_file.items():
            try:
                written = write_review(Path(file), texts, options.limit - asked, rule_precision())
            except NotWritten as error:
                print(error, file=sys.stderr)
                continue
            asked += written
            if written:
                print(f"{review_path(Path(file))}: {written:,} to decide")
    if not asked:
        print(
            "Nothing to decide: everything that was found has been decided, or nothing was found."
        )
    return 0


def _same(options: argparse.Namespace) -> int:
    """List what only a person can decide, or take an answer."""
    with Database.connect() as database:
        answers = Answers.of(database)
        try:
            if options.answer == "undo":
                moved = undo_answer(database, answers, options.question)
            elif options.answer:
                moved = answer(
                    database, answers, options.question, options.answer == "yes", options.by
                )
            else:
                for question in open_questions(database, answers):
                    print(f"{question.title} {question.reason}")
                    for side in (question.one, question.other):
                        print(f"  {side.source}: {side.quote}")
                    print(f"  python -m loaders same {question.id} yes|no")
                return 0
        except NoSuchQuestion:
            print(f"There is no question {options.question}; `same` lists them.", file=sys.stderr)
            return 1
        except AnswersUnreadable as error:
            print(error, file=sys.stderr)
            return 1
    print(f"Kept; {moved:,} statements moved. `same {options.question} undo` takes it back.")
    return 0


def _example(options: argparse.Namespace) -> int:
    """Load the example into an embedded database that is empty or holds it already."""
    if read_settings().uri is not None:
        print("NEO4J_URI names a server of yours: the example is not loaded into it.")
        return 0
    items = list(curated.read(EXAMPLE, Options()))
    with Database.connect() as database:
        store.ensure_schema(database)
        held = {each["id"] for each in store.datasets(database)}
        if held and not held & {i.dataset for i in items if isinstance(i, Complete)}:
            print(f"The {database.label} holds other data: the example is left out.")
            return 0
        report = load(database, items)
    print(f"The example: {report.lines()[0]}.")
    return 1 if report.useless else 0


def _advance(bar: tqdm[Any], count: int) -> None:
    bar.update(count)


def _verify(options: argparse.Namespace) -> int:
    texts: dict[str, str] = {}
    for path in options.paths:
        for file in sorted(path.rglob("*.txt")) if path.is_dir() else [path]:
            text = articles.read_text(file)
            if isinstance(text, Rejected):
                print(text, file=sys.stderr)
                return 1
            texts[fingerprint(text)] = text
    with Database.connect() as database:
        report = faults(database, texts)
    for line in report.faults:
        print(line)
    print(report.summary)
    return 1 if report.faults else 0


def _export(options: argparse.Namespace) -> int:
    with Database.connect() as database:
        statements = list(read_statements(database))
        datasets = {
            each["id"]: {n: each[n] for n in ("title", "publisher", "licence") if each[n]}
            for each in store.datasets(database)
        }
        former = list(read_former(database))
    records = encode(statements, datasets, former)
    if str(options.file) == "-":
        for record in records:
            print(dump(record))
        return 0
    with options.file.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(dump(record) + "\n")
    print(f"{len(statements):,} statements written to {options.file}")
    return 0


def _remove(options: argparse.Namespace) -> int:
    with Database.connect() as database:
        known = [each["id"] for each in store.datasets(database)]
        if options.dataset not in known:
            listed = ", ".join(known) or "none"
            print(f"There is no data set {options.dataset!r}; there are: {listed}", file=sys.stderr)
            return 1
        print(f"{remove_dataset(database, options.dataset):,} statements removed")
    return 0


def _merge(options: argparse.Namespace) -> int:
    with Database.connect() as database:
        try:
            remember_merge(database, Answers.of(database), options.old, options.new)
        except MergeRefused as error:
            print(f"Not merged: {error}", file=sys.stderr)
            return 1
    print(f"{options.old} is now {options.new}; links to it still open.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
