"""Gold annotations as dataclasses, read from the formats they come in.

Read are "diplo-gold/0.1" (every span with its quote), "readout-gold/1" (offsets only) and what the
annotation guidelines leave open between them. Unknown keys are passed over; a missing key means
unknown and is not scored; null means there is none. Offsets count code points, end exclusive.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.extraction.finds import Span
from loaders.scoring.fields import Days, Reader, accepted, ids_of, listed
from loaders.scoring.texts import Text

#: The records of a gold document; a file without any of them is no gold.
SECTIONS = ("actors", "time_expressions", "meetings", "agreements", "claims")
#: What a date's accepted value may say instead of a day.
PUBLICATION = "=publication_date"
#: How mention kinds are written, by ours; what isn't listed stays as it is.
_KINDS = {
    "group-pronoun": "group",
    "role-group": "group",
    "capital-metonym": "capital",
    "metonym": "capital",
}
_CLASSES = {
    "person": "person",
    "role": "role",
    "office": "role",
    "state": "state",
    "country": "state",
}
_PREFIXES = {"per": "person", "role": "role", "st": "state", "org": "organization"}

#: What is given for a field: equally right values; empty: unknown, not scored.
Values = tuple[str, ...]
Sets = tuple[frozenset[str], ...]


class GoldUnread(ValueError):
    """A gold file that can't be used; the message says why."""


@dataclass(frozen=True, slots=True)
class GoldMention:
    """Words that mean an actor. kind: name, demonym, capital, title, pronoun, group or other."""

    span: Span
    kind: str
    borderline: bool = False


@dataclass(frozen=True, slots=True)
class GoldActor:
    """An actor.

    group: person, role (an unnamed office holder), state, organization, any (known by name only).
    names: its name and other names. iso3: "" if not given. country: of an office or institution,
    the gold id, "" if not given.
    """

    id: str
    group: str
    names: tuple[str, ...]
    iso3: str = ""
    country: str = ""
    mentions: tuple[GoldMention, ...] = ()
    borderline: bool = False


@dataclass(frozen=True, slots=True)
class GoldTime:
    """A calendar expression (days) or a duration (ISO 8601).

    vague: its days are a reading by convention.
    """

    id: str
    span: Span
    days: Days | None
    duration: str = ""
    vague: bool = False
    borderline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRecord:
    """What meetings, agreements and claims share. group: of records that share a mention."""

    id: str
    trigger: Span | None
    evidence: tuple[Span, ...]
    borderline: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldMeeting(GoldRecord):
    """A meeting. Each field: equally right values, None among them for "none"; empty: unknown.

    published: its date is the publication's, so no date is right, too. date_words: the expression
    that gives the date. joint: None where it isn't told or doesn't apply.
    """

    formats: Values = ()
    statuses: Values = ()
    participants: Sets = ()
    dates: tuple[Days | None, ...] = ()
    published: bool = False
    date_words: Span | None = None
    vague: bool = False
    durations: tuple[str | None, ...] = ()
    places: tuple[str | None, ...] = ()
    place_span: Span | None = None
    joint: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldAgreement(GoldRecord):
    """An agreement. terms: equally right spans, each of one part or several."""

    terms: tuple[tuple[Span, ...], ...] = ()
    parties: Sets = ()
    statuses: Values = ()
    bindings: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldClaim(GoldRecord):
    """A claim; trigger is its cue. contents: equally right spans, each of one part or several.

    chains: speakers from the outermost to the innermost, each step those who speak jointly.
    addressees: None if unknown. stances: (kind, id of the claim meant); None if unknown.
    """

    contents: tuple[tuple[Span, ...], ...] = ()
    speakers: Sets = ()
    chains: tuple[tuple[frozenset[str], ...], ...] = ()
    modes: Values = ()
    addressees: frozenset[str] | None = None
    stances: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """The annotation of one text. known: which SECTIONS it has. problems: what was not readable."""

    name: str
    half: str
    text: str
    published: str
    publisher: str
    title: str
    known: frozenset[str]
    actors: tuple[GoldActor, ...] = ()
    times: tuple[GoldTime, ...] = ()
    meetings: tuple[GoldMeeting, ...] = ()
    agreements: tuple[GoldAgreement, ...] = ()
    claims: tuple[GoldClaim, ...] = ()
    problems: tuple[str, ...] = ()


