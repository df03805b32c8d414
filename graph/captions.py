"""What a reader reads: captions, dates in words, who says so. Pure; the words of the house's page.

Nothing here says more than the statements do: an agreement is never captioned without its source,
another's words stand in quotation marks only where the text gives them word for word, and what is
missing is "not mentioned in the texts loaded here".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph import schema
from graph.types import first_day, last_day

Properties = Mapping[str, object]

#: About as many characters as stand in the two lines of a node's box.
CAPTION_LENGTH = 46
SUBTITLE_LENGTH = 34

_PLURALS = {"talks": "talks", "summit": "summits", "visit": "visits"}
# Bodies that English names without an article.
_WITHOUT_ARTICLE = frozenset({"NATO", "UNESCO", "UNICEF", "OPEC", "Interpol", "Europol"})
_VERBS = frozenset(
    [
        "accept",
        "allow",
        "attend",
        "begin",
        "build",
        "continue",
        "convene",
        "cooperate",
        "discuss",
        "do",
        "end",
        "ensure",
        "exchange",
        "extend",
        "favor",
        "favour",
        "find",
        "fulfil",
        "fulfill",
        "give",
        "grant",
        "halt",
        "help",
        "hold",
        "honour",
        "implement",
        "intensify",
        "keep",
        "launch",
        "maintain",
        "make",
        "meet",
        "observe",
        "open",
        "prepare",
        "promote",
        "provide",
        "pull",
        "pursue",
        "reduce",
        "refrain",
        "release",
        "remain",
        "respect",
        "restart",
        "restore",
        "resume",
        "return",
        "seek",
        "send",
        "set",
        "sign",
        "start",
        "stop",
        "support",
        "take",
        "withdraw",
        "work",
    ]
)
#: How the note ends that says who held an office: "President of France on 2022-02-20".
_OFFICE_ON_A_DAY = re.compile(r" on \d{4}(-\d\d){0,2}(, by the office table)?\Z")
_VERB_OF_STATUS = {
    "agreed": "agreed",
    "pledged": "pledged",
    "acknowledged": "acknowledged",
    "signed": "signed",
}


def text_of(properties: Properties, name: str) -> str:
    """Return the property as text; "" where it has none."""
    value = properties.get(name)
    return "" if value is None else str(value)


def shorten(words: str, length: int) -> str:
    """Return `words` on one line, cut at a word's end to at most `length` characters with "…"."""
    line = " ".join(words.split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > length // 2 else cut).rstrip(" ,;:–-") + "…"


def listed(names: Sequence[str], last: str = "and") -> str:
    """Return names as a list in a sentence: "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def plural(word: str, number: int) -> str:
    """Return a noun of this module's (call, talks, meeting …) for `number` of them."""
    return word if number == 1 else _PLURALS.get(word, word + "s")


def capital(words: str) -> str:
    """Return `words` with a capital first letter."""
    return words[:1].upper() + words[1:]


# ---- dates --------------------------------------------------------------------------------------


def day_in_words(prefix: str) -> str:
    """Return an ISO date prefix in words: "Sunday 20 February 2022", "February 2022", "2014"."""
    parts = prefix[:10].split("-")
    if len(parts) == 1:
        return prefix
    day = date.fromisoformat(first_day(prefix[:10]))
    if len(parts) == 2:
        return f"{day:%B} {day.year}"
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_day(prefix: str, year: bool = True) -> str:
    """Return an ISO date prefix, short: "20 Feb 2022", without the year "20 Feb"; "Feb 2022"."""
    parts = prefix[:10].split("-")
    if len(parts) == 1:
        return prefix
    day = date.fromisoformat(first_day(prefix[:10]))
    if len(parts) == 2:
        return f"{day:%b} {day.year}"
    return f"{day.day} {day:%b} {day.year}" if year else f"{day.day} {day:%b}"


def _between(first: str, last: str, year: bool) -> str:
    """Two days as a span, without repeating what both share: "20–27 Feb", "27 Feb – 2 Mar"."""
    if first == last:
        return short_day(first, year)
    if first[:7] == last[:7]:
        return f"{int(first[8:10])}–{short_day(last, year)}"
    same = first[:4] == last[:4]
    return f"{short_day(first, year and not same)} – {short_day(last, year or not same)}"


def span_in_words(first: str, last: str) -> str:
    """Return the span from `first` to `last` (ISO days, "" = open) to begin a sentence with.

    "" where both are open.
    """
    if first and last:
        if first == last:
            return day_in_words(first)
        return capital(_between(first, last, True))
    if first:
        return f"From {short_day(first)}"
    return f"Until {short_day(last)}" if last else ""


def short_span(first: str, last: str) -> str:
    """Return the span within a sentence: "between 3 and 5 Jan", "on 3 Jan"; "" where it is open."""
    if first and last:
        if first == last:
            return f"on {short_day(first)}"
        if first[:7] == last[:7]:
            return f"between {int(first[8:10])} and {short_day(last)}"
        return f"between {short_day(first)} and {short_day(last)}"
    if first:
        return f"from {short_day(first)} on"
    return f"until {short_day(last)}" if last else ""


def date_in_words(properties: Properties) -> str:
    """Return when something was, for its panel; `properties` are those of a drawn thing.

    A vague date keeps the text's words and marks the days as our reading; a thing without a date
    says when it was reported.
    """
    start, end = text_of(properties, "startDate"), text_of(properties, "endDate")
    words = text_of(properties, "dateText")
    earliest, latest = text_of(properties, "earliest"), text_of(properties, "latest")
    basis = text_of(properties, "dateBasis")
    note = text_of(properties, "orderNote")
    after = f" ({note})" if note else ""
    if basis == "publication" or not (start or words or earliest):
        return (
            f"No date given; reported {short_day(earliest)}" if earliest else "No date given"
        ) + (after)
    if properties.get("vague") is True or (words and not start):
        reading = f": about {_between(earliest, latest, True)}, our reading" if earliest else ""
        return f"“{words}”{reading}{after}" if words else f"About{reading[7:]}{after}"
    if start:
        said = day_in_words(start)
        if end and end != start:
            said = f"{day_in_words(start)} to {day_in_words(end)}"
    else:
        said = day_in_words(earliest) if earliest == latest else _between(earliest, latest, True)
    if basis == "event":
        return f"{said}, the day of the event{after}"
    if basis == "inferred":
        return f"{said}, date inferred{after}"
    return said + after


def inferred_in_words(of_person: bool, from_office: bool, note: str) -> str:
    """Return what stands beside a connection that no text states.

    of_person: it names somebody. from_office: it is who held an office. note: why, or "". "name
    inferred from the office, not in the text (President of France on 2022-02-20)".
    """
    office = from_office or (of_person and _OFFICE_ON_A_DAY.search(note) is not None)
    what = "name inferred" if of_person or from_office else "inferred"
    return f"{what}{' from the office' if office else ''}, not in the text" + (
        f" ({note})" if note else ""
    )


def short_date(properties: Properties) -> str:
    """Return when something was, for the second line of its node: "20 Feb 2022", "in the coming
    days", "no date given"."""
    start = text_of(properties, "startDate")
    words = text_of(properties, "dateText")
    earliest, latest = text_of(properties, "earliest"), text_of(properties, "latest")
    if text_of(properties, "dateBasis") == "publication":
        return "no date given"
    if words and (properties.get("vague") is True or not start):
        return shorten(words, SUBTITLE_LENGTH)
    end = text_of(properties, "endDate")
    if start and len(start) == 10 and len(end) == 10 and end != start:
        return _between(start, end, True)
    if start:
        return short_day(start)
    return _between(earliest, latest, True) if earliest and latest else ""


def duration_in_words(duration: str) -> str:
    """Return an ISO 8601 duration in words: PT105M is "105 min", PT1H is "1 hour"."""
    found = re.match(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\Z", duration)
    if not found:
        return duration
    days, hours, minutes, seconds = (int(part) if part else 0 for part in found.groups())
    return " ".join(
        part
        for part in (
            f"{days} {plural('day', days)}" if days else "",
            f"{hours} {plural('hour', hours)}" if hours else "",
            f"{minutes} min" if minutes else "",
            f"{seconds} s" if seconds else "",
        )
        if part
    )


# ---- names --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """An actor as a sentence names it: its id, type, caption and other names."""

    id: str
    type: str
    caption: str
    aliases: tuple[str, ...] = ()


def named(actor: Named) -> str:
    """Return the actor within a sentence: "the Elysee", "Emmanuel Macron"."""
    if actor.type == "Office":
        return f"the {actor.caption[:1].lower()}{actor.caption[1:]}"
    if actor.type == "Organization" and actor.caption not in _WITHOUT_ARTICLE:
        if actor.caption.startswith("Government of "):
            short = [name for name in actor.aliases if re.fullmatch(r"[A-Z]\w+ government", name)]
            if short:
                return f"the {min(short)}"
            return f"the {actor.caption[:1].lower()}{actor.caption[1:]}"
        return actor.caption if actor.caption.lower().startswith("the ") else f"the {actor.caption}"
    return actor.caption


def short_name(actor: Named) -> str:
    """Return what the actor is called for short: of its aliases one that ends its caption."""
    if actor.type != "Person":
        return actor.caption
    tails = [
        alias
        for alias in actor.aliases
        if alias != actor.caption and actor.caption.endswith(f" {alias}")
    ]
    return min(tails, key=len) if tails else actor.caption


def _brief(actor: Named) -> str:
    return short_name(actor) if actor.type == "Person" else named(actor)


def chain_in_words(
    chain: Iterable[tuple[int, Named]], makers: Sequence[Named] = (), where: str = "in this article"
) -> str:
    """Return a chain of speakers read outward: "Putin, as reported by the Elysee, in this article".

    chain: (position, actor), 0 = outermost, equal positions speak jointly. makers: who made the
    claim, where it is one; they stand innermost. Without any speaker: "This article".
    """
    places: dict[int, list[Named]] = {}
    for position, actor in chain:
        places.setdefault(position, []).append(actor)
    groups = [places[position] for position in sorted(places, reverse=True)]
    inner = [maker for maker in makers if all(maker not in group for group in groups)]
    if inner:
        groups.insert(0, inner)
    if not groups:
        return "This article"
    said = [listed([_brief(actor) for actor in group]) for group in groups]
    reported = [f"as reported by {who}" for who in said[1:]]
    return ", ".join([capital(said[0]), *reported, *([where] if where else [])])


# ---- captions of things --------------------------------------------------------------------------


def sources_in_words(speakers: Sequence[Named]) -> str:
    """Return who reports something, to stand before a colon: "Elysee", "Putin and Macron"."""
    if len(speakers) > 2:
        return f"{len(speakers)} sources"
    return " and ".join(short_name(speaker) for speaker in speakers)


def caption(
    type: str, properties: Properties, speakers: Sequence[Named] = (), length: int = CAPTION_LENGTH
) -> str:
    """Return what is written on a node.

    type: its node type's name. properties: the stored ones. speakers: for an agreement who reports
    it, for a claim who made it. length: most characters.
    """
    rule = schema.node_type(type).caption
    if rule == "meeting":
        return _meeting(properties)
    if rule == "agreement":
        return shorten(_agreement(properties, speakers), length)
    if rule == "claim":
        return shorten(_claim(properties, speakers), length)
    return text_of(properties, "caption") or text_of(properties, "id")


def _meeting(properties: Properties) -> str:
    format = capital(text_of(properties, "format") or "meeting")
    duration = text_of(properties, "duration")
    return f"{format} · {duration_in_words(duration)}" if duration else format


def _agreement(properties: Properties, speakers: Sequence[Named]) -> str:
    name = text_of(properties, "caption")
    terms = text_of(properties, "terms")
    status = text_of(properties, "status")
    # A known instrument keeps its name. The stored caption of any other may be made from its terms.
    if name and status in ("existing", "in force", "signed"):
        return name
    said = agreed_in_words(status, terms)
    return f"{sources_in_words(speakers)}: {said}" if speakers else capital(said)


def agreed_in_words(status: str, terms: str) -> str:
    """Return status and terms as one phrase: "agreed to work to de-escalate …".

    The words are joined only where that is plain English; else a colon stands between.
    """
    words = " ".join(terms.split())
    verb = _VERB_OF_STATUS.get(status, status)
    first = words.split(" ")[0].lower() if words else ""
    if not words:
        return verb
    if re.search(rf"\b{verb}\b|\bwould\b|\bpledg|\bagree", " ".join(words.split()[:8]).lower()):
        return words
    if first in ("to", "on", "that"):
        return f"{verb} {words}"
    if first in _VERBS and status in ("agreed", "pledged"):
        return f"{verb} to {words}"
    if words.lower().startswith("need to"):
        words = f"the {words}"
        first = "the"
    if first == "the" and words.lower().startswith("the need"):
        return f"{verb} {'' if verb == 'acknowledged' else 'on '}{words}"
    return f"{verb}: {words}"


def _claim(properties: Properties, makers: Sequence[Named]) -> str:
    content = text_of(properties, "content").strip()
    # Quotation marks promise a speaker's own words; the article's rendering of them has none.
    if text_of(properties, "mode") == "verbatim":
        content = "“" + content.strip('"“”') + "”"
    return f"{sources_in_words(makers)}: {content}" if makers else content


def subtitle(
    type: str, properties: Properties, country: str = "", reported_by: Sequence[Named] = ()
) -> str:
    """Return the second line of a node.

    country: of an actor. reported_by: of a claim, the outermost speakers that didn't make it.
    """
    labels = schema.node_type(type).labels
    if "Actor" in labels:
        return country
    if type == "Claim":
        who = [named(speaker) for speaker in reported_by]
        return shorten(f"as reported by {listed(who)}", SUBTITLE_LENGTH) if who else ""
    when = short_date(properties)
    if type == "Agreement" and text_of(properties, "dateBasis") == "publication":
        return ""
    return when


def value_in_words(name: str, value: str) -> str:
    """Return a property's value for a reader."""
    if name == "duration":
        return duration_in_words(value)
    if name == "status":
        return schema.STATUS_WORDS.get(value, value)
    if name in ("startDate", "endDate", "earliest", "latest"):
        return day_in_words(value)
    if name == "mode" and value in schema.CLAIM_MODE:
        return {"verbatim": "word for word", "mixed": "partly word for word"}.get(
            value, "in other words"
        )
    if name in ("format", "binding", "role"):
        return {"verbal": "spoken", "written": "on paper"}.get(value, value)
    return value


_LABELS = {
    "type": "existence",
    "caption": "name",
    "startDate": "date",
    "endDate": "until",
    "dateText": "date in words",
    "orderNote": "order",
    "openParticipants": "further participants",
    "content": "what was said",
    "mode": "wording",
    "earliest": "the days it may mean (our reading)",
    "latest": "the days it may mean (our reading)",
}


def property_in_words(name: str) -> str:
    """Return what a reader calls a property: "openParticipants" is "further participants"."""
    return _LABELS.get(name, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())


# From the end's side: end - phrase - start.
_BACKWARD = {
    "PARTICIPATED_IN": "has the participant",
    "PARTY_TO": "has the party",
    "RESULTED_IN": "came out of",
    "CALLS_FOR": "is called for by",
    "REFERS_TO": "is referred to by",
    "MADE": "was said by",
    "ADDRESSED_TO": "was told",
    "IS_ABOUT": "is the subject of",
    "QUESTIONS": "is questioned by",
    "DISPUTES": "is disputed by",
    "CONTRADICTS": "appears to be contradicted by",
    "CONFIRMS": "is confirmed by",
    "HELD_OFFICE": "was held by",
    "OFFICE_OF": "has the office",
    "MEMBER_OF": "has the member",
    "PART_OF": "has the part",
}


def phrase(relationship: str, from_start: bool = True) -> str:
    """Return how a relationship reads, from its start or from its end."""
    forward = schema.relationship_type(relationship).phrase
    return forward if from_start else _BACKWARD.get(relationship, f"({forward})")


# ---- who says so ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Account:
    """One article's account of a thing.

    speakers: the outermost ones it is attributed to, () = the article itself. sides: ids of the
    parties that these speakers, or the publisher, speak for. publisher, site, published_at: of the
    article; site is its address's host. denies: it says that the thing is not so.
    """

    speakers: tuple[Named, ...]
    sides: frozenset[str]
    publisher: str = ""
    site: str = ""
    published_at: str = ""
    denies: bool = False


@dataclass(frozen=True)
class Unmentioned:
    """A readout of another party that is loaded here and says nothing of the thing."""

    publisher: str
    site: str
    published_at: str


@dataclass(frozen=True)
class Reaction:
    """What another statement does to a claim: relationship type, its maker, words, who says so.

    toward: the claim is its start (it contradicts the other), else its end. according_to: who says
    that the two contradict each other.
    """

    type: str
    makers: tuple[Named, ...]
    words: str = ""
    toward: bool = False
    according_to: tuple[Named, ...] = ()


def report_standing(accounts: Sequence[Account], parties: int) -> str:
    """Return how well reported an event or agreement is, in the page's words.

    parties: how many sides take part. A second source is one that speaks for another party; a
    paper that repeats the Elysee is none, nor is one that puts the same words into both mouths.
    """
    asserting = [account for account in accounts if not account.denies]
    speakers = {speaker for account in asserting for speaker in account.speakers}
    sides = {side for account in asserting for side in account.sides}
    denied = [account for account in accounts if account.denies]
    jointly = len(sides) >= 2 and len(asserting) == 1
    if jointly:
        both = "both sides" if parties <= 2 else f"{len(sides)} sides"
        standing = f"One account, which says that {both} said so"
    elif len(sides) >= 2:
        standing = "Reported by both sides" if parties <= 2 else f"Reported by {len(sides)} sides"
    elif len(sides) == 1 and all(account.sides or not account.speakers for account in asserting):
        standing = "Reported by one side"
    elif speakers:
        standing = f"Reported by {listed(sorted(named(speaker) for speaker in speakers))}"
    elif asserting:
        standing = "Reported; source not named"
    else:
        standing = "Reported"
    if denied:
        who = sorted({_who(account) for account in denied})
        standing += f"; denied by {listed(who)}"
    return standing


def _who(account: Account) -> str:
    if account.speakers:
        return listed([named(speaker) for speaker in account.speakers])
    return account.publisher or "an article"


def reported_by(accounts: Sequence[Account], unmentioned: Sequence[Unmentioned]) -> str:
    """Return who reports a thing, and which party's readout here doesn't mention it."""
    speakers = list(dict.fromkeys(_brief(s) for a in accounts if not a.denies for s in a.speakers))
    if speakers:
        said = f"Reported by: {listed(speakers)}."
    else:
        publishers = [publisher_in_words(a.publisher) for a in accounts if a.publisher]
        publishers = list(dict.fromkeys(publishers))
        said = f"Reported in: {listed(publishers)}; source not named." if publishers else ""
    missing = [
        f"{readout.publisher} readout loaded here "
        f"({', '.join(filter(None, (readout.site, short_day(readout.published_at, False))))}): "
        "not mentioned."
        for readout in unmentioned
    ]
    return " ".join(filter(None, [said, *missing]))


def source_in_words(speakers: Sequence[Named], publishers: Sequence[str]) -> str:
    """Return who gives a value, and where: "the Elysee, in a Paper"; "a Paper" where none is
    named."""
    where = listed(list(dict.fromkeys(map(publisher_in_words, publishers))))
    who = listed([_brief(speaker) for speaker in speakers])
    return f"{who}, in {where}" if who else where


def publisher_in_words(publisher: str) -> str:
    """Return who published something, within a sentence."""
    is_unknown = publisher.lower().startswith("publisher not stated")
    return "an article whose publisher is not stated" if is_unknown else publisher


def same_statement(makers: Sequence[Named], same_words: bool) -> str:
    """Return what stands beside a claim's second quotation: it is no second source.

    "Other wording, same Kremlin statement"; "Same words, same statement by Putin and Macron".
    """
    wording = "Same words" if same_words else "Other wording"
    if len(makers) == 1 and makers[0].type == "Organization":
        return f"{wording}, same {named(makers[0]).removeprefix('the ')} statement"
    who = f" by {listed([_brief(maker) for maker in makers])}" if makers else ""
    return f"{wording}, same statement{who}"


def claim_standing(
    reactions: Sequence[Reaction], also: Sequence[Named] = (), denied: Sequence[Named] = ()
) -> str:
    """Return what others say to a claim; never "true" or "verified".

    also: who else said the same. denied: who says that it wasn't said.
    """
    parts = []
    if also:
        parts.append(f"Also said by {listed([_brief(actor) for actor in also])}")
    if denied:
        parts.append(f"Denied by {listed([_brief(actor) for actor in denied])}")
    for reaction in reactions:
        who = listed([_brief(maker) for maker in reaction.makers]) or "an article"
        words = f" (“{shorten(reaction.words, 60)}”)" if reaction.words else ""
        if reaction.type == "QUESTIONS" and not reaction.toward:
            parts.append(f"Questioned by {who}{words}")
        elif reaction.type == "DISPUTES" and not reaction.toward:
            # Never a bare "disputed": whose words they are, and which, stands with it.
            parts.append(f"Disputed by {who}{words}")
        elif reaction.type == "CONFIRMS" and not reaction.toward:
            parts.append(f"Also said by {who}{words}")
        elif reaction.type == "CONTRADICTS":
            according = listed([_brief(actor) for actor in reaction.according_to])
            tail = f", according to {according}" if according else ""
            parts.append(f"Appears to contradict {who}{tail}")
        elif reaction.type in ("QUESTIONS", "DISPUTES"):
            verb = "Questions" if reaction.type == "QUESTIONS" else "Disputes"
            parts.append(f"{verb} what {who} said")
    return ". ".join(dict.fromkeys(parts)) or "Said, not questioned here"


def holds_on(start: str, end: str, day: str) -> bool:
    """Did a term from `start` to `end` (ISO prefixes, "" = open) cover `day` ("" = any day)?"""
    if not day:
        return True
    return (not start or first_day(start) <= day) and (not end or last_day(end) >= day)
