"""The report on the quality of extraction: Markdown, for docs/extraction-quality.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loaders.scoring.checks import Check
from loaders.scoring.figures import FEW_DOCUMENTS, FEW_RECORDS, RESAMPLES, Figure
from loaders.scoring.measures import BARS, CLOSE, MEASURES, NEAR, Bar
from loaders.scoring.scores import Scores, rule_precision

#: The half that counts: its texts are not read by those who write the rules.
_TEST = "test"
_HALVES = {
    "test": "test half",
    "tune": "tuning half",
    "": "no half named",
}
_NONE = "–"

_HOW = f"""\
## How it is counted

- **Evidence.** Every span of every find must lie in its text and hold words.
- **Actors.** A mention is right if its span and its actor are right; a leading "the" and a
  possessive ending don't count. Pronouns and groups ("the two leaders") are counted apart. Who of
  ours is who of the gold is settled for each document, one to one: states by ISO code, persons by
  name, organisations by name or by most of their mentions. Where a gold lists only first
  mentions, further ones of the same actors are left out.
- **Meetings** match one to one by their trigger, or by evidence with somebody and the status or
  the format in common. Participants are counted over the matched meetings. A date is right if its
  first and last day are; no date is right where the gold has none or takes the day of
  publication.
- **Agreements** match one to one by their trigger or by terms that share half their letters.
- **Claims** match one to one where their contents share {NEAR:.0%} of their letters (Jaccard);
  {CLOSE:.0%} is shown apart. Quoted are those with quotation marks or verbatim; the others are
  indirect. Speakers are right if the set of speakers is the gold's.
- **Times.** Weekdays and near terms are counted over all of the gold's: one missed is wrong.
- What the gold calls borderline is neither missed nor false; of a group of records on one
  mention, one is enough.
- **Intervals** are 95 %, by bootstrap over documents ({RESAMPLES:,} draws, fixed seed). "few"
  marks a figure of fewer than {FEW_DOCUMENTS} documents or {FEW_RECORDS} records: its interval
  says little.
