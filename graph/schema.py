"""THE declaration: every node type, relationship type and property of the graph.

Constraints, indexes, the Cypher that writes, validation, legend, filter choices, colours and
docs/schema.md all derive from this file. To add a type, add one entry here
(docs/adding-a-node-type.md walks through it).

Terms come from FollowTheMoney (ftm:), PLOVER (plover:), PROV-O (prov:), W3C Web Annotation (oa:)
and Neo4j; a term of our own has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.types import (
    CATEGORY,
    CODE,
    DATE,
    DURATION,
    FLAG,
    INSTANT,
    NAME,
    TEXT,
    URL,
    PropertyType,
    choice,
)

MEETING_STATUS = ("held", "planned", "proposed", "possible", "refused", "cancelled")
EXERCISE_STATUS = ("ongoing", "held", "planned", "cancelled")
AGREEMENT_STATUS = (
    "agreed",
    "pledged",
    "acknowledged",
    "signed",
    "in force",
    "existing",
    "proposed",
)
MEETING_FORMAT = ("call", "talks", "meeting", "summit", "visit", "consultation")
CLAIM_MODE = ("verbatim", "mixed", "paraphrase")
STANCE = ("asserts", "denies")
BASIS = ("quote", "record", "inference")

#: How a status reads on the page (page.md, "Words"). Colour is never the only sign: `line` is how
#: the edges and the frame of such a thing are drawn.
STATUS_WORDS: dict[str, str] = {
    "held": "Took place",
    "ongoing": "Under way",
    "planned": "Planned",
    "proposed": "Proposed",
    "possible": "Possible",
    "refused": "Refused",
    "cancelled": "Cancelled",
    "agreed": "Agreed",
    "pledged": "Pledged",
    "acknowledged": "Acknowledged the need",
    "signed": "Signed",
    "in force": "In force",
    "existing": "Existing",
}
STATUS_LINE: dict[str, str] = {
    "held": "solid",
    "ongoing": "solid",
    "planned": "dashed",
    "proposed": "dashed",
    "possible": "dotted",
    "refused": "struck",
    "cancelled": "struck",
}


@dataclass(frozen=True)
class Property:
    """A property of a node type or relationship type.

    name: lowerCamelCase. type: checks a Statement's value. term: the field's word for it.
    many: several values stand side by side (aliases); else one is computed from the Statements.
    computed: derived from other properties, never stated. group: properties of one group are
    taken from one account together, so that a day and its words never come from two papers.
    required: validation refuses a new thing that no Statement gives it for. latest_wins: the news
    decides before the number of articles: three papers that expected a meeting don't outvote the
    one that saw it.
    """

    name: str
    type: PropertyType
    description: str
    term: str = ""
    many: bool = False
    computed: bool = False
    group: str = ""
    required: bool = False
    latest_wins: bool = False


@dataclass(frozen=True)
class NodeType:
    """A kind of node.

    name: its label. labels: all its labels, root first. caption: how its caption is made, a
    rule that graph/captions.py knows. word, words: what a reader calls one and many. colour,
    colour_dark: for the light and the dark theme (each at least 4.5:1 against the page, checked by
    a test). shape: a vis-network shape; shapes tell kinds apart, colour only helps.
    first_sight: drawn without asking; "when disputed" and "when named" are page.md's rules.
    prefix: how ids of this type begin.
    """

    name: str
    labels: tuple[str, ...]
    description: str
    term: str
    caption: str
    word: str
    words: str
    colour: str
    colour_dark: str
    shape: str
    first_sight: str
    prefix: str
    properties: tuple[Property, ...]

    def property(self, name: str) -> Property | None:
        """Return the property called `name`, or None."""
        return next((p for p in self.properties if p.name == name), None)


@dataclass(frozen=True)
class RelationshipType:
    """A kind of relationship.

    name: its type, unique in the graph. pairs: which labels it joins. phrase: start - phrase -
    end reads as a sentence. low_end: the end with few relationships, "start" or "end": written
    from there (a hub's side is slow on ArcadeDB). forward, backward: the field that a curated
    record of the start (end) thing uses for it; "" where it has none.
    """

    name: str
    pairs: tuple[tuple[str, str], ...]
    description: str
    term: str
    phrase: str
    low_end: str
    first_sight: bool
    forward: str = ""
    backward: str = ""
    properties: tuple[Property, ...] = ()

    def property(self, name: str) -> Property | None:
        """Return the property called `name`, or None."""
        return next((p for p in self.properties if p.name == name), None)


@dataclass(frozen=True)
class EvidenceType:
    """A node type of the evidence side: never drawn, so it has no colour and no caption rule.

    keyed: it carries the uniqueness constraint on id. indexes: further indexed properties.
    """

    name: str
    description: str
    term: str
    properties: tuple[Property, ...]
    indexes: tuple[str, ...] = ()


def _status(values: tuple[str, ...], description: str) -> Property:
    return Property(
        "status", choice("status", values), description, required=True, latest_wins=True
    )


_NAMES = (
    Property("caption", NAME, "The name it is shown by.", "ftm:name", required=True),
    Property("aliases", NAME, "Other names and spellings.", "ftm:alias", many=True),
    Property("codes", CODE, "Identifiers of authorities: iso3:FRA.", "ftm:sourceId", many=True),
)
_DATES = (
    Property(
        "startDate", DATE, "First day, as precise as the text.", "ftm:startDate", group="date"
    ),
    Property("endDate", DATE, "Last day, where it lasts.", "ftm:endDate", group="date"),
    Property("dateText", TEXT, 'The text\'s own words: "in the coming days".', group="date"),
    Property("earliest", DATE, "First day that is meant; our reading when vague.", group="date"),
    Property("latest", DATE, "Last day that is meant; our reading when vague.", group="date"),
    Property("orderNote", TEXT, 'What the text says of the order: "earlier on Sunday".'),
    Property("vague", FLAG, "earliest and latest are our reading of dateText.", computed=True),
    Property(
        "dateBasis",
        choice("date basis", ("stated", "inferred", "event", "publication")),
        "Where earliest and latest come from: the text, an inference, the event that this belongs "
        "to, or, where no date is given at all, the day of publication.",
        computed=True,
    ),
)
_EVENT = (
    *_DATES,
    Property("location", TEXT, "Where, in the text's words.", "ftm:location"),
    Property("topic", TEXT, "What it is about, in the text's words.", "ftm:summary"),
)

#: What every node type and relationship type has besides its id and its own properties.
CHECKED = Property(
    "checked",
    FLAG,
    "`false` where only software found it and no person has checked it; left out everywhere else.",
    computed=True,
)

NODE_TYPES: tuple[NodeType, ...] = (
    NodeType(
        "Person",
        ("Thing", "Actor", "Person"),
        "A human being.",
        "ftm:Person",
        "name",
        "person",
        "people",
        "#1f5a93",
        "#7db7ee",
        "dot",
        "always",
        "person",
        _NAMES,
    ),
    NodeType(
        "Country",
        ("Thing", "Actor", "Country"),
        "A state, where the text names it as the party.",
        "plover:country",
        "name",
        "country",
        "countries",
        "#356b3b",
        "#86c98c",
        "square",
        "when named",
        "country",
        _NAMES,
    ),
    NodeType(
        "Organization",
        ("Thing", "Actor", "Organization"),
        "A body that acts or speaks: an institution, an alliance, a negotiating format.",
        "ftm:Organization",
        "name",
        "organisation",
        "organisations",
        "#6a4a8c",
        "#c0a2e2",
        "hexagon",
        "when named",
        "organization",
        _NAMES,
    ),
    NodeType(
        "Office",
        ("Thing", "Actor", "Office"),
        "A post that takes part without its holder being named.",
        "ftm:Position",
        "name",
        "office",
        "offices",
        "#4a6274",
        "#a3bccd",
        "triangle",
        "when named",
        "office",
        _NAMES,
    ),
    NodeType(
        "Meeting",
        ("Thing", "Event", "Meeting"),
        "A call, talks, a meeting, a summit, a visit or a consultation; took place or expected.",
        "plover:CONSULT",
        "meeting",
        "meeting or call",
        "meetings and calls",
        "#8a4b08",
        "#efb36b",
        "box",
        "always",
        "meeting",
        (
            _status(MEETING_STATUS, "Did it take place, or how firmly is it expected."),
            Property(
                "format",
                choice("format", MEETING_FORMAT),
                "How they met.",
                "plover:mode",
                required=True,
            ),
            *_EVENT,
            Property("duration", DURATION, "How long it lasted.", "ftm:duration"),
            Property("initiative", TEXT, "Whose idea it was, in the text's words."),
            Property(
                "openParticipants", TEXT, 'Further ones without names: "other close partners".'
            ),
            Property("category", CATEGORY, "PLOVER's category.", "plover:event", computed=True),
            Property("mode", TEXT, "PLOVER's mode of CONSULT.", "plover:mode", computed=True),
        ),
    ),
    NodeType(
        "Exercise",
        ("Thing", "Event", "Exercise"),
        "A military exercise.",
        "plover:MOBILIZE",
        "exercise",
        "exercise",
        "exercises",
        "#7a6a12",
        "#d8c75a",
        "star",
        "always",
        "exercise",
        (
            Property("caption", NAME, "Its name.", "ftm:name", required=True),
            _status(EXERCISE_STATUS, "Under way, over, planned or cancelled."),
            *_EVENT,
        ),
    ),
    NodeType(
        "Agreement",
        ("Thing", "Agreement"),
        "What was settled, or is said to have been.",
        "ftm:Document",
        "agreement",
        "agreement or pledge",
        "agreements and pledges",
        "#0b6b64",
        "#62cfc5",
        "diamond",
        "always",
        "agreement",
        (
            Property("caption", NAME, "The name of a known instrument.", "ftm:name"),
            _status(AGREEMENT_STATUS, "How firm it is; the words differ and are never merged."),
            Property("terms", TEXT, "What is to be done, in the text's words.", required=True),
            Property(
                "binding",
                choice("binding", ("verbal", "written")),
                "Spoken, or on paper.",
            ),
            *_DATES,
        ),
    ),
    NodeType(
        "Claim",
        ("Thing", "Claim"),
        "What was said, by whom; never marked true.",
        "prov:Entity",
        "claim",
        "statement",
        "statements",
        "#9b2f52",
        "#f29ab5",
        "ellipse",
        "when disputed",
        "claim",
        (
            Property("content", TEXT, "What was said, in the text's words.", required=True),
            Property(
                "mode",
                choice("mode", CLAIM_MODE),
                "Word for word, partly so, or in other words.",
                required=True,
            ),
            *_DATES,
        ),
    ),
)

RELATIONSHIP_TYPES: tuple[RelationshipType, ...] = (
    RelationshipType(
        "PARTICIPATED_IN",
        (("Actor", "Event"),),
        "Takes part in the event, or is to.",
        "ftm:Participation",
        "takes part in",
        "end",
        True,
        backward="participants",
        properties=(
            Property(
                "role",
                choice("role", ("actor", "recipient", "host", "mediator", "participant")),
                "In what part.",
                "plover:actor, recipient",
            ),
        ),
    ),
    RelationshipType(
        "PARTY_TO",
        (("Actor", "Agreement"),),
        "Is bound by the agreement, or signed it.",
        "ftm:Participation",
        "is party to",
        "end",
        False,
        backward="parties",
        properties=(
            Property(
                "role", choice("role", ("actor", "recipient", "signatory")), "In what part.", ""
            ),
        ),
    ),
    RelationshipType(
        "RESULTED_IN",
        (("Event", "Agreement"), ("Event", "Event")),
        "The event led to it.",
        "prov:generated",
        "led to",
        "end",
        True,
        forward="resultedIn",
        backward="resultOf",
    ),
    RelationshipType(
        "CALLS_FOR",
        (("Agreement", "Event"),),
        "The agreement asks for the event.",
        "",
        "calls for",
        "start",
        True,
        forward="callsFor",
    ),
    RelationshipType(
        "REFERS_TO",
        (("Agreement", "Agreement"),),
        "The agreement names an earlier one.",
        "prov:wasDerivedFrom",
        "refers to",
        "start",
        True,
        forward="refersTo",
    ),
    RelationshipType(
        "MADE",
        (("Actor", "Claim"),),
        "Said it.",
        "prov:wasAttributedTo",
        "said",
        "end",
        True,
        backward="madeBy",
    ),
    RelationshipType(
        "ADDRESSED_TO",
        (("Claim", "Actor"),),
        "It was said to them.",
        "",
        "said to",
        "start",
        True,
        forward="addressedTo",
    ),
    RelationshipType(
        "IS_ABOUT",
        (("Claim", "Event"), ("Claim", "Agreement")),
        "What was said is about this.",
        "oa:hasTarget",
        "is about",
        "start",
        True,
        forward="about",
    ),
    RelationshipType(
        "QUESTIONS",
        (("Claim", "Claim"),),
        "Casts doubt on it.",
        "",
        "questions",
        "start",
        True,
        forward="questions",
    ),
    RelationshipType(
        "DISPUTES",
        (("Claim", "Claim"),),
        "Says that it is not so.",
        "",
        "disputes",
        "start",
        True,
        forward="disputes",
    ),
    RelationshipType(
        "CONTRADICTS",
        (("Claim", "Claim"),),
        "Both can't be so.",
        "",
        "appears to contradict",
        "start",
        True,
        forward="contradicts",
    ),
    RelationshipType(
        "CONFIRMS",
        (("Claim", "Claim"),),
        "Says that it is so.",
        "",
        "confirms",
        "start",
        True,
        forward="confirms",
    ),
    RelationshipType(
        "HELD_OFFICE",
        (("Person", "Office"),),
        "Held the post.",
        "ftm:Occupancy",
        "held the office",
        "start",
        False,
        forward="heldOffice",
        properties=(
            Property("title", TEXT, "The title in the text's words.", "ftm:role"),
            Property("startDate", DATE, "Since when.", "ftm:startDate"),
            Property("endDate", DATE, "Until when.", "ftm:endDate"),
        ),
    ),
    RelationshipType(
        "OFFICE_OF",
        (("Office", "Country"), ("Office", "Organization")),
        "The post belongs to it.",
        "ftm:organization",
        "is an office of",
        "start",
        False,
        forward="officeOf",
    ),
    RelationshipType(
        "MEMBER_OF",
        (
            ("Country", "Organization"),
            ("Organization", "Organization"),
        ),
        "Is a member.",
        "ftm:Membership",
        "is a member of",
        "start",
        False,
        forward="memberOf",
        backward="members",
    ),
    RelationshipType(
        "PART_OF",
        (
            ("Organization", "Country"),
            ("Organization", "Organization"),
            ("Country", "Organization"),
        ),
        "Is a part of it.",
        "ftm:Ownership",
        "is part of",
        "start",
        False,
        forward="partOf",
    ),
)

#: A relationship between claims: page.md draws a claim at first sight only where one of these is.
STANCES_BETWEEN_CLAIMS = ("QUESTIONS", "DISPUTES", "CONTRADICTS", "CONFIRMS")

EVIDENCE_TYPES: tuple[EvidenceType, ...] = (
    EvidenceType(
        "Statement",
        "One article says, in exact words, that one property of one thing, or one relationship, "
        "has one value.",
        "ftm:Statement",
        (
            Property("about", TEXT, "Id of the thing or of the relationship it is about."),
            Property("relationshipId", TEXT, "The same id where it is a relationship's."),
            Property("relationshipType", TEXT, "That relationship's type."),
            Property("relationshipKey", TEXT, "What tells it apart from others of its ends."),
            Property("endId", TEXT, "Id of the thing that the relationship leads to."),
            Property("property", TEXT, "Which property; `type` states that it exists."),
            Property("value", TEXT, "The value, as canonical text."),
            Property("stance", choice("stance", STANCE), "Asserts or denies."),
            Property("basis", choice("basis", BASIS), "Words, a coded record, or an inference."),
            Property("dataset", TEXT, "Whose it is."),
            Property("unit", TEXT, "The article or file that is reloaded as a whole."),
            Property("recordId", TEXT, "The record in that unit."),
            Property("generatedBy", TEXT, "Which rule or person made it.", "prov:wasGeneratedBy"),
            Property(
                "confidence", TEXT, "Share of the rule's finds that were right, and of how many."
            ),
            Property("note", TEXT, "Why, where it is an inference."),
            Property("articleId", TEXT, "The article it comes from."),
            Property("publishedAt", INSTANT, "When its article was published."),
        ),
        ("about", "relationshipId", "dataset", "unit"),
    ),
    EvidenceType(
        "Quotation",
        "Exact words of one article.",
        "oa:TextQuoteSelector, oa:TextPositionSelector, prov:Quotation",
        (
            Property("exact", TEXT, "The words, character for character.", "oa:exact"),
            Property("prefix", TEXT, "Words before.", "oa:prefix"),
            Property("suffix", TEXT, "Words after.", "oa:suffix"),
            Property("start", TEXT, "First code point.", "oa:start"),
            Property("end", TEXT, "After the last code point.", "oa:end"),
        ),
    ),
    EvidenceType(
        "Article",
        "A text as published, in one version.",
        "ftm:Article",
        (
            Property("key", TEXT, "Its address, or its record's key; versions share it."),
            Property("title", TEXT, "Its headline.", "ftm:title"),
            Property("sourceUrl", URL, "Its address.", "ftm:sourceUrl"),
            Property("publisher", TEXT, "Who published it.", "ftm:publisher"),
            Property("publishedAt", INSTANT, "When.", "ftm:publishedAt"),
            Property("publishedAtBasis", TEXT, "stated, or inferred."),
            Property("retrievedAt", INSTANT, "When it was fetched.", "ftm:retrievedAt"),
            Property("language", TEXT, "ISO 639 code.", "ftm:language"),
            Property("licence", TEXT, "Under what terms."),
            Property("textSha256", TEXT, "SHA-256 of the text as decoded, in UTF-8."),
            Property("version", TEXT, "1 for the first text at the address, then 2, 3 …"),
            Property("text", TEXT, "The text, where a loader keeps it."),
        ),
        ("key",),
    ),
    EvidenceType(
        "Dataset",
        "A body of data that is loaded and removed as one.",
        "ftm:Dataset",
        (
            Property("title", TEXT, "What it is about.", "ftm:title"),
            Property("version", TEXT, "Fingerprint of its statements."),
            Property("texts", TEXT, "How many articles' texts it brought along."),
            Property("publisher", TEXT, "Who made it."),
            Property("licence", TEXT, "Under what terms."),
            Property("loadedAt", INSTANT, "When its last load that changed something ended."),
        ),
    ),
    EvidenceType(
        "FormerId",
        "An id that a merge or correction left behind; links to it still open.",
        "",
        (Property("currentId", TEXT, "What it is now: a thing's or a relationship's id."),),
        ("currentId",),
    ),
)

#: Edges of the evidence side. They carry no evidence of their own and are never drawn.
EVIDENCE_RELATIONSHIPS: dict[str, str] = {
    "EVIDENCE_FOR": "(Statement) to the thing, or to the start of the relationship it is about",
    "ATTRIBUTED_TO": "(Statement) to a speaker; position 0 is the outermost",
    "SUPPORTED_BY": "(Statement) to its Quotation",
    "WAS_QUOTED_FROM": "(Quotation) to its Article",
    "IN_ARTICLE": "(Statement) to its Article, where it has one and no quotation",
    "IS_NOW": "(FormerId) to the thing, or to the start of the relationship",
}

#: Indexed besides the id of every Thing. Dates are ISO strings: their range index works on both
#: databases, one over date values scans on ArcadeDB (house.md, section 4).
THING_INDEXES = ("earliest", "latest")

_NODES = {node.name: node for node in NODE_TYPES}
_RELATIONSHIPS = {relationship.name: relationship for relationship in RELATIONSHIP_TYPES}


def node_type(name: str) -> NodeType:
    """Return the node type called `name`; KeyError if there is none."""
    return _NODES[name]


def relationship_type(name: str) -> RelationshipType:
    """Return the relationship type called `name`; KeyError if there is none."""
    return _RELATIONSHIPS[name]


def is_node_type(name: str) -> bool:
    """Is there a node type of this name?"""
    return name in _NODES


def is_relationship_type(name: str) -> bool:
    """Is there a relationship type of this name?"""
    return name in _RELATIONSHIPS


def joins(relationship: RelationshipType, start: NodeType, end: NodeType) -> bool:
    """May a `relationship` lead from a `start` to an `end`?"""
    return any(a in start.labels and b in end.labels for a, b in relationship.pairs)


def stated_properties(declared: NodeType | RelationshipType) -> Iterator[Property]:
    """Yield the properties that a Statement may be about."""
    return (p for p in declared.properties if not p.computed)
