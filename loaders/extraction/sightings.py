"""Sightings of meetings: each place of a text that tells of one, before they are put together.

A sighting is a trigger of rules.yaml with whom the parse ties to it. loaders/extraction/meetings.py
makes meetings of sightings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Token

from loaders import gazetteer
from loaders.extraction.cast import Cast
from loaders.extraction.company import OPEN, Company, joined
from loaders.extraction.finds import Duration, Part, Span, Time, Value
from loaders.extraction.parsing import Sentence
from loaders.extraction.places import WHERE, Places
from loaders.extraction.rules import Rule, Rules
from loaders.extraction.status import Gone, status_of
from loaders.extraction.syntax import (
    ADVERBIAL,
    GOING,
    agents,
    carrier_of,
    child,
    clauses_of,
    happenings,
    is_passive,
    journeys_above,
    prepositions,
    subjects,
    subtree_ends,
)
from loaders.extraction.uses import BY_PHONE, FRESH, Uses

#: Words before a noun of meeting that say it was by telephone or video.
_PHONE = frozenset(
    ("phone", "telephone", "video", "conference", "videoconference", "online", "virtual", "remote")
)
#: Nouns that tell of a meeting only with company, or by taking up one told before.
_SOFT = frozenset(("discussion", "dialogue", "exchange", "session", "conversation", "encounter"))
#: Kinds of talks that one visit has side by side.
_LAYERED = re.compile(
    r"\b(?:(?P<narrow>one-on-one|t[eê]te-[aà]-t[eê]te|private|restricted)|expanded|extended|"
    r"enlarged|plenary|delegation-level)\b",
    re.IGNORECASE,
)
_NO_MEETING = frozenset(("press", "news", "town", "mass", "cabinet", "board", "wake", "roll"))

#: "talks mediated by A": A takes part as who mediates.
_MEDIATING = frozenset(("mediate", "broker", "moderate", "facilitate", "sponsor"))
#: Verbs whose object was told something there.
_TELLING = frozenset("tell inform brief assure thank ask urge warn congratulate".split(" "))
ORDER_WORDS = re.compile(
    r"\b(?:earlier|later)\s+(?:on\s+)?(?:the\s+same\s+day|in\s+the\s+day|today|that\s+day|"
    r"(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b|\b(?:the\s+)?same\s+day\b"
)


@dataclass
class Sighting:
    """One place that tells of a meeting.

    parts: by actor id, whom the place names. definite: takes up something known ("the call").
    fresh: another one than those before ("a separate call"). soft: tells of a meeting only with
    others. carried: a verb tells of it ("held talks"). company: it names whom it is with. chaired:
    somebody chairs it. layer: narrow or expanded, where talks had both. hub: words that stand for
    the sighting in the parse, for dates and places.
    """

    rule: Rule
    trigger: Span
    sentence: Sentence
    format: str
    status: str
    parts: dict[str, Part] = field(default_factory=dict)
    definite: bool = False
    fresh: bool = False
    soft: bool = False
    plural: bool = False
    joint: bool | None = None
    open: Value | None = None
    when: Time | None = None
    whens: list[Time] = field(default_factory=list)
    duration: Duration | None = None
    location: Value | None = None
    initiative: Value | None = None
    order_note: Value | None = None
    split: bool = False
    carried: bool = False
    company: bool = False
    chaired: bool = False
    layer: str = ""
    hub: tuple[Token, ...] = ()

    @property
    def is_headline(self) -> bool:
        """Does it stand in the headline?"""
        return self.sentence.kind == "headline"


class Scout:
    """Finds the sightings of a text."""

    def __init__(self, cast: Cast, rules: Rules) -> None:
        self.cast = cast
        self.text = cast.text
        self.rules = rules
        self.company = Company(cast)
        self.where = Places(cast)
        self.uses = Uses(cast, rules, self.company, self.where)

    def sightings(self, sentence: Sentence) -> list[Sighting]:
        """Return the sightings of a sentence, in the order of their triggers."""
        found: list[Sighting] = []
        for token in sentence.tokens:
            rule = self.uses.rule(token)
            if rule is None or self._is_name(sentence, token):
                continue
            try:
                if rule.part == "verb":
                    found += self._verb(sentence, token, rule)
                else:
                    found += self._noun(sentence, token, rule)
            except Gone:
                continue
        return found

    def _is_name(self, sentence: Sentence, token: Token) -> bool:
        """Is the word a part of a name ("Munich Security Conference", an instrument)?"""
        span = sentence.span_of(token)
        return any(m.span.holds(span) for m in self.cast.mentions_at(span.start))

    # --- nouns -----------------------------------------------------------------------------------

    def _noun(self, sentence: Sentence, noun: Token, rule: Rule) -> Iterator[Sighting]:
        modifiers = {
            each.lower_ for each in noun.children if each.dep_ in ("compound", "amod", "nmod")
        }
        if modifiers & _NO_MEETING:
            return
        lemma = noun.lemma_.lower()
        if self.uses.is_aside(noun) or (lemma == "round" and not self.uses.is_round(noun)):
            return
        phone = bool(modifiers & _PHONE) or lemma.startswith(("video", "tele", "phone"))
        if lemma in ("call", "phone") and not self.uses.is_call(sentence, noun, phone):
            return
        status = status_of(noun, self.rules.status)
        seen = Sighting(rule, self._trigger(sentence, noun), sentence, rule.format, status)
        phone = phone or bool(
            lemma == "conversation" and BY_PHONE.search(sentence.span.of(self.text))
        )
        seen.soft = lemma in _SOFT and not phone
        if phone and rule.format in ("talks", "meeting", "consultation"):
            seen.format = "call"
        elif seen.soft and rule.format == "call":
            # "the conversation": whatever was told before; by itself they may have sat together.
            seen.format = "talks"
        seen.fresh = bool(modifiers & FRESH)
        seen.layer = self._layer(sentence, noun)
        seen.definite = self.uses.is_definite(noun) and not seen.fresh
        seen.plural = noun.tag_ in ("NNS", "NNPS")
        with_parts = self._company(sentence, noun, rule, seen)
        seen.company = bool(with_parts)
        if with_parts and lemma != "session":
            seen.soft = False
        if with_parts and child(noun, "det") is None:
            # "Macron's conversations with …" names its own people: it takes nothing up.
            seen.definite = False
        self._nations(sentence, noun, seen)
        carrier = (
            carrier_of(noun, self.rules.carriers)
            or self._decided(noun, with_parts)
            or self._offered(noun)
        )
        if lemma == "phone":
            carrier = noun.head.head
        hub = [noun, *clauses_of(noun)]
        self._chair(sentence, noun, seen)
        self._offer(sentence, noun, seen)
        if carrier is not None:
            hub += [carrier, *happenings(carrier), *journeys_above(carrier)]
            seen.carried = True
            self._carried(sentence, noun, carrier, rule, seen, with_parts)
        else:
            circumstance = self._circumstance(noun)
            if circumstance is not None:
                hub += [circumstance, *journeys_above(circumstance)]
                self._of_clause(sentence, noun, circumstance, seen)
        bare = carrier is None and noun.dep_ in ("ROOT", "nsubj", "dep")
        if sentence.kind == "headline" and with_parts and (len(seen.parts) == 1 or bare):
            self._add_home(sentence, noun, seen)
        seen.hub = tuple(hub)
        yield from self._apart(seen, with_parts, noun, rule)

    def _layer(self, sentence: Sentence, noun: Token) -> str:
        """Return narrow or expanded where a noun is one of several sittings of one visit."""
        before = Span(sentence.span_of(noun.left_edge).start, sentence.span_of(noun).end)
        words = before.of(self.text)
        for _, inner in prepositions(noun, "in"):
            if inner.lower_ == "format":
                words = sentence.span_of(inner.left_edge, inner).of(self.text) + " " + noun.lower_
        found = _LAYERED.search(words)
        if found is None or any(True for _ in prepositions(noun, "of")):
            return ""
        return "narrow" if found.group("narrow") else "expanded"

    def _trigger(self, sentence: Sentence, noun: Token) -> Span:
        """Return the noun with what makes it one kind of meeting ("telephone conversation")."""
        first = noun
        for each in sorted(noun.lefts, key=lambda t: -t.i):
            near = each.i == first.i - 1
            if near and each.lower_ in (*_PHONE, "working", "summit"):
                first = each
            else:
                break
        return sentence.span_of(first, noun)

    def _company(
        self, sentence: Sentence, noun: Token, rule: Rule, seen: Sighting
    ) -> list[list[Part]]:
        """Add whom the noun's own phrases name; return those after "with", one list a person."""
        company: list[list[Part]] = []
        for word, inner in prepositions(noun):
            if word in ("with", "between", "among") or word in rule.roles:
                role = rule.roles.get(word, "participant")
                groups = self.company.people(sentence, inner, role)
                if word == "with" and inner.lemma_ in ("participation", "presence", "attendance"):
                    # "a summit with the participation of the President of Turkey"
                    for _, who in prepositions(inner, "of"):
                        groups += self.company.people(sentence, who, "participant")
                if word == "of":
                    # "the call of A with B": the parser hangs B on A.
                    for _, other in prepositions(inner, "with"):
                        company += self.company.people(sentence, other, "recipient")
                        groups = groups + company[-1:]
                if word == "of" and not groups:
                    continue
                for group in groups:
                    self._add(seen, group)
                if word in ("with", "between"):
                    company += groups
                    self._open(sentence, inner, groups, seen)
            elif word == "in" and (body := self.company.bodies(sentence, inner)):
                # "a summit in the Normandy format"
                self._add(seen, body)
        owner = child(noun, "poss")
        if owner is not None:
            self._add(seen, self.company.parts(sentence, owner, rule.roles.get("subject", "")))
        return company

    def _open(
        self, sentence: Sentence, token: Token, groups: Sequence[Sequence[Part]], seen: Sighting
    ) -> None:
        """Keep the words for further ones without names ("other close partners")."""
        for each in (token, *joined(token)):
            if self.company.own(sentence, each, ""):
                continue
            if each.lemma_.lower() in OPEN or (groups and each.pos_ == "NOUN"):
                first, last = subtree_ends(each, without=("conj", "cc", "punct", "relcl", "appos"))
                span = sentence.span_of(first, last)
                seen.open = seen.open or Value(span.of(self.text), span)

    def _nations(self, sentence: Sentence, noun: Token, seen: Sighting) -> None:
        """Add whom words before the noun name: "Russia-US talks", "the NATO summit"."""
        span = Span(sentence.span_of(noun.left_edge).start, sentence.span_of(noun).start)
        before = [
            m
            for m in self.cast.within(span)
            if m.kind in ("demonym", "name", "capital")
            and m.actor.type in ("Country", "Organization")
            and m.span.start > span.start - 1
        ]
        owner = child(noun, "poss")
        if owner is not None:
            skip = sentence.span_of(owner.left_edge, owner.right_edge)
            before = [m for m in before if not skip.holds(m.span)]
        countries = {m.actor.id: m for m in before if m.actor.type == "Country"}
        bodies = {m.actor.id: m for m in before if m.actor.type == "Organization"}
        if seen.parts:
            return
        chosen = [*countries.values()] if len(countries) > 1 else []
        for mention in [*chosen, *(() if len(bodies) > 1 and countries else bodies.values())]:
            self._add(seen, [Part(mention.actor, mention.span, "participant", mention.note)])
        if len(countries) == 1 and len(bodies) == 1 and not chosen:
            mention = next(iter(countries.values()))
            if mention.kind == "name":
                # "the Russia-NATO Council"
                self._add(seen, [Part(mention.actor, mention.span, "participant")])

    def _carried(
        self,
        sentence: Sentence,
        noun: Token,
        carrier: Token,
        rule: Rule,
        seen: Sighting,
        company: list[list[Part]],
    ) -> None:
        """Add whom the verb ties to its noun: "A held talks", "talks were held by A with B"."""
        role = rule.roles.get("subject", "")
        for each in carrier.children:
            # "resumed talks, mediated by C"
            if each.dep_ in ("advcl", "acl") and each.lemma_ in _MEDIATING:
                for agent in agents(each):
                    self._add(seen, self.company.parts(sentence, agent, "mediator"))
        if noun.dep_ not in ("nsubj", "nsubjpass") or carrier.lemma_ in ("involve", "include"):
            for subject in subjects(carrier):
                if subject.i != noun.i:
                    self._add(seen, self.company.parts(sentence, subject, role))
        for agent in agents(carrier):
            self._add(seen, self.company.parts(sentence, agent, role))
        told = ("with", "between", "from", "to") if rule.format == "call" else ("with", "between")
        for word, inner in prepositions(carrier, *told):
            groups = self.company.people(sentence, inner, rule.roles.get(word, "recipient"))
            for group in groups:
                self._add(seen, group)
            company += groups
            self._open(sentence, inner, groups, seen)
        if carrier.lemma_ in (
            "host",
            "receive",
            "invite",
            "offer",
            "propose",
            "grant",
            "deny",
            "refuse",
        ):
            held = child(carrier, "dative" if noun.dep_ == "dobj" else "dobj")
            held = held if held is not None else child(carrier, "dobj")
            if held is not None and held.i != noun.i:
                self._add(seen, self.company.parts(sentence, held, "recipient"))
        if noun.dep_ in ("nsubj", "nsubjpass"):
            return
        inviting = carrier.head if carrier.dep_ == "xcomp" else carrier
        if inviting.lemma_ == "invite" and (guest := child(inviting, "dobj")) is not None:
            self._add(seen, self.company.parts(sentence, guest, "recipient"))

    def _decided(self, noun: Token, company: list[list[Part]]) -> Token | None:
        """Return the verb of "cancelled a meeting with A": whoever cancels was to take part.

        Not of "proposed talks between A and B": who proposes stays outside.
        """
        verb = noun.head
        if noun.dep_ != "dobj" or verb.pos_ != "VERB" or not company:
            return None
        between = any(word == "between" for word, _ in prepositions(noun, "between"))
        return verb if verb.lemma_ in self.rules.status and not between else None

    def _offer(self, sentence: Sentence, noun: Token, seen: Sighting) -> None:
        """Add whom "A turned down B's offer of talks" names."""
        offer = noun.head.head if noun.dep_ == "pobj" else noun
        if noun.dep_ != "pobj" or offer.lemma_ not in (
            "offer",
            "proposal",
            "invitation",
            "request",
        ):
            return
        makers = [i for word in (offer, noun) for _, i in prepositions(word, "from", "by")]
        makers += [each for each in offer.children if each.dep_ == "poss"]
        if offer.dep_ == "dobj":
            makers += subjects(offer.head)
        for each in makers:
            self._add(seen, self.company.parts(sentence, each, ""))

    def _offered(self, noun: Token) -> Token | None:
        """Return the verb of "A offered B talks", whose subject and object would meet."""
        verb = noun.head
        given = noun.dep_ == "dobj" and verb.lemma_ in (
            "offer",
            "propose",
            "promise",
            "grant",
            "deny",
            "refuse",
        )
        return verb if given and child(verb, "dative", "nsubjpass") is not None else None

    def _chair(self, sentence: Sentence, noun: Token, seen: Sighting) -> None:
        """ "a meeting chaired by A": A takes part, whoever else does."""
        for each in noun.children:
            if each.dep_ in ("acl", "relcl") and each.lemma_ in ("chair", "lead", "host", "attend"):
                for agent in agents(each):
                    self._add(seen, self.company.parts(sentence, agent, "host"))
                    seen.chaired = True
            elif each.dep_ in ("acl", "relcl") and each.lemma_ in _MEDIATING:
                for agent in agents(each):
                    self._add(seen, self.company.parts(sentence, agent, "mediator"))

    def _circumstance(self, noun: Token) -> Token | None:
        """Return the verb whose circumstance the noun is: "in a call they agreed"."""
        word = noun
        for _ in range(4):
            head = word.head
            if word.dep_ == "pobj" and head.dep_ == "prep":
                if head.head.pos_ in ("VERB", "AUX"):
                    around = head.lower_ in ADVERBIAL
                    going = head.lower_ == "for" and head.head.lemma_ in (
                        *GOING,
                        "prepare",
                        "ready",
                    )
                    return head.head if around or going else None
                word = head.head
                continue
            if word.dep_ == "pobj" and head.pos_ in ("VERB", "ADP"):
                # "following the talks": a participle taken for a preposition
                verb = head.head
                return verb if verb.pos_ in ("VERB", "AUX") else None
            if word.dep_ == "dobj" and head.lower_ == "following":
                return head.head if head.head.pos_ in ("VERB", "AUX") else None
            if word.dep_ in ("conj",):
                word = head
                continue
            return None
        return None

    def _of_clause(self, sentence: Sentence, noun: Token, verb: Token, seen: Sighting) -> None:
        """Add the subject of the clause, and whom it tells or meets, while somebody is missing."""
        if verb.lemma_ in ("send", "dispatch"):
            # "sent A to London for talks": A goes.
            sent = child(verb, "dobj")
            if sent is not None:
                self._add(seen, self.company.parts(sentence, sent, "actor"))
            return
        people = [p for p in seen.parts.values() if p.actor.type in ("Person", "Office")]
        if len(people) >= 2 or len(seen.parts) >= 2 or child(noun, "poss") is not None:
            return
        for subject in subjects(verb):
            self._add(seen, self.company.parts(sentence, subject, ""))
        if len(seen.parts) >= 2 or verb.lemma_ not in _TELLING:
            return
        for each in verb.children:
            if each.dep_ in ("dobj", "dative"):
                self._add(seen, self.company.parts(sentence, each, ""))

    def _add_home(self, sentence: Sentence, noun: Token, seen: Sighting) -> None:
        """In a publisher's own headline "Talks with …" is about its president."""
        home = self.cast.home
        if home is not None and home.id not in seen.parts and child(noun, "poss") is None:
            span = sentence.span_of(noun)
            seen.parts[home.id] = Part(home, span, "actor", "whose office published the text")

    def _apart(
        self, seen: Sighting, company: list[list[Part]], noun: Token, rule: Rule
    ) -> Iterator[Sighting]:
        """Yield "conversations with A and B" as two, "conversation with A and B" as one."""
        several = [group for group in company if group]
        if seen.plural and len(several) == 1 and len(several[0]) > 1:
            several = [[part] for part in several[0]]
        names = {part.actor.id for group in several for part in group}
        lemma = noun.lemma_.lower()
        between = any(word == "between" for word, _ in prepositions(noun, "between"))
        if (
            seen.plural
            and len(several) > 1
            and lemma not in ("talk", "negotiation", "consultation", "discussion")
            and not between
        ):
            others = {i: p for i, p in seen.parts.items() if i not in names}
            for group in several:
                one = Sighting(rule, seen.trigger, seen.sentence, seen.format, seen.status)
                one.parts = {**others, **{part.actor.id: part for part in group}}
                one.definite, one.fresh, one.soft = seen.definite, seen.fresh, seen.soft
                one.split, one.hub = True, seen.hub
                one.joint = False if seen.format == "call" else None
                yield one
            return
        if seen.format == "call":
            seen.joint = len(seen.parts) > 2
        yield seen

    # --- verbs -----------------------------------------------------------------------------------

    def _verb(self, sentence: Sentence, verb: Token, rule: Rule) -> Iterator[Sighting]:
        if not self.uses.counts(sentence, verb, rule):
            return
        status = status_of(verb, self.rules.status)
        trigger = sentence.span_of(verb)
        hub = (verb, *journeys_above(verb))
        seen = Sighting(rule, trigger, sentence, rule.format, status, hub=hub)
        subject_role = rule.roles.get("subject", "")
        passive = is_passive(verb)
        for subject in subjects(verb):
            role = rule.roles.get("object", "") if passive else subject_role
            self._add(seen, self.company.parts(sentence, subject, role))
        for agent in agents(verb):
            self._add(seen, self.company.parts(sentence, agent, subject_role))
        if "object" in rule.roles and (held := self.uses.held(sentence, verb)) is not None:
            groups = self.company.people(sentence, held, rule.roles["object"])
            for group in groups:
                self._add(seen, group)
            self._open(sentence, held, groups, seen)
        for word, inner in prepositions(verb):
            if word in ("with", "to", "on") and word in rule.roles:
                groups = self.company.people(sentence, inner, rule.roles[word])
                for group in groups:
                    self._add(seen, group)
                self._open(sentence, inner, groups, seen)
        series = self._series(sentence, verb, rule, seen)
        self._host(sentence, verb, seen)
        if rule.format == "call" and rule.needs == "person with":
            self._spoken(sentence, verb, seen)
        if seen.format == "call":
            seen.joint = len(seen.parts) > 2
        if rule.needs == "place ahead":
            seen.status = "planned"
            seen.hub = (verb, verb.head) if verb.pos_ == "ADJ" else (verb,)
        if rule.format == "visit":
            self._visited(sentence, verb, seen)
        yield from self._apart_by_word(seen, verb, series)

    def _series(self, sentence: Sentence, verb: Token, rule: Rule, seen: Sighting) -> bool:
        """Add B of "spoke with A and then with B"; return True: that is two."""
        found = False
        for first in verb.children:
            if first.dep_ != "prep":
                continue
            for word in joined(first):
                if word.lower_ in rule.roles and (inner := child(word, "pobj")) is not None:
                    parts = self.company.parts(sentence, inner, rule.roles[word.lower_])
                    self._add(seen, parts)
                    found = found or bool(parts)
        return found

    def _apart_by_word(self, seen: Sighting, verb: Token, series: bool) -> Iterator[Sighting]:
        """ "spoke separately with A and B" is two calls."""
        word = series or any(
            each.lower_ == "separately"
            for each in (*verb.children, *(c for p in verb.children for c in p.children))
        )
        visited = seen.rule.needs == "person on"
        role = "host" if visited else "recipient"
        others = [p for p in seen.parts.values() if p.role == role]
        if not (word or visited) or len(others) < 2:
            yield seen
            return
        first = {i: p for i, p in seen.parts.items() if p.role != role}
        for other in others:
            parts = {**first, other.actor.id: other}
            joint = False if seen.format == "call" else None
            yield replace(seen, parts=parts, split=True, joint=joint)

    def _spoken(self, sentence: Sentence, verb: Token, seen: Sighting) -> None:
        """ "spoke with" is a call unless a place says that they sat together."""
        phone = BY_PHONE.search(self.uses.clause(sentence, verb))
        if phone:
            return
        if any(
            self.where.of(sentence, inner) is not None for word, inner in prepositions(verb, *WHERE)
        ):
            seen.format = "talks"

    def _host(self, sentence: Sentence, verb: Token, seen: Sighting) -> None:
        """ "A invited B to visit": A is the host of what is proposed."""
        head = verb.head
        if verb.dep_ == "xcomp" and head.lemma_ == "invite":
            for subject in subjects(head):
                self._add(seen, self.company.parts(sentence, subject, "host"))

    def _visited(self, sentence: Sentence, verb: Token, seen: Sighting) -> None:
        held = child(verb, "dobj")
        target = held
        if target is None:
            target = next(
                (
                    i
                    for _, i in prepositions(verb, "to", "in", "at", "for")
                    if self.where.of(sentence, i)
                ),
                None,
            )
        if target is not None and (place := self.where.of(sentence, target)) is not None:
            seen.location = place
            seen.parts = {
                i: p
                for i, p in seen.parts.items()
                if not (p.actor.type == "Country" and place.span.holds(p.span))
            }

    # --- both ------------------------------------------------------------------------------------

    def _add(self, seen: Sighting, parts: Sequence[Part]) -> None:
        for part in parts:
            if gazetteer.is_media(part.actor):
                continue  # "told Reuters" is an interview
            held = self.cast.holder_here(part.actor)
            if held is not None:
                # "the presidents of Russia and the United States": the text names them elsewhere.
                note = f"{part.actor.caption} on {self.cast.day}"
                part = Part(held, part.span, part.role, note)
            known = seen.parts.get(part.actor.id)
            if known is None or (known.note and not part.note):
                seen.parts[part.actor.id] = part

    def place_of(self, sentence: Sentence, seen: Sighting) -> Value | None:
        """Return where it is, from "in" and "at" at the trigger or its verb."""
        towards = seen.hub if seen.rule.format == "visit" else _towards(seen.hub)
        return self.where.after(sentence, seen.hub, towards)

    def places(self, sentence: Sentence) -> list[Value]:
        """Return the places that the sentence names, by the model's reading."""
        return self.where.named(sentence)


def _towards(hub: Sequence[Token]) -> list[Token]:
    return [word for word in hub if word.lemma_ in GOING]
