"""Finds of an extraction -> Statements, each with the words that prove it.

What the words say is quoted. What is only read from them (whom "he" means, which days "in the
coming days" are, who held an office) is an inference with a note, and never looks like a quote.
What can't be written whole is a Rejected, never half a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from types import MappingProxyType

from graph import schema
from graph.quotation import Article, QuoteNotFound, make_id
from graph.statement import (
    EXISTS,
    REVIEWED,
    Attribution,
    Entity,
    Relationship,
    Statement,
    clean,
    validate,
)
from graph.types import ValueRefused
from loaders import Rejected, gazetteer
from loaders.cards import describe as describe  # the words of a find's card belong to this door
from loaders.extraction.calendar_words import conventions
from loaders.extraction.finds import (
    Actor,
    Agreement,
    Claim,
    Extraction,
    Find,
    Meeting,
    Mention,
    Part,
    Span,
    Speaker,
    Time,
    Value,
)
from loaders.introductions import SET_BY_PERSON, Ledger, Used, introduce
from loaders.known_actors import entity, office_meant

_NONE: Mapping[str, tuple[int, int]] = MappingProxyType({})


@dataclass(frozen=True)
class Verdict:
    """What a person decided on a find. kind: accept, edit, add or reject.

    edited: the fields that the person set (curation.py lists them). rule: which rule had found it
    when it was accepted; "" = the find's own.
    """

    kind: str
    edited: frozenset[str] = frozenset()
    rule: str = ""


_UNCHECKED: Mapping[str, Verdict] = MappingProxyType({})


def statements(
    article: Article,
    extraction: Extraction,
    *,
    dataset: str,
    unit: str,
    verdicts: Mapping[str, Verdict] = _UNCHECKED,
    precision: Mapping[str, tuple[int, int]] = _NONE,
) -> Iterator[Statement | Rejected]:
    """Yield the statements of all finds, record by record: first the actors, then the finds.

    Args:
        article: With its text, in which all spans are.
        extraction: As the rules found it and people left it (curation.apply).
        dataset, unit: Whose the statements are, and what is reloaded as a whole.
        verdicts: By anchor, what people decided.
        precision: By rule, in how many finds it was right and how many were looked at.

    A find that breaks a rule of evidence or lacks what its type must have is one Rejected with
    unit and record, so that its last good version stays; a relationship to it is left out. The
    same arguments give the same statements in the same order.
    """
    writer = _Writer(article, extraction, dataset, unit, verdicts, precision)
    drafts = [writer.draft(find) for find in extraction.finds]
    good = [draft for draft in drafts if not draft.faults]
    anchors = {draft.find.anchor for draft in good}
    yield from introduce(
        [(draft.find, used) for draft in good for used in draft.used.values()], writer
    )
    for draft in good:
        yield from (s for s, needs in draft.facts if not needs or needs in anchors)
    for draft in drafts:
        if draft.faults:
            reason = "; ".join(dict.fromkeys(draft.faults))
            anchor = draft.find.anchor
            yield Rejected(article.key, 0, anchor, reason, dataset, unit, anchor)


def thing_of(find: Find, article: Article) -> Entity:
    """Return the thing that a find tells of.

    Its id is made from the article's key and the find's anchor: a changed text at the same address
    states the same things anew. A known instrument is one thing wherever it is named.
    """
    kind = type(find).__name__
    prefix = schema.node_type(kind).prefix
    if isinstance(find, Agreement) and _is_instrument(find):
        assert find.caption is not None
        return Entity(kind, make_id(prefix, instrument_key(find.caption.value)))
    return Entity(kind, make_id(prefix, article.key, find.anchor))


def instrument_key(caption: str) -> str:
    """Return what the id of a known instrument is made from: "minsk-protocol-2014"."""
    key = "-".join(gazetteer.normalise(caption).split())
    year = _year_of(caption)
    return f"{key}-{year}" if year else key


def _year_of(caption: str) -> str:
    for span, name, year in gazetteer.find_instruments(caption):
        if name == caption and span.of(caption) == caption:
            return str(year)
    return ""


def _is_instrument(find: Agreement) -> bool:
    return find.caption is not None and find.status.value == "existing"


@dataclass
class _Draft:
    """The statements of one find, before they are known to be good. facts: with the anchor that
    each can't do without, or ""."""

    find: Find
    thing: Entity
    chain: tuple[Attribution, ...] = ()
    facts: list[tuple[Statement, str]] = field(default_factory=list)
    used: dict[str, Used] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class _Writer(Ledger):
    """Writes the finds of one text."""

    def __init__(
        self,
        article: Article,
        extraction: Extraction,
        dataset: str,
        unit: str,
        verdicts: Mapping[str, Verdict],
        precision: Mapping[str, tuple[int, int]],
    ) -> None:
        super().__init__(article, extraction, dataset, unit)
        self.verdicts, self.precision = verdicts, precision
        self.text = article.text or ""
        self.by_anchor = {find.anchor: find for find in extraction.finds}
        self.mentions: dict[tuple[Span, str], Mention] = {}
        for mention in extraction.mentions:
            self.mentions.setdefault((mention.span, mention.actor.id), mention)

    # --- one find --------------------------------------------------------------------------------

    def draft(self, find: Find) -> _Draft:
        """Return the find's statements, or what is wrong with them."""
        draft = _Draft(find, thing_of(find, self.article))
        if not find.evidence:
            draft.faults.append("has no words that tell of it: no quote, no edge")
            return draft
        draft.chain = self._chain(draft, find)
        for span in dict.fromkeys(find.evidence):
            self._state(draft, draft.thing, EXISTS, draft.thing.type, span, "")
        if isinstance(find, Meeting):
            self._meeting(draft, find)
        elif isinstance(find, Agreement):
            self._agreement(draft, find)
        elif isinstance(find, Claim):
            self._claim(draft, find)
        given = {s.prop for s, _ in draft.facts if s.about == draft.thing}
        lacking = [
            p.name
            for p in schema.node_type(draft.thing.type).properties
            if p.required and p.name not in given
        ]
        if lacking and not draft.faults:
            draft.faults.append(f"has no {' and no '.join(lacking)}")
        return draft

    def _chain(self, draft: _Draft, find: Find) -> tuple[Attribution, ...]:
        chain = []
        for speaker in sorted(find.speakers, key=lambda s: (s.position, s.span)):
            note = self._note_of(speaker, find)
            actor, span, _ = self._read(speaker.actor, speaker.span, note, find.evidence)
            self._use(draft, actor, span)
            attribution = Attribution(entity(actor), speaker.position)
            if attribution not in chain:
                chain.append(attribution)
        return tuple(chain)

    def _meeting(self, draft: _Draft, find: Meeting) -> None:
        self._value(draft, "status", find.status)
        # The words that set the rule off are those that name the form of the meeting.
        self._state(draft, draft.thing, "format", find.format, find.trigger, "format")
        self._date(draft, find.when)
        if find.duration is not None:
            said = find.duration
            self._state(draft, draft.thing, "duration", said.value, said.span, "duration")
        self._value(draft, "location", find.location)
        self._value(draft, "topic", find.topic)
        self._value(draft, "initiative", find.initiative)
        self._value(draft, "openParticipants", find.open_participants)
        self._value(draft, "orderNote", find.order_note)
        for part in find.participants:
            self._part(draft, "PARTICIPATED_IN", part, "participants")

    def _agreement(self, draft: _Draft, find: Agreement) -> None:
        if find.caption is not None:
            # A table's caption stands for the spelling that is quoted.
            named = find.caption
            self._state(draft, draft.thing, "caption", named.value, named.span, "caption")
        self._value(draft, "status", find.status)
        terms = find.terms
        self._state(draft, draft.thing, "terms", terms.of(self.text), terms, "terms")
        self._value(draft, "binding", find.binding)
        self._date(draft, find.when)
        if find.caption is not None and find.when is None and _is_instrument(find):
            year = _year_of(find.caption.value)
            if year:
                made = self.record(draft.thing, "startDate", year, find.anchor)
                draft.facts.append((made, ""))
        for part in find.parties:
            self._part(draft, "PARTY_TO", part, "parties")
        if find.result_of:
            self._result(draft, find)
        for anchor in find.calls_for:
            self._link(draft, "CALLS_FOR", anchor, find.terms, "callsFor")
        for anchor in find.refers_to:
            other = self.by_anchor.get(anchor)
            named_at = other.trigger if other is not None else find.terms
            inside = any(e.holds(named_at) for e in find.evidence)
            span = named_at if inside else find.terms
            self._link(draft, "REFERS_TO", anchor, span, "refersTo")

    def _claim(self, draft: _Draft, find: Claim) -> None:
        content = find.content
        self._state(draft, draft.thing, "content", content.of(self.text), content, "content")
        self._state(draft, draft.thing, "mode", find.mode, content, "mode")
        self._date(draft, find.when)
        last = max((s.position for s in find.speakers), default=0)
        outer = tuple(a for a in draft.chain if a.position < last)
        for speaker in find.speakers:
            if speaker.position == last:
                part = Part(speaker.actor, speaker.span, note=self._note_of(speaker, find))
                self._part(draft, "MADE", part, "speakers", chain=outer)
        for part in find.addressees:
            self._part(draft, "ADDRESSED_TO", part, "addressedTo", away=True)
        for anchor in find.about:
            self._link(draft, "IS_ABOUT", anchor, content, "about")
        for stance in find.stances:
            self._link(draft, stance.kind.upper(), stance.target, stance.span, stance.kind)

    # --- one fact --------------------------------------------------------------------------------

    def _value(self, draft: _Draft, prop: str, value: Value | None) -> None:
        if value is None:
            return
        span = None if value.note else value.span
        note = _with_words(value.note, value.span.of(self.text))
        self._state(draft, draft.thing, prop, value.value, span, prop, note)

    def _date(self, draft: _Draft, when: Time | None) -> None:
        """State a day that the words give; or the words, and the days that they are read as."""
        if when is None:
            return
        if when.date and not when.vague:
            self._state(draft, draft.thing, "startDate", when.date, when.span, "date")
            return
        words = when.span.of(self.text)
        self._state(draft, draft.thing, "dateText", words, when.span, "date")
        convention = conventions().by_id.get(when.rule)
        says = convention.says if convention is not None else ""
        if not says:
            says = SET_BY_PERSON if self.is_set(draft.find, "date") else "our reading"
            says = f"“{words}”: {says[:1].lower()}{says[1:]}"
        for prop, day in (("earliest", when.earliest), ("latest", when.latest)):
            self._state(draft, draft.thing, prop, day[:10], None, "date", says)

    def _part(
        self,
        draft: _Draft,
        type_: str,
        part: Part,
        field_: str,
        *,
        away: bool = False,
        chain: tuple[Attribution, ...] | None = None,
    ) -> None:
        """State that an actor has a part in the find; away: the relationship leads to the actor."""
        actor, span, note = self._read(part.actor, part.span, part.note, draft.find.evidence)
        self._use(draft, actor, span, takes_part=True)
        ends = (draft.thing, entity(actor)) if away else (entity(actor), draft.thing)
        edge = Relationship(type_, *ends)
        says = (actor.caption, *actor.aliases, *actor.caption.split()[-1:])
        self._state(draft, edge, EXISTS, type_, span, field_, note, chain=chain, says=says)
        if part.role:
            # A role is read from the sentence: no word of it need stand there.
            self._state(draft, edge, "role", part.role, span, field_, note, chain=chain, says=("",))

    def _link(
        self, draft: _Draft, type_: str, anchor: str, span: Span | None, field_: str, note: str = ""
    ) -> None:
        """State a relationship to another find of the text; none where there is no such find."""
        other = self.by_anchor.get(anchor)
        if other is None:
            return
        there = thing_of(other, self.article)
        if there.id == draft.thing.id:
            return
        ends = (there, draft.thing) if type_ == "RESULTED_IN" else (draft.thing, there)
        edge = Relationship(type_, *ends)
        self._state(draft, edge, EXISTS, type_, span, field_, note, needs=anchor)

    def _result(self, draft: _Draft, find: Agreement) -> None:
        """State of which meeting the agreement came; quoted where one sentence tells of both."""
        meeting = self.by_anchor.get(find.result_of)
        if meeting is None:
            return
        together = next(
            (e for e in find.evidence if any(e.overlaps(m) for m in meeting.evidence)), None
        )
        note = "" if together else "told in the same text of those who met there"
        self._link(draft, "RESULTED_IN", find.result_of, together, "resultOf", note)

    def _state(
        self,
        draft: _Draft,
        about: Entity | Relationship,
        prop: str,
        value: str,
        span: Span | None,
        field_: str,
        note: str = "",
        *,
        needs: str = "",
        chain: tuple[Attribution, ...] | None = None,
        says: Sequence[str] = (),
    ) -> None:
        """Add one statement. span: None for an inference.

        says: words of which one gives the fact; where a person set it and the quote has none of
        them, a note says that. () is: the value of a property.
        """
        find = draft.find
        generated_by, confidence = self.maker(find, field_)
        try:
            quotation = self.article.quote(span.start, span.end) if span is not None else None
        except QuoteNotFound as error:
            draft.faults.append(f"{prop}: {error}")
            return
        if quotation is not None and not note and self.is_set(find, field_):
            words = quotation.exact.casefold()
            needed = says or (() if prop == EXISTS else (value,))
            if needed and not any(each.casefold() in words for each in needed):
                note = SET_BY_PERSON
        made = Statement(
            about,
            prop,
            value,
            self.dataset,
            self.unit,
            find.anchor,
            generated_by,
            basis="quote" if quotation is not None else "inference",
            quotation=quotation,
            article=self.article if quotation is None else None,
            attributed_to=draft.chain if chain is None else chain,
            note=note,
            confidence=confidence,
        )
        draft.faults += [f"{prop}: {fault}" for fault in validate(made)]
        try:
            fact = clean(made), needs
        except ValueRefused:
            return  # validate has said why.
        if fact not in draft.facts:
            draft.facts.append(fact)

    # --- who made it -----------------------------------------------------------------------------

    def is_set(self, find: Find, field_: str) -> bool:
        """Did a person set the field?"""
        verdict = self.verdicts.get(find.anchor)
        return verdict is not None and (
            verdict.kind == "add" or (verdict.kind == "edit" and field_ in verdict.edited)
        )

    def maker(self, find: Find, field_: str) -> tuple[str, str]:
        """Return `generatedBy` and `confidence` of a field."""
        verdict = self.verdicts.get(find.anchor)
        if self.is_set(find, field_):
            return REVIEWED, ""
        if verdict is not None:
            return f"{REVIEWED} accepted {verdict.rule or find.rule}", ""
        return find.rule, confidence_of(self.precision.get(find.rule, (0, 0)))

    # --- whom words mean -------------------------------------------------------------------------

    def _read(
        self, actor: Actor, span: Span, note: str, evidence: Sequence[Span]
    ) -> tuple[Actor, Span | None, str]:
        """Return who is meant, the words that name them, and, where none do, why they are meant.

        note: why the words at `span` mean the actor. Where they are a pronoun or title, a name of
        the actor elsewhere in the evidence is quoted. An office whose holder this text never names
        takes part itself.
        """
        if not note:
            return actor, span, ""
        named = self.naming.get(actor.id, [])
        for mention in named:
            if any(each.holds(mention.span) for each in evidence):
                return actor, mention.span, ""
        if actor.type == "Person" and not named:
            office = office_meant(actor, note, self.day)
            if office is not None:
                return office, span, ""
        return actor, None, _with_words(note, span.of(self.text))

    def _note_of(self, speaker: Speaker, find: Find) -> str:
        """Return why the words at a speaker's place mean them; "" where they name them."""
        mention = self.mentions.get((speaker.span, speaker.actor.id))
        return "" if mention is None or self.is_set(find, "speakers") else mention.note

    def _use(
        self, draft: _Draft, actor: Actor, span: Span | None, takes_part: bool = False
    ) -> None:
        if not actor.caption.strip():
            draft.faults.append(f"{actor.id} has no name")
        known = draft.used.setdefault(actor.id, Used(actor, span, takes_part))
        known.takes_part = known.takes_part or takes_part
        known.span = known.span or span


def confidence_of(measured: tuple[int, int]) -> str:
    """Return a rule's share of right finds and their number as "0.93/41"; "" if none was measured.

    measured: how many were right, of how many. Rounded down: a rule that erred is never 1.00.
    """
    right, count = measured
    if count < 1:
        return ""
    share = (Decimal(right) / Decimal(count)).quantize(Decimal("0.01"), ROUND_DOWN)
    return f"{share}/{count}"


def _with_words(note: str, words: str) -> str:
    """Return a note that shows what was read: “the two leaders”: read from the text."""
    if not note or re.search(r"[“”]", note) or note.endswith("by the office table"):
        return note
    return f"“{' '.join(words.split())}”: {note}"
