"""How words for time are read: the manual of loaders/extraction/dates.py, and its measure."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from loaders.extraction.calendar_words import (
    BY_CODE,
    TABLE,
    ConventionFault,
    conventions,
    fold,
)
from loaders.extraction.dates import find_durations, find_times, guess_publication
from loaders.extraction.finds import Span
from loaders.scoring.gum import KINDS, score_dates

#: A Sunday.
PUBLISHED = "2022-02-20"


def read(text: str, published: str = PUBLISHED) -> list[tuple[str, str, str]]:
    """Return the words, first and last day of each expression."""
    return [(t.span.of(text), t.earliest, t.latest) for t in find_times(text, published)]


def one(text: str, published: str = PUBLISHED) -> tuple[str, str]:
    """Return first and last day of the only expression."""
    ((_, earliest, latest),) = read(text, published)
    return earliest, latest


# --- the table -----------------------------------------------------------------------------------

EXAMPLES = [(c.id, words) for c in conventions().ordered for words in c.examples]

#: What an example needs around it to be an expression of time at all.
FRAMES = {"day-of-month": "He left on {}.", "season": "It was built in {}."}


@pytest.mark.parametrize(("rule", "words"), EXAMPLES)
def test_every_example_is_read_by_its_own_convention(rule: str, words: str) -> None:
    text = FRAMES.get(rule, "{}.").format(words)
    (found,) = find_times(text, PUBLISHED)
    assert found.rule == rule
    convention = conventions().by_id[rule]
    assert found.vague == convention.vague
    assert found.earliest <= found.latest
    bare = re.sub(r"^(the|from) ", "", words)
    assert bare in found.span.of(text)


def test_every_convention_tells_the_reader_how() -> None:
    for each in conventions().ordered:
        assert each.says.endswith("."), each.id
        assert each.examples or each.only, each.id
        assert bool(each.words) != (each.id in BY_CODE), each.id


ENTRY = """\
  - id: fortnight
    examples: ["in a fortnight"]
    words: ["in a fortnight"]
    read: day + 14
    granularity: day
    vague: no
    says: Fourteen days on.
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("read: day + 14", "read: in two weeks", "fortnight.read: 'in two weeks' is no reading"),
        ("vague: no", "vague: perhaps", "fortnight.vague: 'perhaps' is none of yes, no"),
        ("granularity: day", "granularity: moon", "fortnight.granularity: 'moon' is none of"),
        ('words: ["in a fortnight"]', 'words: ["in .*"]', "fortnight.words: 'in .*' may only hold"),
        ('words: ["in a fortnight"]', 'words: ["(in a"]', "fortnight.words: '(in a':"),
        ('    words: ["in a fortnight"]\n', "", "fortnight.words: is missing"),
        ("    says: Fourteen days on.\n", "", "fortnight: has no says"),
        ("id: fortnight", "id: year", "year.words: is found by the code"),
        ("id: fortnight", "id: soon", "soon: stands in the table twice"),
        ("vague: no", "vague: no\n    sayz: x", "fortnight.sayz: is unknown here"),
        ("vague: no", 'vague: no\n    unless: ["as"]', "fortnight.unless: 'as' needs “...”"),
    ],
)
def test_a_fault_in_the_table_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    table = TABLE.read_text("utf-8")
    changed = tmp_path / "conventions.yaml"
    assert old in ENTRY
    changed.write_text(table + ENTRY.replace(old, new), "utf-8")
    with pytest.raises(ConventionFault, match=re.escape(told)) as fault:
        conventions(changed)
    line = int(re.search(r"line (\d+)", str(fault.value))[1])  # type: ignore[index]
    assert line > table.count("\n")


def test_a_convention_is_added_by_a_line(tmp_path: Path) -> None:
    more = tmp_path / "conventions.yaml"
    more.write_text(TABLE.read_text("utf-8") + ENTRY, "utf-8")
    table = conventions(more)
    (found,) = table.phrases("they meet in a fortnight.")
    assert found.group() == "in a fortnight"


def test_a_table_without_what_the_code_needs_is_refused(tmp_path: Path) -> None:
    short = tmp_path / "conventions.yaml"
    short.write_text("conventions:\n" + ENTRY, "utf-8")
    with pytest.raises(ConventionFault, match="lacks beginning-of, by-the-end-of, century"):
        conventions(short)


