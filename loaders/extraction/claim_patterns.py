"""Claims without a parse (`--model none`): patterns over words and names.

Quotations find their speakers without a parse anyway (quoted.py). Beside them the plainest is read:
a name right before a verb of saying and what follows it, "…, X said", "according to X".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loaders.extraction.cues import CueRule, Cues, verb_forms
from loaders.extraction.finds import Span
from loaders.extraction.parsing import Parsed, Sentence
from loaders.extraction.quoted import QuotedWords
from loaders.extraction.trimming import Trimmer
from loaders.extraction.voices import ADVERBS, Saying, Voice, Voices

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_NOT_SUBJECT = re.compile(r"\b(?:to|of|with|by|from|for|in|on|between)\s+(?:the\s+)?$")
_THAT = re.compile(r"(?:\s+[\w’'.-]+){0,8}?,?\s+that\s+")
_NEXT = re.compile(
    r",\s+(?:while\s+|also\s+)?(?:adding|stressing|noting|saying|emphasi[sz]ing|underlining|warning|"
    r"calling|urging|and\s+(?:also\s+)?(?:noted|said|stressed|added|called|urged|thanked|"
    r"expressed|reaffirmed|proposed|emphasi[sz]ed))\b|;\s|,\s+while\s"
)
_GOING_ON = re.compile(
    r",[\"”]?\s+(?:while\s+|also\s+)?(?P<cue>adding|stressing|noting|saying|emphasi[sz]ing|"
    r"underlining|warning)\s+(?P<that>that\s+)?"
)
_ACCORDING = re.compile(r"\b[Aa]ccording\s+to\s+")
_TITLES = re.compile(r"(?:(?<=,)|(?<=[\"”»]))\s+(?:(?:the|a|an|of|for|[A-Z][\w’'.-]*)\s+)*$")
_CLAUSE_START = re.compile(
    r"\s+(?:he|she|it|they|we|the|a|an|this|there|both|all|its|his|her|their|our|no|any|if|"
    r"such|these|those|[A-Z0-9][\w.’'-]*)\s"
)
_NO_OBJECT = frozenset("to on for in with at by about of as it this that them him her so".split())
_POINTED = re.compile(r"\s+(?:this|that)\s+(?:during|in|on|at|after|to)\b")
_INFINITIVE = re.compile(r"\s+(?=to\s+[a-z])")
_REQUEST = re.compile(r"\s+(?=(?:[\w’'.-]+\s+){1,8}?to\s+[a-z])")


def find_plainly(
    parsed: Parsed, cues: Cues, voices: Voices, quoted: QuotedWords
) -> Iterator[Saying]:
    """Yield the sayings that need no parse, sentence by sentence."""
    finder = _Plain(parsed, cues, voices, quoted)
    for sentence in parsed.sentences:
        if sentence.kind == "body":
            for saying in finder.read(sentence):
                voices.heard(saying.voice)
                yield saying


class _Plain:
    def __init__(self, parsed: Parsed, cues: Cues, voices: Voices, quoted: QuotedWords) -> None:
        self.text = parsed.text
        self.parsed = parsed
        self.cues = cues
        self.voices = voices
        self.used = quoted.used
        self.trimmer = Trimmer(parsed, cues)
        self.forms: dict[str, list[CueRule]] = {}
        for lemma, rules in cues.verbs.items():
            for form in verb_forms(lemma):
                if not form.endswith("ing"):
                    self.forms.setdefault(form, []).extend(rules)

    def read(self, sentence: Sentence) -> Iterator[Saying]:
        """Yield the sayings of a sentence: who tells the whole first."""
        cues = list(self._cues(sentence))
        stop = sentence.span.end
        aside = self._according(sentence)
        if aside is not None:
            yield aside
            stop = aside.cue.start if aside.cue.start > aside.content.start else stop
        for cue, voice, rules in reversed(cues):
            closing = self._before(sentence, cue, voice, rules)
            if closing is not None:
                yield closing
                stop = min(stop, closing.content.end)
                break
        end = sentence.span.start
        spoke: Voice | None = None
        for cue, voice, rules in cues:
            if not end <= cue.start < stop:
                continue
            found = self._after(sentence, cue, voice, rules, stop)
            if found is not None:
                end = found.content.end
                spoke = spoke or voice
                yield found
        yield from self._going_on(sentence, spoke or (cues[-1][1] if cues else None))

    def _cues(self, sentence: Sentence) -> Iterator[tuple[Span, Voice, list[CueRule]]]:
        for match in _WORD.finditer(self.text, sentence.span.start, sentence.span.end):
            rules = self.forms.get(match.group())
            if rules is None or match.start() in self.used:
                continue
            quote = self.parsed.quoted.at(match.start())
            if quote is not None and self.voices.block_at(match.start()) is None:
                continue
            cue = Span(match.start(), match.end())
            voice = self._voice(sentence, cue)
            if voice is not None:
                yield cue, voice, rules

    def _voice(self, sentence: Sentence, cue: Span) -> Voice | None:
        """Return who is named right before the verb."""
        before = Span(max(sentence.span.start, cue.start - 160), cue.start)
        lead = self.text[before.start : before.end]
        own = re.search(r"(?:^|[\s“\"])(I|[Ii]t)\s+(?:\w+\s)?$", lead)
        if own is not None:
            place = Span(before.start + own.start(1), before.start + own.end(1))
            parts = (
                self.voices.own(place, "i")
                if own.group(1) == "I"
                else [p for p in (self.voices.last_body(place.start),) if p is not None]
            )
            return Voice(tuple(parts), place) if parts else None
        voice = self.voices.named_before(before)
        if voice is None or not ADVERBS.match(self.text, voice.source.end, cue.start):
            return None
        start = voice.source.start
        if _NOT_SUBJECT.search(self.text[max(before.start, start - 12) : start]):
            return None
        return voice

    # --- what follows the cue --------------------------------------------------------------------

    def _after(
        self, sentence: Sentence, cue: Span, voice: Voice, rules: Sequence[CueRule], stop: int
    ) -> Saying | None:
        following = _NEXT.search(self.text, cue.end, stop)
        end = following.start() if following is not None else stop
        for rule in rules:
            if rule.lone and len(voice.parts) > 1:
                continue
            start, last = self._start(rule, cue, end)
            if start < 0:
                continue
            content = self.trimmer.trimmed(sentence, Span(start, end))
            if content is None or content.start < cue.end:
                continue
            if rule.unless and set(content.of(self.text).lower().split()[:14]) & rule.unless:
                continue
            words = Span(cue.start, last) if last - cue.start <= 40 else cue
            return Saying(rule, words, content, voice, _around(sentence, content))
        return None

    def _start(self, rule: CueRule, cue: Span, end: int) -> tuple[int, int]:
        """Return where the content begins, or -1, and where the words of the cue end."""
        text, at, last = self.text, cue.end, cue.end
        if rule.with_words:
            words = list(_WORD.finditer(text, at, min(end, at + 60)))[:5]
            found = next((w for w in words if w.group().lower() in rule.with_words), None)
            if found is None:
                return -1, last
            at = last = found.end()
        if rule.prepositions and not {"request", "accusation"} & rule.takes:
            pattern = r"\s+(?:\w+ly\s+)?(?:" + "|".join(sorted(rule.prepositions)) + r")\s+"
            led = re.compile(pattern).match(text, at, end)
            if led is not None and not rule.objects:
                return led.end(), last
        that = _THAT.match(text, at, end)
        if "clause" in rule.takes:
            if that is not None:
                return that.end(), last
            if "quote" in rule.takes and "object" not in rule.takes and not rule.with_words:
                bare = _CLAUSE_START.match(text, at, end)
                if _POINTED.match(text, at, end):
                    return -1, last  # "said this during a speech"
                if bare is not None and not rule.told and len(text[at:end].split()) > 3:
                    return at, last
        if that is not None:
            return -1, last
        if "request" in rule.takes and rule.told and _REQUEST.match(text, at, end):
            return at, last
        if "request" in rule.takes and rule.prepositions:
            led = re.compile(r"\s+(?:" + "|".join(sorted(rule.prepositions)) + r")\s+").match(
                text, at, end
            )
            if led is not None and _REQUEST.match(text, led.end() - 1, end):
                return led.end(), last
        if "infinitive" in rule.takes and _INFINITIVE.match(text, at, end):
            return at, last
        if "object" in rule.takes:
            first = re.compile(r"\s+(?:(?:the|a|an|his|her|its|their)\s+)?([\w’'-]+)").match(
                text, at, end
            )
            if first is None or first.group(1).lower() in (*rule.never, *_NO_OBJECT):
                return -1, last
            words_after = re.findall(r"\w+", text[at : min(end, at + 60)].lower())[:5]
            if not rule.objects or set(words_after) & rule.objects:
                return at, last
        return -1, last

    def _going_on(self, sentence: Sentence, voice: Voice | None) -> Iterator[Saying]:
        """ "…, adding that …": whoever spoke before."""
        for match in _GOING_ON.finditer(self.text, sentence.span.start, sentence.span.end):
            place = match.start("cue")
            rule = self.cues.quoting.get(match.group("cue").lower())
            inside = self.parsed.quoted.at(place) is not None
            if rule is None or place in self.used or inside:
                continue
            who = voice or self.voices.named_before(Span(sentence.span.start, match.start()))
            following = _NEXT.search(self.text, match.end(), sentence.span.end)
            end = following.start() if following is not None else sentence.span.end
            content = self.trimmer.trimmed(sentence, Span(match.end(), end))
            if who is not None and content is not None:
                cue = Span(place, match.end("cue"))
                yield Saying(rule, cue, content, who, _around(sentence, content))

    # --- what stands before the cue --------------------------------------------------------------

    def _before(
        self, sentence: Sentence, cue: Span, voice: Voice, rules: Sequence[CueRule]
    ) -> Saying | None:
        rule = next((r for r in rules if "clause" in r.takes and not r.with_words), None)
        if rule is None or self.voices.block_at(cue.start) is not None:
            return None
        lead = self.text[sentence.span.start : voice.source.start]
        lead = _TITLES.sub("", lead).rstrip()
        rest = self.text[cue.end : sentence.span.end].strip(" .")
        if not lead.endswith((",", ',"', ",”", '"', "”", "»")) or len(lead.split()) < 4:
            return None
        if _ACCORDING.match(lead):
            return None
        if rest and not rest.startswith(",") and len(rest.split()) > 6:
            return None
        if re.match(
            r"\s+(?:that|he|she|it|they|the)\s+\w+\s+\w+", self.text[cue.end : sentence.span.end]
        ):
            return None
        start = sentence.span.start
        content = self.trimmer.trimmed(sentence, Span(start, start + len(lead)))
        if content is None:
            return None
        return Saying(rule, cue, content, voice, _around(sentence, content))

    def _according(self, sentence: Sentence) -> Saying | None:
        rule = self.cues.by_id.get("claim.according_to")
        match = _ACCORDING.search(self.text, sentence.span.start, sentence.span.end)
        if rule is None or match is None or match.start() in self.used:
            return None
        if self.parsed.quoted.at(match.start()) is not None:
            return None
        voice = self.voices.named_after(
            Span(match.end(), min(sentence.span.end, match.end() + 150))
        )
        if voice is None:
            return None
        cue = Span(match.start(), match.start() + len(match.group().rstrip()))
        comma = self.text.find(",", voice.source.end, sentence.span.end)
        if match.start() - sentence.span.start < 40 and comma >= 0:
            content = self.trimmer.trimmed(sentence, Span(comma, sentence.span.end))
        else:
            content = self.trimmer.trimmed(sentence, Span(sentence.span.start, match.start()))
        if content is None:
            return None
        return Saying(rule, cue, content, voice, _around(sentence, content))


def _around(sentence: Sentence, content: Span) -> Span:
    return Span(min(sentence.span.start, content.start), max(sentence.span.end, content.end))
