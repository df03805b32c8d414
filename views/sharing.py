"""Copying a link to this view, and a quote with it.

The browser adds the address when the button is pressed, camera and all (component/paper.js), and
says so when the link works on this computer only.
"""

from __future__ import annotations

from views import paper, words

Row = dict[str, object]


def copy_link() -> paper.Piece:
    """Return the button that copies the link to this view."""
    return paper.piece("button", "Copy link", look="quiet", copy={"text": ""})


def copy_quote(
    exact: str,
    speakers: str,
    standing: str,
    published: str,
    as_of: str,
    *,
    is_checked: bool = True,
    is_day_inferred: bool = False,
) -> paper.Piece:
    """Return the button that copies a quote with who said it, its date, and the link.

    Args:
        exact: The quoted words, as they stand.
        speakers: Who says so, as the panel words it.
        standing: What is known of it, as the panel words it.
        published: When its article was published.
        as_of: When the data were loaded.
        is_checked: Not only software found it.
        is_day_inferred: No text says when the article was published.
    """
    start = speakers[:1].lower() if speakers.startswith("The ") else speakers[:1]
    what = [f"“{exact}”: {start}{speakers[1:]}"]
    if standing:
        what.append(standing[:1].lower() + standing[1:])
    if not is_checked:
        what.append(words.UNCHECKED[:1].lower() + words.UNCHECKED[1:])
    day = words.published(published, "inferred" if is_day_inferred else "")
    text = f"{'; '.join(what)}. {day}."
    if as_of:
        text += f" Data as of {words.day(as_of)}."
    return paper.piece("button", "Copy quote and link", look="quiet", copy={"text": text})