# --- weekdays ------------------------------------------------------------------------------------

PAST = (
    "Macron spoke with Putin on {}.",
    "In {}'s call the presidents discussed the crisis.",
    "The two met in Berlin on {}, the chancellery said.",
    '"We will not give way," the minister told reporters on {}.',
    "The minister, who will visit Rome next month, arrived in Kyiv on {}.",
    "It is the first call since the accord was signed on {}.",
    "On {}, the envoys held talks in Vienna.",
    "The Kremlin said {} that both sides had exchanged drafts.",
    "Ministers have not spoken since a phone conversation on {} evening.",
    "Earlier on {}, she received the ambassador.",
)
FUTURE = (
    "The foreign ministers would meet on {}, the office said.",
    "The presidents will speak on {}.",
    "The chancellor is to travel to Moscow on {}.",
    "They agreed to meet again on {}.",
    "Talks are scheduled for {}.",
    "The summit is set to take place on {} in Geneva.",
    "The council meets on {}.",
    "The leaders may talk on {}, a spokesman said.",
    "On {}, the ministers will sign the protocol.",
    "Envoy to visit Tbilisi on {}",
)


def week() -> list[date]:
    return [date(2022, 2, 14) + timedelta(n) for n in range(7)]


def test_weekdays_are_read_by_tense_from_every_day_of_publication() -> None:
    """At least 0.97 of all: 7 days of publication, 7 weekdays, 20 sentences."""
    wrong, total = [], 0
    for published in week():
        for day in range(7):
            behind = (published.weekday() - day) % 7
            past = published - timedelta(behind)
            coming = published + timedelta(-behind % 7)
            for frames, meant in ((PAST, past), (FUTURE, coming)):
                for frame in frames:
                    text = frame.format(f"{past:%A}")
                    found = [t for t in find_times(text, published.isoformat()) if t.date]
                    got = [t.date for t in found if t.rule in ("weekday", "since")]
                    total += 1
                    if got != [meant.isoformat()]:
                        wrong.append((published.isoformat(), text, got))
    assert total == 980
    assert len(wrong) <= 0.03 * total, wrong[:5]


@pytest.mark.parametrize("published", week(), ids=lambda day: f"{day:%a}")
def test_last_next_and_this_weekday(published: date) -> None:
    for day in range(7):
        name = f"{date(2022, 2, 14) + timedelta(day):%A}"
        last, _ = one(f"He left last {name}.", published.isoformat())
        coming, _ = one(f"He leaves next {name}.", published.isoformat())
        soon, _ = one(f"He leaves this coming {name}.", published.isoformat())
        this, _ = one(f"He will leave this {name}.", published.isoformat())
        assert 1 <= (published - date.fromisoformat(last)).days <= 7
        assert 1 <= (date.fromisoformat(coming) - published).days <= 7
        assert soon == coming
        assert date.fromisoformat(this).isocalendar()[:2] == published.isocalendar()[:2]
        assert {date.fromisoformat(d).weekday() for d in (last, coming, this)} == {day}


