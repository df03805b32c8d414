"""Parts of the page as data: the browser makes elements of them and only ever sets text.

What articles, names and titles hold therefore stays text, whatever it looks like; a link is kept
only when it leads to http or https (component/paper.js checks it, too).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from views import browser
from views.actions import act_on

Piece = str | list[Any]

_paper = browser.component("paper")


def piece(
    tag: str,
    *children: Piece | None,
    look: str = "",
    act: Mapping[str, Any] | None = None,
    copy: Mapping[str, str] | None = None,
    link: str = "",
    **attributes: str,
) -> Piece:
    """Describe an element.

    Args:
        tag: p, h2, mark, button and the like.
        children: Texts and further elements; None is left out.
        look: Its CSS classes.
        act: What a click does, for `views.actions`.
        copy: What a click copies: `text`, followed by the link to this view.
        link: Where it leads; anything but http and https is dropped.
        attributes: title, lang, aria_label … (an underscore for the hyphen).
    """
    given: dict[str, Any] = {name.replace("_", "-"): value for name, value in attributes.items()}
    if look:
        given["class"] = look
    if act:
        given["act"] = dict(act)
    if copy:
        given["copy"] = dict(copy)
    if link and is_web_address(link):
        given["href"] = link
    return [tag, given, *(child for child in children if child is not None and child != "")]


def is_web_address(text: str) -> bool:
    """Is this an address that a browser opens as a page, and not a script?"""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def show(pieces: Iterable[Piece | None], key: str, subject: str = "") -> None:
    """Draw `pieces`. While `subject` stays the same, the reader's place in them is kept."""
    data = {
        "pieces": [each for each in pieces if each is not None],
        "subject": subject,
        "look": key,
    }
    _paper(key=key, data=data, on_act_change=act_on(key))
