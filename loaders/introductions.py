"""Who the actors are that a text's finds name: a record of statements each, before the finds.

Names, codes and ties of those whom the tables know are data (basis "record"); who held an office
that takes part is an inference; whom the tables don't know, the text's words introduce.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.quotation import Article
from graph.statement import EXISTS, Entity, Relationship, Statement, clean
from loaders import gazetteer
from loaders.extraction.finds import Actor, Extraction, Find, Mention, Span
from loaders.known_actors import TABLES, entity, holder_note, names_of, ties_of

#: Beside a quote that doesn't hold the value word for word, where a person set it.
SET_BY_PERSON = "Set by the person who checked it"


@dataclass
class Used:
    """An actor that a find names. span: the words; None where none name them."""

    actor: Actor
    span: Span | None
    takes_part: bool


class Ledger:
    """What the statements of one text have in common. day: of publication, "" if not known."""

    def __init__(self, article: Article, extraction: Extraction, dataset: str, unit: str) -> None:
        self.article, self.extraction = article, extraction
        self.dataset, self.unit = dataset, unit
        day = article.published_at[:10]
        self.day = day if len(day) == 10 else ""
        self.naming: dict[str, list[Mention]] = {}
        for mention in extraction.mentions:
            if mention.kind == "name" and not mention.note:
                self.naming.setdefault(mention.actor.id, []).append(mention)

    def maker(self, find: Find, field: str) -> tuple[str, str]:
        """Return `generatedBy` and `confidence` of a find's field; "" = that it exists."""
        raise NotImplementedError

    def is_set(self, find: Find, field: str) -> bool:
        """Did a person set the field?"""
        raise NotImplementedError

    def record(
        self, about: Entity | Relationship, prop: str, value: str, record_id: str
    ) -> Statement:
        """Return what stands in the tables: data, and no reading of this article."""
        made = Statement(
            about, prop, value, self.dataset, self.unit, record_id, TABLES, basis="record"
        )
        return clean(made)


def introduce(used: Sequence[tuple[Find, Used]], ledger: Ledger) -> Iterator[Statement]:
    """Yield the statements on every actor that the finds use, in the order of their first use."""
    places: dict[str, list[tuple[Find, Used]]] = {}
    for find, each in used:
        places.setdefault(each.actor.id, []).append((find, each))
    records: dict[str, list[Statement]] = {}
    for identity, found in places.items():
        actor = next((each.actor for _, each in found if each.actor.known), found[0][1].actor)
        if not actor.known:
            records[identity] = list(_stranger(actor, found, ledger))
            continue
        # A person whom only a reading brings in is no evidence for an office.
        ties = actor.type != "Person" or identity in ledger.naming
        _known(actor, records, ledger, ties=ties)
        if actor.type == "Office" and any(each.takes_part for _, each in found):
            _holder(actor, records, ledger)
    for record in records.values():
        yield from record


def _known(
    actor: Actor, records: dict[str, list[Statement]], ledger: Ledger, *, ties: bool
) -> None:
    """Add the record of an actor of the tables; ties: with what it belongs to."""
    record = records.setdefault(actor.id, [])
    tied = list(ties_of(actor, ledger.day)) if ties else []
    for each in (*names_of(actor), *tied):
        made = ledger.record(each.about, each.prop, each.value, _record_id(actor))
        if made not in record:
            record.append(made)
    # A tie leads to another kind of actor (person, office, country) or to members: this ends.
    for each in tied:
        if each.to is not None and each.to.id not in records:
            _known(each.to, records, ledger, ties=each.to.type == "Office")


def _holder(office: Actor, records: dict[str, list[Statement]], ledger: Ledger) -> None:
    """Add who held an office that takes part, as an inference."""
    person = gazetteer.holder_of(office, ledger.day) if ledger.day else None
    if person is None:
        return
    _known(person, records, ledger, ties=False)
    edge = Relationship("HELD_OFFICE", entity(person), entity(office))
    records[office.id].append(
        Statement(
            edge,
            EXISTS,
            edge.type,
            ledger.dataset,
            ledger.unit,
            _record_id(office),
            TABLES,
            basis="inference",
            article=ledger.article,
            note=holder_note(office, ledger.day),
        )
    )


def _stranger(
    actor: Actor, places: Sequence[tuple[Find, Used]], ledger: Ledger
) -> Iterator[Statement]:
    """Yield that somebody exists whom the tables don't know, by the words that name them."""
    text = ledger.article.text or ""
    name = actor.caption.casefold()
    spans = [mention.span for mention in ledger.naming.get(actor.id, [])]
    spans += [each.span for _, each in places if each.span is not None]
    spans += [find.evidence[0] for find, _ in places]
    span = next((each for each in spans if name in each.of(text).casefold()), spans[0])
    # Who appears in one find that a person has checked is checked.
    makers = [ledger.maker(find, "") for find, _ in places]
    generated_by, confidence = next((m for m in makers if not m[1]), makers[0])
    quotation = ledger.article.quote(span.start, span.end)
    set_here = any(
        ledger.is_set(find, field)
        for find, _ in places
        for field in ("participants", "parties", "speakers", "addressedTo")
    )
    is_said = name in quotation.exact.casefold()
    for prop, value in ((EXISTS, actor.type), ("caption", actor.caption)):
        made = Statement(
            entity(actor),
            prop,
            value,
            ledger.dataset,
            ledger.unit,
            _record_id(actor),
            generated_by,
            quotation=quotation,
            note="" if is_said or not set_here else SET_BY_PERSON,
            confidence=confidence,
        )
        yield clean(made)


def _record_id(actor: Actor) -> str:
    return f"actors/{actor.id}"