# --- near terms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "published", "earliest", "latest"),
    [
        ("in the coming days", "2022-02-20", "2022-02-20", "2022-02-27"),
        ("in the coming days", "2021-12-28", "2021-12-28", "2022-01-04"),
        ("within hours", "2022-02-20", "2022-02-20", "2022-02-21"),
        ("in the next few hours", "2024-02-28", "2024-02-28", "2024-02-29"),
        ("in the near future", "2022-02-20", "2022-02-20", "2022-03-22"),
        ("soon", "2022-02-20", "2022-02-20", "2022-03-22"),
        ("recently", "2022-02-20", "2022-01-21", "2022-02-20"),
        ("within 48 hours", "2022-02-20", "2022-02-20", "2022-02-22"),
        ("in the past two weeks", "2022-02-20", "2022-02-06", "2022-02-20"),
        ("today", "2022-02-20", "2022-02-20", "2022-02-20"),
        ("tonight", "2022-02-20", "2022-02-20", "2022-02-20"),
        ("tomorrow", "2022-02-28", "2022-03-01", "2022-03-01"),
        ("yesterday", "2022-03-01", "2022-02-28", "2022-02-28"),
        ("the day before yesterday", "2022-03-01", "2022-02-27", "2022-02-27"),
        ("overnight", "2022-03-01", "2022-02-28", "2022-03-01"),
        ("three days ago", "2022-03-01", "2022-02-26", "2022-02-26"),
        ("this week", "2022-02-20", "2022-02-14", "2022-02-20"),
        ("this week", "2022-02-21", "2022-02-21", "2022-02-27"),
        ("next week", "2022-02-20", "2022-02-21", "2022-02-27"),
        ("next week", "2022-02-21", "2022-02-28", "2022-03-06"),
        ("last week", "2022-02-20", "2022-02-07", "2022-02-13"),
        ("next month", "2021-12-31", "2022-01-01", "2022-01-31"),
        ("next month", "2022-01-31", "2022-02-01", "2022-02-28"),
        ("last month", "2022-03-31", "2022-02-01", "2022-02-28"),
        ("earlier this month", "2022-02-20", "2022-02-01", "2022-02-20"),
        ("later this week", "2022-02-17", "2022-02-17", "2022-02-20"),
        ("last year", "2022-02-20", "2021-01-01", "2021-12-31"),
        ("two years ago", "2022-02-20", "2020-01-01", "2020-12-31"),
        ("in early March", "2022-02-20", "2022-03-01", "2022-03-10"),
        ("in mid-March", "2022-02-20", "2022-03-11", "2022-03-20"),
        ("the end of January", "2022-02-20", "2022-01-25", "2022-01-31"),
        ("by the end of the year", "2022-02-20", "2022-02-20", "2022-12-31"),
        ("the first half of 2022", "2022-02-20", "2022-01-01", "2022-06-30"),
        ("the second half of last year", "2022-02-20", "2021-07-01", "2021-12-31"),
        ("the first quarter of 2022", "2022-02-20", "2022-01-01", "2022-03-31"),
        ("the 1990s", "2022-02-20", "1990-01-01", "1999-12-31"),
        ("in the spring", "2022-02-20", "2022-03-01", "2022-05-31"),
        ("last summer", "2022-02-20", "2021-06-01", "2021-08-31"),
        ("winter 2021", "2022-02-20", "2021-12-01", "2022-02-28"),
        ("since 2014", "2022-02-20", "2014-01-01", "2022-02-20"),
        ("between 3 and 5 January", "2022-02-20", "2022-01-03", "2022-01-05"),
        ("January 31 - February 2", "2022-02-20", "2022-01-31", "2022-02-02"),
        ("December 30 to January 2", "2022-01-05", "2021-12-30", "2022-01-02"),
        ("from 3 to 5 January 2021", "2022-02-20", "2021-01-03", "2021-01-05"),
        ("January 3–5, 2021", "2022-02-20", "2021-01-03", "2021-01-05"),
        ("January–March 2021", "2022-02-20", "2021-01-01", "2021-03-31"),
        ("from October to December last year", "2022-02-20", "2021-10-01", "2021-12-31"),
        ("February 18", "2022-02-20", "2022-02-18", "2022-02-18"),
        ("18 February", "2022-02-20", "2022-02-18", "2022-02-18"),
        ("December 30", "2022-01-02", "2021-12-30", "2021-12-30"),
        ("January 9", "2021-12-31", "2022-01-09", "2022-01-09"),
        ("Friday, March 18", "2022-02-20", "2022-03-18", "2022-03-18"),
        ("Saturday, March 18", "2022-02-20", "2023-03-18", "2023-03-18"),
        ("Thursday, March 18", "2022-02-20", "2021-03-18", "2021-03-18"),
        ("Feb. 19, 2022", "2030-01-01", "2022-02-19", "2022-02-19"),
        ("19.02.2022", "2030-01-01", "2022-02-19", "2022-02-19"),
        ("2022-02-19", "2030-01-01", "2022-02-19", "2022-02-19"),
        ("2014", "2022-02-20", "2014-01-01", "2014-12-31"),
        ("July of last year", "2022-02-20", "2021-07-01", "2021-07-31"),
    ],
)
def test_near_terms(words: str, published: str, earliest: str, latest: str) -> None:
    assert one(words, published) == (earliest, latest)
    assert one(f"{words[0].upper()}{words[1:]}, they said.", published) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("The talks will be held on January 10.", "2023-01-10"),
        ("The talks were held on January 20.", "2022-01-20"),
        ("The talks will be held on May 16.", "2022-05-16"),
        ("They announced talks for May 16.", "2022-05-16"),
        ("The accord was signed on December 1.", "2021-12-01"),
        ("He has been in Kyiv since February 24.", "2021-02-24"),
    ],
)
def test_a_day_without_a_year_is_the_nearest_that_its_tense_allows(text: str, meant: str) -> None:
    assert one(text)[0] == meant