def read_documents(place: Path) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Yield (name, raw document) of every gold in a .json or .jsonl file or a folder of them.

    Where a file can't be read, the second is why, as a string. JSON files that hold no annotation
    (an index, a list of groups) are passed over.
    """
    files = (
        sorted(p for p in place.rglob("*") if p.suffix in (".json", ".jsonl"))
        if place.is_dir()
        else [place]
    )
    for file in files:
        try:
            content = file.read_text(encoding="utf-8")
            raw = (
                [json.loads(line) for line in content.splitlines() if line.strip()]
                if file.suffix == ".jsonl"
                else json.loads(content)
            )
        except (OSError, ValueError) as error:
            yield file.name, f"can't be read: {error}"
            continue
        for document in _documents(raw):
            yield str(document.get("doc_id") or file.stem), document


def _documents(raw: Any) -> Iterator[dict[str, Any]]:
    if isinstance(raw, list):
        for each in raw:
            yield from _documents(each)
    elif isinstance(raw, dict):
        if any(isinstance(raw.get(name), list) for name in SECTIONS):
            yield raw
        else:
            yield from _documents(raw.get("documents"))


def published_of(raw: dict[str, Any], text: Text | None = None) -> str:
    """Return the day a document was published, ISO, from the gold, else from the text's table."""
    value = raw.get("published") or raw.get("publication_date") or ""
    if isinstance(value, dict):
        value = value.get("value") or ""
    return str(value or (text.published if text else ""))[:10]


def read_gold(name: str, raw: dict[str, Any], text: Text) -> Gold:
    """Return the annotation `raw` of a text.

    Raises GoldUnread where a section is no list of objects.
    """
    reader = Reader(text.text)
    for section in SECTIONS:
        records = raw.get(section)
        if records is not None and not (
            isinstance(records, list) and all(isinstance(r, dict) for r in records)
        ):
            raise GoldUnread(f"{section} is no list of objects")
    published = published_of(raw, text)
    times = tuple(filter(None, (_time(reader, r) for r in raw.get("time_expressions") or [])))
    by_id = {time.id: time for time in times}
    meetings = tuple(_meeting(reader, r, by_id, published) for r in raw.get("meetings") or [])
    agreements = tuple(_agreement(reader, r) for r in raw.get("agreements") or [])
    claims = tuple(filter(None, (_claim(reader, r) for r in raw.get("claims") or [])))
    actors = [_actor(reader, r) for r in raw.get("actors") or []]
    listed = {actor.id for actor in actors}
    for id in sorted(_named(meetings, agreements, claims) - listed):
        # Somebody that a record names and the list of actors doesn't: known by the id alone.
        prefix, _, rest = id.partition(":")
        names = (rest.replace("-", " "),) if rest else (id,)
        actors.append(GoldActor(id, _PREFIXES.get(prefix, "any"), names))
    return Gold(
        name=name,
        half=str(raw.get("half") or ""),
        text=text.text,
        published=published,
        publisher=str(raw.get("publisher") or text.publisher),
        title=str(raw.get("title") or text.title),
        known=frozenset(section for section in SECTIONS if raw.get(section) is not None),
        actors=tuple(actors),
        times=times,
        meetings=meetings,
        agreements=agreements,
        claims=claims,
        problems=tuple(reader.problems),
    )


def _actor(reader: Reader, raw: dict[str, Any]) -> GoldActor:
    id = str(raw.get("id") or raw.get("name") or "")
    mentions = []
    for each in listed(raw.get("mentions")):
        span = reader.span(each, f"actor {id}")
        if span is None:
            continue
        about = each if isinstance(each, dict) else {}
        kind = str(about.get("kind") or "name")
        mentions.append(GoldMention(span, _KINDS.get(kind, kind), bool(about.get("borderline"))))
    resolved = raw.get("resolved_to")
    names = [
        raw.get("name"),
        *listed(raw.get("aliases")),
        resolved.get("name") if isinstance(resolved, dict) else resolved,
    ]
    group = _CLASSES.get(str(raw.get("type")), "organization")
    if group == "person" and (raw.get("named") is False or id.startswith("role:")):
        group = "role"
    return GoldActor(
        id,
        group,
        tuple(n for n in names if isinstance(n, str) and n),
        str(raw.get("iso3") or "").upper(),
        str(raw.get("of") or ""),
        tuple(mentions),
        bool(raw.get("borderline")),
    )


