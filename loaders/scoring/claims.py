"""Claims: what is said, by whom, in quotation marks or not."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.extraction.finds import Claim, Extraction, Span
from loaders.scoring.figures import Tally
from loaders.scoring.gold import GoldClaim
from loaders.scoring.matching import Outcome, jaccard, letters, match
from loaders.scoring.measures import CLOSE, INDIRECT, NEAR, QUOTED
from loaders.scoring.sheet import Sheet

_MARKS = frozenset('"“”„«»')
#: Kinds of stance that mean the same to the guidelines and to us.
_STANCES = {
    "denies": "disputes",
    "contradicts": "disputes",
    "rejects": "disputes",
    "accepts": "confirms",
    "supports": "confirms",
    "doubts": "questions",
}
#: The weight of a borderline claim that a find shares only the cue with: less than any content's.
_SAME_CUE = 0.1


def score_claims(sheet: Sheet, extraction: Extraction) -> None:
    """Count claims, those with quotation marks and the indirect apart.

    A find matches a record if their contents share half of their letters (Jaccard). A find counts
    for precision in the class of its own mode, a record for recall in the class of the gold's.
    Speakers, chain and mode are looked at on the matched. A borderline claim also excuses a find
    with its cue.
    """
    golds, finds = sheet.gold.claims, extraction.claims
    outcome = _match(sheet, golds, finds, NEAR)
    sheet.rule_counts(outcome, finds)
    for kind in (QUOTED, INDIRECT):
        _count(sheet, kind, kind, outcome, golds, finds)
        close = _match(sheet, golds, finds, CLOSE)
        _count(sheet, kind, f"{kind}: content at {CLOSE}", close, golds, finds)
    for g, f in outcome.pairs:
        _compare(sheet, golds[g], finds[f])
    _score_stances(sheet, outcome, finds)


def _match(
    sheet: Sheet, golds: Sequence[GoldClaim], finds: Sequence[Claim], least: float
) -> Outcome:
    text = sheet.gold.text
    theirs = [[letters(spans, text) for spans in gold.contents] for gold in golds]
    ours = [letters((find.content,), text) for find in finds]

    def weight(g: int, f: int) -> float:
        shared = max(jaccard(content, ours[f]) for content in theirs[g])
        cue = golds[g].trigger
        same_cue = cue is not None and cue.overlaps(finds[f].trigger)
        # What may be left out is excused where it's roughly found.
        if shared >= (NEAR if golds[g].borderline else least):
            return shared + 0.01 * same_cue
        return _SAME_CUE if golds[g].borderline and same_cue else 0.0

    return match(golds, len(finds), weight)


def _count(
    sheet: Sheet,
    kind: str,
    figure: str,
    outcome: Outcome,
    golds: Sequence[GoldClaim],
    finds: Sequence[Claim],
) -> None:
    text = sheet.gold.text
    found = [_class_of_find(find, text) == kind for find in finds]
    wanted = [_class_of_gold(gold, text) == kind for gold in golds]
    tally = Tally(
        sum(found[f] for _, f in outcome.pairs),
        sum(found[f] for f in outcome.false),
        sum(wanted[g] for g, _ in outcome.pairs),
        sum(wanted[g] for g in outcome.missed),
    )
    sheet.add(figure, tally)
    if figure == kind:
        for g in outcome.missed:
            if wanted[g]:
                sheet.fault("missed", kind, golds[g].contents[0][0])
        for f in outcome.false:
            if found[f]:
                sheet.fault("false", kind, finds[f].content, finds[f].rule)


def _class_of_gold(gold: GoldClaim, text: str) -> str:
    spans = gold.contents[0]
    return _class(gold.modes[0] if gold.modes else "", Span(spans[0].start, spans[-1].end), text)


def _class_of_find(find: Claim, text: str) -> str:
    return _class(find.mode, find.content, text)


def _class(mode: str, content: Span, text: str) -> str:
    quoted = mode in ("verbatim", "mixed") or bool(_MARKS & set(content.of(text)))
    return QUOTED if quoted else INDIRECT


def _compare(sheet: Sheet, gold: GoldClaim, find: Claim) -> None:
    kind, span = _class_of_gold(gold, sheet.gold.text), find.content
    chain = _chain(sheet, find)
    said = frozenset().union(*chain)
    if gold.speakers:
        note = f"{_words(said)}, not {_words(gold.speakers[0])}"
        sheet.share(f"{kind}: speakers the same", said in gold.speakers, span, note)
        common = any(said & speakers or said == speakers for speakers in gold.speakers)
        sheet.add(f"{kind}: a speaker in common", Tally(right=int(common), wrong=int(not common)))
    if gold.chains:
        inner = chain[-1:] in [each[-1:] for each in gold.chains]
        sheet.add(f"{kind}: innermost speaker", Tally(right=int(inner), wrong=int(not inner)))
        sheet.share(f"{kind}: chain", chain in gold.chains, span)
    if gold.modes:
        sheet.share(f"{kind}: mode", find.mode in gold.modes, span, find.mode)
    if gold.addressees is not None:
        told = sheet.who(find.addressees)
        sheet.parties("claims: addressees", told, (gold.addressees,), span)


def _chain(sheet: Sheet, find: Claim) -> tuple[frozenset[str], ...]:
    steps: dict[int, set[str]] = {}
    for speaker in find.speakers:
        steps.setdefault(speaker.position, set()).add(sheet.id(speaker.actor.id))
    return tuple(frozenset(steps[position]) for position in sorted(steps))


def _score_stances(sheet: Sheet, outcome: Outcome, finds: Sequence[Claim]) -> None:
    """Count stances of matched claims: right is the same kind of stance to the same claim."""
    golds = sheet.gold.claims
    ids = {finds[f].anchor: golds[g].id for g, f in outcome.pairs}
    matched = dict(outcome.pairs)
    for g, gold in enumerate(golds):
        if gold.borderline:
            continue
        wanted = {f"{_STANCES.get(kind, kind)} {target}" for kind, target in gold.stances}
        find = finds[matched[g]] if g in matched else None
        told = {
            f"{_STANCES.get(s.kind, s.kind)} {ids.get(s.target, '?')}"
            for s in (find.stances if find else ())
        }
        both = len(wanted & told)
        sheet.add("claims: stances", Tally(both, len(told - wanted), both, len(wanted - told)))


def _words(ids: frozenset[str]) -> str:
    return " + ".join(sorted(ids)) or "none"
