"""Web pages (.html, .htm): the article without navigation, scripts and comments.

trafilatura finds the article; what it gives as text is the document's text, so offsets count in
that, not in the page.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag

from lxml import etree, html

from loaders import Rejected
from loaders.reading.documents import About, Asked, Document, Place, is_address, make_document
from loaders.reading.encodings import NotText, decode_page
from loaders.reading.metadata import DateRefused, known_publisher, read_date
from loaders.reading.plain import read_bytes

#: Where pages state their day of publication, best first (Open Graph, schema.org, Dublin Core).
_DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "publishdate",
    "pubdate",
    "date",
)
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')

#: More elements than any article's page has: the search for the article takes seconds beyond.
LARGEST_TREE = 20_000

_NO_ARTICLE = (
    "holds no article that could be found (a page built by scripts has none): copy its text into "
    "a .txt file"
)

#: Between paragraphs.
_BETWEEN = "\n\n"

#: Elements that begin a new paragraph, and those whose words nobody reads (HTML Standard, 4).
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|br|d[dlt]|details|div|figcaption|figure|footer|h[1-6r]|"
    "header|html|li|main|nav|ol|p|pre|section|summary|table|tbody|t[dhr]|tfoot|thead|ul"
)
_UNREAD = re.compile("script|style|noscript|template|head|title|svg|iframe|object")

# They report what they give up on; here that becomes a Rejected, told once.
for _name in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def read_page(path: Path, about: About, asked: Asked) -> Document | Rejected:
    """Return the document in an HTML file; `about` is what sidecar and index say of it."""
    place = Place(str(path))
    raw = read_bytes(path, asked.largest_page, place)
    if isinstance(raw, Rejected):
        return raw
    return read_markup(raw, about, asked, place, key=path.stem)


def read_markup(
    raw: bytes,
    about: About,
    asked: Asked,
    place: Place,
    *,
    key: str,
    charset: str = "",
    address: str = "",
) -> Document | Rejected:
    """Return the document in a page's bytes.

    charset: what the server called its encoding. address: where the page was fetched; without one,
    the address that the page gives as its own (canonical, og:url). The text is the headline, then
    the article's paragraphs, blank lines between.
    """
    try:
        markup = decode_page(raw, charset)
    except NotText as error:
        return place.reject(str(error))
    if "\0" in markup:
        return place.reject("holds NUL characters, so it is no page: save it as UTF-8")
    found = _extract(markup, address)
    if isinstance(found, str):
        return place.reject(found)
    text, said = found
    return make_document(text, about.over(said), asked, place, key=key)


def _extract(markup: str, address: str) -> tuple[str, About] | str:
    """Return the article's text and what the page says of it, or why there is none."""
    # Loaded when the first page comes: it takes half a second.
    from trafilatura import bare_extraction

    try:
        tree = _parse(markup)
        if tree is None:
            return _NO_ARTICLE
        if (elements := sum(1 for _ in tree.iter())) > LARGEST_TREE:
            return (
                f"is a page of {elements:,} elements; more than {LARGEST_TREE:,} is no article: "
                f"copy its text into a .txt file"
            )
        article = bare_extraction(
            markup,
            url=address or None,
            include_comments=False,
            with_metadata=True,
            # Its own bound is today; the same page must give the same date tomorrow. Dates in the
            # running text are not the page's: no extensive search.
            date_extraction_params={
                "original_date": True,
                "extensive_search": False,
                "max_date": "2099-12-31",
            },
        )
    except Exception:
        # Malformed pages set off what you will in four libraries, failed assertions among it;
        # there is no article in any of them.
        return _NO_ARTICLE
    if article is None or isinstance(article, dict) or not article.text:
        return _NO_ARTICLE
    paragraphs = [line for line in article.text.split("\n") if line.strip()]
    title = " ".join((article.title or "").split())
    if title and " ".join(paragraphs[0].split()) != title:
        paragraphs.insert(0, title)
    own = address or (article.url or "")
    own = urldefrag(own).url if is_address(own) else ""
    # trafilatura names the host, port and all, where a page names no site.
    site = "" if "/" + (article.sitename or "/").lower() in own.lower() else article.sitename or ""
    return _BETWEEN.join(paragraphs), About(
        title=title,
        publisher=known_publisher(own) or site,
        published_at=_published(tree, markup) or _quietly(article.date or ""),
        source_url=own,
        licence=article.license or "",
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
    )


def _parse(markup: str) -> html.HtmlElement | None:
    """Return the tree of a page, None for one without elements."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # As bytes: lxml refuses characters with an XML declaration of their encoding before them.
    tree = html.document_fromstring(
        markup.encode("utf-8", "replace"), parser=parser, ensure_head_body=False
    )
    return tree if isinstance(tree, html.HtmlElement) else None


def _published(tree: html.HtmlElement, markup: str) -> str:
    """Return the time of publication that a page states for programs; "" if none can be read."""
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        stated.setdefault(name.strip().lower(), meta.get("content") or "")
    candidates = [stated[name] for name in _DATES if name in stated]
    if found := _JSON_DATE.search(markup):
        candidates.insert(0, found[1])
    candidates += [
        time.get("datetime") or ""
        for time in tree.iter("time")
        if time.get("pubdate") is not None or time.get("itemprop") == "datePublished"
    ]
    return next(filter(None, map(_quietly, candidates)), "")


def _quietly(words: str) -> str:
    """Return a date, "" where it can't be read: of a page nobody is asked to mend it."""
    try:
        return read_date(words)
    except DateRefused:
        return ""


def words_of(markup: str) -> str:
    """Return the words of a piece of HTML, its paragraphs separated by blank lines.

    Nothing is left out but scripts and the like: this is for an article's own markup (a feed's
    entry), not for a page. "" where there are none.
    """
    if not markup.strip():
        return ""
    try:
        tree = _parse(f"<div>{markup}</div>".replace("\0", "\ufffd"))
    except (etree.LxmlError, ValueError):
        return ""
    if tree is None:
        return ""
    paragraphs = (" ".join(paragraph.split()) for paragraph in "".join(_pieces(tree)).split("\0"))
    return _BETWEEN.join(paragraph for paragraph in paragraphs if paragraph)


def _pieces(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the words in order, NUL between paragraphs; a loop, for trees of any depth."""
    skipped: html.HtmlElement | None = None
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        block = "\0" if _BLOCKS.fullmatch(tag) else ""
        if event == "start":
            if skipped is None and _UNREAD.fullmatch(tag):
                skipped = node
            if skipped is None:
                yield block + (node.text or "")
        else:
            if skipped is node:
                skipped = None
            if skipped is None:
                yield block + (node.tail or "" if node is not tree else "")