def test_the_weekend_is_read_by_tense() -> None:
    assert one("He called at the weekend.", "2022-02-16") == ("2022-02-12", "2022-02-13")
    assert one("He will call at the weekend.", "2022-02-16") == ("2022-02-19", "2022-02-20")
    assert one("He called at the weekend.", "2022-02-19") == ("2022-02-19", "2022-02-20")


def test_that_day_counts_from_the_last_day_named() -> None:
    text = "They met on January 9. On the same day, they dined; the day before, they had rested."
    assert [each[1] for each in read(text)] == ["2022-01-09", "2022-01-09", "2022-01-08"]
    text = "Turnout was 30 percent in 2014, down from the year before."
    assert [each[1] for each in read(text)] == ["2014-01-01", "2013-01-01"]
    # A day in another time than that of publication, and none is named.
    assert read("In 2014 they signed. Two days later, war broke out.") == [
        ("2014", "2014-01-01", "2014-12-31")
    ]


def test_two_days_of_a_move_are_no_range() -> None:
    text = "The meeting was postponed from Monday to Wednesday."
    assert [each[0] for each in read(text)] == ["Monday", "Wednesday"]
    text = "The delegation stayed from Monday to Wednesday."
    assert read(text) == [("Monday to Wednesday", "2022-02-14", "2022-02-16")]


# --- what is no time -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "The minister may also speak with others.",
        "May he rest in peace.",
        "They march on; a second march.",
        "a peaceful answer to find one, he said",
        "the Union Courage-2022 drills, Zapad-2021",
        "some 2000 soldiers and 1500 tanks",
        "about 2,000 people, 1,914 votes, $2014, 2014%",
        "UN Security Council resolution 1540, Boeing 1990, article 2012",
        "call 555-2014",
        "The troops spring back and fall.",
        "the Winter Olympics, the Spring Festival",
        "April Jones met August Schmidt.",
        "every Sunday, on Sundays, the Sunday Times, Bloody Sunday",
        "as soon as possible, soon after, shortly before",
        "the day before the invasion",
        "at 5 p.m. Moscow time",
        "February 30, 2022; 31.02.2022",
        "the 5th of the proposals, on the 3rd attempt",
        "",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("earlier on Sunday, Macron", "Sunday"),
        ("In Sunday’s call, Putin", "Sunday"),
        ("today's meeting", "today"),
        ("On Sunday evening, he", "Sunday evening"),
        ("on Sunday at 5 p.m. Moscow time, he", "Sunday at 5 p.m. Moscow time"),
        ('would meet "in the coming days."', "in the coming days"),
        ("consult “within hours,” the office", "within hours"),
        ("to meet in the next few hours with", "in the next few hours"),
        ("which in 2014 had", "2014"),
        ("the 2014 protocol", "2014"),
        ("on the night of 15 to 16 February.", "15 to 16 February"),
        ("drills in Georgia, Feb. 19, 2022. (Photo)", "Feb. 19, 2022"),
    ],
)
def test_the_span_is_the_words_without_the_preposition(text: str, words: str) -> None:
    ((found, _, _),) = read(text)
    assert found == words


def test_the_date_is_as_precise_as_the_words() -> None:
    text = "On Sunday, last month, in 2014, next week and in the coming days; since 2014."
    dates = [t.date for t in find_times(text, PUBLISHED)]
    assert dates == ["2022-02-20", "2022-01", "2014", "", "", "2014"]


# --- offsets, spans, what is unknown --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("😀 Встреча: on Feb.\u00a019,\u202f2022 👍🏽", "Feb.\u00a019,\u202f2022"),
        ("\ufeffon S\u200bun\u200dday\u200b they spoke", "S\u200bun\u200dday"),
        ("e\u0301 in the\ncoming days", "in the\ncoming days"),
        ("قال on Sunday\u2019s call", "Sunday"),
        ("in\u2009the\u2009next\u2009few\u2009hours", "in\u2009the\u2009next\u2009few\u2009hours"),
        ("İstanbul, 2014", "2014"),
    ],
)
def test_offsets_hold_in_any_script(text: str, words: str) -> None:
    (found,) = find_times(text, PUBLISHED)
    assert text[found.span.start : found.span.end] == words


