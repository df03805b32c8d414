"""A made-up crisis of any size: the same seed gives the same Statements on every machine.

Nothing in it is true. What matters for the figures is its form, which is that of the articles
Readout reads: a few actors are in most meetings; an article tells of three meetings, one sentence
each; every statement about a meeting is supported by the words of its sentence.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph.quotation import Article, Quotation, fingerprint, make_id
from graph.schema import MEETING_FORMAT, MEETING_STATUS
from graph.statement import EXISTS, Attribution, Entity, Relationship, Statement
from loaders import Complete, Item

DATASET = "synthetic"
FIRST_DAY = date(2019, 1, 1)

_KINDS = ("Person",) * 7 + ("Country", "Organization", "Office")
_FORMS = {
    "call": "spoke by telephone",
    "talks": "held talks",
    "meeting": "met",
    "summit": "held a summit",
    "visit": "met on a visit",
    "consultation": "consulted",
}
_SYLLABLES = ("ba", "de", "ki", "lo", "mur", "na", "pe", "ra", "so", "ti", "va", "zen")


@dataclass(frozen=True)
class Crisis:
    """The measures of a made-up crisis.

    events: meetings. actors: who may take part. participants: in each meeting. events_per_article:
    the statements of these share an article; each meeting has a sentence of it, a Quotation.
    events_per_unit: how many meetings one file brings. days: how far the meetings are spread.
    hub: the first actor takes part in every meeting. name: sets one crisis' ids apart from those
    of another in the same database. actors_of: the name of the crisis whose actors take part.
    """

    events: int = 20_000
    actors: int = 3_000
    participants: int = 2
    events_per_article: int = 3
    events_per_unit: int = 1_000
    days: int = 1_200
    hub: bool = False
    name: str = "a"
    actors_of: str = ""
    seed: int = 20220220

    @property
    def statements_per_event(self) -> int:
        """Type, status, format and day of a meeting, and each that took part in it."""
        return 4 + self.participants

    def actor(self, number: int) -> Entity:
        """Return the actor of that number."""
        kind = _KINDS[number % len(_KINDS)]
        return Entity(kind, f"{kind.lower()}-{self.actors_of or self.name}{number:05}")

    def items(self) -> Iterator[Item]:
        """Yield what a loader would: a file of actors, then files of meetings, each complete."""
        about = {"title": "A made-up crisis", "publisher": "Nobody", "licence": "CC0-1.0"}
        yield from self.names()
        yield Complete(DATASET, f"{self.name}-actors", about=about)
        for begin in range(0, self.events, self.events_per_unit):
            yield from self.meetings(begin, min(begin + self.events_per_unit, self.events))
            yield Complete(DATASET, self._unit(begin), about=about)

    def names(self) -> Iterator[Statement]:
        """Yield the statements that bring the actors: of a register, so without quotations."""
        for number in range(self.actors):
            actor = self.actor(number)
            for prop, value in ((EXISTS, actor.type), ("caption", _name(number))):
                yield Statement(
                    actor,
                    prop,
                    value,
                    DATASET,
                    f"{self.name}-actors",
                    record_id=actor.id,
                    generated_by="benchmark",
                    basis="record",
                )

    def meetings(self, first: int, last: int) -> Iterator[Statement]:
        """Yield the statements of the meetings from `first` up to, not including, `last`."""
        step = self.events_per_article
        for begin in range(first - first % step, last, step):
            for number, statements in self._article(begin):
                if first <= number < last:
                    yield from statements

    def _unit(self, number: int) -> str:
        return f"{self.name}-{number // self.events_per_unit:04}"

    def _article(self, begin: int) -> Iterator[tuple[int, list[Statement]]]:
        chance = random.Random(f"{self.seed} {self.name} {begin}")
        day = FIRST_DAY + timedelta(days=begin * self.days // max(self.events, 1))
        numbers = range(begin, min(begin + self.events_per_article, self.events))
        told = [self._meeting(number, day, chance) for number in numbers]
        text, spans = "", []
        for *_, sentence in told:
            text += " " if text else ""
            spans.append((len(text), len(text) + len(sentence)))
            text += sentence
        address = f"https://example.org/{self.name}/{begin}"
        article = Article.make(
            address,
            text_sha256=fingerprint(text),
            title=f"Meetings of {day.isoformat()}, {begin}",
            source_url=address,
            publisher="Example Agency",
            published_at=day.isoformat(),
            licence="CC0-1.0",
            text=text,
        )
        for (number, status, form, present, _), (start, end) in zip(told, spans, strict=True):
            quotation = article.quote(start, end)
            yield number, self._statements(number, day, status, form, present, quotation)

    def _meeting(
        self, number: int, day: date, chance: random.Random
    ) -> tuple[int, str, str, list[int], str]:
        status = MEETING_STATUS[int(len(MEETING_STATUS) * chance.random() ** 3)]
        form = chance.choice(MEETING_FORMAT)
        # One in turn, so that everybody takes part; the others by how busy they are.
        present = [0 if self.hub else number % self.actors]
        while len(present) < self.participants:
            # Squared: a tenth of the actors is in a third of the meetings.
            other = int(self.actors * chance.random() ** 2)
            if other not in present:
                present.append(other)
        names = " and ".join(_name(each) for each in present)
        held = "" if status == "held" else f" ({status})"
        sentence = (
            f"On {day.isoformat()} {names} {_FORMS[form]}{held} about the situation on the border "
            f"and agreed to stay in touch, according to note {number}."
        )
        return number, status, form, present, sentence

    def _statements(
        self,
        number: int,
        day: date,
        status: str,
        form: str,
        present: list[int],
        quotation: Quotation,
    ) -> list[Statement]:
        meeting = Entity("Meeting", make_id("meeting", self.name, str(number)))
        actors = [self.actor(each) for each in present]
        facts: list[tuple[Entity | Relationship, str, str]] = [
            (meeting, EXISTS, meeting.type),
            (meeting, "status", status),
            (meeting, "format", form),
            (meeting, "startDate", day.isoformat()),
        ]
        facts += [
            (Relationship("PARTICIPATED_IN", actor, meeting), EXISTS, "PARTICIPATED_IN")
            for actor in actors
        ]
        # Every second meeting is reported by one who was there.
        spoken = (Attribution(actors[-1], 0),) if number % 2 else ()
        return [
            Statement(
                about,
                prop,
                value,
                DATASET,
                self._unit(number),
                record_id=f"{self.name}{number:06}",
                generated_by="benchmark",
                quotation=quotation,
                attributed_to=spoken,
            )
            for about, prop, value in facts
        ]


def _name(number: int) -> str:
    count = len(_SYLLABLES)
    first = _SYLLABLES[number % count] + _SYLLABLES[number // count % count]
    second = _SYLLABLES[number * 7 % count] + _SYLLABLES[number // 5 % count]
    return f"{first.title()} {second.title()}{number:04}"
