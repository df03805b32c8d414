"""An article's whole text, every quote in it marked; a mark leads to what it proves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from graph.evidence import ArticleText
from graph.selection import Selection
from views import data, paper, words

Mark = tuple[int, int, str, str]


def show(selection: Selection, version: str) -> None:
    """Draw the article that `selection.reading` names."""
    article = data.article(version, selection.reading)
    back = paper.piece("button", "Back to the quotes", look="quiet", act={"do": "read", "id": ""})
    if article is None or not article.text:
        missing = paper.piece("p", "The text of this article is not kept here.")
        paper.show([back, missing], key="reading")
        return
    paper.show(
        [
            back,
            paper.piece(
                "p",
                f"{article.publisher} · "
                f"{words.published(article.published_at, article.published_at_basis)}",
                look="kind",
            ),
            paper.piece("h2", article.title),
            paper.piece("a", "Open the source", link=article.source_url, look="source"),
            paper.piece("div", *_marked(article, selection.chosen), look="article"),
        ],
        key="reading",
        subject=selection.reading,
    )


def _marked(article: ArticleText, chosen: str) -> Iterator[paper.Piece]:
    marks = [
        (int(row.start), int(row.end), str(row.node), str(row.caption))
        for row in data.rows(article.marks)
    ]
    for text, meant in pieces(str(article.text), marks):
        if not meant:
            yield text
            continue
        node, caption = min(meant, key=lambda each: each[0] != chosen)
        yield paper.piece(
            "mark",
            text,
            look="chosen" if node == chosen else "",
            title="; ".join(dict.fromkeys(each for _, each in meant)),
            act={"do": "choose", "id": node},
            aria_label=f"{text}: {caption}",
        )


def pieces(text: str, marks: list[Mark]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Cut `text` where a mark starts or ends.

    Args:
        text: The article, in code points: Python counts as the offsets do, JavaScript doesn't.
        marks: start, end, node id, caption; they may overlap.

    Yields:
        A piece, and the (id, caption) of every mark over it.
    """
    cuts = {0, len(text)}
    for start, end, _, _ in marks:
        cuts |= {min(start, len(text)), min(end, len(text))}
    ends = sorted(cuts)
    for first, last in pairwise(ends):
        meant = [(node, caption) for start, end, node, caption in marks if start <= first < end]
        yield text[first:last], meant
