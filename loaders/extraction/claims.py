"""Claims: what somebody is told to have said, in whose words, to whom.

Three ways lead to a claim: a block of quoted words beside its speaker (quoted.py); a verb,
noun or adjective of saying with its subject (sayings.py, nominal.py); without a parse, patterns
(claim_patterns.py). What cues there are stands in claim_rules.yaml. A claim needs a cue and a
speaker in the text; the publisher itself is no speaker. Nothing here says that a claim is true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.extraction.cast import Cast
from loaders.extraction.claim_patterns import find_plainly
from loaders.extraction.cues import load_cues
from loaders.extraction.finds import Claim, Span, Speaker
from loaders.extraction.parsing import Parsed
from loaders.extraction.quoted import QuotedWords, quotes_in
from loaders.extraction.sayings import Sayings
from loaders.extraction.voices import Saying, Voices

_WORD = re.compile(r"\w+(?:[’'-]\w+)*|[^\w\s]")
#: "rejected X's claim that": who rejects it does not tell what X said.
_NOT_TELLING = ("REJECT", "ACCUSE")
_CIRCUMSTANCES = frozenset(
    "in on at during after before earlier later following by speaking when as meanwhile also "
    "separately today yesterday then however moreover furthermore additionally that for".split()
)
_PUNCTUATION = " \t\n\r,.;:!?…\"“”«»„‘’'()[]–—-"


def find_claims(parsed: Parsed, cast: Cast) -> tuple[Claim, ...]:
    """Return the claims of a text, in the order of the text.

    `about` and `stances` are left empty: for stances see stances.link_stances. Speakers are
    chained outermost first: who stands at position 0 told what who stands at 1 said. Anchors are
    `claim/<words of the cue>/<which occurrence of them in the text>`, with `/2` and so on after
    it where one cue leads to several claims.
    """
    cues = load_cues()
    voices = Voices(parsed, cast)
    quoted = QuotedWords(parsed, cast, cues, voices)
    blocks = quoted.find()
    if parsed.parsed:
        told = list(Sayings(parsed, cues, voices, quoted).find())
    else:
        told = list(find_plainly(parsed, cues, voices, quoted))
    sayings = sorted(
        [*blocks, *told],
        key=lambda s: (s.content.start, -s.content.end, s.cue, not s.whole),
    )
    return _Assembly(parsed).claims(_distinct(sayings))


def _distinct(sayings: Sequence[Saying]) -> list[Saying]:
    """Of sayings of one speaker with one content, keep the first: a block before a verb."""
    seen: set[tuple[Span, tuple[str, ...]]] = set()
    found = []
    for saying in sayings:
        key = (saying.content, tuple(part.actor.id for part in saying.voice.parts))
        if key not in seen:
            seen.add(key)
            found.append(saying)
    return found


class _Assembly:
    """Makes claims of sayings: chains of speakers, modes, anchors."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.text = parsed.text
        self._places: dict[str, list[int]] | None = None
        self._counts: dict[str, dict[int, int]] = {}

    def claims(self, sayings: Sequence[Saying]) -> tuple[Claim, ...]:
        """Return the claims, in the order of their contents."""
        chains = self._chains(sayings)
        dropped = self._dropped(sayings, chains)
        used: dict[str, int] = {}
        claims = []
        for number, saying in enumerate(sayings):
            if number in dropped:
                continue
            chain = [*chains[number], number]
            speakers = _speakers([sayings[each] for each in chain])
            verbatim = self._verbatim(saying)
            anchor = self._anchor(saying.cue)
            used[anchor] = used.get(anchor, 0) + 1
            if used[anchor] > 1:
                anchor = f"{anchor}/{used[anchor]}"
            own = {speaker.actor.id for speaker in speakers}
            claims.append(
                Claim(
                    anchor=anchor,
                    rule=saying.rule.id,
                    trigger=saying.cue,
                    evidence=(saying.evidence,),
                    speakers=speakers,
                    content=saying.content,
                    mode=self._mode(saying, verbatim),
                    source=saying.voice.source,
                    verbatim=verbatim,
                    addressees=tuple(p for p in saying.addressees if p.actor.id not in own),
                )
            )
        return tuple(claims)

    def _chains(self, sayings: Sequence[Saying]) -> list[list[int]]:
        """Return for each saying those that tell it, outermost first; sayings are sorted."""
        chains: list[list[int]] = []
        open_: list[int] = []
        for number, saying in enumerate(sayings):
            while open_ and sayings[open_[-1]].content.end <= saying.content.start:
                open_.pop()
            chains.append(
                [
                    each
                    for each in open_[-6:]
                    if sayings[each].content.holds(saying.cue)
                    and sayings[each].rule.category not in _NOT_TELLING
                    and not saying.content.holds(sayings[each].cue)
                ]
            )
            open_.append(number)
        return chains

    def _dropped(self, sayings: Sequence[Saying], chains: Sequence[Sequence[int]]) -> set[int]:
        """Return the outer ones that add nothing: "the Elysee said that Putin told X that …"."""
        dropped: set[int] = set()
        for number, saying in enumerate(sayings):
            for outer in chains[number][-1:]:
                other = sayings[outer]
                if other.whole or saying.rule.kind in ("noun", "source"):
                    continue
                if not other.content.holds(saying.content):
                    continue
                first = saying.cue.start
                if other.content.holds(saying.voice.source):
                    first = min(first, saying.voice.source.start)
                if self._tells(Span(other.content.start, first)):
                    continue
                lead = self.text[other.content.start : first]
                rest = self.text[saying.content.end : other.content.end]
                if len(rest.strip(_PUNCTUATION).split()) <= 2 and _only_circumstances(lead):
                    dropped.add(outer)
        return dropped

    def _tells(self, lead: Span) -> bool:
        """Does the content tell something before its inner claim begins: has it a finite verb?"""
        sentence = self.parsed.sentence_at(lead.start)
        if sentence is None or not self.parsed.parsed:
            return False
        return any(
            token.pos_ in ("VERB", "AUX") and token.tag_ not in ("VBG", "VBN", "VB")
            for token in sentence.tokens_in(lead)
        )

    def _verbatim(self, saying: Saying) -> tuple[Span, ...]:
        """Return the quoted words of a content without their marks and the comma at their end."""
        if saying.whole and saying.rule.id in ("claim.transcript", "claim.block"):
            return (saying.content,)
        found = []
        for quote in quotes_in(self.parsed, saying.content):
            inside = quote.inner if saying.whole else quote.outer
            if not saying.content.holds(inside):
                continue
            inner = quote.inner
            words = inner.of(self.text).rstrip()
            if words.endswith(",") or (words.endswith(".") and not saying.whole):
                words = words[:-1]
            if words.strip():
                found.append(Span(inner.start, inner.start + len(words)))
        return tuple(found)

    def _mode(self, saying: Saying, verbatim: Sequence[Span]) -> str:
        if not verbatim:
            return "paraphrase"
        if saying.whole:
            return "verbatim"
        outside = saying.content.of(self.text)
        for span in reversed(verbatim):
            start, end = span.start - saying.content.start, span.end - saying.content.start
            outside = outside[:start] + outside[end:]
        return "mixed" if outside.strip(_PUNCTUATION) else "verbatim"

    # --- anchors ---------------------------------------------------------------------------------

    def _anchor(self, cue: Span) -> str:
        words = [m.group().lower() for m in _WORD.finditer(self.text, cue.start, cue.end)]
        phrase = " ".join(words) or "-"
        if phrase not in self._counts:
            self._counts[phrase] = self._occurrences(words)
        return f"claim/{phrase}/{self._counts[phrase].get(cue.start, 1)}"

    def _occurrences(self, words: Sequence[str]) -> dict[int, int]:
        if self._places is None:
            self._places = {}
            self._all = [(m.group().lower(), m.start()) for m in _WORD.finditer(self.text)]
            for number, (word, _) in enumerate(self._all):
                self._places.setdefault(word, []).append(number)
        found: dict[int, int] = {}
        for number in self._places.get(words[0], ()) if words else ():
            if [w for w, _ in self._all[number : number + len(words)]] == list(words):
                found[self._all[number][1]] = len(found) + 1
        return found


def _only_circumstances(lead: str) -> bool:
    """Is what stands before an inner claim nothing, or when and where: "In Sunday's call, "?"""
    words = lead.split()
    if not words or words == ["that"]:
        return True
    return len(words) <= 9 and lead.rstrip().endswith(",") and words[0].lower() in _CIRCUMSTANCES


def _speakers(chain: Sequence[Saying]) -> tuple[Speaker, ...]:
    """Return the chain's speakers; one who tells their own words stands in it once."""
    found: list[Speaker] = []
    position = 0
    before: tuple[str, ...] = ()
    for saying in chain:
        ids = tuple(sorted(part.actor.id for part in saying.voice.parts))
        if ids == before:
            # "I said that …" in somebody's own words: the nearer words name the speaker.
            found = [each for each in found if each.position != position - 1]
            position -= 1
        found += [Speaker(part.actor, position, part.span) for part in saying.voice.parts]
        position += 1
        before = ids
    return tuple(found)