def test_a_span_gives_what_the_whole_text_gives_there() -> None:
    text = "The ministers will meet on Friday. They spoke on Monday. On the same day, he left."
    whole = find_times(text, PUBLISHED)
    middle = Span(text.index("They"), text.index("On the same"))
    assert find_times(text, PUBLISHED, middle) == [whole[1]]
    assert find_times(text, PUBLISHED, Span(middle.end, len(text))) == [whole[2]]
    assert find_times(text, PUBLISHED, Span(0, text.index("day"))) == []


def test_a_clock_time_of_publication_makes_no_difference() -> None:
    assert one("today", "2022-02-20T17:15") == one("today", "2022-02-20T23:59:59Z")


@pytest.mark.parametrize("published", ["", "2022", "2022-02"])
def test_without_a_day_of_publication_only_what_names_its_year_is_read(published: str) -> None:
    text = "On Sunday, on February 18, in May this year, soon; on 12 February 2015, since 2014."
    assert [each[0] for each in read(text, published)] == ["12 February 2015", "since 2014"]


@pytest.mark.parametrize("published", ["yesterday", "20.02.2022", "2022-13-01"])
def test_a_day_of_publication_that_is_none_is_refused(published: str) -> None:
    with pytest.raises(ValueError):
        find_times("today", published)


def test_the_edges_of_the_calendar_are_survived() -> None:
    assert read("next year, the coming century, 900 years ago", "9998-12-31")
    assert read("900 years ago, last century", "0001-01-01") == []


def test_the_copy_to_match_leads_back_to_the_text() -> None:
    text = "\u200bA\u200b\u00a0B\u200b"
    folded = fold(text)
    assert folded.text == "a b"
    assert folded.span(0, 3).of(text) == "A\u200b\u00a0B"


# --- durations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("a phone conversation lasting 115 minutes, she", "115 minutes", "PT115M"),
        ("talked for nearly two hours", "two hours", "PT2H"),
        ("lasted an hour and a half", "an hour and a half", "PT1H30M"),
        ("lasted one and a half hours", "one and a half hours", "PT1H30M"),
        ("lasted just over an hour.", "an hour", "PT1H"),
        ("a five-hour meeting", "five-hour", "PT5H"),
        ("a 90-minute call", "90-minute", "PT90M"),
        ("an hour-long call", "an hour", "PT1H"),
        ("hour-long talks", "hour", "PT1H"),
        ("spoke for half an hour", "half an hour", "PT30M"),
        ("took 1 hour and 20 minutes", "1 hour and 20 minutes", "PT1H20M"),
        ("1.5 hours of talks", "1.5 hours", "PT1H30M"),
        ("a two-day visit", "two-day", "P2D"),
        ("for forty-five\u00a0minutes", "forty-five\u00a0minutes", "PT45M"),
        ("two and a half years of war", "two and a half years", "P2Y6M"),
        ("a truce of three weeks", "three weeks", "P3W"),
    ],
)
def test_durations(text: str, words: str, value: str) -> None:
    (found,) = find_durations(text)
    assert (found.span.of(text), found.value) == (words, value)
    assert find_durations(text, found.span) == [found]
    assert find_durations(text, Span(found.span.end, len(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "two hours ago, two days later, three weeks before the vote",
        "within two hours, in the next two days, every three weeks",
        "50 km an hour, a day earlier, a second meeting",
        "a 14-year-old, aged 5 years, 14 years old",
        "several hours, some minutes",
        "five or six hours, 5-6 hours",
        "$5 minutes",
    ],
)
def test_what_is_no_duration(text: str) -> None:
    assert find_durations(text) == []


# --- the day of publication ----------------------------------------------------------------------

CAPTION = "Envoys talk\nSoldiers on parade in Riga, May {}, 2023. (Photo: an agency)\n\n"


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        (CAPTION.format(6) + "They met on Sunday. In Sunday's talks, he", "2023-05-07", "Sunday"),
        (CAPTION.format(6) + "They met on Saturday, he said.", "2023-05-06", "Saturday"),
        (CAPTION.format(6) + "They met Monday and will meet on Sunday.", "2023-05-08", "Monday"),
        (CAPTION.format(6) + "They met.", "2023-05-06", "names no weekday"),
        ("Envoys talk\n6 May 2023 14:30\nThe accord of June 1, 2023", "2023-05-06", "dateline"),
        ("Envoys talk\nRIGA, May 6, 2023 (Agency) - They met", "2023-05-06", "dateline"),
        ("Talks\nThe accord of May 1, 2023.\nPublished: May 6, 2023", "2023-05-06", "Published"),
        ("Talks\nUpdated on 2023-05-06\nThe accord of 7 May 2023", "2023-05-06", "Updated"),
        ("The accord of May 1, 2014 was renewed on May 6, 2023.", "2023-05-06", "near the head"),
        ("They met. " * 300 + "The accord of May 1, 2014.", "2014-05-01", "in the text"),
    ],
)
def test_publication_is_guessed(text: str, day: str, words: str) -> None:
    guess = guess_publication(text)
    assert guess is not None
    assert guess.value == day
    assert words in guess.note
    assert re.search("20(23|14)", guess.span.of(text))


