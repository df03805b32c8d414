"""docs/extraction.md, generated from the tables of rules: what is found in a text, and how.

python -m loaders.extraction.reference           write it
python -m loaders.extraction.reference --check   exit 1 if it is stale
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from graph import plover, schema
from graph.reference import table_row, write_or_check
from loaders import gazetteer
from loaders.extraction import calendar_words, cues, precision, publishers, rules
from loaders.extraction.calendar_words import Convention
from loaders.extraction.cues import CueRule
from loaders.extraction.rules import Rule

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "extraction.md"

INTRODUCTION = """\
# What is found in a text, and how

Generated from the tables in `loaders/extraction` by `make docs`; edit those, not this page.

Readout reads English articles and readouts by rules: lists of words, and where they stand in a
sentence. The same text gives the same finds, every time and on every machine; nothing is fetched,
and no text leaves the machine. This page lists all the rules, so that a reader can tell why
something was found, and why something else was not.

## What is found

- **Meetings**: calls, talks, meetings, summits, visits, consultations; who took part, when,
  where, for how long, and how firm it is: it took place, is planned, was only proposed, is
  possible, was refused or cancelled.
- **Agreements**: what was agreed, pledged or signed, by whom, in which meeting. These words
  differ and stay apart.
- **What was said**: who said what to whom, in whose words. What stands in quotation marks is
  marked as verbatim; the rest is the article's own wording. “Putin told Macron, the Elysee said”
  keeps both speakers, the outer one first.
- **Doubt**: where the text itself says of something said that it is doubted, denied, contradicted
  or confirmed.
- **Days and lengths**: “Sunday”, “in the coming days”, “105 minutes”. A day that the words leave
  open is shown as a span, with the sentence of the list below that says how it was read.

Every find carries the exact words that tell of it; one without words is not stored. Whom a
pronoun or a title means (“he”, “the French president”) is read from the text and dated tables of
offices, and shown as a reading, never as a quotation.

## What is not found

- **Whether it is true.** A claim is what somebody is told to have said, no more. Nothing here is
  ever marked as a fact.
- **What another word tells.** A meeting that no word of these lists names (“they crossed paths”)
  is missed. So is what only a picture, a table or the reader's own knowledge tells.
- **Other kinds of events**: movements of troops, sanctions, votes, attacks. They appear as what
  somebody said.
- **Thanks, praise, condolences, congratulations**, and what was merely discussed: no position is
  taken there.
- **Other languages.** A text that is not English is refused, not guessed at.
- **Irony**, and what somebody meant by their words.

Rules err. How often each is right was counted on texts that people annotated, and stands beside
it: “right in 41 of 44” means that of 44 finds of that rule 41 were right. “Not measured” means
that it found nothing in those texts; it says nothing good or bad. How much is missed, and how the
whole does on texts that the rules were not made with, is in
[extraction-quality.md](extraction-quality.md). Until a person has checked a find
([checking-finds.md](checking-finds.md)), it is shown as found by software.

To change what is found, add a word to a list or a rule to a table, run `make docs`, and measure
again with `python -m loaders score`. What rules can't do, a plug-in may:
[extraction-plugins.md](extraction-plugins.md).
"""

STATUS = """\
## How firm a meeting is

