"""Reading web pages and feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.reading import Document
from loaders.reading.pages import LARGEST_TREE, words_of
from tests.documents import RUSSIAN, SPOKE, Write, one, refusal, split, writer


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of the folder `tmp_path`."""
    return writer(tmp_path)


PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Two leaders speak | The Office</title>
<meta property="og:title" content="Two leaders speak">
<meta property="og:site_name" content="The Office">
<meta property="article:published_time" content="2022-02-20T17:15:00+03:00">
<link rel="canonical" href="https://www.example.org/news/1#top">
<script>var secret = 1;</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">All the news</a></li></ul></nav>
<article><h1>Two leaders speak</h1><p>{SPOKE}</p><p>They said <b>nothing</b> more &amp; left.</p>
<ul><li>First point of the talks.</li><li>Second point of the talks.</li></ul></article>
<div class="comments"><p>First comment: what a nice page this is, thank you.</p></div>
<footer>Copyright 2024 by the office</footer></body></html>"""


class TestPages:
    def test_a_page(self, write: Write) -> None:
        path = write("call.html", PAGE)
        document = one(path)
        assert document.text == (
            f"Two leaders speak\n\n{SPOKE}\n\nThey said nothing more & left.\n\n"
            "- First point of the talks.\n\n- Second point of the talks."
        )
        assert document.title == "Two leaders speak"
        assert document.publisher == "The Office"
        assert document.published_at == "2022-02-20T17:15"
        assert document.key == document.source_url == "https://www.example.org/news/1"
        assert (document.language, document.file, document.line) == ("en", str(path), 0)

    def test_a_sidecar_wins_over_the_page(self, write: Write) -> None:
        write("call.meta.yaml", "publishedAt: 2022-02-21\ntitle: Mine")
        document = one(write("call.html", PAGE))
        assert (document.published_at, document.title) == ("2022-02-21", "Mine")
        assert document.text.startswith("Two leaders speak\n\n")

    def test_a_known_host_has_one_name(self, write: Write) -> None:
        page = PAGE.replace("www.example.org", "en.kremlin.ru")
        assert one(write("a.htm", page)).publisher == "President of Russia (en.kremlin.ru)"

    def test_the_date_of_structured_data(self, write: Write) -> None:
        page = PAGE.replace("article:published_time", "x").replace(
            "<script>", '<script type="application/ld+json">{"datePublished": "2022-02-19"}//'
        )
        assert one(write("a.html", page)).published_at == "2022-02-19"

    def test_a_year_in_the_footer_is_no_date(self, write: Write) -> None:
        page = "\n".join(line for line in PAGE.splitlines() if "published_time" not in line)
        assert "Copyright 2024" in page
        assert one(write("a.html", page)).published_at == ""

    @pytest.mark.parametrize(
        ("encoding", "declared"),
        [
            ("utf-8", ""),
            ("utf-8-sig", ""),
            ("utf-16", ""),
            ("utf-8", '<meta charset="iso-8859-1">'),
            ("cp1252", '<meta charset="iso-8859-1">'),
            (
                "cp1251",
                '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
            ),
            ("koi8-r", "<meta charset='koi8-r'>"),
        ],
    )
    def test_encodings(self, write: Write, encoding: str, declared: str) -> None:
        word = "Москве" if encoding in ("cp1251", "koi8-r") else "Orléans"
        page = PAGE.replace("<title>", declared + "<title>").replace("Sunday", word)
        assert word in one(write("a.html", page.encode(encoding))).text

    def test_an_xml_declaration(self, write: Write) -> None:
        page = '<?xml version="1.0" encoding="UTF-8"?>' + PAGE.replace("Sunday", "Orléans")
        assert "Orléans" in one(write("a.html", page)).text

    def test_bytes_that_are_in_no_encoding_it_names(self, write: Write) -> None:
        page = PAGE.replace(SPOKE, RUSSIAN).encode("cp1251")
        said = refusal(write("a.html", page))
        assert said.startswith("a.html: is not UTF-8 (byte ")
        assert said.endswith("it looks like windows-1251: save it as UTF-8 and load it again")

    def test_a_byte_that_does_not_fit_costs_itself(self, write: Write) -> None:
        page = PAGE.encode().replace(b"by phone", b"by\xa0phone", 1).replace(b"more", b"more" * 99)
        assert "by\ufffdphone" in one(write("a.html", page)).text

    @pytest.mark.parametrize(
        ("page", "expected"),
        [
            ("<html><body><script>render()</script></body></html>", "holds no article that could"),
            ("<", "holds no article that could"),
            ("%PDF-1.4", "is a PDF, not a text"),
            (PAGE.replace(SPOKE, f"{RUSSIAN} " * 5), "is in Russian (ru)"),
            ("<p>a" * (LARGEST_TREE + 1), "is a page of 20,0"),
            ("<div>" * 50_000, ""),
        ],
    )
    def test_what_is_no_article(self, write: Write, page: str, expected: str) -> None:
        assert expected in refusal(write("a.html", page))

    def test_a_page_that_is_too_large(self, write: Write) -> None:
        assert "is larger than 0.0005 MB" in refusal(write("a.html", PAGE), largest_page=500)

    def test_the_same_page_gives_the_same_document(self, write: Write) -> None:
        path = write("a.html", PAGE)
        assert one(path) == one(path)

    @pytest.mark.parametrize(
        ("markup", "expected"),
        [
            ("", ""),
            ("one &amp; two", "one & two"),
            ("<p>One\n two</p><p>three</p>", "One two\n\nthree"),
            ("a<br>b<script>no()</script>c<style>no</style>", "a\n\nbc"),
            ("<ul><li>a</li><li>b <i>c</i> d</li></ul>e", "a\n\nb c d\n\ne"),
            ("<!-- no -->x", "x"),
            ("<b>" * 200 + "deep", "deep"),
            ("a\0b", "a\ufffdb"),
        ],
    )
    def test_words_of_markup(self, markup: str, expected: str) -> None:
        assert words_of(markup) == expected


RSS = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>
<title>News of the Office</title><language>en-us</language>
<item><title>One &amp;amp; call</title><link>https://www.example.org/1</link>
<pubDate>Sun, 20 Feb 2022 17:15:00 +0300</pubDate>
<description>&lt;p&gt;{SPOKE}&lt;/p&gt;&lt;script&gt;no()&lt;/script&gt;&lt;p&gt;More.&lt;/p&gt;</description>
</item>
<item><title>Two</title><link>https://president.gov.ua/2</link><guid>x2</guid>
<description>{SPOKE}</description></item>
<item><title>Three</title><guid isPermaLink="false">x3</guid>
<description>{SPOKE}</description></item>
<item><title>Four</title></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title>One</title><id>urn:1</id><link href="https://example.org/1"/>
<published>2022-02-20T17:15:00Z</published><updated>2022-03-01T00:00:00Z</updated>
<summary>Short.</summary><content type="html">&lt;p&gt;{SPOKE}&lt;/p&gt;</content></entry>
<entry><title>Two</title><updated>2022-03-01T00:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{SPOKE}</p><p>x</p></div></content>
</entry></feed>"""


