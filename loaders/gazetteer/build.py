"""Write the built tables: `python -m loaders.gazetteer.build DATA_FOLDER`.

In: `officeholders/` (Wikidata, CC0) and `actor_codes/` (country-codes, PDDL; factbook, CC0) of the
data folder, and the hand-written files of loaders/tables/written. Out: countries.csv, offices.csv
and people.csv of loaders/tables. The same input gives the same bytes. Raises FileNotFoundError if a
file of either is missing, ValueError if a row can't be read.

Where a succession is written by hand it stands alone: of the other sources only what ended before
it began, or an office that it does not list, is taken. A row whose start lies after its end is
dropped. Positions that name no holder in the sense of the table (viceroys, co-princes, the crowns
that one monarch wears abroad) are left out: that is how Emmanuel Macron would become Andorran.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from loaders.gazetteer.names import fold, normalise

TABLES = Path(__file__).resolve().parent.parent / "tables"
#: Wikidata says nothing after these days, by the files' own names and their latest starts.
_CHECKED = {"world": "2022-12-31", "ministers": "2023-01-31", "holders": "2022-10-31"}
#: Offices that two claim at once.
_RIVALS = {("YEM", "head_of_government")}
_DAY = re.compile(r"\d{4}(-\d\d){0,2}\Z")

#: Positions of france_holders and russia_holders that are of use, and the kind each is here.
_FRENCH = {
    "President": "head_of_state",
    "Prime Minister": "head_of_government",
    "Minister of Foreign Affairs": "foreign_minister",
    "Minister of Europe and Foreign Affairs": "foreign_minister",
    "Minister of the Armed Forces": "defence_minister",
    "Minister of the Interior": "interior_minister",
    "Government Spokesperson": "government_spokesperson",
    "President of the Senate": "upper_house_speaker",
    "President of the National Assembly": "parliament_speaker",
    "Permanent Representative to the United Nations": "un_ambassador",
}
_RUSSIAN = {
    "President": "head_of_state",
    "Prime Minister": "head_of_government",
    "Minister of Foreign Affairs": "foreign_minister",
    "Minister of Defence": "defence_minister",
    "Minister of Internal Affairs": "interior_minister",
    "Minister of Finance": "finance_minister",
    "Minister of Energy": "energy_minister",
    "Minister of Economic Development": "economic_minister",
    "Secretary of the Security Council": "security_council_secretary",
    "Chairman of the Federation Council": "upper_house_speaker",
    "Chairman of the State Duma": "parliament_speaker",
    "Chief of Staff of the Presidential Executive Office": "head_of_office",
    "Foreign Ministry Spokeperson": "foreign_ministry_spokesperson",
    "Chief of the General Staff": "chief_of_general_staff",
    "Director of the Foreign Intelligence Service": "foreign_intelligence_chief",
    "Director of the Federal Security Service": "intelligence_chief",
    "Permanent Representative to the United Nations": "un_ambassador",
}
_UNITED_NATIONS = {
    "Secretary-General of the United Nations": ("United Nations", "secretary_general"),
    "Deputy Secretary-General of the United Nations": (
        "United Nations",
        "deputy_secretary_general",
    ),
    "President of the United Nations General Assembly": ("UN General Assembly", "president"),
    "President of the International Court of Justice": (
        "International Court of Justice",
        "president",
    ),
    "Director-General of the World Trade Organization": (
        "World Trade Organization",
        "director_general",
    ),
    "president of the Parliamentary Assembly of the Council of Europe": (
        "Parliamentary Assembly of the Council of Europe",
        "president",
    ),
}
_NO_OFFICE = re.compile(
    r"governor-general|co-prince|captain regent|swiss federal council|"
    r"military leader|pontifical commission|o le ao o le malo|agong",
    re.I,
)
_GOVERNMENT = re.compile(
    r"prime minister|premier|chancellor|taoiseach|chief minister|"
    r"council of ministers|executive yuan|minister of state",
    re.I,
)
_STATE = re.compile(
    r"president|king|queen|monarch|emperor|emir|sultan|prince|druk gyalpo|"
    r"ngwenyama|grand duke|pope",
    re.I,
)


@dataclass(frozen=True)
class Row:
    """A term of office: place is an ISO code or an organisation's caption; end is exclusive.

    checked: the day up to which an open end is vouched for; "" if for good.
    """

    place: str
    kind: str
    holder: str
    wikidata: str
    start: str
    end: str
    checked: str
    source: str


def build(data: Path, tables: Path = TABLES) -> None:
    """Write the three built tables from a data folder; see the module."""
    countries = _countries(data / "actor_codes", tables / "written")
    _write(tables / "countries.csv", countries)
    by_name = _places(countries)
    people = list(_read(tables / "written" / "people.csv"))
    written = list(_successions(tables / "written" / "successions.yaml"))
    holders = data / "officeholders"
    found = [
        *_holders(holders / "france_holders21.csv", "FRA", _FRENCH),
        *_holders(holders / "russia_holders21.csv", "RUS", _RUSSIAN),
        *_united_nations(holders / "un_officials_dated.csv"),
        *_world_leaders(holders / "world_leaders_2022_wikidata.csv", by_name, data),
        *_foreign_ministers(holders / "foreign_ministers_2023-01_wikidata.csv", by_name),
    ]
    codes = {row.wikidata: row.holder for row in found if row.wikidata}
    captions = _Captions(people, written, codes)
    found = [replace(row, holder=captions.of(row.holder, row.wikidata)) for row in found]
    rows = _merge(written, found)
    qids = captions.codes(found)
    rows = [replace(row, wikidata=qids.get(row.holder, "")) for row in rows]
    _write(tables / "offices.csv", [vars(row) for row in rows])
    _write(tables / "people.csv", _people(people, rows, qids))


# --- reading -------------------------------------------------------------------------------------


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _write(path: Path, rows: Iterable[dict[str, str]]) -> None:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _countries(codes: Path, written: Path) -> list[dict[str, str]]:
    """Return the hand-written countries with formal name and Wikidata id of country-codes."""
    known = {row["ISO3166-1-Alpha-3"]: row for row in _read(codes / "country-codes.csv")}
    rows = []
    hand = list(_read(written / "countries.csv"))
    taken = {normalise(n) for r in hand for n in (r["caption"], *r["names"].split(";"))}
    for row in hand:
        code = known.get(row["iso3"], {})
        formal = re.sub(r"\A[Tt]he |[ *]+\Z", "", code.get("UNTERM English Formal", ""))
        short = re.sub(r" \(.*\)|[ *]+\Z", "", code.get("UNTERM English Short", ""))
        more = [n for n in dict.fromkeys((formal, short)) if n and normalise(n) not in taken]
        names = [n for n in row["names"].split(";") if n]
        qid = code.get("wikidata_id", "").rpartition("/")[2]
        rows.append({**row, "names": ";".join([*more, *names]), "wikidata": qid})
    return rows


def _places(countries: list[dict[str, str]]) -> dict[str, str]:
    """Return name -> ISO code, by every name of a country; and by Wikidata's own labels."""
    by_name: dict[str, str] = {}
    for row in countries:
        for name in (row["caption"], *row["names"].split(";")):
            by_name.setdefault(normalise(name), row["iso3"])
    labels = {
        "Kingdom of Denmark": "DNK",
        "Kingdom of the Netherlands": "NLD",
        "Federated States of Micronesia": "FSM",
    }
    return by_name | {normalise(name): iso3 for name, iso3 in labels.items()}