def _time(reader: Reader, raw: dict[str, Any]) -> GoldTime | None:
    id = str(raw.get("id") or "")
    span = reader.span(raw, f"time {id}")
    if span is None:
        return None
    value, kind = raw.get("value"), str(raw.get("type") or "").upper()
    if kind == "DURATION" or (isinstance(value, str) and value.startswith("P")):
        return GoldTime(id, span, None, str(value), borderline=bool(raw.get("borderline")))
    days = reader.days(value, f"time {id}")
    # A range that no number in the words gives is a reading, whether or not the gold says so.
    reading = kind == "RANGE" and not any(c.isdigit() for c in span.of(reader.text))
    return GoldTime(
        id,
        span,
        days,
        vague=bool(raw.get("vague", reading)),
        borderline=bool(raw.get("borderline")),
    )


def _meeting(
    reader: Reader, raw: dict[str, Any], times: dict[str, GoldTime], published: str
) -> GoldMeeting:
    where = f"meeting {raw.get('id')}"
    trigger, evidence = _words(reader, raw, "trigger", where)
    words, vague = _date_words(reader, raw, times, where)
    given = accepted(raw, "date", "startDate")
    dates = [_days(reader, value, published, where) for value in given]
    if raw.get("endDate") and dates and dates[0]:
        end = reader.days(raw["endDate"], where)
        dates[0] = (dates[0][0], end[1] if end else dates[0][1])
    basis = raw.get("date_basis")
    by_publication = (
        basis == "publication"
        or PUBLICATION in given
        or (basis is None and words is None and (published, published) in dates)
    )
    place = raw.get("place")
    places = [
        value.get("name") if isinstance(value, dict) else value for value in accepted(raw, "place")
    ]
    offsets = isinstance(place, dict) and ("start" in place or "span" in place)
    sets = _sets(raw, "participants")
    expanded = ids_of(raw.get("participants_expanded"))
    joint = raw.get("joint")
    return GoldMeeting(
        id=str(raw.get("id") or ""),
        trigger=trigger,
        evidence=evidence,
        borderline=bool(raw.get("borderline")),
        group=_group(raw),
        formats=_values(raw, "kind", "format"),
        statuses=_values(raw, "status"),
        participants=(*sets, frozenset(expanded)) if sets and expanded else sets,
        dates=tuple(dates),
        published=by_publication,
        date_words=words,
        vague=vague,
        durations=tuple(d if isinstance(d, str) else None for d in accepted(raw, "duration")),
        places=tuple(None if not isinstance(p, str) or not p else p for p in places),
        place_span=reader.span(place if offsets else raw.get("place_span"), where),
        joint=joint if isinstance(joint, bool) else None,
    )


def _date_words(
    reader: Reader, raw: dict[str, Any], times: dict[str, GoldTime], where: str
) -> tuple[Span | None, bool]:
    """Return the words that give a meeting's date, and whether its days are a reading."""
    named = raw.get("date_span")
    if named is None:
        return None, False
    if isinstance(named, str):
        time = times.get(named)
        return (time.span, time.vague) if time else (None, False)
    span = reader.span(named, where)
    same = [time for time in times.values() if span and time.span.overlaps(span)]
    return span, bool(same and same[0].vague)


def _days(reader: Reader, value: Any, published: str, where: str) -> Days | None:
    return (published, published) if value == PUBLICATION else reader.days(value, where)


def _agreement(reader: Reader, raw: dict[str, Any]) -> GoldAgreement:
    where = f"agreement {raw.get('id')}"
    trigger, evidence = _words(reader, raw, "trigger", where)
    terms = [reader.spans(value, where, evidence) for value in accepted(raw, "terms")]
    return GoldAgreement(
        id=str(raw.get("id") or ""),
        trigger=trigger,
        evidence=evidence,
        borderline=bool(raw.get("borderline")),
        group=_group(raw),
        terms=tuple(spans for spans in terms if spans),
        parties=_sets(raw, "parties"),
        statuses=_values(raw, "status"),
        bindings=tuple(
            value if value not in ("", "null") else None for value in accepted(raw, "binding")
        ),
    )


