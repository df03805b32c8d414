"""What language a text is in.

py3langid (a naive Bayes classifier over byte n-grams, its model inside the package) decides,
among the languages that governments and news agencies publish in. It reads no network and is
deterministic.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The language that extraction reads.
ENGLISH = "en"

#: As much of a text as decides: some 500 words, far more than the classifier needs.
HEAD = 3_000

#: With fewer letters the classifier guesses. Then what is stated is believed, or, in Latin letters,
#: that it is English: a wrong guess would throw a text away.
SHORT = 60

#: ISO 639-1 codes that the classifier may answer, with their English names. The other forty of
#: its model (Latin, Volapük, Walloon …) publish no readouts and would only be wrong guesses; of
#: languages that it can't tell apart well (Norwegian's, Serbian's neighbours) a name is enough.
NAMES = {
    "af": "Afrikaans",
    "am": "Amharic",
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "bs": "Bosnian",
    "ca": "Catalan",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "km": "Khmer",
    "ko": "Korean",
    "ku": "Kurdish",
    "ky": "Kyrgyz",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "mn": "Mongolian",
    "ms": "Malay",
    "mt": "Maltese",
    "nb": "Norwegian",
    "ne": "Nepali",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "th": "Thai",
    "tl": "Filipino",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}

_ADDRESSES = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+")


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language that most of the text's beginning is in.

    A text of fewer than SHORT letters is taken for English where most of them are ASCII.
    """
    head = _ADDRESSES.sub(" ", text[:HEAD])
    if _letters(head) < SHORT and 2 * _letters(head, ascii_only=True) >= _letters(head):
        return ENGLISH
    # The classifier was made on texts as they are written; a headline in capitals misleads it.
    return _classify(head.lower() if head.isupper() else head)


def decide_language(text: str, *, stated: str = "", certain: bool = False) -> str:
    """Return the language of a text for which one is stated ("en", "en-GB", "English", "").

    The text decides, since pages and feeds state whatever their template says; what is stated
    counts where the text is too short to decide, or where it is `certain`: a person said so.
    """
    code = read_code(stated)
    if code and (certain or _letters(text[:HEAD]) < SHORT):
        return code
    return language_of(text)


def read_code(stated: str) -> str:
    """Return the ISO 639 code in "en", "en-GB", "en_GB.UTF-8" or "English"; "" if there is none."""
    for code, name in NAMES.items():
        if stated.strip().casefold() == name.casefold():
            return code
    found = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", stated)
    return found[1].lower() if found else ""


def language_name(code: str) -> str:
    """Return the English name of a language, "another language" where the code is not known."""
    return NAMES.get(code, "another language")


def _letters(text: str, *, ascii_only: bool = False) -> int:
    kept = filter(str.isascii, text) if ascii_only else text
    return sum(map(str.isalpha, kept))


def _classify(text: str) -> str:
    """Return what py3langid's classify() would, from the features that occur alone: a text has a
    few hundred of the model's thousands, and the whole product takes ten times as long.
    """
    made = _classifier()
    counts = made.instance2fv(text, datatype="uint32")
    occurring = counts.nonzero()[0]
    scores = counts[occurring].astype(float) @ made.nb_ptc[occurring] + made.nb_pc
    return str(made.nb_classes[int(scores.argmax())])


@cache
def _classifier() -> Any:
    # Loaded when the first text comes: a second of start-up that most commands don't need.
    from py3langid import langid

    made = langid.LanguageIdentifier.from_pickled_model(langid.MODEL_FILE)
    made.set_languages(list(_known(made.nb_classes)))
    return made


def _known(classes: list[str]) -> Iterator[str]:
    """Yield what both the model and the list above know, so that another model can't fail here."""
    return (code for code in classes if code in NAMES)
