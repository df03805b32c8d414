"""A made-up text with every kind of find, as extraction would find them."""

from __future__ import annotations

import re
from dataclasses import replace

from graph.quotation import Article, fingerprint
from loaders import gazetteer
from loaders.extraction.finds import (
    Actor,
    Agreement,
    Claim,
    Duration,
    Extraction,
    Meeting,
    Mention,
    Part,
    Span,
    Speaker,
    Stance,
    Time,
    Value,
)
from loaders.known_actors import actor_by_name

TEXT = (
    "Emmanuel Macron and Vladimir Putin spoke by phone on Monday for 90 minutes, the Elysee said. "
    "The two leaders agreed to hold talks on gas. "
    "Both countries' foreign ministers will meet in the coming days in Paris. "
    "“The border stays open,” Putin told Macron, according to the Elysee. "
    "The mediator Ana Oru said this would have to be verified. "
    "The German chancellor may call Putin. "
    "They named the Minsk protocol.\n"
)
DAY = "2021-06-15"
KEY = "https://example.org/call"
ARTICLE = Article.make(
    KEY,
    text_sha256=fingerprint(TEXT),
    title="A call",
    source_url=KEY,
    publisher="Example News",
    published_at=f"{DAY}T18:00",
    text=TEXT,
)
RULES = ("meeting.speak", "meeting.meet", "meeting.call", "agreement.agree", "claim.say")


def known(name: str) -> Actor:
    """Return an actor of the tables by name."""
    actor = actor_by_name(name, DAY)
    assert actor is not None, name
    return actor


MACRON, PUTIN = known("Emmanuel Macron"), known("Vladimir Putin")
ELYSEE = known("Elysee")
MINISTERS = known("Foreign minister of France"), known("Foreign minister of Russia")
MERKEL = gazetteer.office_holder("head_of_government", "DEU", DAY)
assert MERKEL is not None
ORU = gazetteer.person("Ana Oru")
READ = "read from the text"


