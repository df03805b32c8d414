"""Blocks of somebody's own words: quotations with a speaker beside them, and transcripts.

A quotation that is a statement by itself is one claim, however many sentences and paragraphs it
has. Quoted words inside somebody else's sentence are not: the sentence is (mode "mixed").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders.extraction.cast import Cast
from loaders.extraction.cues import CueRule, Cues
from loaders.extraction.finds import Span
from loaders.extraction.parsing import Parsed, Sentence
from loaders.extraction.segments import Quote
from loaders.extraction.syntax import agents, is_passive, subjects
from loaders.extraction.voices import ADVERBS, Saying, Voice, Voices

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_LEAD = re.compile(r"[\s,–—―-]*")
#: After a quotation the speaker stands within so many characters, and before one too.
REACH = 220
#: Words that may stand between a quotation and "said X".
_BEFORE_VERB = frozenset(
    "also then later further once again in turn has have had would is was as so thus".split()
)
_OTHER_SENTENCE = frozenset(("who", "which", "that", "when", "while", "where", "whose", "if"))

_LABEL = re.compile(
    r"(?P<name>[^\W\d_][^:\n\"“”«».?!]{1,150}?)\s?(?P<aside>\([^()\n]{1,40}\))?\s?:(?=\s)"
)
_ASKER = re.compile(
    r"(?:Question|Answer|Q|A|Remark|Reply|Reporter|Journalist|Moderator|Correspondent|Press|Media|"
    r"Interviewer|Host|Audience|Interpreter|Voice)\b[^:\n.?!]{0,40}:\s"
)
_SMALL = frozenset("of the to for and de la von van der al bin on in with at a".split())
_TAIL = re.compile(r"(?:\s|\*|<…>|<\.\.\.>|\[…\]|\(\.\.\.\)|#)+$")
_STARS = re.compile(r"[\s*]*")


@dataclass(frozen=True, slots=True)
class _Block:
    """Quotations that are one: paragraphs of one quote, or one that the speaker interrupts."""

    span: Span
    closed: bool


class QuotedWords:
    """Finds the blocks of a text. used: the places of the cues that they have taken."""

    def __init__(self, parsed: Parsed, cast: Cast, cues: Cues, voices: Voices) -> None:
        self.parsed = parsed
        self.text = parsed.text
        self.cast = cast
        self.cues = cues
        self.voices = voices
        self.used: set[int] = set()

    def find(self) -> list[Saying]:
        """Return the blocks that have a speaker, in the order of the text."""
        transcripts = list(self._transcripts())
        self.voices.take_blocks(transcripts)
        # A transcript inside which the speaker quotes somebody is still one block.
        quotations = list(self._quotations())
        blocks = sorted([*transcripts, *quotations, *self._led()], key=_place)
        found: list[Saying] = []
        for block in blocks:
            if not found or block.content.start >= found[-1].content.end:
                found.append(block)
        self.voices.take_blocks(found)
        return found

    # --- transcripts -----------------------------------------------------------------------------

    def _transcripts(self) -> Iterator[Saying]:
        """Yield what stands after "President of Russia Vladimir Putin:" up to the next label."""
        rule = self.cues.by_id.get("claim.transcript")
        labels = list(self._labels())
        named = [each for each in labels if each[1] is not None]
        if rule is None or not named:
            return
        for number, (label, voice, _) in enumerate(labels):
            if voice is None:
                continue
            begin = label.end
            if number + 1 < len(labels):
                stop = labels[number + 1][0].start
            elif len(labels) > 1:
                stop = len(self.text)
            else:
                stop = self._paragraph_end(label.start)
            content = self._trimmed(Span(begin, stop))
            if content is None or self.text[content.start] in '"“«„':
                continue
            if len(labels) == 1 and self.text.count(". ", content.start, content.end) < 2:
                continue  # one label with a sentence or two is a heading or a list
            yield Saying(
                rule, voice.source, content, voice, Span(label.start, content.end), whole=True
            )

    def _labels(self) -> Iterator[tuple[Span, Voice | None, int]]:
        begun = False
        for sentence in self.parsed.sentences:
            if sentence.kind != "body":
                continue
            start = _STARS.match(self.text, sentence.span.start).end()  # type: ignore[union-attr]
            if self.parsed.quoted.at(start) is not None:
                continue
            asked = _ASKER.match(self.text, start)
            if asked is not None and begun:
                yield Span(start, asked.end()), None, start
                continue
            found = _LABEL.match(self.text, start, min(sentence.span.end, start + 220))
            if found is None or not self._is_title(found.group("name")):
                continue
            voice = self._labelled(Span(found.start("name"), found.end("name")))
            if voice is not None:
                begun = True
                yield Span(start, found.end()), voice, start
            elif begun and len(found.group("name").split()) <= 4:
                yield Span(start, found.end()), None, start

    def _is_title(self, words: str) -> bool:
        return all(w[0].isupper() or w.lower() in _SMALL for w in re.findall(r"[^\W\d_]+", words))

    def _labelled(self, span: Span) -> Voice | None:
        for mention in reversed(self.cast.acting(span)):
            if mention.span.end == span.end and mention.actor.type != "Country":
                voice = self.voices.named_after(Span(mention.span.start, span.end))
                return replace(voice, source=span) if voice is not None else None
        return None

    def _paragraph_end(self, offset: int) -> int:
        sentence = self.parsed.sentence_at(offset)
        if sentence is None:
            return len(self.text)
        return self.parsed.paragraphs[sentence.paragraph].span.end

    def _trimmed(self, span: Span) -> Span | None:
        words = span.of(self.text)
        start = span.start + len(words) - len(words.lstrip())
        end = span.start + len(_TAIL.sub("", words))
        return Span(start, end) if start < end else None

    # --- "the message reads, in part:" -----------------------------------------------------------

    def _led(self) -> Iterator[Saying]:
        """Yield what follows a sentence of saying that ends in a colon, without marks."""
        rule = self.cues.by_id.get("claim.block")
        sentences = self.parsed.sentences
        for number, sentence in enumerate(sentences[:-1] if rule is not None else ()):
            if sentence.kind != "body" or self.text[sentence.span.end - 1] != ":":
                continue
            following = sentences[number + 1]
            if (
                following.paragraph == sentence.paragraph
                or self.text[following.span.start] in '"“«'
            ):
                continue
            if self.voices.block_at(sentence.span.start) is not None:
                continue
            led = self._cue_before(Span(sentence.span.start, sentence.span.end - 1), sentence)
            content = self._trimmed(self.parsed.paragraphs[following.paragraph].span)
            if led is None or content is None or rule is None:
                continue
            cue, voice, _ = led
            evidence = Span(sentence.span.start, content.end)
            yield Saying(rule, cue, content, voice, evidence, whole=True)

    # --- quotations ------------------------------------------------------------------------------

    def _quotations(self) -> Iterator[Saying]:
        blocks = list(self._joined_quotes())
        last: Saying | None = None
        skip = -1
        for number, block in enumerate(blocks):
            if block.span.start < skip:
                continue
            sentence = self._sentence(block.span.start)
            if sentence is None or sentence.kind != "body":
                continue
            if self.voices.block_at(block.span.start) is not None:
                continue
            following = blocks[number + 1].span if number + 1 < len(blocks) else None
            found = self._attributed(sentence, block, following, last)
            if found is None:
                continue
            skip = found.content.end
            self.used.add(found.cue.start)
            self.voices.heard(found.voice)
            last = found
            yield found

    def _sentence(self, offset: int) -> Sentence | None:
        number = self.parsed.number_at(offset)
        return self.parsed.sentences[number] if number >= 0 else None

    def _joined_quotes(self) -> Iterator[_Block]:
        """Yield the quotations, the paragraphs of one together.

        Only the last paragraph of a quotation has a closing mark, each has an opening one.
        """
        open_block: Span | None = None
        place = {paragraph.span.start for paragraph in self.parsed.paragraphs}
        for quote in self.parsed.quoted.quotes:
            if open_block is not None:
                if quote.outer.start in place:
                    open_block = Span(open_block.start, quote.outer.end)
                    if quote.closed:
                        yield _Block(open_block, True)
                        open_block = None
                    continue
                yield _Block(open_block, False)
                open_block = None
            if quote.closed:
                yield _Block(quote.outer, True)
            else:
                open_block = quote.outer
        if open_block is not None:
            yield _Block(open_block, False)

    def _attributed(
        self, sentence: Sentence, block: _Block, following: Span | None, last: Saying | None
    ) -> Saying | None:
        span = block.span
        begins = not self.text[sentence.span.start : span.start].strip(" \t*–—-")
        led = None if begins else self._led_in(sentence, span)
        if led is None and begins:
            led = self._led_before(sentence, span)
        if led is not None:
            cue, voice, rule = led
            return self._made(rule, cue, span, voice, sentence)
        if not begins or not self._states(span):
            return None
        found = self._cue_after(span, following) if block.closed else None
        if found is not None:
            cue, voice, rule, end = found
            content = span
            if following is not None and self._goes_on(end, following):
                content = Span(span.start, following.end)
            tail = self._sentence(cue.start)
            return self._made(rule, cue, content, voice, tail or sentence)
        return self._continued(sentence, span, last) if block.closed else None

    def _states(self, span: Span) -> bool:
        """Is a quotation at the beginning of a sentence a statement, not a quoted name?"""
        return len(span.of(self.text).split()) >= 2

    def _made(
        self, rule: CueRule, cue: Span, content: Span, voice: Voice, sentence: Sentence
    ) -> Saying:
        start = min(content.start, cue.start, voice.source.start)
        end = max(content.end, cue.end, voice.source.end)
        if sentence.span.overlaps(Span(start, end)):
            start, end = min(start, sentence.span.start), max(end, sentence.span.end)
        return Saying(rule, cue, content, voice, Span(start, end), whole=True)

    def _continued(self, sentence: Sentence, span: Span, last: Saying | None) -> Saying | None:
        """A quotation without words of its own for its speaker: whoever spoke just before it."""
        rule = self.cues.by_id.get("claim.continued_quote")
        if rule is None or not self._whole_sentence(span):
            return None
        number = self.parsed.number_at(sentence.span.start)
        before = self.parsed.sentences[number - 1] if number > 0 else None
        if before is None or before.paragraph != sentence.paragraph:
            return None
        if last is not None and before.span.start <= last.cue.start < before.span.end:
            return self._made(rule, last.cue, span, last.voice, sentence)
        led = self._cue_before(before.span, before)
        if led is None:
            return None
        return self._made(rule, led[0], span, led[1], sentence)

    def _whole_sentence(self, span: Span) -> bool:
        words = span.of(self.text).strip('"“”«»„')
        after = self.text[span.end : span.end + 2]
        ended = words[-1:] in ".!?…" or after[:1] in (".", "!", "?", "…")
        return ended and words[:1].isupper() and len(words.split()) >= 3

    # --- the speaker before ----------------------------------------------------------------------

    def _led_in(self, sentence: Sentence, span: Span) -> tuple[Span, Voice, CueRule] | None:
        """'X said: "…"', 'X told reporters, "…"'."""
        before = self.text[sentence.span.start : span.start].rstrip()
        end = sentence.span.start + len(before)
        mark = before[-1:]
        first = self.text[span.start + 1 : span.start + 2]
        if mark not in ":," and not (first.isupper() and self._whole_sentence(span)):
            return self._said_at_once(sentence, span, end)
        if not (first.isupper() or mark == ":"):
            return None
        found = self._cue_before(Span(sentence.span.start, end), sentence)
        if found is None and mark == ":":
            return self._before_colon(sentence, end)
        if found is None:
            return None
        gap = end - found[0].end
        if mark != ":" and (gap > 60 or self.text[found[0].end : end].rstrip().endswith(" that")):
            return None
        return found

    def _said_at_once(
        self, sentence: Sentence, span: Span, end: int
    ) -> tuple[Span, Voice, CueRule] | None:
        """'X said "no way".': nothing stands between, and nothing follows."""
        rest = self.text[span.end : max(span.end, sentence.span.end)]
        if rest.strip(" .!?") or len(span.of(self.text).split()) < 2:
            return None
        found = self._cue_before(Span(sentence.span.start, end), sentence)
        return found if found is not None and found[0].end == end else None

    def _led_before(self, sentence: Sentence, span: Span) -> tuple[Span, Voice, CueRule] | None:
        """A sentence of saying that ends in a colon, then the quotation."""
        number = self.parsed.number_at(sentence.span.start)
        before = self.parsed.sentences[number - 1] if number > 0 else None
        if before is None or self.text[before.span.end - 1] != ":" or before.kind != "body":
            return None
        found = self._cue_before(Span(before.span.start, before.span.end - 1), before)
        return found or self._before_colon(before, before.span.end - 1)

    def _cue_before(self, span: Span, sentence: Sentence) -> tuple[Span, Voice, CueRule] | None:
        """Return the last verb of saying in a span whose subject is known."""
        for match in reversed(list(_WORD.finditer(self.text, span.start, span.end))[-40:]):
            rule, cue = self._rule_at(match)
            if rule is None or cue.start in self.used:
                continue
            if self.parsed.quoted.at(cue.start) is not None:
                continue
            voice = self._subject(sentence, cue)
            if voice is None and not self.parsed.parsed:
                voice = self.voices.named_before(Span(span.start, cue.start))
                if voice and not ADVERBS.match(self.text, voice.source.end, cue.start):
                    voice = None
            if voice is not None:
                return cue, voice, rule
        return None

    def _rule_at(self, match: re.Match[str]) -> tuple[CueRule | None, Span]:
        """Return the rule of a verb, and the cue: "went on" and "pointed out" are two words."""
        word = match.group().lower()
        cue = Span(match.start(), match.end())
        pair = self.cues.quoting_pairs.get(word)
        following = _WORD.match(self.text, match.end() + 1) if pair is not None else None
        if pair is not None and following is not None:
            if following.group().lower() in pair.with_words:
                return pair, Span(cue.start, following.end())
            if word not in self.cues.quoting:
                return None, cue
        return self.cues.quoting.get(word), cue

    def _before_colon(self, sentence: Sentence, end: int) -> tuple[Span, Voice, CueRule] | None:
        """'X issued this statement: "…"', 'X was blunt: "…"': the verb, whatever it is."""
        rule = self.cues.by_id.get("claim.colon")
        if rule is None or not self.parsed.parsed:
            return None
        for token in sentence.tokens:
            place = sentence.span_of(token)
            if place.end > end:
                return None
            if token.pos_ in ("VERB", "AUX") and token.dep_ in ("ROOT", "ccomp", "advcl"):
                voice = self._subject(sentence, place)
                if voice is not None and place.start not in self.used:
                    return place, voice, rule
        return None

    # --- the speaker after -----------------------------------------------------------------------

    def _cue_after(
        self, span: Span, following: Span | None
    ) -> tuple[Span, Voice, CueRule, int] | None:
        """'"…," X said', '"…," said X', '"…", according to X': also the end of what it covers."""
        start = _LEAD.match(self.text, span.end).end()  # type: ignore[union-attr]
        sentence = self._sentence(start)
        if sentence is None or start >= sentence.span.end:
            return None
        if self._ends_before(span, sentence, start):
            return None
        end = min(sentence.span.end, start + REACH)
        if following is not None:
            end = min(end, following.start)
        first = True
        for match in _WORD.finditer(self.text, start, end):
            word = match.group().lower()
            rule, cue = self._rule_at(match)
            if word == "according":
                rule = self.cues.by_id.get("claim.according_to")
                cue = Span(match.start(), min(end, match.end() + len(" to")))
                voice = self.voices.named_after(Span(cue.end, end))
                return (cue, voice, rule, end) if voice is not None and rule is not None else None
            if rule is not None and not word.endswith("ing"):
                if word[0] != match.group()[0] and not first:
                    continue  # "the Head of State", not "to state"
                voice = self._after(sentence, Span(start, end), cue, inverted=first)
                return (cue, voice, rule, end) if voice is not None else None
            if word in _OTHER_SENTENCE and not first:
                return None
            first = first and word in _BEFORE_VERB
        return None

    def _ends_before(self, span: Span, sentence: Sentence, start: int) -> bool:
        """Does the quotation end with its sentence, so that what follows is another one?

        '"We are ready." Macron said that …' tells something else; '"Ready?" Macron asked.' not.
        """
        if sentence.span.start < start:
            return False
        inside = self.text[span.start : span.end].rstrip("\"”»’'")[-1:]
        if inside == "." or self.text[span.end - 1 : span.end + 1].endswith("."):
            return True
        rest = len(self.text[start : sentence.span.end].split())
        return inside not in ("?", "!", "…") or rest > 12

    def _after(self, sentence: Sentence, span: Span, cue: Span, *, inverted: bool) -> Voice | None:
        voice = self._subject(sentence, cue, within=span)
        if voice is not None:
            return voice
        if inverted:
            stop = re.compile(r"[,.;:\"“]|\b(?:in|on|at|during|after|before|adding)\b")
            close = stop.search(self.text, cue.end, span.end)
            # "said President of Ukraine X": the title's "of" is no stop.
            return self.voices.named_after(
                Span(cue.end, close.start() if close is not None else span.end)
            )
        return self.voices.named_before(Span(span.start, cue.start))

    def _subject(self, sentence: Sentence, cue: Span, within: Span | None = None) -> Voice | None:
        if not self.parsed.parsed:
            return None
        token = sentence.token_at(cue.start)
        if token is None or token.pos_ not in ("VERB", "AUX"):
            return None
        heads = agents(token) if is_passive(token) else subjects(token)
        heads = [
            each
            for each in heads
            if each.i >= sentence.tokens[0].i
            and each.i <= sentence.tokens[-1].i
            and (within is None or within.holds(sentence.span_of(each)))
        ]
        return self.voices.of(sentence, heads) if heads else None

    def _goes_on(self, end: int, following: Span) -> bool:
        """'"We will not," he said, "give in."': one quotation that the speaker interrupts."""
        if end != following.start:
            return False
        first = self.text[following.start + 1 : following.start + 2]
        return first.islower() and self.text[max(0, end - 20) : end].rstrip()[-1:] == ","


def quotes_in(parsed: Parsed, span: Span) -> list[Quote]:
    """Return the quotes that overlap a span, in order."""
    first = parsed.quoted.at(span.start)
    rest = parsed.quoted.within(span)
    return rest if first is None or first in rest[:1] else [first, *rest]


def _place(saying: Saying) -> tuple[int, int]:
    return saying.content.start, -saying.content.end
