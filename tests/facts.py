"""Small facts to test with: one text, and Statements about it in few words."""

from __future__ import annotations

from dataclasses import replace

from graph.quotation import Article, fingerprint
from graph.statement import EXISTS, Attribution, Entity, Relationship, Statement

TEXT = (
    "Anna Berg called Bo Lund on Friday. They spoke for 90 minutes, the Chancellery said. "
    "Both agreed to meet again soon."
)
ARTICLE = Article.make(
    "https://example.org/call",
    text_sha256=fingerprint(TEXT),
    title="Berg calls Lund",
    source_url="https://example.org/call",
    publisher="Example News",
    published_at="2021-03-05",
    text=TEXT,
)
BERG, LUND = Entity("Person", "person-berg"), Entity("Person", "person-lund")
CHANCELLERY = Entity("Organization", "organization-chancellery")
CALL = Entity("Meeting", "meeting-call")
AGREEMENT = Entity("Agreement", "agreement-again")
CLAIM = Entity("Claim", "claim-minutes")
AGAIN = Entity("Meeting", "meeting-again")

#: A rule that finds meetings in texts, and how often it was right: in 93 % of 41 finds.
RULE, CONFIDENCE = "meeting.meet.verb", "0.93/41"
READING = "Our reading: “soon” = the 14 days after publication"
OFFICE = "Chancellor of Norland on 2021-03-05"


def statement(
    about: Entity | Relationship,
    prop: str = EXISTS,
    value: str = "",
    words: str = "Anna Berg called Bo Lund",
    *,
    dataset: str = "first",
    unit: str = "file",
    record: str = "",
    by: tuple[Entity, ...] = (),
    article: Article = ARTICLE,
    **more: str,
) -> Statement:
    """Return a statement that quotes `words`, which must stand in the article's text."""
    assert article.text is not None
    start = article.text.index(words)
    made = Statement(
        about,
        prop,
        value or (about.type if prop == EXISTS else ""),
        dataset,
        unit,
        record or about.id,
        "curated",
        quotation=article.quote(start, start + len(words)),
        attributed_to=tuple(Attribution(actor, i) for i, actor in enumerate(by)),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def named(actor: Entity, caption: str, **more: str) -> Statement:
    """Return the statement that gives an actor its name, from a register instead of a text."""
    made = statement(actor, "caption", caption, record=actor.id)
    return replace(made, quotation=None, basis="record", **more)  # type: ignore[arg-type]


def call_facts(dataset: str = "first", duration: str = "PT90M") -> list[Statement]:
    """Return a whole small graph: two people, their call, what came of it and what was said."""
    took_part = [Relationship("PARTICIPATED_IN", who, CALL) for who in (BERG, LUND)]
    spoke = "They spoke for 90 minutes"
    agreed = "agreed to meet again"
    return [
        named(BERG, "Anna Berg", dataset=dataset),
        named(LUND, "Bo Lund", dataset=dataset),
        named(CHANCELLERY, "Chancellery", dataset=dataset),
        statement(CALL, dataset=dataset),
        statement(CALL, "status", "held", dataset=dataset),
        statement(CALL, "format", "call", dataset=dataset),
        statement(CALL, "startDate", "2021-03-05", "Friday", dataset=dataset),
        statement(CALL, "duration", duration, "90 minutes", dataset=dataset, by=(CHANCELLERY,)),
        *(statement(edge, dataset=dataset, record=CALL.id) for edge in took_part),
        statement(AGREEMENT, words=agreed, dataset=dataset),
        statement(AGREEMENT, "terms", "meet again", agreed, dataset=dataset),
        statement(AGREEMENT, "status", "agreed", agreed, dataset=dataset),
        statement(
            Relationship("RESULTED_IN", CALL, AGREEMENT),
            words=agreed,
            dataset=dataset,
            record=AGREEMENT.id,
        ),
        statement(CLAIM, words=spoke, dataset=dataset, by=(CHANCELLERY,)),
        statement(CLAIM, "content", spoke, spoke, dataset=dataset, by=(CHANCELLERY,)),
        statement(CLAIM, "mode", "paraphrase", spoke, dataset=dataset, by=(CHANCELLERY,)),
        statement(
            Relationship("MADE", CHANCELLERY, CLAIM), words=spoke, dataset=dataset, record=CLAIM.id
        ),
        statement(
            Relationship("IS_ABOUT", CLAIM, CALL), words=spoke, dataset=dataset, record=CLAIM.id
        ),
    ]


def inferred(one: Statement, note: str) -> Statement:
    """Return the statement as an inference: from the same article, without its words."""
    return replace(one, quotation=None, article=ARTICLE, basis="inference", note=note)


def found_facts(dataset: str = "found", confidence: str = CONFIDENCE) -> list[Statement]:
    """Return what software finds in the same text: a meeting to come, which nobody has checked.

    Its date is read from "soon"; that Berg takes part stands there, Lund's name is inferred.
    """
    more = {"dataset": dataset, "generated_by": RULE, "confidence": confidence}
    words = "meet again soon"
    berg, lund = (Relationship("PARTICIPATED_IN", who, AGAIN) for who in (BERG, LUND))
    return [
        statement(AGAIN, words=words, **more),
        statement(AGAIN, "status", "planned", "agreed to meet again", **more),
        statement(AGAIN, "format", "meeting", words, **more),
        statement(AGAIN, "dateText", "soon", "soon", **more),
        inferred(statement(AGAIN, "earliest", "2021-03-05", **more), READING),
        inferred(statement(AGAIN, "latest", "2021-03-19", **more), READING),
        statement(berg, words="Both", record=AGAIN.id, **more),
        inferred(statement(lund, record=AGAIN.id, **more), OFFICE),
    ]
