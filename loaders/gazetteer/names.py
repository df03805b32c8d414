"""Names as keys: folding, tokens that remember their place in the raw text, and spelling variants.

Folding makes spellings equal that differ by case, diacritics, hyphens or invisible characters;
what differs by transliteration (Sergey, Sergei) is generated as variants. Offsets are code points
of the raw text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: Drawn as nothing: soft hyphen, zero-width space and joiners, word joiner, byte order mark.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

_MARKS = "\u0300-\u036f"
_TOKEN = re.compile(
    rf"(?:[A-Z]\.[{INVISIBLE}]*){{2,}}"  # U.S., D.C.: one token, its last full stop included
    rf"|[^\W_](?:[\w{INVISIBLE}{_MARKS}]*[\w{_MARKS}])?"
    r"|[+&/,]"
)
_DROP = {ord(c): None for c in INVISIBLE + "."}
#: Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe"}
    | {"þ": "th", "ə": "a", "Ł": "L", "Ø": "O", "Đ": "D", "ħ": "h"}
)

#: How a token is joined to the one before it.
BREAK, SPACE, HYPHEN, APOSTROPHE, STOP, NOTHING = range(6)


class Token(NamedTuple):
    """A word or one of + & / , in a text: `text[start:end]`.

    key: folded. capital, upper: does it begin with a capital, is it an acronym in capitals. joint:
    how it follows the token before (BREAK: another clause or paragraph lies between).
    """

    start: int
    end: int
    key: str
    capital: bool
    upper: bool
    joint: int


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return `word` without case, diacritics, invisible characters and full stops."""
    if word.isascii():
        return word.replace(".", "").lower()
    plain = unicodedata.normalize("NFKD", word.translate(_DROP).translate(_LETTERS))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return kept.lower().translate(_LETTERS)


@lru_cache(maxsize=4096)
def _joint(gap: str) -> int:
    """Name the gap between two tokens; a full stop and an empty line are seen by the caller."""
    bare = gap.translate({ord(c): None for c in INVISIBLE})
    if not bare:
        return NOTHING
    if bare.isspace():
        return SPACE if bare.count("\n") + bare.count("\r") <= 1 or bare == "\r\n" else BREAK
    if bare in {"-", "‐", "‑", "–"}:
        return HYPHEN
    if bare in {"'", "’", "ʼ", "`", "´", "ʻ", "‘"}:
        return APOSTROPHE
    if bare[0] == "." and (len(bare) == 1 or bare[1:].isspace()) and "\n\n" not in bare:
        return STOP
    return BREAK


@lru_cache(maxsize=65536)
def _shape(word: str) -> tuple[str, bool, bool]:
    """Return key, capital, upper of a word."""
    key = fold(word)
    letters = word.translate(_DROP)
    return key, letters[:1].isupper(), len(letters) > 1 and letters.isupper()


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of `text[start:end]`, in order; a token whose key is empty is left out."""
    found: list[Token] = []
    last = start
    before = ""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        at, stop = match.span()
        key, capital, upper = _shape(match.group())
        if not key:
            continue
        joint = _joint(text[last:at])
        # "St. Lucia", "J. Biden", "No. 10": a full stop after a short word ends no sentence.
        if joint == STOP and len(before) > 3:
            joint = BREAK
        found.append(Token(at, stop, key, capital, upper, joint if found else BREAK))
        last, before = stop, key
    return found


def normalise(name: str) -> str:
    """Return the form by which names are compared: folded words with one space between them.

    Empty for a name without letters or digits.
    """
    return " ".join(token.key for token in tokens(name))


def tidy(name: str) -> str:
    """Return a name as shown: composed, no invisible characters, single spaces."""
    bare = "".join(c for c in name if c not in INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", bare).split())


# --- variants ------------------------------------------------------------------------------------

#: Given names that differ by transliteration alone; folded. A Russian and a Ukrainian form of one
#: name (Vladimir, Volodymyr) are not among them: they tell people apart.
_GIVEN = (
    ("sergey", "sergei", "serguei"),
    ("dmitry", "dmitri", "dmitriy", "dmitrii"),
    ("alexander", "aleksandr", "alexandr", "aleksander"),
    ("alexey", "alexei", "aleksey", "aleksei"),
    ("andrey", "andrei"),
    ("andriy", "andrii"),
    ("yury", "yuri", "yuriy", "iurii", "yurii"),
    ("nikolay", "nikolai"),
    ("mikhail", "mihail"),
    ("vasily", "vassily", "vasiliy", "vasilii"),
    ("valery", "valeriy", "valerii"),
    ("vitaly", "vitaliy", "vitalii"),
    ("anatoly", "anatoliy", "anatolii"),
    ("yevgeny", "evgeny", "yevgeniy", "evgeniy", "evgenii"),
    ("oleksiy", "oleksii"),
    ("serhiy", "serhii", "sergiy"),
    ("volodymyr", "volodymir", "volodimir"),
    ("mykhailo", "mykhaylo"),
    ("mykola", "mikola"),
    ("denys", "denis"),
    ("maxim", "maksim"),
    ("viktor", "victor"),
    ("mohammed", "mohammad", "muhammad", "mohamed", "mohamad", "muhammed"),
    ("abdel", "abdul", "abd"),
    ("ahmed", "ahmad"),
    ("hossein", "hussein", "husayn", "hussain"),
    ("yousef", "yusuf", "youssef"),
    ("ibrahim", "ebrahim"),
)
_GIVEN_OF = {name: group for group in _GIVEN for name in group}
_SLAVIC_END = re.compile(r"(?<=[ksnltr])(yy|yi|iy|ii|y|i)\Z")
_IOTATED = re.compile(r"(?<=[aeiouy])(yev|ev)\Z")
_UMLAUTS = str.maketrans({"ö": "oe", "ü": "ue", "ä": "ae", "ø": "oe", "å": "aa"})


def given_variants(word: str) -> tuple[str, ...]:
    """Return the folded spellings of a given name, itself first."""
    key = fold(word)
    return tuple(dict.fromkeys((key, *_GIVEN_OF.get(key, ()), *_spelled_out(word))))


def surname_variants(surname: str, *, slavic: bool = False) -> tuple[str, ...]:
    """Return normalised spellings of a surname, itself first.

    slavic: also the ways in which Cyrillic endings are written (-sky, -skiy, -skyi; -yev, -ev).
    """
    key = normalise(surname)
    found = [key, *_spelled_out(surname)]
    if slavic:
        if _SLAVIC_END.search(key) and re.search(r"(sk|[nlrt])(yy|yi|iy|ii|y|i)\Z", key):
            ends = ("y", "iy", "yy", "yi", "ii", "i") if "sk" in key[-5:] else ("y", "iy", "yi")
            found += [_SLAVIC_END.sub(end, key) for end in ends]
        if _IOTATED.search(key):
            found += [_IOTATED.sub(end, key) for end in ("yev", "ev")]
    if key.startswith(("al ", "el ")):
        found += ["al " + key[3:], "el " + key[3:]]
    return tuple(dict.fromkeys(found))


def _spelled_out(word: str) -> tuple[str, ...]:
    """Return the German and Nordic way to write a vowel without its mark, if the word has one."""
    lower = unicodedata.normalize("NFC", word).lower()
    spelled = lower.translate(_UMLAUTS)
    return (normalise(spelled),) if spelled != lower else ()
