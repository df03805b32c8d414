"""Agreements: who agreed to what, how firmly, in which meeting, and what earlier one it names.

"Agreed", "pledged" and "signed" stay different words (page.md). What somebody merely acknowledged,
intends or is ready for is no agreement: it is something said (claims.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from loaders import gazetteer
from loaders.extraction.cast import Cast
from loaders.extraction.finds import Agreement, Meeting, Part, Span, Value
from loaders.extraction.meetings import anchor_of
from loaders.extraction.parsing import Parsed, Sentence
from loaders.extraction.patterns import find_agreements
from loaders.extraction.rules import Rule, Rules
from loaders.extraction.status import Gone, status_of
from loaders.extraction.syntax import (
    agents,
    child,
    is_passive,
    prepositions,
    subjects,
    subtree_ends,
)

#: Nouns for a paper that can be signed.
_PAPERS = frozenset(
    "agreement memorandum declaration statement contract protocol treaty deal document "
    "accord pact convention charter plan roadmap communique communiqué package mou "
    "arrangement letter programme program".split(" ")
)
#: Verbs that bring an agreement about, and the nouns' participles.
_REACHING = frozenset(("reach", "conclude", "strike", "achieve", "secure", "come", "forge", "make"))

#: "agreed that" + one of these tells of something to be done; without it, of an opinion.
_TO_DO = frozenset(("should", "would", "will", "must", "need", "shall", "'ll", "go", "ought"))

#: What is drafted is no agreement yet; what is to be drafted is one proposed.
_DRAFTING = frozenset(("draft", "prepare", "finalise", "finalize", "elaborate"))

_JOINT = re.compile(r"\bjoint\s+(?:statement|declaration|communiqu[eé])", re.IGNORECASE)
_DRAFTED = re.compile(r"\b(?:drafts?|proposed|planned|future)\b[\w\s-]{0,25}$", re.IGNORECASE)

_TRAILING = re.compile(r"[\s,;:.\"'”’»)\]]+$")


class Agreements:
    """Finds the agreements of a parsed text."""

    def __init__(
        self,
        parsed: Parsed,
        cast: Cast,
        rules: Rules,
        meetings: Sequence[Meeting],
    ) -> None:
        self.parsed = parsed
        self.text = parsed.text
        self.cast = cast
        self.meetings = meetings
        self.rules = rules
        # Who met in what was held, and what each sentence tells of: asked for each agreement.
        self._met = {m.anchor: {part.actor.id for part in m.participants} for m in meetings}
        self._held = [
            m for m in meetings if m.status.value == "held" and len(self._met[m.anchor]) > 1
        ]
        self._told_in: dict[Span, list[Meeting]] = {}
        for meeting in self._held:
            for span in meeting.evidence:
                self._told_in.setdefault(span, []).append(meeting)
        # The whole text's at once: asked for each sentence, each would read the whole text again.
        self._instruments_named = gazetteer.find_instruments(self.text)
        self._starts = [each[0].start for each in self._instruments_named]
        self.table: dict[str, list[Rule]] = {}
        for rule in rules.agreements:
            for lemma in rule.lemmas:
                self.table.setdefault(lemma, []).append(rule)

    def find(self) -> tuple[Agreement, ...]:
        """Return the agreements, in the order of their triggers."""
        if self.parsed.parsed:
            read = [a for sentence in self.parsed.sentences for a in self._read(sentence)]
        else:
            read = list(find_agreements(self.parsed, self.cast, self.rules, self.meetings))
        found = self._without_headlines(_distinct(read))
        instruments = list(self._instruments(found))
        found = sorted([*found, *instruments], key=lambda each: each.trigger)
        named = _named_apart(found, self.text)
        return tuple(self._linked(each, named) for each in named)

    def _without_headlines(self, found: list[Agreement]) -> list[Agreement]:
        """A headline restates what the body tells: it is evidence, no agreement of its own."""
        heads = [s.span for s in self.parsed.sentences if s.kind == "headline"]
        body = [a for a in found if not any(span.holds(a.trigger) for span in heads)]
        if not body:
            return found
        told = [a.evidence[0] for a in found if any(span.holds(a.trigger) for span in heads)]
        first = next((n for n, a in enumerate(body) if a.status.value == "agreed"), None)
        if first is not None and told:
            body[first] = replace(body[first], evidence=(*body[first].evidence, *told))
        return body

    # --- one sentence ----------------------------------------------------------------------------

    def _read(self, sentence: Sentence) -> Iterator[Agreement]:
        for token in sentence.tokens:
            for rule in self.table.get(token.lemma_.lower(), ()):
                try:
                    found = (
                        self._of_noun(sentence, token, rule)
                        if (rule.needs == "reached")
                        else self._of_verb(sentence, token, rule)
                    )
                except Gone:
                    found = None
                if found is not None:
                    yield found
                    break

    def _of_verb(self, sentence: Sentence, verb: Token, rule: Rule) -> Agreement | None:
        if verb.pos_ not in ("VERB",) or sentence.kind == "caption":
            return None
        if rule.needs == "joint will":
            return self._joint_will(sentence, verb, rule)
        if rule.needs == "instrument object":
            return self._signed(sentence, verb, rule)
        parties = self._parties(sentence, verb) or self._ourselves(sentence, verb)
        terms = self._terms(sentence, verb)
        if terms is None:
            return None
        if verb.lemma_ == "agree":
            if not parties and not self._impersonal(verb):
                return None
        elif rule.needs == "several parties":
            if len(parties) < 2 and not self._impersonal(verb):
                return None
        elif not parties or is_passive(verb):
            return None
        status = status_of(verb, self.rules.status)
        if verb.lemma_ != "agree" and status != "held":
            return None
        if status in ("refused", "cancelled", "possible"):
            return None
        firm = rule.status if status == "held" else "proposed"
        return self._make(sentence, verb, rule, firm, parties, terms)

    def _impersonal(self, verb: Token) -> bool:
        """ "It was agreed that": those who met are meant."""
        return is_passive(verb) and any(each.lower_ in ("it", "this") for each in verb.children)

    def _parties(self, sentence: Sentence, verb: Token) -> list[Part]:
        parts: dict[str, Part] = {}
        tokens = [*(() if is_passive(verb) else subjects(verb)), *agents(verb)]
        tokens += [inner for _, inner in prepositions(verb, "with")]
        for token in tokens:
            for part in self.cast.parts(sentence, token):
                parts.setdefault(part.actor.id, part)
        found = list(parts.values())
        people = [p for p in found if p.actor.type in ("Person", "Office")]
        homes = {f"country-{p.actor.country}" for p in people if p.actor.country}
        return [p for p in found if not (p.actor.type == "Country" and p.actor.id in homes)]

    def _ourselves(self, sentence: Sentence, verb: Token) -> list[Part]:
        """ "We agree to …" in a joint statement: those who met and issued it."""
        own = [s for s in subjects(verb) if s.lower_ == "we"]
        if not own or not _JOINT.search(self.text):
            return []
        met = next((m for m in self.meetings if len(m.participants) > 1), None)
        span = sentence.span_of(own[0])
        note = "“we” in a joint statement of those who met"
        return [Part(p.actor, span, "", note) for p in (met.participants if met else ())]

    def _terms(self, sentence: Sentence, verb: Token) -> Span | None:
        """Return what is to be done: an infinitive, a clause with a deed, or "on …"."""
        for each in verb.children:
            infinitive = any(a.tag_ == "TO" and a.dep_ == "aux" for a in each.children)
            if each.dep_ in ("xcomp", "ccomp", "advcl") and infinitive and each.i > verb.i:
                return self._clause(sentence, each)
            if each.dep_ == "ccomp" and each.i > verb.i and verb.lemma_ == "agree":
                if any(a.lower_ in _TO_DO or a.lemma_ in _TO_DO for a in (*each.children, each)):
                    return self._clause(sentence, each)
                return None
        for word, inner in prepositions(verb, "on", "upon", "to"):
            if (
                inner.i > verb.i
                and inner.pos_ in ("NOUN", "PROPN", "VERB")
                and not (word == "to" and verb.lemma_ == "agree" and inner.pos_ == "PROPN")
            ):
                return self._phrase(sentence, inner)
        held = child(verb, "dobj")
        if held is not None and held.i > verb.i and verb.lemma_ in ("agree", "pledge", "promise"):
            return self._phrase(sentence, held)
        subject = child(verb, "nsubjpass")
        if subject is not None and subject.lower_ not in ("it", "this", "that"):
            return self._phrase(sentence, subject)
        return None

    def _clause(self, sentence: Sentence, verb: Token) -> Span | None:
        tokens = sorted(verb.subtree, key=lambda each: each.i)
        while tokens and (
            tokens[0].dep_ == "mark"
            or tokens[0].lower_ == "that"
            or tokens[0].tag_ in ("TO", "``")
            or tokens[0].is_punct
        ):
            tokens = tokens[1:]
        return self._trimmed(sentence, tokens[0], tokens[-1]) if tokens else None

    def _phrase(self, sentence: Sentence, noun: Token) -> Span | None:
        first, last = subtree_ends(noun)
        while first.i < last.i and (
            first.is_punct
            or (first.dep_ == "det" and first.lower_ != "the")
            or first.lower_ == "that"
        ):
            first = first.nbor(1)
        return self._trimmed(sentence, first, last)

    def _trimmed(self, sentence: Sentence, first: Token, last: Token) -> Span | None:
        span = sentence.span_of(first, last)
        words = span.of(self.text)
        short = _TRAILING.sub("", words)
        opened = short.count('"') % 2 == 1 or short.count("“") > short.count("”")
        if opened and words[len(short) :].strip(" ,.;:")[:1] in ('"', "”"):
            short = words[
                : len(short) + words[len(short) :].find(words[len(short) :].strip(" ,.;:")[:1]) + 1
            ]
        return Span(span.start, span.start + len(short)) if short else None

    def _joint_will(self, sentence: Sentence, verb: Token, rule: Rule) -> Agreement | None:
        """ "A and B said they would …": a pledge of both."""
        clause = child(verb, "ccomp")
        if clause is None or clause.i < verb.i:
            return None
        will = [a for a in clause.children if a.dep_ == "aux" and a.lower_ in ("would", "will")]
        if not will:
            return None
        speakers = self._parties(sentence, verb)
        own = [
            e for e in clause.children if e.dep_ == "nsubj" and e.lower_ in ("they", "we", "both")
        ]
        if not own or len(speakers) < 2:
            return None
        tokens = [t for t in sorted(clause.subtree, key=lambda each: each.i) if t.i > will[0].i]
        terms = self._trimmed(sentence, tokens[0], tokens[-1]) if tokens else None
        if terms is None:
            return None
        trigger = sentence.span_of(will[0], clause) if clause.i > will[0].i else None
        return self._make(sentence, verb, rule, "pledged", speakers, terms, trigger=trigger)

    def _signed(self, sentence: Sentence, verb: Token, rule: Rule) -> Agreement | None:
        passive = is_passive(verb)
        paper = child(verb, "nsubjpass") if passive else child(verb, "dobj")
        if paper is None or paper.lemma_.lower() not in _PAPERS:
            return None
        terms = self._phrase(sentence, paper)
        if terms is None:
            return None
        status = status_of(verb, self.rules.status)
        if status in ("refused", "cancelled"):
            return None
        if verb.lemma_ in _DRAFTING and status == "held":
            return None
        firm = "signed" if status == "held" else "proposed"
        parties = self._bound(sentence, verb, paper) or self._parties(sentence, verb)
        return self._make(sentence, verb, rule, firm, parties, terms, given=passive)

    def _bound(self, sentence: Sentence, verb: Token, paper: Token) -> list[Part]:
        """Return whom a paper binds: "signed between A and B", "an A-B treaty"."""
        found: dict[str, Part] = {}
        for word in (paper, verb):
            for _, inner in prepositions(word, "between", "among"):
                for part in self.cast.parts(sentence, inner):
                    found.setdefault(part.actor.id, part)
        if not found:
            before = Span(sentence.span_of(paper.left_edge).start, sentence.span_of(paper).start)
            for mention in self.cast.within(before):
                if mention.actor.type in ("Country", "Organization"):
                    part = Part(mention.actor, mention.span, "", mention.note)
                    found.setdefault(mention.actor.id, part)
        return list(found.values()) if len(found) > 1 else []

    def _of_noun(self, sentence: Sentence, noun: Token, rule: Rule) -> Agreement | None:
        """ "reached an agreement to", "the agreements reached during", "a draft treaty"."""
        if noun.pos_ not in ("NOUN", "PROPN") or self._is_named(sentence, noun):
            return None
        reached = noun.head if noun.dep_ in ("dobj", "nsubjpass", "nsubj") else None
        participle = next(
            (e for e in noun.children if e.dep_ == "acl" and e.lemma_ in _REACHING), None
        )
        if participle is None and noun.dep_ == "pobj" and noun.head.lower_ == "to":
            reached = noun.head.head
        status = status_of(noun, self.rules.status)
        if status in ("refused", "cancelled", "possible"):
            return None
        content = next(
            (
                e
                for e in noun.children
                if e.dep_ == "acl"
                and e is not participle
                and any(a.tag_ == "TO" for a in e.children)
            ),
            None,
        )
        bare = participle is None and (reached is None or reached.lemma_ not in _REACHING)
        if bare and (content is None or noun.lemma_ not in ("agreement", "deal", "understanding")):
            return None
        parties: list[Part] = []
        if not bare and participle is None and reached is not None:
            parties = self._parties(sentence, reached)
        if content is not None:
            terms = self._clause(sentence, content)
        else:
            about = next(
                (
                    i
                    for _, i in prepositions(noun, "on", "for")
                    if i.ent_type_ not in ("DATE", "TIME")
                ),
                None,
            )
            terms = self._phrase(sentence, about if about is not None else noun)
        if terms is None:
            return None
        firm = "agreed" if status == "held" else "proposed"
        definite = any(
            c.dep_ in ("det", "poss") and c.lower_ not in ("a", "an") for c in noun.children
        )
        if participle is not None and content is None and (definite or noun.tag_ == "NNS"):
            firm = "existing"
        return self._make(sentence, noun, rule, firm, parties, terms)

    def _is_named(self, sentence: Sentence, noun: Token) -> bool:
        span = sentence.span_of(noun)
        return any(each[0].overlaps(span) for each in self._named(sentence))

    def _named(self, sentence: Sentence) -> list[tuple[Span, str, str]]:
        first = bisect_left(self._starts, sentence.span.start)
        last = bisect_left(self._starts, sentence.span.end)
        named = self._instruments_named[first:last]
        return [each for each in named if sentence.span.holds(each[0])]

    def _make(
        self,
        sentence: Sentence,
        token: Token,
        rule: Rule,
        status: str,
        parties: Sequence[Part],
        terms: Span,
        *,
        trigger: Span | None = None,
        given: bool = False,
    ) -> Agreement:
        span = trigger or sentence.span_of(token)
        meeting = self._meeting_of(sentence, parties)
        met = list(parties)
        given = given or (status in ("existing", "proposed") and rule.needs == "reached")
        if meeting is not None and len(met) < 2 and not given:
            known = {part.actor.id for part in met}
            met += [
                replace(part, note=part.note or "who met there")
                for part in meeting.participants
                if part.actor.id not in known and len(parties) == 0
            ]
        return Agreement(
            anchor="",
            rule=rule.id,
            trigger=span,
            evidence=(sentence.span,),
            status=Value(status, span),
            terms=terms,
            binding=self._binding(rule, status, token, span),
            parties=tuple(Part(p.actor, p.span, "", p.note) for p in met),
            result_of=meeting.anchor if meeting is not None else "",
        )

    def _binding(self, rule: Rule, status: str, token: Token, span: Span) -> Value | None:
        """Return how it binds: what stands in a joint statement is written."""
        if status == "existing" or not rule.binding:
            return None
        ours = token.pos_ == "VERB" and any(s.lower_ == "we" for s in subjects(token))
        written = ours and _JOINT.search(self.text) is not None
        return Value("written" if written else rule.binding, span)

    def _meeting_of(self, sentence: Sentence, parties: Sequence[Part]) -> Meeting | None:
        """Return the meeting it came from: of those held, the one of the same people told last."""
        ids = {part.actor.id for part in parties}
        told = [m for m in self._told_in.get(sentence.span, ()) if ids <= self._met[m.anchor]]
        if told:
            return told[-1]
        return next((m for m in self._held if ids <= self._met[m.anchor]), None)

    # --- known instruments -----------------------------------------------------------------------

    def _instruments(self, found: Sequence[Agreement]) -> Iterator[Agreement]:
        rule = next((r for r in self.rules.agreements if r.id.endswith(".instrument")), None)
        if rule is None:
            return
        taken = [each.trigger for each in found]
        taken += [each.terms for each in found if each.rule == "agreement.sign.verb"]
        body = [s for s in self.parsed.sentences if s.kind == "body"]
        heads = [s for s in self.parsed.sentences if s.kind == "headline"]
        told: dict[str, list[tuple[Span, Span, str]]] = {}
        for sentence in (*body, *heads):
            for span, caption, year in self._named(sentence):
                if not any(each.overlaps(span) for each in taken):
                    told.setdefault(caption, []).append((span, sentence.span, year))
        for caption, places in told.items():
            span, _, year = places[0]
            drafted = _DRAFTED.search(self.text, max(0, span.start - 40), span.start) is not None
            yield Agreement(
                anchor="",
                rule=rule.id,
                trigger=span,
                evidence=tuple(dict.fromkeys(sentence for _, sentence, _ in places[:8])),
                status=Value("proposed" if drafted else "existing", span),
                terms=span,
                binding=Value("written", span),
                caption=Value(caption, span, f"known since {year}" if year else ""),
            )

    def _linked(self, agreement: Agreement, named: Sequence[Agreement]) -> Agreement:
        if agreement.status.value == "existing":
            return agreement
        refers = tuple(
            other.anchor
            for other in named
            if other.caption is not None and agreement.terms.holds(other.trigger)
        )
        calls = tuple(
            meeting.anchor
            for meeting in self.meetings
            if agreement.terms.holds(meeting.trigger) and meeting.status.value != "held"
        )
        return replace(agreement, refers_to=refers, calls_for=calls)


def _distinct(found: Sequence[Agreement]) -> list[Agreement]:
    kept: list[Agreement] = []
    taken: set[int] = set()
    for each in found:
        place = range(each.trigger.start, each.trigger.end)
        if taken.isdisjoint(place):
            kept.append(each)
            taken.update(place)
    return kept


def _named_apart(found: Sequence[Agreement], text: str) -> list[Agreement]:
    used: set[str] = set()
    named = []
    for each in found:
        anchor = anchor_of("agreement", each.trigger, text)
        unique, number = anchor, 2
        while unique in used:
            unique, number = f"{anchor}/{number}", number + 1
        used.add(unique)
        named.append(replace(each, anchor=unique))
    return named
