"""From bytes to characters. A wrong guess would change the words that are quoted, so texts are
never decoded by a guess; pages are decoded as a browser would.
"""

from __future__ import annotations

import codecs
import contextlib
import re

#: How files begin that are often taken for texts, with what to call them.
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive (or a Word, Excel or OpenDocument file)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text file (RTF)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\0", "a database"),
)

#: Byte order marks; UTF-32's before UTF-16's, which is how the former begins.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: Encodings that a page may name. Python knows more (utf-7, idna, rot13): no page is in them.
_PAGE_ENCODINGS = re.compile(
    r"utf-8|utf-16(-[lb]e)?|cp(125\d|866|874|932|949|950)|iso8859-\d+|koi8-[ru]|gb2312|gbk|gb18030|"
    r"big5|euc_(jp|kr)|shift_jis|iso2022_jp|tis-620|mac-cyrillic"
)

#: Of a page whose bytes don't fit the encoding it names, this share of characters may be lost.
_LOSABLE = 0.001

#: What old texts and programs' exports are in, where they are not UTF-8.
_GUESSES = (
    *("cp1252", "cp1251", "koi8_r", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
)

#: As much of the bytes as the guess of an encoding looks at.
_SAMPLE = 20_000


class NotText(ValueError):
    """Bytes that are no text in the encoding they should be in; the message says what to do."""


def encoding_by_mark(raw: bytes) -> str:
    """Return the encoding that a byte order mark at the start names; "" where there is none."""
    return next((name for mark, name in _MARKS if raw.startswith(mark)), "")


def decode_text(raw: bytes, charset: str = "") -> str:
    """Return a plain text: UTF-8, or what its byte order mark says. Line ends stay as they are.

    charset: an encoding that somebody stated, tried where the bytes are not UTF-8. The byte order
    mark is not part of the text (Python's utf-8-sig). Raises NotText.
    """
    refuse_binary(raw)
    name = encoding_by_mark(raw) or "utf-8"
    try:
        return raw.decode(name)
    except UnicodeDecodeError as error:
        if named := _page_encoding(charset):
            with contextlib.suppress(UnicodeDecodeError):
                return raw.decode(named)
        if name != "utf-8":
            raise NotText(
                f"begins like {name.removesuffix('-sig').upper()} but is not (byte "
                f"{error.start:,}): save it as UTF-8 and load it again"
            ) from error
        raise NotText(
            f"is not UTF-8 (byte {error.start:,}); {likely(raw)}save it as UTF-8 and load it again"
        ) from error


def refuse_binary(raw: bytes, *, nuls: bool = False) -> None:
    """Raise NotText for bytes that are a picture, an archive, an office file, or hold NULs.

    nuls: let single NULs pass, which cost a table no more than their row.
    """
    for start, kind in _KINDS:
        if raw.startswith(start):
            raise NotText(f"is {kind}, not a text: save its words as a .txt file (UTF-8)")
    if encoding_by_mark(raw) in ("utf-16", "utf-32") or b"\0" not in raw:
        return
    head = raw[:4096]
    if max(head[0::2].count(0), head[1::2].count(0)) > 0.3 * len(head) / 2:
        raise NotText(
            "looks like UTF-16 without a byte order mark: save it as UTF-8 and load it again"
        )
    if nuls:
        return
    raise NotText(f"holds NUL bytes (byte {raw.index(0):,}), so it is no text: save it as UTF-8")


def likely(raw: bytes) -> str:
    """Return "it looks like windows-1251: " for bytes that are not UTF-8, or "" without a guess."""
    from charset_normalizer import from_bytes

    try:
        bad = raw.decode("utf-8").find("")
    except UnicodeDecodeError as error:
        bad = error.start
    start = max(0, bad - _SAMPLE // 4)
    best = from_bytes(raw[start : start + _SAMPLE], cp_isolation=list(_GUESSES)).best()
    if best is None or best.encoding not in _GUESSES:
        return ""
    name = re.sub(r"\Acp(125\d)\Z", r"windows-\1", best.encoding).replace("_", "-")
    if best.encoding in ("cp1250", "cp1252"):
        name = "windows-1252 or windows-1250"  # It can't tell them apart in a short text.
    return f"it looks like {name}: "


def decode_page(raw: bytes, charset: str = "") -> str:
    """Return a page's characters: byte order mark, else UTF-8 where the bytes are that, else
    `charset` (what the server said), else what the page's own <meta> or XML declaration names.

    Bytes that are valid UTF-8 are hardly ever anything else, and servers often name the wrong
    encoding. A few bytes that don't fit become U+FFFD, as in a browser. Raises NotText.
    """
    refuse_binary(raw)
    if name := encoding_by_mark(raw):
        return raw.decode(name, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    named = _page_encoding(charset) or _page_encoding(_declared(raw))
    text = raw.decode(named or "utf-8", "replace")
    if text.count("\ufffd") <= _LOSABLE * len(text):
        return text
    where = f"is not {named or 'UTF-8'}" + (", as it says it is" if named else "")
    raise NotText(f"{where} (byte {first:,}); {likely(raw)}save it as UTF-8 and load it again")


def _declared(raw: bytes) -> str:
    """Return the encoding that a page names in its first 2 KB (browsers look at the first 1 KB)."""
    found = re.search(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", raw[:2048])
    return found[1].decode("ascii") if found else ""


def _page_encoding(name: str) -> str:
    """Return Python's name of an encoding that pages use, or "" for any other."""
    try:
        known = codecs.lookup(name).name if name.isascii() else ""
    except (LookupError, ValueError):
        return ""
    # As in browsers: what pages call Latin 1 or ASCII is windows-1252 (WHATWG, Encoding).
    if known in ("iso8859-1", "ascii"):
        return "cp1252"
    return known if _PAGE_ENCODINGS.fullmatch(known) else ""
