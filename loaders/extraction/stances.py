"""What a claim says of another in the same text: it doubts, denies, contradicts or confirms it.

Only where the text itself refers to the other claim: "this claim", "Moscow's statement that …",
"This is not true". What words say so stands in claim_rules.yaml. No claim is ever marked as true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from loaders.extraction.cast import Cast
from loaders.extraction.cues import Cues, load_cues, verb_forms
from loaders.extraction.finds import Claim, Span, Stance
from loaders.extraction.parsing import Parsed

#: A claim refers to one of so many before it.
_REACH = 8

_NOUNS = (
    r"(?:claim|statement|accusation|allegation|assertion|report|remark|comment|announcement|"
    r"suggestion|charge|assurance|warning|denial|promise|words|version|account)s?"
)
#: "this claim", "the recent report"; not "the Western reports", "Moscow's claim": they name whose.
_REFERENCE = re.compile(
    rf"\b(?i:this|that|these|those|such|the|his|her|its|their|any|all)\s+(?:[a-z-]+\s+)?(?i:{_NOUNS})\b"
)
_POINTING = re.compile(
    r"[\"“«‘'\s]*(?:this|that|it|these|those|they|such\s+\w+|all\s+(?:this|of\s+this))\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|n[’']t|never|nor|without)\s+(?:\w+\s+)?$")


def link_stances(claims: Sequence[Claim], parsed: Parsed, cast: Cast) -> tuple[Claim, ...]:
    """Return the claims with their stances on each other; in the order given, nothing else changed.

    The target is the claim told inside the content ("X's claim that …"), else the nearest before
    it that somebody else made. cast: not read yet; whom a claim is by stands in the claim.
    """
    return _Stances(claims, parsed, load_cues()).linked()


class _Stances:
    def __init__(self, claims: Sequence[Claim], parsed: Parsed, cues: Cues) -> None:
        self.claims = claims
        self.text = parsed.text
        self.verbs = {
            form: words.kind
            for words in cues.stances
            for lemma in sorted(words.lemmas)
            for form in verb_forms(lemma)
        }
        self.phrases: dict[str, str] = {}
        for words in cues.stances:
            for phrase in words.phrases:
                self.phrases.setdefault(phrase, words.kind)
        inside = [f for f, kind in self.verbs.items() if kind == "contradicts"]
        listed = sorted({*self.phrases, *inside}, key=lambda each: (-len(each), each))
        self.pattern = re.compile(
            r"(?<!\w)(?:" + "|".join(map(re.escape, listed)) + r")(?!\w)", re.IGNORECASE
        )

    def linked(self) -> tuple[Claim, ...]:
        """Return the claims with stances."""
        stances: dict[str, list[Stance]] = {}
        nested = self._nested()
        for number, claim in enumerate(self.claims):
            for target, stance in self._of(number, claim, nested.get(number)):
                found = stances.setdefault(target, [])
                if stance not in found:
                    found.append(stance)
        return tuple(
            replace(claim, stances=(*claim.stances, *stances.get(claim.anchor, ())))
            for claim in self.claims
        )

    def _nested(self) -> dict[int, int]:
        """Return for each claim the first claim of somebody else that its content tells."""
        found: dict[int, int] = {}
        for number, claim in enumerate(self.claims):
            for other in range(number + 1, min(number + 1 + _REACH, len(self.claims))):
                inner = self.claims[other]
                if inner.content.start >= claim.content.end:
                    break
                if claim.content.holds(inner.trigger) and _voice(inner) != _voice(claim):
                    found[number] = other
                    break
        return found

    def _of(self, number: int, claim: Claim, nested: int | None) -> Iterator[tuple[str, Stance]]:
        """Yield (anchor of the claim that has the stance, stance)."""
        words = claim.trigger.of(self.text).lower()
        kind = self.verbs.get(words)
        if kind is not None:
            target = nested
            if target is None and self._refers(claim.content):
                target = self._before(number, claim)
            if target is not None:
                yield claim.anchor, Stance(kind, self.claims[target].anchor, claim.trigger)
            return
        end = claim.content.end
        if nested is not None:
            # What the nested claim says is not what is said of it.
            end = min(end, self.claims[nested].content.start)
        for match in self.pattern.finditer(self.text, claim.content.start, end):
            if self._negated(claim, match.start()):
                continue
            phrase = match.group().lower()
            kind = self.phrases.get(phrase) or self.verbs[phrase]
            span = Span(match.start(), match.end())
            yield from self._said(number, claim, nested, kind, span)
            return

    def _said(
        self, number: int, claim: Claim, nested: int | None, kind: str, span: Span
    ) -> Iterator[tuple[str, Stance]]:
        pointing = _POINTING.match(self.text, claim.content.start, span.start) is not None
        refers = self._refers(Span(claim.content.start, claim.content.end))
        before = self._before(number, claim) if pointing or refers else None
        if kind == "contradicts" and nested is not None:
            inner = self.claims[nested]
            if pointing and before is not None:
                # "it contradicts a statement by X that …": both stand against the one before.
                target = self.claims[before].anchor
                yield claim.anchor, Stance(kind, target, span)
                yield inner.anchor, Stance(kind, target, span)
            else:
                yield claim.anchor, Stance(kind, inner.anchor, span)
        elif nested is not None and refers:
            yield claim.anchor, Stance(kind, self.claims[nested].anchor, span)
        elif before is not None:
            yield claim.anchor, Stance(kind, self.claims[before].anchor, span)

    def _refers(self, content: Span) -> bool:
        return (
            _REFERENCE.search(self.text, content.start, min(content.end, content.start + 300))
            is not None
        )

    def _negated(self, claim: Claim, offset: int) -> bool:
        lead = self.text[max(claim.content.start, offset - 24) : offset]
        return _NEGATED.search(lead) is not None

    def _before(self, number: int, claim: Claim) -> int | None:
        """Return the nearest claim before this one that somebody else made."""
        own = _voice(claim)
        for other in range(number - 1, max(-1, number - 1 - _REACH), -1):
            earlier = self.claims[other]
            if _voice(earlier) != own and not earlier.content.holds(claim.trigger):
                return other
        return None


def _voice(claim: Claim) -> tuple[str, ...]:
    """Return the ids of the innermost speakers."""
    last = max((speaker.position for speaker in claim.speakers), default=0)
    return tuple(sorted(s.actor.id for s in claim.speakers if s.position == last))
