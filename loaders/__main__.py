"""python -m loaders: lists the loaders, runs one, verifies, exports, removes, merges."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
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
from graph.removal import merge_things, remove_dataset
from graph.statement import Statement
from graph.verify import faults
from loaders import Complete, Item, Loader, Options, Rejected, articles, curated, jsonl
from loaders.load import Report, checked, load, write_rejects

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
        return int(options.run(options))
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
            command.add_argument("--records", type=Path, metavar="FILE", help="the curated records")
            command.add_argument(
                "--no-text", action="store_true", help="don't keep the articles' texts"
            )
        command.set_defaults(run=_load, loader=loader)
    example = commands.add_parser(
        "example", help="load the shipped example, unless the database is used for other data"
    )
    example.set_defaults(run=_example)
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


def _purpose(loader: Loader) -> str:
    return (loader.__doc__ or "").strip().splitlines()[0]


def _list() -> None:
    print("Loaders (python -m loaders NAME PATH… [--dry-run] [--rejects FILE]):")
    for name, loader in LOADERS.items():
        print(f"  {name:<10}{_purpose(loader)}")
    print("Also: example, verify, export FILE, remove DATASET, merge OLD NEW; --help tells more.")


def _items(options: argparse.Namespace) -> Iterator[Item]:
    asked = Options(
        keep_text=not getattr(options, "no_text", False),
        records=getattr(options, "records", None),
    )
    for path in options.paths:
        if str(path) != "-" and not path.exists():
            yield Rejected(str(path), 0, "", "does not exist")
            continue
        yield from options.loader.read(path, asked)


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
        else:
            former.append(item)
    report.read = len(statements)
    for record in encode(statements, datasets, former):
        print(dump(record))
    return report


def _write(options: argparse.Namespace) -> Report:
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
            merge_things(database, options.old, options.new)
        except MergeRefused as error:
            print(f"Not merged: {error}", file=sys.stderr)
            return 1
    print(f"{options.old} is now {options.new}; links to it still open.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
