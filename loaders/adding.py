"""Adding a text in the page: the page's one door to loaders.

    added = add(Typed("paste", text="…"))      # saved in the data folder, or why not
    opened = open_text(added.name)             # the text, and a card for every find
    decide(added.name, "accept", [anchor])     # written down at once …
    follow(database, added.name)               # … and the graph follows

Everything that a person decides lies in files beside the text (loaders/added_texts.py), so the
command line loads the same graph again. Nothing here needs the database but what takes it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pandas as pd

from graph import candidates
from graph.database import Database
from graph.quotation import make_id
from graph.types import fold
from loaders import (
    Complete,
    Item,
    Options,
    Rejected,
    Settle,
    added_texts,
    articles,
    cards,
    curation,
)
from loaders import load as loading
from loaders.added_texts import DATASET
from loaders.answers import Answers, AnswersUnreadable, NoSuchQuestion, open_questions, undo_answer
from loaders.answers import answer as give_answer
from loaders.corrections import CorrectionRefused, addition_of, edit_of, minutes_of
from loaders.decisions import Decision, Decisions, in_force
from loaders.extracted import thing_of
from loaders.extraction.finds import Actor, Agreement, Claim, Extraction, Find, Meeting, Span
from loaders.extraction.precision import rule_precision
from loaders.gazetteer.tables import tables
from loaders.lined_yaml import YamlFault
from loaders.news import News as News
from loaders.questions import Question
from loaders.reading import Document
from loaders.typed import Refused as Refused
from loaders.typed import Typed as Typed
from loaders.typed import fault_of, read_typed
from loaders.typed import guess_day as guess_day

KINDS = {Meeting: "meeting", Agreement: "agreement", Claim: "said"}
#: How a verdict reads for the page.
VERDICTS = {"accept": "accepted", "edit": "corrected", "add": "added", "reject": "rejected"}

#: What the data set of added texts is.
ABOUT = {"title": "Texts added in the page"}

#: The language model takes all the processor there is anyway.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Added:
    """A text that is in the folder now. is_new: it was not there before."""

    name: str
    is_new: bool


@dataclass(frozen=True)
class Listed:
    """An added text, for a list."""

    name: str
    title: str
    publisher: str
    published_at: str


@dataclass(frozen=True)
class Card:
    """A find as a person left it. kind: meeting, agreement, said.

    verdict: "", accepted, corrected, added or rejected. precision: of the checked finds of its
    rule, the per cent of right ones and their number, None where not measured or a person set it.
    short: what news call the actors, by id. minutes: how long a meeting lasted, None if unknown.
    """

    find: Find
    kind: str
    verdict: str = ""
    precision: tuple[int, int] | None = None
    short: Mapping[str, str] = field(default_factory=dict)
    minutes: int | None = None


@dataclass(frozen=True)
class Seen:
    """What of a text to look at in the network: a thing, and the days around it."""

    id: str
    first: str
    last: str


@dataclass(frozen=True)
class Opened:
    """An added text with its cards, in the text's order.

    published_at: as stated, else inferred: date_reason then says from what. named: actors of the
    text, as `everybody` gives them. faults: decisions that can't be used, as sentences. is_behind:
    the graph doesn't say yet what the files do. stamp: changes with every decision.
    """

    name: str
    text: str
    title: str
    publisher: str
    published_at: str
    date_reason: str
    address: str
    cards: tuple[Card, ...]
    named: tuple[dict[str, str], ...]
    faults: tuple[str, ...]
    is_behind: bool
    stamp: str


# ---- adding and listing --------------------------------------------------------------------------


def add(typed: Typed) -> Added | Refused:
    """Save the text that a form describes, or say in one sentence why not; then nothing is saved.

    The graph doesn't know it before `follow`.
    """
    document = read_typed(typed)
    if isinstance(document, Refused):
        return document
    known = added_texts.find_same(document.text)
    try:
        name = added_texts.store(document)
        if not known:
            _mark_behind(name)
    except (OSError, TimeoutError) as error:
        return Refused(_not_written(error))
    return Added(name, not known)


def _not_written(error: Exception) -> str:
    reason = getattr(error, "strerror", "") or str(error)
    return f"{added_texts.texts_folder()} can't be written ({reason}), so nothing was saved."


def list_texts(most: int) -> list[Listed]:
    """Return the texts that were added last, the newest first."""
    found = []
    for name in added_texts.names()[:most]:
        stored = added_texts.read(name)
        if isinstance(stored, Rejected):
            found.append(Listed(name, name, stored.reason, ""))
        else:
            document = stored.document
            found.append(Listed(name, document.title, document.publisher, document.published_at))
    return found


def describe(name: str, title: str, publisher: str, published: str) -> Refused | None:
    """Correct what is known of a text; published: ISO day, "" = nobody states it.

    The address stays: what people decided is kept under it.
    """
    stored = added_texts.read(name)
    if isinstance(stored, Rejected):
        return Refused(f"This text can't be opened: it {stored.reason}.")
    known = stored.document
    if published == known.published_at[:10]:
        published = known.published_at  # with the clock time that it had
    changed = replace(
        known, title=title.strip(), publisher=publisher.strip(), published_at=published
    )
    if fault := fault_of(changed):
        return Refused(fault)
    try:
        with added_texts.locked():
            added_texts.describe(name, changed)
            _mark_behind(name)
    except (OSError, TimeoutError) as error:
        return Refused(_not_written(error))
    return None


# ---- one text ------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _extract(text: str, published: str, publisher: str, title: str) -> Extraction:
    # Only here: the language model takes a second to load, and the form does without.
    from loaders.extraction.extractor import extract

    with _ONE_AT_A_TIME:
        return extract(text, published, publisher, title)


def _raw(document: Document) -> Extraction:
    """Return what is found in a text: once, and as loaders/articles.py asks for it."""
    publisher = f"{document.publisher} {document.source_url}".strip()
    return _extract(document.text, document.published_at, publisher, document.title)


@dataclass(frozen=True)
class _Work:
    """A text with what was found in it and what people decided."""

    stored: added_texts.Stored
    day: str
    reason: str
    raw: Extraction
    decisions: Decisions
    applied: curation.Applied

    @property
    def text(self) -> str:
        return self.stored.document.text

    @property
    def key(self) -> str:
        return self.stored.document.key

    def in_force(self) -> dict[str, Decision]:
        """Return the decision that counts, by find."""
        return {
            name: each
            for name, each in in_force(self.decisions.of(self.key)).items()
            if not each.is_open
        }


def _work(name: str) -> _Work | Refused:
    stored = added_texts.read(name)
    if isinstance(stored, Rejected):
        return Refused(f"This text can't be opened: it {stored.reason}.")
    document = stored.document
    guess = None if document.published_at else guess_day(document.text)
    day = document.published_at or (guess.day if guess else "")
    raw = _raw(document)
    decisions = curation.read_decisions(added_texts.review_path(name))
    applied = curation.apply_file(raw, decisions, document.key, document.text, day[:10])
    return _Work(stored, day, guess.reason if guess else "", raw, decisions, applied)


def open_text(name: str) -> Opened | Refused:
    """Return an added text with a card for each find; or why it can't be opened."""
    work = _work(name)
    if isinstance(work, Refused):
        return work
    document = work.stored.document
    measured = rule_precision()
    made = [_card(work, find, measured) for find in work.applied.extraction.finds]
    made += [
        Card(find, KINDS[type(find)], "rejected", None, _short(find), _minutes(find))
        for find in _rejected(work)
    ]
    made.sort(key=lambda card: (card.find.trigger, card.find.anchor))
    faults = [*work.decisions.rejected, *work.applied.rejected]
    return Opened(
        name,
        document.text,
        document.title,
        document.publisher,
        work.day,
        work.reason,
        document.source_url,
        tuple(made),
        tuple(_named(work.applied.extraction)),
        tuple(f"A decision is kept but not used: {each.field} {each.reason}" for each in faults),
        added_texts.is_behind(name),
        stamp(name),
    )