def at(words: str, nth: int = 1, text: str = TEXT) -> Span:
    """Return the span of the nth occurrence of words."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def sentence(words: str, text: str = TEXT) -> Span:
    """Return the span of the sentence that holds the words."""
    place = text.index(words)
    start = max(text.rfind(". ", 0, place) + 2, 0) if ". " in text[:place] else 0
    stop = re.compile(r"\.(?= |\n|\Z)").search(text, place)
    assert stop is not None
    return Span(start, stop.end())


SPOKE, AGREED = sentence("spoke by phone"), sentence("agreed to hold")
MEET, BORDER = sentence("will meet"), sentence("stays open")
VERIFIED, MAY, NAMED = sentence("be verified"), sentence("may call"), sentence("Minsk")

CALL = Meeting(
    anchor="meeting/spoke/1",
    rule="meeting.speak",
    trigger=at("spoke"),
    evidence=(SPOKE, AGREED),
    format="call",
    status=Value("held", SPOKE),
    participants=(Part(MACRON, at("Emmanuel Macron"), "actor"), Part(PUTIN, at("Vladimir Putin"))),
    when=Time(at("Monday"), "2021-06-14", "2021-06-14", "day", False, "weekday", "2021-06-14"),
    duration=Duration(at("90 minutes"), "PT90M"),
    joint=False,
    speakers=(Speaker(ELYSEE, 0, at("Elysee")),),
)
MINISTERIAL = Meeting(
    anchor="meeting/meet/1",
    rule="meeting.meet",
    trigger=at("meet", 1),
    evidence=(MEET,),
    format="meeting",
    status=Value("planned", MEET),
    participants=tuple(Part(m, at("Both countries' foreign ministers")) for m in MINISTERS),
    when=Time(at("in the coming days"), "2021-06-15", "2021-06-22", "range", True, "coming-days"),
    location=Value("Paris", at("Paris")),
)
FLOATED = Meeting(
    anchor="meeting/call/1",
    rule="meeting.call",
    trigger=at("call"),
    evidence=(MAY,),
    format="call",
    status=Value("possible", MAY),
    participants=(
        Part(
            MERKEL,
            at("German chancellor"),
            "",
            f"Chancellor of Germany on {DAY}, by the office table",
        ),
        Part(PUTIN, at("Putin", 3)),
    ),
    joint=False,
)
TALKS = Meeting(
    anchor="meeting/talks/1",
    rule="meeting.talks",
    trigger=at("talks"),
    evidence=(AGREED,),
    format="talks",
    status=Value("proposed", AGREED),
    topic=Value("gas", at("gas")),
)
KEEP = Agreement(
    anchor="agreement/agreed/1",
    rule="agreement.agree",
    trigger=at("agreed"),
    evidence=(AGREED,),
    status=Value("agreed", at("agreed")),
    terms=at("hold talks on gas"),
    binding=Value("verbal", at("agreed")),
    parties=tuple(Part(a, at("The two leaders"), "", READ) for a in (MACRON, PUTIN)),
    result_of=CALL.anchor,
    calls_for=(TALKS.anchor,),
)
MINSK = Agreement(
    anchor="agreement/minsk protocol/1",
    rule="agreement.instrument",
    trigger=at("Minsk protocol"),
    evidence=(NAMED,),
    status=Value("existing", at("Minsk protocol")),
    terms=at("Minsk protocol"),
    binding=Value("written", at("Minsk protocol")),
    caption=Value("Minsk protocol", at("Minsk protocol"), "known since 2014"),
)
BORDER_SAID = Claim(
    anchor="claim/told/1",
    rule="claim.say",
    trigger=at("told"),
    evidence=(BORDER,),
    content=at("The border stays open"),
    mode="verbatim",
    source=at("Putin", 2),
    verbatim=(at("The border stays open"),),
    addressees=(Part(MACRON, at("Macron", 2)),),
    about=(CALL.anchor,),
    speakers=(
        Speaker(ELYSEE, 0, at("Elysee", 2)),
        Speaker(PUTIN, 1, at("Putin", 2)),
    ),
)
DOUBT = Claim(
    anchor="claim/said/2",
    rule="claim.say",
    trigger=at("said", 2),
    evidence=(VERIFIED,),
    content=at("this would have to be verified"),
    mode="paraphrase",
    stances=(Stance("questions", BORDER_SAID.anchor, at("have to be verified")),),
    speakers=(Speaker(ORU, 0, at("Ana Oru")),),
)

MENTIONS = (
    Mention(at("Emmanuel Macron"), MACRON, "name"),
    Mention(at("Vladimir Putin"), PUTIN, "name"),
    Mention(at("Elysee"), ELYSEE, "name"),
    Mention(at("The two leaders"), MACRON, "group", READ),
    Mention(at("The two leaders"), PUTIN, "group", READ),
    Mention(BORDER_SAID.speakers[1].span, PUTIN, "name"),
    Mention(BORDER_SAID.addressees[0].span, MACRON, "name"),
    Mention(at("Elysee", 2), ELYSEE, "name"),
    Mention(at("Ana Oru"), ORU, "name"),
    Mention(FLOATED.participants[0].span, MERKEL, "title", FLOATED.participants[0].note),
    Mention(FLOATED.participants[1].span, PUTIN, "name"),
)
EXTRACTION = Extraction(
    mentions=MENTIONS,
    meetings=(CALL, TALKS, MINISTERIAL, FLOATED),
    agreements=(KEEP, MINSK),
    claims=(BORDER_SAID, DOUBT),
)


def without(*anchors: str) -> Extraction:
    """Return the extraction without some finds, as if rules had lost them."""
    return replace(
        EXTRACTION,
        meetings=tuple(m for m in EXTRACTION.meetings if m.anchor not in anchors),
        agreements=tuple(a for a in EXTRACTION.agreements if a.anchor not in anchors),
        claims=tuple(c for c in EXTRACTION.claims if c.anchor not in anchors),
    )


def moved(extraction: Extraction, by: int) -> Extraction:
    """Return the extraction of the same text with `by` code points put before it."""

    def shift(value: object) -> object:
        if isinstance(value, Span):
            return Span(value.start + by, value.end + by)
        if isinstance(value, tuple):
            return tuple(shift(each) for each in value)
        if hasattr(value, "__dataclass_fields__"):
            names = value.__dataclass_fields__
            return replace(value, **{n: shift(getattr(value, n)) for n in names})  # type: ignore[type-var]
        return value

    changed = shift(extraction)
    assert isinstance(changed, Extraction)
    return changed