A meeting took place unless its sentence says otherwise. “Will”, “shall” and “would” make it
planned, “may”, “might”, “could” and “can” possible, “should”, “must” and “ought” proposed; so do
the words below where they govern it (“offered to meet”, “the planned summit”). Of several the
weakest counts: an offer of talks that was rejected is refused, not proposed. “There were no
talks” is no meeting at all, and what lies after the day of publication has not taken place.
"""

PLOVER = """\
Categories and modes are those of PLOVER's manual; `graph/plover.py` tells what each means. The
one in the table is that of a meeting that took place; how firm it is changes the category:
"""

AGREEMENTS = """\
An agreement needs parties (or an “it was agreed that”) and terms: what is to be done. What
somebody only acknowledged, intends or is ready for is something said, and so is an opinion:
“agreed that the situation is grave”.
"""

SAID = """\
Something said needs a word of saying and a speaker whom the text names; the publisher itself is
no speaker. In the third column, “that …” stands for any clause that tells what was said.
"""

STANCES = """\
These words tell how one thing that was said stands to another, where the text refers to it (“this
claim”, “Moscow's statement that …”).
"""

DAYS = """\
All days count from the day of publication, and by the tense of the sentence. Where the span is
our reading and not the words', it is marked so, here and in the graph.
"""

PUBLISHERS = """\
On an institution's own page “the President” or “the Prime Minister” is its own. Who that was is
looked up for the day of publication. A newspaper speaks for nobody.
"""

#: What a rule asks for beside its word (rules.NEEDS), for readers.
NEEDS = {
    "": "",
    "person object": "somebody met as its object",
    "person with": "somebody after “with” or “to”, or several who do it by phone or again",
    "person on": "a person after “on”",
    "person seen": "a person as its object, and again, still to come or at a place",
    "place ahead": "a person, and a place after it; nothing else is told of it",
    "several people": "several as its subject, or a group and a place",
    "place or person object": "a place or somebody visited as its object",
    "purpose": "a place to go to, and that somebody is going to",
    "joint will": "said by two or more of what “they will” do",
    "instrument object": "a paper as its object: a treaty, a memorandum, a statement …",
    "reached": "that it is reached, or what it is to do",
    "several parties": "two or more parties",
}

#: What the content of a claim may be (cues.TAKES), for readers.
TAKES = {
    "quote": "words in quotation marks",
    "clause": "“that …”",
    "object": "a noun phrase",
    "infinitive": "“to do …”",
    "request": "somebody “to do …”",
    "predicate": "“the move a mistake”",
    "accusation": "somebody or something, and then the words after",
}

_KINDS = {
    "verb": "Verbs",
    "noun": "Nouns",
    "adjective": "Adjectives",
    "source": "Words that name a source",
    "block": "Whole blocks of somebody's words",
}

#: Words of a list that are shown; the table has all.
_SHOWN = 8


@dataclass(frozen=True)
class Tables:
    """The files that the reference is made from; the shipped ones by default."""

    rules: Path = rules.TABLE
    cues: Path = cues.TABLE
    conventions: Path = calendar_words.TABLE
    publishers: Path = publishers.TABLE
    precision: Path = precision.TABLE


def reference(tables: Tables | None = None) -> str:
    """Return the reference as Markdown.

    Raises RulesRefused, CuesRefused or ConventionFault where a table can't be used.
    """
    return "\n".join([*_lines(tables or Tables()), ""])


def _lines(tables: Tables) -> Iterator[str]:
    measured = precision.rule_precision(tables.precision)
    table = rules.load_rules(tables.rules)
    yield INTRODUCTION
    yield "## Meetings"
    yield ""
    yield from _rules(table.meetings, measured)
    yield ""
    carriers = ", ".join(sorted(table.carriers))
    yield f"These verbs carry a noun of the list (“held talks”, “a call took place”): {carriers}."
    yield ""
    yield PLOVER
    for status in schema.MEETING_STATUS:
        category, _ = plover.category_of("", status)
        yield f"- {schema.STATUS_WORDS[status].lower()}: {category}"
    yield ""
    yield STATUS
    yield "| status | words |"
    yield "|---|---|"
    for status in schema.MEETING_STATUS:
        words = [word for word, given in table.status.items() if given == status]
        if words:
            yield table_row(schema.STATUS_WORDS[status], _words(words))
    yield ""
    yield "## Agreements"
    yield ""
    yield AGREEMENTS
    yield from _rules(table.agreements, measured)
    yield ""
    yield from _said(cues.load_cues(tables.cues), measured)
    yield from _days(calendar_words.conventions(tables.conventions).ordered)
    yield ""
    yield from _publishers(tables.publishers)


def _rules(found: Iterable[Rule], measured: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    yield "| rule | words | finds | needs | PLOVER | example | right |"
    yield "|---|---|---|---|---|---|---|"
    for rule in found:
        finds = rule.format or ", ".join(filter(None, (rule.status, rule.binding)))
        yield table_row(
            f"`{rule.id}`",
            _rule_words(rule),
            finds,
            NEEDS.get(rule.needs, rule.needs),
            f"{rule.category}, {rule.mode}" if rule.mode else rule.category,
            rule.example,
            _right(rule.id, measured),
        )


def _rule_words(rule: Rule) -> str:
    if not rule.lemmas:
        return "names of known treaties and accords (`loaders/tables/instruments.csv`)"
    words = []
    for lemma in rule.lemmas:
        particle = "/".join(rule.particle.get(lemma, ()))
        word = f"{lemma} {particle}".strip()
        words.append(f"{word} (in the plural)" if lemma in rule.plural else word)
    return ", ".join(words)


def _said(table: cues.Cues, measured: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    yield "## What was said"
    yield ""
    yield SAID
    for kind, heading in _KINDS.items():
        found = [rule for rule in table.rules if rule.kind == kind]
        if not found:
            continue
        yield f"### {heading}"
        yield ""
        yield "| rule | words | followed by | PLOVER | example | right |"
        yield "|---|---|---|---|---|---|"
        for rule in found:
            yield table_row(
                f"`{rule.id}`",
                _cue_words(rule),
                _followed(rule),
                rule.category,
                rule.example,
                _right(rule.id, measured),
            )
        yield ""
    yield f"Verbs that may lead to one of these (“began by saying”): {_words(sorted(table.leads))}."
    yield ""
    yield "### Doubt and confirmation"
    yield ""
    yield STANCES
    yield "| says that it | verbs | phrases |"
    yield "|---|---|---|"
    for stance in table.stances:
        yield table_row(stance.kind, _words(sorted(stance.lemmas)), ", ".join(stance.phrases))
    yield ""


def _cue_words(rule: CueRule) -> str:
    words = _words(rule.lemmas)
    if rule.possessed:
        words = f"somebody's {_words(sorted(rule.possessed))}"
    if rule.with_words:
        words += f" + {'/'.join(sorted(rule.with_words))}"
    return words


def _followed(rule: CueRule) -> str:
    parts = [words for name, words in TAKES.items() if name in rule.takes]
    if rule.prepositions:
        parts.append("/".join(f"“{word}”" for word in sorted(rule.prepositions)))
    said = ", ".join(parts)
    for words, lead in ((rule.objects, "only"), (rule.never, "never"), (rule.unless, "not with")):
        if words:
            said += f"; {lead} {_some(words)}"
    if rule.told:
        said += "; told to its object"
    return said + ("; by one speaker alone" if rule.lone else "")


def _some(words: Iterable[str]) -> str:
    found = sorted(words)
    more = len(found) - _SHOWN
    return ", ".join(found[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _days(found: Iterable[Convention]) -> Iterator[str]:
    yield "## Days"
    yield ""
    yield DAYS
    yield "| convention | words | read as | |"
    yield "|---|---|---|---|"
    for each in found:
        shown = each.examples or tuple(_spoken(words) for words in each.words)
        quoted = ", ".join(f"“{words}”" for words in shown)
        yield table_row(f"`{each.id}`", quoted, each.says, "our reading" if each.vague else "")


def _spoken(template: str) -> str:
    """Return what a template of conventions.yaml stands for, with example words in it."""
    words = template
    for sign, word in (("{n}", "two"), ("{units}", "weeks"), ("{days}", "weeks")):
        words = words.replace(sign, word)
    words = words.replace("{hours}", "hours")
    return re.sub(r"\(([^()|]*)\|?[^()]*\)\??", r"\1", words)


def _publishers(path: Path) -> Iterator[str]:
    yield "## Whose “the President”"
    yield ""
    yield PUBLISHERS
    yield "| publisher's name or address has | titles mean the |"
    yield "|---|---|"
    offices: dict[str, list[str]] = {}
    for row in yaml.safe_load(path.read_text("utf-8")):
        office = gazetteer.office(row["office"], gazetteer.country(row["country"])).caption
        offices.setdefault(office, []).extend(row["names"])
    for office, names in sorted(offices.items()):
        yield table_row(", ".join(dict.fromkeys(names)), office)


def _right(rule: str, measured: Mapping[str, tuple[int, int]]) -> str:
    right, count = measured.get(rule, (0, 0))
    return f"right in {right} of {count}" if count else "not measured"


def _words(words: Iterable[str]) -> str:
    return ", ".join(word.replace("_", " ") for word in words)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write docs/extraction.md; with --check only compare. Returns the exit code."""
    return write_or_check(
        DOCUMENT, reference(), "Write docs/extraction.md from the rule tables.", arguments
    )


if __name__ == "__main__":
    raise SystemExit(main())