"""


def as_markdown(scores: Scores, command: str, checks: Sequence[Check] = ()) -> str:
    """Return the report: what was measured, each bar and whether it's met, every figure, the rules.

    command: what to run for the same figures. checks: further measurements with their own bars.
    The report holds figures only, no words of the texts.
    """
    return "\n".join(_lines(scores, command, checks)) + "\n"


def bars_not_met(scores: Scores, half: str | None = None) -> list[str]:
    """Return the bars that figures of a half (of all documents for None) miss, as lines."""
    figures = scores.figures(half)
    missed = []
    for bar in BARS:
        value = figures[bar.figure].value(bar.measure)
        if value is None or value < bar.least:
            shown = _NONE if value is None else f"{value:.3f}"
            missed.append(f"{bar.figure}, {bar.measure}: {shown}, bar {bar.least:.2f}")
    valid, spans = scores.evidence(half)
    if valid < spans:
        missed.append(f"evidence: {valid} of {spans} spans, bar all")
    return missed


def _lines(scores: Scores, command: str, checks: Sequence[Check]) -> Iterator[str]:
    halves = sorted(scores.halves, key=lambda half: (half != _TEST, half))
    yield "# How good extraction is"
    yield ""
    yield "Written by this command; change nothing here by hand:"
    yield ""
    yield f"    {command}"
    yield ""
    counts = ", ".join(f"{_HALVES.get(h, h)} {len(scores.of(h))}" for h in halves)
    yield f"{len(scores.documents)} annotated texts: {counts or 'none'}."
    if _TEST in halves:
        yield "Rules are made with the other texts; the test half only measures."
    else:
        yield "No text is of a test half: these figures may flatter the rules made on these texts."
    first_only = sum(d.first_only for d in scores.documents)
    if first_only:
        yield f"In {first_only} of them the gold lists first mentions of actors only."
    if scores.problems:
        yield f"{len(scores.problems)} fields or files of the gold could not be read; see below."
    yield ""
    yield "## The bars"
    yield ""
    yield from _bars(scores, halves, checks)
    for half in halves:
        yield ""
        yield f"## All figures: {_HALVES.get(half, half)}"
        yield ""
        yield from _figures(scores.figures(half))
    yield ""
    yield from _rules(scores, halves)
    yield ""
    yield from _HOW.splitlines()
    if scores.problems:
        yield ""
        yield "## What of the gold could not be read"
        yield ""
        yield from (f"- {problem}" for problem in scores.problems)


def _bars(scores: Scores, halves: Sequence[str], checks: Sequence[Check]) -> Iterator[str]:
    judged = _TEST if _TEST in halves else None
    shown: list[str | None] = list(halves) or [None]
    figures = {half: scores.figures(half) for half in {*shown, judged}}
    named = [_HALVES.get(half or "", half or "") if half is not None else "all" for half in shown]
    yield _row("figure", "bar", *named, "met")
    yield _row(*("---" for _ in range(3 + len(named))))
    spans = [scores.evidence(half) for half in shown]
    valid, count = scores.evidence(judged)
    met = _met(valid == count) if count else "not measured"
    cells = [f"{_percent(part, whole)} of {whole:,}" for part, whole in spans]
    yield _row("evidence: spans that hold words of the text", "100 %", *cells, met)
    for bar in BARS:
        cells = [_value(figures[half][bar.figure], bar.measure) for half in shown]
        yield _row(
            f"{bar.figure}, {_measure(bar.measure)}",
            f"{bar.least:.2f}",
            *cells,
            _verdict(figures[judged][bar.figure], bar),
        )
    if checks:
        yield ""
        yield _row("check", "bar", "measured", "met")
        yield _row("---", "---", "---", "---")
        for check in checks:
            verdict = _NONE if check.met is None else _met(check.met)
            yield _row(check.title, check.bar or _NONE, check.measured, verdict)


def _verdict(figure: Figure, bar: Bar) -> str:
    value, interval = figure.value(bar.measure), figure.interval(bar.measure)
    if value is None:
        return "not measured"
    if value < bar.least:
        return "no"
    if interval is None or figure.small:
        return "yes, on few"
    return "yes" if interval[0] >= bar.least else "yes; the interval reaches below"


def _figures(figures: dict[str, Figure]) -> Iterator[str]:
    yield _row("figure", "precision", "recall", "F1", "right, false, found, missed", "texts", "")
    yield _row(*("---" for _ in range(7)))
    for measure in MEASURES:
        figure = figures[measure.name]
        if figure.tally.empty or measure.share:
            continue
        tally = figure.tally
        yield _row(
            measure.name,
            *(_value(figure, name) for name in ("precision", "recall", "f1")),
            f"{tally.right}, {tally.wrong}, {tally.hit}, {tally.missed}",
            str(figure.documents),
            "few" if figure.small else "",
        )
    yield ""
    yield _row("of the matched", "right", "right, all", "texts", "")
    yield _row(*("---" for _ in range(5)))
    for measure in MEASURES:
        figure = figures[measure.name]
        if figure.tally.empty or not measure.share:
            continue
        yield _row(
            measure.name,
            _value(figure, "share"),
            f"{figure.tally.right}, {figure.tally.right + figure.tally.wrong}",
            str(figure.documents),
            "few" if figure.small else "",
        )


def _rules(scores: Scores, halves: Sequence[str]) -> Iterator[str]:
    yield "## What each rule is worth"
    yield ""
    yield "Right finds of all its finds; finds that match a borderline record are left out."
    yield ""
    yield _row("rule", *(_HALVES.get(half, half) for half in halves))
    yield _row(*("---" for _ in range(1 + len(halves))))
    by_half = [rule_precision(scores, half) for half in halves]
    for rule in sorted({rule for rules in by_half for rule in rules}):
        cells = [rules.get(rule, (0, 0)) for rules in by_half]
        yield _row(rule, *(f"{r} of {n}" if n else _NONE for r, n in cells))


def _value(figure: Figure, measure: str) -> str:
    value, interval = figure.value(measure), figure.interval(measure)
    if value is None:
        return _NONE
    return f"{value:.3f}" + (f" ({interval[0]:.2f}–{interval[1]:.2f})" if interval else "")


def _measure(name: str) -> str:
    return {"f1": "F1"}.get(name, name)


def _met(met: bool) -> str:
    return "yes" if met else "no"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.2%}".replace("100.00%", "100 %") if whole else _NONE


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
