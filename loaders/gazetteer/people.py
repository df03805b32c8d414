"""Who a surname means: by its first name, its title, the office on the day, or the text so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from loaders.gazetteer.names import fold
from loaders.gazetteer.tables import Term, tables

#: Surnames that are common words, places or first names: only a full name earlier in the text, or
#: a title with them, makes them a person.
_WORDS = frozenset(
    "may ban moon park rice hunt brown power bush burns austin sherman black francis jordan ali "
    "carter miller taylor king dan pavel rau hague bass gates coats fletcher sanders parker bauer "
    "hahn katz price cook dar blair lai han chung cho yun kang wong tsai hu ma dong chang oli paz "
    "peters key english joy page young wallace lee khan ahmed hassan hussein salman abdullah "
    "mohamed mohammed ibrahim jonathan mahama sall talon christie kern bas barrow pence carney "
    "dion faye castro morales henry davis mitchell harris douglas joseph george michel phillips "
    "martin simon marin mustafa said rama meta muslim hoti kurz frank jonson sharif wen miliband "
    "morrison scholz rubio barth noboa santos correa temer duque guterres duarte andersson "
    "linde santer monti "
    "letta fillon hollande borne attal cameron kennedy johnson gore lew hill johns".split()
)
#: Of these, those who are so well known by them that an office held on the day is enough.
_BY_OFFICE = frozenset(
    "morrison scholz burns austin blair michel harris carney cameron johnson rubio sharif "
    "andersson letta monti "
    "hollande borne attal noboa santos temer duque guterres kurz rama castro sherman martin "
    "marin lee moon park wong khan santer hague pence fillon correa rau linde miller kern bas "
    "cho chung mustafa lai miliband dar mahama faye sall wallace hunt".split()
)
#: Given names of East Asia's commonest families: told apart by office alone.
_COMMON = frozenset(
    "hua mao lin geng zhao hong lu li wang kim zhang yang liu chen xi lam pham nguyen tran".split()
)
_XI = "xi"
#: Years around the day in which an office still makes a surname known.
_MARGIN = timedelta(days=2 * 366)


@dataclass(slots=True)
class Memory:
    """Who has been named in full so far: folded surname -> caption, "" for a stranger."""

    named: dict[str, str] = field(default_factory=dict)

    def keep(self, caption: str) -> None:
        """Remember a person by their surnames; the last one named in full counts."""
        for surname in tables().people[caption].surnames:
            self.named[fold(surname)] = caption
            self.named[fold(surname.split()[-1])] = caption

    def meet(self, surname: str) -> None:
        """Remember that somebody whom the tables don't hold bears this surname."""
        self.named[fold(surname)] = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """What the words before a name say of its bearer: kinds of office and a place, "" if none."""

    kinds: tuple[str, ...]
    place: str


def choose(
    captions: Sequence[str],
    surname: str,
    day: str,
    memory: Memory,
    hint: Hint | None,
    *,
    article: bool = False,
) -> str:
    """Return the caption of who is meant by a surname on its own, or "" if that can't be told.

    captions: who bears it. In order: the one named in full earlier; the one whose office fits the
    title before the name; the one in the highest office on the day; in office within two years of
    it; the only one, where the surname is distinctive. Holders of small states' offices are only
    taken by the first two. article: "the" or "a" stands before it, as before the Moon.
    """
    key = fold(surname.replace("-", " "))
    if hint is not None:
        found = fitting(captions, day, hint)
        if len(found) == 1:
            return found[0]
        if hint.place and hint.kinds and not found and not _anyone(captions, hint.place):
            return ""
    earlier = memory.named.get(fold(surname), memory.named.get(fold(surname.split()[-1])))
    if earlier in captions:
        return str(earlier)
    if earlier == "" or (key in _WORDS and (article or key not in _BY_OFFICE)):
        return ""
    ambiguous = key in _WORDS or key in _COMMON
    best = _highest(captions, day, day)
    if len(best) == 1:
        return best[0]
    if best or (ambiguous and key != _XI):
        return ""
    near = _highest(captions, *_around(day))
    if len(near) == 1:
        return near[0]
    return captions[0] if len(captions) == 1 and _prominent(captions[0], day) else ""


def fitting(captions: Sequence[str], day: str, hint: Hint) -> list[str]:
    """Return who holds the hinted office on the day, or else held it within two years of it."""
    for begin, end in ((day, day), _around(day)):
        found = [
            caption
            for caption in captions
            if any(
                (not hint.kinds or term.kind in hint.kinds)
                and (not hint.place or term.place == hint.place)
                and term.begin <= end
                and begin < term.end
                for term in tables().terms_of.get(caption, ())
            )
        ]
        if found:
            return found
    return []


def _anyone(captions: Sequence[str], place: str) -> bool:
    """Does one of them belong to the place at any time, or to none?"""
    for caption in captions:
        terms = tables().terms_of.get(caption, ())
        if not terms or any(term.place == place for term in terms):
            return True
    return False


def _highest(captions: Sequence[str], begin: str, end: str) -> list[str]:
    """Return who of major places was in office between the days, in the highest rank there is."""
    ranks: dict[str, int] = {}
    for caption in captions:
        for term in _major_terms(caption):
            if term.begin <= end and begin < term.end:
                ranks[caption] = min(ranks.get(caption, 9), term.rank)
    best = min(ranks.values(), default=9)
    return [caption for caption, rank in ranks.items() if rank == best]


def _major_terms(caption: str) -> list[Term]:
    known = tables()
    return [term for term in known.terms_of.get(caption, ()) if known.major(term)]


def _prominent(caption: str, day: str) -> bool:
    """Is a person known by the surname without an office on the day?

    Who led a state or organisation is for good; who spoke for one for ten years; and who stands in
    the table without any office was put there by hand for being known.
    """
    if not tables().terms_of.get(caption):
        return True
    decade = f"{int(day[:4]) - 10:04}{day[4:]}" if day[:4].isdigit() else day
    return any(t.rank == 0 or (t.rank == 1 and t.end > decade) for t in _major_terms(caption))


def _around(day: str) -> tuple[str, str]:
    try:
        middle = date.fromisoformat(day[:10])
    except ValueError:
        return "", ""
    return (middle - _MARGIN).isoformat(), (middle + _MARGIN).isoformat()
