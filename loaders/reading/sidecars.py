"""What lies beside texts and says something about them: NAME.meta.yaml, and a folder's index.csv.

A sidecar wins over the index, both win over what the file itself says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graph.types import INSTANT, URL, ValueRefused
from loaders import Rejected
from loaders.lined_yaml import YamlFault, as_map, as_text, only, parse
from loaders.reading.documents import About, Asked, Place, without_address
from loaders.reading.metadata import DateRefused, read_date
from loaders.reading.plain import read_bytes
from loaders.reading.tables import Table, open_table

#: A sidecar's ending, after the text's name without its own.
SIDECAR = ".meta.yaml"
INDEX = "index.csv"

#: The fields of a sidecar, as in curated records, and those of About.
_FIELDS = {
    "title": "title",
    "publisher": "publisher",
    "publishedAt": "published_at",
    "sourceUrl": "source_url",
    "licence": "licence",
    "language": "language",
}
_LARGEST_SIDECAR = 100_000


def read_sidecar(text: Path) -> About | Rejected:
    """Return what `NAME.meta.yaml` says of the text NAME.*; About() where there is none.

    Fields: title, publisher, publishedAt, sourceUrl, licence, language. One that is unknown or
    wrong rejects the sidecar, and with it the text: it would be loaded without its date.
    """
    path = text.with_name(text.stem + SIDECAR)
    if not path.exists():
        return About()
    place = Place(str(path))
    raw = read_bytes(path, _LARGEST_SIDECAR, place)
    if isinstance(raw, Rejected):
        return raw
    left_out = f": mend it, {text.name} was left out"
    try:
        body = as_map(parse(raw.decode("utf-8")), "")
        only(body, tuple(_FIELDS), "")
        said = {}
        for name, value in body.entries.items():
            said[_FIELDS[name]] = as_text(value, name)
            if (kind := {"publishedAt": INSTANT, "sourceUrl": URL}.get(name)) and value:
                try:
                    kind.clean(said[_FIELDS[name]])
                except ValueRefused as error:
                    raise YamlFault(body.lines[name], name, str(error)) from error
    except UnicodeDecodeError as error:
        return place.reject(f"is not UTF-8 (byte {error.start}){left_out}")
    except YamlFault as fault:
        return Rejected(str(path), fault.line, fault.field, fault.reason + left_out)
    return About(**said)


@dataclass
class Index:
    """What a folder's index.csv says.

    entries: by the name of a file of its folder, or why what stands there can't be used (then the
    file is left out). lines: of each. faults: of rows that name no file.
    """

    path: Path
    entries: dict[str, About | Rejected] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Rejected] = field(default_factory=list)

    def missing(self) -> Iterator[Rejected]:
        """Yield a rejection for each name that is no file of the folder."""
        for name, line in self.lines.items():
            if not (self.path.parent / name).is_file():
                yield Rejected(
                    str(self.path),
                    line,
                    "file",
                    f"names {name!r}, which does not lie in the folder: mend the name or add it",
                )


def read_index(folder: Path, asked: Asked) -> Index | None:
    """Return the index of a folder, or None where there is none.

    An index is a file index.csv with a column `file` (or `filename`) and none with texts; its
    other columns are those of any table (tables.COLUMNS), and what it doesn't know it leaves.
    """
    path = folder / INDEX
    if not path.is_file():
        return None
    # The person's column names are of tables of texts, not of this one.
    table = open_table(path, Asked(largest_line=asked.largest_line))
    if isinstance(table, Rejected):
        return None
    with table:
        if "file" not in table.columns or "text" in table.columns:
            return None
        index = Index(path)
        _fill(index, table)
    return index


def _fill(index: Index, table: Table) -> None:
    for row in table.rows():
        if isinstance(row, Rejected):
            index.faults.append(row)
            continue
        name = row.cell("file").strip()
        if why := _misnamed(name, index):
            index.faults.append(row.place.reject(why, field=row.header("file")))
            continue
        index.lines[name] = row.place.line
        try:
            published = read_date(row.cell("published_at"))
        except DateRefused as error:
            index.entries[name] = row.place.reject(
                f"{error}; {name} was left out", field=row.header("published_at")
            )
            continue
        index.entries[name] = without_address(
            About(
                title=row.cell("title"),
                publisher=row.cell("publisher"),
                published_at=published,
                source_url=row.cell("source_url").strip(),
                licence=row.cell("licence"),
                language=row.cell("language"),
            )
        )


def _misnamed(name: str, index: Index) -> str:
    """Return why an index's row speaks of no file; "" if it does."""
    if not name:
        return "is empty: name the file that the row speaks of"
    if "/" in name or "\\" in name or "\0" in name:
        return f"{name!r} lies in another folder: write an {INDEX} there"
    if name in index.lines:
        return f"names {name!r} again (first on line {index.lines[name]}); this row was skipped"
    return ""