def _successions(path: Path) -> Iterator[Row]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for place, offices in document.items():
        for kind, chain in offices.items():
            steps = [step.strip().split(" ", 1) for step in str(chain).split(";")]
            for at, step in enumerate(steps):
                if len(step) != 2 or not _DAY.match(step[0]):
                    raise ValueError(f"{path.name}: {place} {kind}: {step} is not 'day name'")
                day, holder = step
                end = steps[at + 1][0] if at + 1 < len(steps) else ""
                if end and end < day:
                    raise ValueError(f"{path.name}: {place} {kind}: {end} stands after {day}")
                if holder != "-":
                    yield Row(place, kind, holder, "", day, end, "", "general knowledge")


def _holders(path: Path, iso3: str, kinds: dict[str, str]) -> Iterator[Row]:
    for row in _read(path):
        if row["position"] in kinds:
            kind = kinds[row["position"]]
            yield from _row(iso3, kind, row["person"], row["personID"], row["start"], row["end"])


def _row(place: str, kind: str, holder: str, qid: str, start: str, end: str) -> Iterator[Row]:
    usable = _DAY.match(start) and (not end or _DAY.match(end)) and not re.match(r"Q\d+\Z", holder)
    # A label in another script is no caption for an English table.
    if usable and (not end or start < end) and re.match(r"[A-Za-zÀ-ɏ]", holder):
        yield Row(place, kind, holder, qid, start, end, _CHECKED["holders"], "Wikidata")


def _united_nations(path: Path) -> Iterator[Row]:
    for row in _read(path):
        if row["position"] in _UNITED_NATIONS:
            place, kind = _UNITED_NATIONS[row["position"]]
            yield from _row(place, kind, row["person"], row["personID"], row["start"], row["end"])


