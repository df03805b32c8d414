"""Meetings and agreements without a parse (`--model none`): patterns over words and names.

Less is found than with a model, and only what stands in the plainest words: a trigger of rules.yaml
with the names around it. What is found is put together like any other sightings (meetings.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loaders.extraction.cast import Cast
from loaders.extraction.finds import Agreement, Meeting, Mention, Part, Span, Value
from loaders.extraction.parsing import Parsed, Sentence
from loaders.extraction.rules import Rule, Rules
from loaders.extraction.sightings import Sighting
from loaders.extraction.status import ORDER

#: Past and present forms of verbs that no ending gives.
_FORMS = {
    "meet": ("meet", "meets", "met", "meeting"),
    "speak": ("speak", "speaks", "spoke", "spoken", "speaking"),
    "hold": ("hold", "holds", "held", "holding"),
    "ring": ("ring", "rings", "rang"),
    "go": (),
    "come": (),
    "sit": (),
}
_LINK = re.compile(
    r"\s*(?:(?:was|were|took\s+place|has\s+been|is\s+being|lasting\s+[\w\s]{1,30}?)\s+)?(?:held\s+)?"
    r"(?:(?:by|over|on)\s+(?:the\s+)?(?:tele)?phone\s+)?(?:together\s+)?(with|between|to|of)\b"
)
_GAP = re.compile(r"^[\s,]*(?:(?:and|as\s+well\s+as)\b)?[\s,]*(?:the|his|her)?\s*$")
_PHONE = re.compile(r"\b(?:tele)?phone|video\s?(?:call|conference|link)", re.IGNORECASE)
_TO = re.compile(r"\bagree(?:d|s)?\s+(?:to|on|that|upon)\s+(?P<terms>[^.;]{4,300})", re.IGNORECASE)
_ENDING = re.compile(r"[\s,;:.\"'”’»)]+$")


def word_forms(lemma: str, part: str) -> tuple[str, ...]:
    """Return the forms of a lemma that a text may hold, lower case."""
    if lemma in _FORMS and part == "verb":
        return _FORMS[lemma]
    if part == "noun":
        return (lemma, lemma + ("es" if lemma.endswith(("s", "ch", "sh")) else "s"))
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    double = lemma[-1] if re.search(r"[^aeiou][aeiou][tplnm]$", lemma) else ""
    return (
        lemma,
        lemma + "s",
        stem + "ed",
        stem + double + "ed",
        stem + "ing",
        stem + double + "ing",
    )


class PatternScout:
    """Finds sightings by patterns; stands in for sightings.Scout where there is no parse."""

    def __init__(self, cast: Cast, rules: Rules) -> None:
        self.cast = cast
        self.text = cast.text
        self.forms: dict[str, Rule] = {}
        for rule in rules.meetings:
            if rule.needs == "purpose":
                continue
            for lemma in rule.lemmas:
                for form in word_forms(lemma, rule.part):
                    if not (lemma in rule.plural and form == lemma):
                        self.forms.setdefault(form, rule)
        words = "|".join(sorted(map(re.escape, self.forms), key=len, reverse=True))
        self.pattern = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
        self.status = {
            form: status
            for lemma, status in rules.status.items()
            if "_" not in lemma
            for form in word_forms(lemma, "verb")
        }

    def sightings(self, sentence: Sentence) -> list[Sighting]:
        """Return the sightings of a sentence that name at least two who met."""
        found = []
        for match in self.pattern.finditer(self.text, sentence.span.start, sentence.span.end):
            trigger = Span(match.start(), match.end())
            if any(m.span.holds(trigger) for m in self.cast.mentions_at(trigger.start)):
                continue
            seen = self._sighting(sentence, trigger, self.forms[match.group().lower()])
            if seen is not None:
                found.append(seen)
        return found

    def places(self, sentence: Sentence) -> list[Value]:
        """Return the capitals that the sentence names."""
        named = [m for m in self.cast.within(sentence.span) if m.kind == "capital"]
        return [Value(m.span.of(self.text), m.span) for m in named]

    def place_of(self, sentence: Sentence, seen: Sighting) -> Value | None:
        """Return the capital or country after "in" that follows the trigger, or None."""
        for mention in self.cast.within(Span(seen.trigger.end, sentence.span.end)):
            before = self.text[seen.trigger.end : mention.span.start]
            if mention.kind == "capital" and re.search(r"\bin\s+$", before):
                return Value(mention.span.of(self.text), mention.span)
        return None

    def _sighting(self, sentence: Sentence, trigger: Span, rule: Rule) -> Sighting | None:
        link = _LINK.match(self.text, trigger.end, sentence.span.end)
        after = list(self._chain(sentence, link.end())) if link else []
        if not after and rule.part == "verb" and "object" in rule.roles:
            after = list(self._chain(sentence, trigger.end))
        before = [
            m
            for m in self.cast.acting(Span(sentence.span.start, trigger.start))
            if m.actor.type in ("Person", "Office")
        ]
        seen = Sighting(rule, trigger, sentence, rule.format, self._status(sentence, trigger))
        if link is not None and link.group(1) == "between":
            before = []
        for mention, role in (
            *((m, "actor") for m in before[:1]),
            *((m, "recipient") for m in after),
        ):
            seen.parts.setdefault(
                mention.actor.id, Part(mention.actor, mention.span, role, mention.note)
            )
        home = self.cast.home
        if sentence.kind == "headline" and after and not before and home is not None:
            seen.parts.setdefault(
                home.id, Part(home, trigger, "actor", "whose office published the text")
            )
        if _PHONE.search(sentence.span.of(self.text)) and rule.format in ("talks", "meeting"):
            seen.format = "call" if rule.id.startswith("meeting.talks") else rule.format
        words = trigger.of(self.text).lower()
        seen.plural = rule.part == "noun" and words.endswith("s")
        if len(seen.parts) < 2:
            return None
        seen.joint = len(seen.parts) > 2 if seen.format == "call" else None
        return seen

    def _chain(self, sentence: Sentence, offset: int) -> Iterator[Mention]:
        """Yield the mentions that follow each other from an offset, joined by commas and "and"."""
        at = offset
        for mention in self.cast.within(Span(offset, sentence.span.end)):
            if mention.span.start < at:
                continue
            gap = self.text[at : mention.span.start]
            titled = self.cast.titles.get(mention.span.end, "")
            if titled and gap.rstrip().endswith(titled):
                gap = gap.rstrip()[: -len(titled)]
            if mention.kind in ("demonym", "capital") or (
                mention.actor.type == "Country" and not _GAP.match(gap)
            ):
                continue
            if not _GAP.match(gap) and not re.fullmatch(r"[\s\w]{0,40}", gap):
                return
            yield mention
            at = mention.span.end

    def _status(self, sentence: Sentence, trigger: Span) -> str:
        words = self.text[sentence.span.start : trigger.end].lower()
        found = ["held"]
        for word in re.findall(r"[\w’']+", words)[-12:]:
            if word in ("will", "would", "shall"):
                found.append("planned")
            elif word in ("may", "might", "could", "can"):
                found.append("possible")
            elif word in self.status and word not in ("next", "work", "discuss", "announce"):
                found.append(self.status[word])
        return max(found, key=ORDER.index)


def find_agreements(
    parsed: Parsed, cast: Cast, rules: Rules, meetings: Sequence[Meeting]
) -> Iterator[Agreement]:
    """Yield what "agreed to", "agreed on" and "agreed that" lead to; anchors are still empty."""
    rule = next((r for r in rules.agreements if "agree" in r.lemmas), None)
    for sentence in parsed.sentences if rule is not None else ():
        found = _TO.search(parsed.text, sentence.span.start, sentence.span.end)
        if found is None or rule is None:
            continue
        words = _ENDING.sub("", found.group("terms"))
        terms = Span(found.start("terms"), found.start("terms") + len(words))
        trigger = Span(found.start(), found.start() + len(found.group().split()[0]))
        before = cast.acting(Span(sentence.span.start, trigger.start))
        parties: dict[str, Part] = {}
        for mention in before:
            if mention.actor.type in ("Person", "Office"):
                parties.setdefault(
                    mention.actor.id, Part(mention.actor, mention.span, "", mention.note)
                )
        if not parties or not words:
            continue
        met = [m for m in meetings if parties.keys() <= {p.actor.id for p in m.participants}]
        yield Agreement(
            anchor="",
            rule=rule.id,
            trigger=trigger,
            evidence=(sentence.span,),
            status=Value(rule.status, trigger),
            terms=terms,
            binding=Value(rule.binding, trigger) if rule.binding else None,
            parties=tuple(parties.values()),
            result_of=met[0].anchor if met else "",
        )