def _claim(reader: Reader, raw: dict[str, Any]) -> GoldClaim | None:
    where = f"claim {raw.get('id')}"
    trigger, evidence = _words(reader, raw, "cue", where)
    own = reader.spans(raw.get("content"), where)
    if not own:
        reader.problems.append(f"{where}: has no content that can be read")
        return None
    given = raw.get("accept")
    accept = given if isinstance(given, dict) else {}
    more = [reader.spans(value, where) for value in listed(accept.get("content"))]
    chain = _chain(raw.get("chain"))
    speakers = _sets(raw, "speakers")
    if chain:
        # The guidelines say that speakers are the chain flattened; where they aren't, both count.
        flat = frozenset().union(*chain)
        speakers = speakers if flat in speakers else (*speakers, flat)
    chains = [chain] if chain else [(each,) for each in speakers[:1] if each]
    chains += [other for value in listed(accept.get("chain")) if (other := _chain(value))]
    told: frozenset[str] | None = None
    if "addressees" in raw or "addressee" in raw:
        told = frozenset(ids_of(raw.get("addressees") or raw.get("addressee")))
    elif isinstance(raw.get("chain"), list):
        steps = [step for step in raw["chain"] if isinstance(step, dict) and "addressee" in step]
        told = frozenset(i for step in steps for i in ids_of(step["addressee"])) or None
    return GoldClaim(
        id=str(raw.get("id") or ""),
        trigger=trigger,
        evidence=evidence,
        borderline=bool(raw.get("borderline")),
        group=_group(raw),
        contents=(own, *(spans for spans in more if spans)),
        speakers=speakers,
        chains=tuple(chains),
        modes=_values(raw, "mode"),
        addressees=told,
        stances=_stances(raw.get("stance")),
    )


def _chain(value: Any) -> tuple[frozenset[str], ...]:
    steps = (frozenset(ids_of(step)) for step in (value if isinstance(value, list) else []))
    return tuple(step for step in steps if step)


def _stances(value: Any) -> tuple[tuple[str, str], ...]:
    given = value if isinstance(value, list) else [value]
    return tuple(
        (str(each.get("kind") or each.get("relation") or ""), target)
        for each in given
        if isinstance(each, dict)
        for target in ids_of(each.get("target") or each.get("towards"))
    )


def _words(
    reader: Reader, raw: dict[str, Any], name: str, where: str
) -> tuple[Span | None, tuple[Span, ...]]:
    """Return a record's trigger and its evidence."""
    evidence = reader.spans(raw.get("evidence"), f"{where}, evidence")
    trigger = reader.spans(raw.get(name) or raw.get("trigger"), f"{where}, {name}", evidence)
    if not trigger and not evidence and name == "trigger":
        reader.problems.append(f"{where}: has neither trigger nor evidence that can be read")
    return (trigger[0] if trigger else None), evidence


def _values(raw: dict[str, Any], *names: str) -> Values:
    return tuple(str(value).lower() for value in accepted(raw, *names) if value is not None)


def _sets(raw: dict[str, Any], name: str) -> Sets:
    """Return the equally right sets of ids: the field's own, then those that `accept` lists."""
    if raw.get(name) is None:
        return ()
    accept = raw.get("accept")
    more = listed(accept.get(name)) if isinstance(accept, dict) else []
    if any(not isinstance(each, list) for each in more):
        more = [more]
    return tuple(frozenset(ids_of(value)) for value in [raw[name], *more])


def _group(raw: dict[str, Any]) -> str:
    value = raw.get("group")
    return "" if value in (None, False, "") else json.dumps(value, sort_keys=True)


def _named(
    meetings: tuple[GoldMeeting, ...],
    agreements: tuple[GoldAgreement, ...],
    claims: tuple[GoldClaim, ...],
) -> set[str]:
    sets = [s for m in meetings for s in m.participants[:1]]
    sets += [s for a in agreements for s in a.parties[:1]]
    sets += [s for c in claims for s in (*c.speakers[:1], c.addressees or frozenset())]
    return set().union(*sets)