@pytest.mark.parametrize("text", ["", "They met on Sunday, May 6.", "In May 2023 they met."])
def test_without_a_full_date_nothing_is_guessed(text: str) -> None:
    assert guess_publication(text) is None


# --- speed ---------------------------------------------------------------------------------------

PROSE = (
    "The ministers would meet on Sunday in the coming days, he said on February 18, 2022. Talks "
    "that lasted two hours and 20 minutes in 2014 had called for a truce by the end of the year. "
)


def cost(function: Callable[[str], object], text: str) -> float:
    """Return the seconds of the fastest of three runs."""
    took = []
    for _ in range(3):
        start = time.perf_counter()
        function(text)
        took.append(time.perf_counter() - start)
    return min(took)


def all_three(text: str) -> None:
    find_times(text, PUBLISHED)
    find_durations(text)
    guess_publication(text)


@pytest.mark.parametrize(
    "piece",
    [
        *(PROSE, "Sunday ", " ", "\n", "1", "in the next ", "between 3 and ", "January 3 - "),
        *("2014 - ", "-", '"', ".", "a", "A", "the end of ", "agreed to ", "\u200b", "will be "),
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    """Twice the text, about twice the time: 4 times would be quadratic."""
    small, large = (piece * (size // len(piece)) for size in (60_000, 120_000))
    assert cost(all_three, large) < 3.2 * cost(all_three, small) + 0.02


def test_five_megabytes_in_one_line_take_seconds() -> None:
    text = PROSE * (5_000_000 // len(PROSE))
    start = time.perf_counter()
    assert len(find_times(text, PUBLISHED)) > 100_000
    assert time.perf_counter() - start < 60


# --- measured on what others annotated -----------------------------------------------------------


def test_the_gold_of_the_seed(corpus: Path) -> None:
    gold = json.loads((corpus / "gold" / "seed.json").read_text("utf-8"))
    (article,) = (corpus / "articles").glob("*.txt")
    text = article.read_bytes().decode("utf-8")
    guess = guess_publication(text)
    assert guess is not None
    assert guess.value == "2022-02-20"
    times = {time.span: time for time in find_times(text, guess.value)}
    durations = {each.span: each.value for each in find_durations(text)}
    for each in gold["time_expressions"]:
        span = Span(each["start"], each["end"])
        if each["type"] == "DURATION":
            assert durations.pop(span) == each["value"]
        elif isinstance(each["value"], str):
            assert times.pop(span).date == each["value"]
        else:
            found = times.pop(span)
            assert (found.earliest, found.latest) == tuple(each["value"].values())
            assert found.vague
    assert (times, durations) == ({}, {})


def test_gum(corpus: Path) -> None:
    """The bars: 0.80 of the relative and 0.95 of the absolute dates of 24 news texts, exactly."""
    score = score_dates(corpus / "data" / "gum_news")
    assert score.texts == 24
    assert sum(score.total.values()) > 190
    assert sum(score.total[k] - score.right[k] for k in KINDS) == len(score.misses)
    assert score.share("relative") >= 0.80, score.misses
    assert score.share("absolute") >= 0.95, score.misses
    assert score.guessed >= 23


def test_gum_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"GUM_news_\*"):
        score_dates(tmp_path)