def _world_leaders(path: Path, by_name: dict[str, str], data: Path) -> Iterator[Row]:
    """Yield the leaders of 2022; years become days where the factbook names the same person's."""
    days: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in _read(data / "actor_codes" / "factbook_leaders_2022-02-17.csv"):
        key = row["iso3"], row["role"]
        days.setdefault(key, []).append((fold(row["title_and_name_as_published"]), row["since"]))
    for row in _read(path):
        iso3 = by_name.get(normalise(row["country"]), "")
        label, holder = row["positionLabel"], row["officeholderLabel"]
        if not iso3 or _NO_OFFICE.search(label) or not row["start_year"]:
            continue
        if label.lower().startswith("supreme leader of iran"):
            kind = "supreme_leader"
        elif label == "Premier of North Korea" or _GOVERNMENT.search(label):
            kind = "head_of_government"
        elif _STATE.search(label) or label == "Supreme Leader of North Korea":
            kind = "head_of_state"
        else:
            continue
        if row["officeholder"] in {"Q9682", "Q43274"} and iso3 != "GBR":
            continue
        start = row["start_year"]
        words = fold(holder).split()
        for published, since in days.get((iso3, kind), []):
            if since[:4] == start and words and words[-1] in published:
                start = since
        for one in _row(iso3, kind, holder, row["officeholder"], start, row["end_year"]):
            yield replace(one, checked=_CHECKED["world"])


def _foreign_ministers(path: Path, by_name: dict[str, str]) -> Iterator[Row]:
    for row in _read(path):
        iso3 = by_name.get(normalise(row["countryLabel"]), "")
        if iso3 and row["start"]:
            rows = _row(iso3, "foreign_minister", row["name"], row["person"], row["start"], "")
            for one in rows:
                yield replace(one, checked=_CHECKED["ministers"])


# --- merging -------------------------------------------------------------------------------------


class _Captions:
    """One caption a person, whatever a source calls them: by Wikidata id, then by spelling."""

    def __init__(self, people: list[dict[str, str]], written: list[Row], codes: dict[str, str]):
        self.by_code = {row["wikidata"]: row["caption"] for row in people if row["wikidata"]}
        self.by_name: dict[str, str] = {}
        for row in people:
            for name in (row["caption"], *row["aliases"].split(";")):
                self.by_name.setdefault(normalise(name), row["caption"])
        for one in written:
            self.by_name.setdefault(normalise(one.holder), one.holder)
        for qid, holder in codes.items():
            caption = self.by_name.get(normalise(_plain(holder)), "")
            if caption:
                self.by_code.setdefault(qid, caption)

    def of(self, holder: str, qid: str) -> str:
        """Return the caption of a source's holder."""
        if qid in self.by_code:
            return self.by_code[qid]
        return self.by_name.get(normalise(_plain(holder)), _plain(holder))

    def codes(self, found: list[Row]) -> dict[str, str]:
        """Return caption -> Wikidata id."""
        codes = {caption: qid for qid, caption in self.by_code.items()}
        for row in found:
            codes.setdefault(row.holder, row.wikidata)
        return codes


def _plain(holder: str) -> str:
    """Return a label without honours: "Dr. Narayan Khadka", "Hans-Adam II, Prince of …"."""
    bare = re.sub(r"\A(Dr\.|Archbishop|Prince|Sheikh|Sir) ", "", holder).split(",")[0]
    return re.sub(r' "[^"]+"', "", bare).strip()


def _merge(written: list[Row], found: list[Row]) -> list[Row]:
    """Return all terms, in order of place, kind and start; a holder's renewed terms as one."""
    first: dict[tuple[str, str], str] = {}
    for row in written:
        key = row.place, row.kind
        first[key] = min(first.get(key, "9"), row.start)
    older = [
        row
        for row in found
        if (key := (row.place, row.kind)) not in first
        or (row.end and len(row.end) == 10 and row.end <= first[key])
    ]
    ordered = sorted([*written, *older], key=lambda row: (row.place, row.kind, row.start, row.end))
    merged: list[Row] = []
    for row in ordered:
        last = merged[-1] if merged else None
        same = last and (last.place, last.kind, last.holder) == (row.place, row.kind, row.holder)
        if last and same and (not last.end or row.start <= last.end):
            end = "" if not last.end or not row.end else max(last.end, row.end)
            merged[-1] = replace(last, end=end)
        elif (
            last
            and (last.place, last.kind) == (row.place, row.kind)
            and (not last.end or (last.end > row.start and len(row.start) == 10))
            and last.source == row.source == "Wikidata"
            and (row.place, row.kind) not in _RIVALS
        ):
            # One office, one holder: the successor's day ends the term before it.
            merged[-1] = replace(last, end=row.start)
            merged.append(row)
        else:
            merged.append(row)
    return [row for row in merged if not row.end or row.start < row.end]


def _people(
    people: list[dict[str, str]], rows: list[Row], qids: dict[str, str]
) -> list[dict[str, str]]:
    """Return every person once: the hand-written ones with their names, then the other holders."""
    given = {row["caption"]: row for row in people}
    captions = sorted({*given, *(row.holder for row in rows)})
    return [
        {
            "caption": caption,
            "surnames": given.get(caption, {}).get("surnames", ""),
            "aliases": given.get(caption, {}).get("aliases", ""),
            "wikidata": qids.get(caption, ""),
        }
        for caption in captions
    ]


if __name__ == "__main__":
    build(Path(sys.argv[1]))