def _card(work: _Work, find: Find, measured: Mapping[str, tuple[int, int]]) -> Card:
    verdict = work.applied.verdicts.get(find.anchor)
    right, count = measured.get(find.rule, (0, 0))
    return Card(
        find,
        KINDS[type(find)],
        VERDICTS[verdict.kind] if verdict else "",
        # Rounded down, as in the graph: a rule that erred is never right in 100 %.
        (100 * right // count, count) if count and not verdict else None,
        _short(find),
        _minutes(find),
    )


def _rejected(work: _Work) -> list[Find]:
    """Return the finds of the rules that a person rejected: shown, so that it can be undone."""
    there = {find.anchor for find in work.applied.extraction.finds}
    against = {name for name, each in work.in_force().items() if each.verdict == "reject"}
    return [find for find in work.raw.finds if find.anchor in against and find.anchor not in there]


def _actors_of(find: Find) -> Iterator[Actor]:
    for part in (
        *getattr(find, "participants", ()),
        *getattr(find, "parties", ()),
        *getattr(find, "addressees", ()),
        *find.speakers,
    ):
        yield part.actor


def _short(find: Find) -> dict[str, str]:
    return {actor.id: cards.short_name(actor) for actor in _actors_of(find)}


def _minutes(find: Find) -> int | None:
    duration = getattr(find, "duration", None)
    return minutes_of(duration.value) if duration is not None else None


def _named(extraction: Extraction) -> Iterator[dict[str, str]]:
    """Yield the actors of a text, each once, in its order."""
    found = {mention.actor.id: mention.actor for mention in extraction.mentions}
    for find in extraction.finds:
        for actor in _actors_of(find):
            found.setdefault(actor.id, actor)
    for actor in found.values():
        yield _entry(actor.id, actor.type, actor.caption, actor.aliases)


def stamp(name: str) -> str:
    """Return what changes whenever somebody decides something on this text."""
    found = []
    with suppress(ValueError):
        for path in (added_texts.review_path(name), added_texts.text_path(name)):
            with suppress(OSError):
                stat = path.stat()
                found.append(f"{stat.st_mtime_ns}-{stat.st_size}")
    return "/".join(found)


def is_behind(name: str) -> bool:
    """Must the graph still follow this text's files?"""
    try:
        return added_texts.is_behind(name)
    except ValueError:
        return False


# ---- deciding ------------------------------------------------------------------------------------


def decide(name: str, verdict: str, anchors: Sequence[str]) -> Refused | None:
    """Write down that finds are accepted or rejected (verdict "accept" or "reject").

    All of them or, with the reason, none.
    """
    with _changing(name) as work:
        if isinstance(work, Refused):
            return work
        finds = {find.anchor: find for find in work.applied.extraction.finds}
        if missing := [anchor for anchor in anchors if anchor not in finds]:
            return Refused(f"This is not among the finds any more: {missing[0]}. Look again.")
        made = [
            curation.decide(finds[anchor], work.text, verdict, on=_today()) for anchor in anchors
        ]
        return _write(work, made)


def save(name: str, anchor: str, values: Mapping[str, Any]) -> str | Refused:
    """Write down what a form sets: of the find `anchor`, or, with "", of one that was missed.

    values: as loaders/corrections.py reads them.

    Returns:
        The find's anchor, or why nothing was written.
    """
    with _changing(name) as work:
        if isinstance(work, Refused):
            return work
        try:
            made = _correction(work, anchor, values) if anchor else _addition(work, values)
        except CorrectionRefused as error:
            return Refused(str(error))
        except YamlFault as error:
            return Refused(f"This can't be written down: {error.field} {error.reason}.")
        tried = curation.apply(
            work.raw,
            [*work.decisions.of(work.key), made],
            work.text,
            work.day[:10],
        )
        if made.find not in tried.verdicts:
            reasons = [each.reason for each in tried.rejected if each.field == made.find]
            return Refused(f"This can't be used: {reasons[-1] if reasons else 'see the text'}.")
        return _write(work, [made]) or made.find


def _correction(work: _Work, anchor: str, values: Mapping[str, Any]) -> Decision:
    raw = {find.anchor: find for find in work.raw.finds}
    now = {find.anchor: find for find in work.applied.extraction.finds}
    # What a person set before stays set: changes are told from what the rules found.
    find = raw.get(anchor) if anchor in now else None
    find = find or now.get(anchor)
    if find is None:
        raise CorrectionRefused("This find is not there any more. Look again.")
    edit = edit_of(work.text, find, values)
    if not edit:
        return curation.decide(find, work.text, "accept", on=_today())
    return curation.decide(find, work.text, "edit", edit=edit, on=_today())


def _addition(work: _Work, values: Mapping[str, Any]) -> Decision:
    kind, marked, fields = addition_of(work.text, values)
    span = Span(marked.start, marked.end)
    made = curation.decide_new(kind, span, work.text, fields, evidence=[span], on=_today())
    there = {find.anchor for find in (*work.raw.finds, *work.applied.extraction.finds)}
    if made.find in there:
        # The same words may tell of several things: the next one has a number of its own.
        number = 2
        while f"{made.find}/{number}" in there:
            number += 1
        made = replace(made, find=f"{made.find}/{number}")
    return made


def take_back(name: str, anchors: Sequence[str]) -> Refused | None:
    """Take the last decision on each of these finds away; what was decided before counts again."""
    with _changing(name) as work:
        if isinstance(work, Refused):
            return work
        try:
            for anchor in anchors:
                curation.undo(added_texts.review_path(name), work.key, anchor)
        except (curation.NotWritten, OSError) as error:
            return Refused(f"This could not be taken back: {error}.")
        _mark_behind(name)
        return None


@contextmanager
def _changing(name: str) -> Iterator[_Work | Refused]:
    """Hold the folder while a decision is made on what is there: two readers don't undo each
    other's."""
    try:
        with added_texts.locked():
            yield _work(name)
    except TimeoutError:
        yield Refused("Somebody else is writing. Try again in a moment; nothing was written.")


def _write(work: _Work, made: Sequence[Decision]) -> Refused | None:
    name = work.stored.name
    try:
        curation.write_decisions(added_texts.review_path(name), {work.key: made})
        _mark_behind(name)
    except (curation.NotWritten, OSError) as error:
        return Refused(f"This was not written down: {error}.")
    return None


def _mark_behind(name: str) -> None:
    added_texts.write(added_texts.behind_path(name), "")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


# ---- the graph follows ---------------------------------------------------------------------------


def _items(work: _Work) -> Iterator[Item]:
    """Yield what the text says, as the command line reads it with the same files."""
    yield Settle(DATASET)
    yield from articles.read_extracted(
        work.stored.document, work.raw, DATASET, ABOUT, Options(), work.decisions
    )


def follow(database: Database, name: str) -> list[News]:
    """Let the graph say what the files of this text say; returns what that brought.

    Raises:
        DatabaseError: The database is away; the next call makes up for it.
    """
    news: list[News] = []
    while True:
        with _LOADING:
            before = stamp(name)
            work = _work(name)
            if isinstance(work, Refused):
                return news
            report = loading.load(database, list(_items(work)))
        news = news or report.news
        with added_texts.locked():
            if stamp(name) == before:  # else somebody decided meanwhile
                added_texts.behind_path(name).unlink(missing_ok=True)
                return news


#: Held for one load: a text that is being removed is not written again.
_LOADING = threading.Lock()

_following: dict[str, Future[list[News]]] = {}
_following_lock = threading.Lock()


def follow_soon(database: Database, name: str, seconds: float) -> list[News] | None:
    """Let the graph follow, beside the page where it takes longer than `seconds`.

    Returns:
        What it brought; None while it is under way: ask again.

    Raises:
        DatabaseError: The database is away; the next call makes up for it.
    """
    brought: list[News] = []
    # Once more where one that was over already knew nothing of the latest decision.
    for _ in range(2):
        with _following_lock:
            running = _following.get(name)
            if running is None:
                running = _following[name] = Future()
                arguments = (running, database, name)
                threading.Thread(target=_follow_beside, args=arguments, daemon=True).start()
        wait([running], seconds)
        if not running.done():
            return None
        with _following_lock:
            if _following.get(name) is running:
                del _following[name]
        brought = brought or running.result()
        if not is_behind(name):
            break
    return brought


def _follow_beside(running: Future[list[News]], database: Database, name: str) -> None:
    try:
        running.set_result(follow(database, name))
    except BaseException as error:
        running.set_exception(error)


def is_following(name: str) -> bool:
    """Is the graph being brought to what this text's files say right now?"""
    running = _following.get(name)
    return running is not None and not running.done()


def remove(database: Database, name: str) -> None:
    """Take a text, its finds and its decisions out of the graph and out of the folder.

    Raises:
        DatabaseError: The database is away; nothing was removed.
    """
    with _LOADING:
        work = _work(name)
        if not isinstance(work, Refused):
            article = articles.article_of(work.stored.document)
            # Read to its end, and nothing in it: what it said goes, and what it joined parts again.
            loading.load(database, [Settle(DATASET), Complete(DATASET, article.id, about=ABOUT)])
        with suppress(ValueError):
            added_texts.remove(name)


def first_seen(database: Database, name: str) -> Seen | None:
    """Return what to look at in the network: the first meeting, else the first find; None without.

    Raises:
        DatabaseError: The database is away.
    """
    work = _work(name)
    if isinstance(work, Refused) or not work.applied.extraction.finds:
        return None
    finds = work.applied.extraction.finds
    first = min(finds, key=lambda find: (not isinstance(find, Meeting), find.trigger))
    article = articles.article_of(work.stored.document)
    homes = {each.record_id: each.thing for each in candidates.homes_of(database, [article.key])}
    thing = homes.get(first.anchor, thing_of(first, article).id)
    days = [day[:10] for day in _days(first, work.day) if day]
    return Seen(thing, min(days, default=""), max(days, default=""))


def _days(find: Find, published: str) -> tuple[str, ...]:
    """Return the first and last day of a find; the day of publication where it has none."""
    when = getattr(find, "when", None)
    return (when.earliest, when.latest) if when is not None else (published,)


# ---- whom a form offers --------------------------------------------------------------------------


def _entry(identity: str, type_: str, caption: str, names: Iterable[str]) -> dict[str, str]:
    folded = " ".join(dict.fromkeys(fold(name) for name in (caption, *names)))
    return {"id": identity, "type": type_, "caption": caption, "folded": folded}


def everybody(there: pd.DataFrame) -> list[dict[str, str]]:
    """Return whom a form can offer: id, type, caption, folded (all names, as they are searched).

    there: the graph's actors (graph.actors.ACTORS), who come first; then those of the tables.
    """
    found = {
        str(row["id"]): _entry(
            str(row["id"]), str(row["type"]), str(row["caption"]), list(row["aliases"])
        )
        for row in there.to_dict("records")
    }
    known = tables()
    for someone in known.people.values():
        identity = make_id("person", someone.caption)
        names = (*someone.aliases, *someone.surnames)
        found.setdefault(identity, _entry(identity, "Person", someone.caption, names))
    for country in known.countries.values():
        actor = country.actor
        found.setdefault(actor.id, _entry(actor.id, actor.type, actor.caption, country.names))
    for body in known.bodies.values():
        actor = body.actor
        found.setdefault(actor.id, _entry(actor.id, actor.type, actor.caption, body.names))
    return list(found.values())


# ---- the same call? ------------------------------------------------------------------------------


def questions(database: Database, name: str = "") -> list[Question]:
    """Return what only a person can say: do two texts tell of one meeting?

    name: those first that are about this text.

    Raises:
        DatabaseError: The database is away.
    """
    try:
        found = open_questions(database, Answers.of(database))
    except AnswersUnreadable:
        return []
    stored = added_texts.read(name) if name else None
    key = stored.document.key if isinstance(stored, added_texts.Stored) else ""
    return sorted(found, key=lambda each: key not in (each.one.key, each.other.key))


def answer(database: Database, question: str, given: str) -> Refused | None:
    """Answer a question "yes" or "no", or take the answer back ("undo"); the graph follows.

    Raises:
        DatabaseError: The database is away; an answer is kept, and the next load follows it.
    """
    try:
        answers = Answers.of(database)
        if given == "undo":
            undo_answer(database, answers, question)
        else:
            give_answer(database, answers, question, given == "yes")
    except NoSuchQuestion:
        return Refused("This was answered or settled meanwhile. Look again.")
    except (AnswersUnreadable, OSError, TimeoutError) as error:
        return Refused(f"The answer could not be kept: {error}.")
    return None