class TestFeeds:
    def test_rss(self, write: Write) -> None:
        path = write("a.rss", RSS)
        documents, messages = split(path)
        assert documents[0] == Document(
            text=f"One & call\n\n{SPOKE}\n\nMore.",
            title="One & call",
            publisher="News of the Office",
            published_at="2022-02-20T17:15",
            source_url="https://www.example.org/1",
            key="https://www.example.org/1",
            language="en",
            licence="",
            file=str(path),
            line=0,
        )
        assert documents[1].publisher == "Office of the President of Ukraine (president.gov.ua)"
        assert [d.key for d in documents[1:]] == ["https://president.gov.ua/2", "x3"]
        assert messages == [f"{path}: entry 4: has no text, so it was skipped"]

    def test_atom(self, write: Write) -> None:
        documents, messages = split(write("a.atom", ATOM))
        assert messages == []
        assert [d.text for d in documents] == [f"One\n\n{SPOKE}", f"Two\n\n{SPOKE}\n\nx"]
        assert [d.published_at for d in documents] == ["2022-02-20T17:15", "2022-03-01"]
        assert documents[1].key == "a: Two (2022-03-01)"

    def test_entity_bombs_are_not_read(self, write: Write) -> None:
        laughs = "".join(
            f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10)
        )
        bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>' + RSS.split("?>")[1].replace(
            "Three", "&l9;"
        )
        for content in (bomb.encode(), bomb.encode("utf-16")):
            assert "defines entities of its own" in refusal(write("a.xml", content))

    def test_no_file_and_no_address_is_opened_for_a_feed(self, write: Write) -> None:
        write("b.rss", RSS)
        assert "is no feed" in refusal(write("a.rss", str(write("b.rss", RSS))))
        assert "is no feed" in refusal(write("a.rss", "https://example.org/feed"))

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ("<a><b/></a>", "is no feed (RSS or Atom)"),
            ("nothing", "is no feed (RSS or Atom)"),
            ("<rss version='2.0'><channel/></rss>", "is a feed without entries"),
            ("<rss version='2.0'><channel><item>", "a.xml:1: is broken XML (no element found)"),
            ("PK\x03\x04", "is a zip archive"),
        ],
    )
    def test_what_is_no_feed(self, write: Write, content: str, expected: str) -> None:
        assert expected in str(split(write("a.xml", content))[1][-1])

    def test_a_feed_that_breaks_off_keeps_its_entries(self, write: Write) -> None:
        path = write("a.xml", RSS[: RSS.index("<item><title>Three")])
        documents, messages = split(path)
        assert [d.title for d in documents] == ["One & call", "Two"]
        assert "is broken XML" in messages[0]
        assert "(entries: 2)" in messages[0]
