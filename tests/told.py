"""Texts to test with: in few words, what an article tells of calls and talks, as Statements.

Every article says what it says in words of its own text, as an extraction would, and every meeting
is about its record's own thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.candidates import own_id
from graph.quotation import Article, Quotation, fingerprint, make_id
from graph.statement import EXISTS, Entity, Relationship, Statement
from loaders import Complete, Item, Settle

DATASET = "articles"
BERG, LUND, HOLM = (Entity("Person", f"person-{name}") for name in ("berg", "lund", "holm"))
NAMES = {BERG: "Anna Berg", LUND: "Bo Lund", HOLM: "Carl Holm"}
NORLAND, SUDLAND = Entity("Country", "country-NOR"), Entity("Country", "country-SUD")


@dataclass(frozen=True)
class Find:
    """One meeting in a text. day: ISO prefix; "" none. days: earliest, latest and the words, where
    they are vague. until: last day. agreed: terms of an agreement that came from it."""

    anchor: str = "meeting/call/1"
    people: tuple[Entity, ...] = (BERG, LUND)
    day: str = "2021-03-05"
    until: str = ""
    days: tuple[str, str, str] | None = None
    status: str = "held"
    format: str = "call"
    duration: str = ""
    location: str = ""
    note: str = ""
    agreed: str = ""
    by: str = "meeting.call.noun"


@dataclass(frozen=True)
class Text:
    """An article. key: its address. more: words that make another version of it."""

    key: str
    finds: tuple[Find, ...] = (Find(),)
    published: str = "2021-03-05"
    publisher: str = ""
    more: str = ""

    @property
    def article(self) -> Article:
        words = [f"{name}." for name in NAMES.values()]
        for find in self.finds:
            words += [f"[{find.anchor}]", *(value for _, value in _values(find)), find.agreed]
        text = " ".join([*filter(None, words), self.more]).strip()
        return Article.make(
            self.key,
            text_sha256=fingerprint(text),
            title=f"News {self.key}",
            publisher=self.publisher or f"Paper {self.key}",
            published_at=self.published,
            text=text,
        )

    def own(self, anchor: str = "meeting/call/1") -> str:
        return own_id(self.key, anchor)

    @property
    def items(self) -> list[Item]:
        """What a loader yields for it."""
        return [
            Settle(DATASET),
            *self.statements,
            Complete(DATASET, self.article.id, about={"title": "Articles"}),
        ]

    @property
    def statements(self) -> list[Statement]:
        article = self.article
        found = [_named(who, article) for who in (BERG, LUND, HOLM)]
        for find in self.finds:
            found += _statements(find, article)
        return found


def _values(find: Find) -> list[tuple[str, str]]:
    earliest, latest, words = find.days or ("", "", "")
    given = {
        "status": find.status,
        "format": find.format,
        "startDate": find.day if find.days is None else "",
        "endDate": find.until,
        "earliest": earliest,
        "latest": latest,
        "dateText": words,
        "duration": find.duration,
        "location": find.location,
        "orderNote": find.note,
    }
    return [(name, value) for name, value in given.items() if value]


def _quote(article: Article, words: str) -> Quotation:
    assert article.text is not None
    start = article.text.index(words)
    return article.quote(start, start + len(words), context=0)


def _named(who: Entity, article: Article) -> Statement:
    return Statement(
        who,
        "caption",
        NAMES[who],
        DATASET,
        article.id,
        f"actor/{who.id}",
        "gazetteer",
        basis="record",
        article=article,
    )


def _statements(find: Find, article: Article) -> list[Statement]:
    meeting = Entity("Meeting", own_id(article.key, find.anchor))
    words = f"[{find.anchor}]"

    def say(
        about: Entity | Relationship, prop: str, value: str, exact: str, record: str = find.anchor
    ) -> Statement:
        quotation = _quote(article, exact)
        return Statement(
            about, prop, value, DATASET, article.id, record, find.by, quotation=quotation
        )

    found = [say(meeting, EXISTS, "Meeting", words)]
    found += [say(meeting, name, value, value) for name, value in _values(find)]
    for who in find.people:
        edge = Relationship("PARTICIPATED_IN", who, meeting)
        found.append(say(edge, EXISTS, edge.type, NAMES.get(who, words)))
    if find.agreed:
        record = f"agreement/{find.anchor}"
        agreement = Entity("Agreement", make_id("agreement", article.key, record))
        edge = Relationship("RESULTED_IN", meeting, agreement)
        found += [
            say(agreement, EXISTS, "Agreement", find.agreed, record),
            say(agreement, "terms", find.agreed, find.agreed, record),
            say(agreement, "status", "agreed", find.agreed, record),
            say(edge, EXISTS, edge.type, find.agreed, record),
        ]
    return found


def together(*texts: Text) -> list[Item]:
    """Several texts in one load."""
    return [item for text in texts for item in text.items]


def curated(thing: str, find: Find, key: str, published: str = "2021-03-05") -> list[Statement]:
    """The same as a person's records give it: a thing with an id of its own, a file as unit."""
    text = Text(key, (find,), published)
    meeting = Entity("Meeting", thing)
    found = []
    for statement in text.statements:
        about = statement.about
        if isinstance(about, Relationship):
            about = replace(about, end=meeting) if about.end.type == "Meeting" else about
        elif about.type == "Meeting":
            about = meeting
        found.append(
            replace(
                statement,
                about=about,
                dataset="by-hand",
                unit="facts.yaml",
                record_id=f"{key}/Meeting/{thing}",
                generated_by="curated",
            )
        )
    return found


def meetings_of(rows: Iterable[dict[str, object]]) -> set[frozenset[str]]:
    """Rows of (thing, key, record) as a partition: which records are together."""
    groups: dict[object, set[str]] = {}
    for row in rows:
        groups.setdefault(row["thing"], set()).add(f"{row['key']} {row['record']}")
    return {frozenset(group) for group in groups.values()}


def keys(texts: Sequence[Text]) -> list[str]:
    return [text.key for text in texts]
