"""Reading texts of every kind: what becomes a document, and what a person is told otherwise."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders import Rejected
from loaders.reading import ENDINGS, Asked, Document, is_fetchable, read_documents
from loaders.reading.documents import About
from loaders.reading.encodings import NotText, decode_page, decode_text
from loaders.reading.languages import NAMES, decide_language, language_of, read_code
from loaders.reading.metadata import DateRefused, headline_of, publisher_of, read_date
from tests.documents import FRENCH, NEWS, RUSSIAN, SPOKE, Write, one, refusal, split, writer


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of the folder `tmp_path`."""
    return writer(tmp_path)


class TestPlain:
    def test_a_text(self, write: Write) -> None:
        path = write("2022-02-20_call.txt", NEWS)
        assert one(path) == Document(
            text=NEWS,
            title="Leaders speak by phone",
            publisher="",
            published_at="",
            source_url="",
            key="2022-02-20_call",
            language="en",
            licence="",
            file=str(path),
            line=0,
        )

    @pytest.mark.parametrize(
        "text",
        [
            "One\r\ntwo\rthree\n\x0bfour\u2028five",
            "  spaces stay \t\n\n\n",
            "e\u0301 is not \u00e9; \u200bzero width, \u00adsoft, \u202eright to left\u202c",
            "😀 “curly” – dashes … Київ, Україна and the rest in English",
        ],
    )
    def test_not_a_character_is_changed(self, write: Write, text: str) -> None:
        assert one(write("a.txt", text)).text == text

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
    def test_a_byte_order_mark_is_no_part_of_the_text(self, write: Write, encoding: str) -> None:
        assert one(write("a.txt", NEWS.encode(encoding))).text == NEWS

    def test_utf_16_of_either_order(self, write: Write) -> None:
        for order in ("le", "be"):
            assert one(write("a.txt", ("\ufeff" + NEWS).encode(f"utf-16-{order}"))).text == NEWS

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "a.txt: is empty"),
            (b" \r\n\t", "a.txt: is empty"),
            (
                RUSSIAN.encode("cp1251"),
                "a.txt: is not UTF-8 (byte 0); it looks like windows-1251: "
                "save it as UTF-8 and load it again",
            ),
            (
                FRENCH.encode("cp1252"),
                "a.txt: is not UTF-8 (byte 5); it looks like windows-1252 or windows-1250: "
                "save it as UTF-8 and load it again",
            ),
            (b"%PDF-1.7\n%\xe2\xe3", "a.txt: is a PDF, not a text: save its words as a .txt file"),
            (b"PK\x03\x04\x14\x00", "a.txt: is a zip archive (or a Word, Excel or OpenDocument"),
            (b"\x89PNG\r\n\x1a\n\x00", "a.txt: is a picture (PNG), not a text"),
            (b"{\\rtf1\\ansi Hello}", "a.txt: is a rich text file (RTF), not a text"),
            (b"Hello\0there", "a.txt: holds NUL bytes (byte 5), so it is no text"),
            ("Hello there".encode("utf-16-le"), "a.txt: looks like UTF-16 without a byte order"),
            (b"\xff\xfeH\x00\x00\xd8", "a.txt: begins like UTF-16 but is not (byte 4)"),
            (
                RUSSIAN.encode(),
                "a.txt: is in Russian (ru); only English is read for now, so it was",
            ),
        ],
    )
    def test_what_is_no_text(self, write: Write, content: bytes, expected: str) -> None:
        assert refusal(write("a.txt", content)).startswith(expected)

    def test_a_text_that_is_too_long(self, write: Write) -> None:
        long = write("a.txt", "Hello there. " * 200_000)
        assert refusal(long).startswith(
            "a.txt: is a text of 2,600,000 characters; more than 2,000,000 is no article: split it"
        )
        assert len(one(long, largest_text=3_000_000).text) == 2_600_000
        assert "is larger than 0.004" in refusal(long, largest_text=1_000)

    def test_what_is_no_file(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "gone.txt") == "gone.txt: does not exist"
        assert "is no file that can be read" in refusal("/dev/null")
        assert "is no name" in refusal("a\0b.txt") or "does not exist" in refusal("a\0b.txt")

    def test_kinds_that_are_not_read(self, write: Write) -> None:
        said = refusal(write("a.docx", b"PK\x03\x04"))
        assert said == (
            "a.docx: is not read; texts are in files that end in .txt, .html, .htm, .csv, .tsv, "
            ".jsonl, .ndjson, .xml, .rss, .atom"
        )

    def test_what_a_person_states_wins(self, write: Write) -> None:
        write("a.meta.yaml", "title: Of the sidecar\npublisher: Of the sidecar")
        document = one(
            write("a.txt", NEWS),
            title="Mine",
            published_at="2022-02-20T17:15",
            source_url="https://www.example.org/1",
            licence="CC BY 4.0",
            retrieved_at="2022-03-01",
        )
        assert document.title == "Mine"
        assert document.publisher == "Of the sidecar"
        assert document.published_at == "2022-02-20T17:15"
        assert document.key == document.source_url == "https://www.example.org/1"
        assert document.retrieved_at == "2022-03-01"

    def test_what_a_person_states_wrongly(self, write: Write) -> None:
        path = write("a.txt", NEWS)
        assert "published_at: '20 Feb' is not a date" in refusal(path, published_at="20 Feb")
        assert "source_url: 'javascript:x' is not an address" in refusal(
            path, source_url="javascript:x"
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(min_size=1, max_size=200))
def test_the_text_is_what_was_decoded(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    raw = text.encode("utf-8")
    path.write_bytes(raw)
    for found in read_documents(path, Asked(language="en")):
        if isinstance(found, Document):
            assert found.text == raw.decode("utf-8-sig")
            assert found.title


SAMPLES = [
    b"<html><body><article><p>",
    b"title,text\n",
    b'{"title": "A", "text": ',
    b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>',
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<!DOCTYPE html><meta charset=utf-16>",
    b'"a\n',
    b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='html'>",
    b"&lt;&#0;&#xD800;&nbsp;",
]
JUNK = st.lists(st.binary(max_size=60) | st.sampled_from(SAMPLES), max_size=8).map(b"".join)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(junk=JUNK)
def test_no_bytes_raise(tmp_path: Path, ending: str, junk: bytes) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(junk)
    for found in read_documents(path):
        assert isinstance(found, Document | Rejected)
        assert str(found)
        if isinstance(found, Document):
            found.text.encode("utf-8")


class TestSidecars:
    def test_a_sidecar(self, write: Write) -> None:
        write(
            "a.meta.yaml",
            "title: Leaders speak\npublisher: The Office\npublishedAt: 2022-02-20T17:15\n"
            "sourceUrl: https://example.org/1\nlicence: CC BY 4.0\nlanguage: en\n",
        )
        document = one(write("a.txt", NEWS))
        assert (document.title, document.publisher) == ("Leaders speak", "The Office")
        assert (document.published_at, document.licence) == ("2022-02-20T17:15", "CC BY 4.0")
        assert document.key == document.source_url == "https://example.org/1"

    @pytest.mark.parametrize(
        ("sidecar", "expected"),
        [
            (
                "title: A\npublishedat: 2022-02-20\n",
                "a.meta.yaml:2: publishedat: is unknown here; known are title, publisher, "
                "publishedAt, sourceUrl, licence, language: mend it, a.txt was left out",
            ),
            ("publishedAt: 20 Feb 2022", "a.meta.yaml:1: publishedAt: '20 Feb 2022' is not a date"),
            ("sourceUrl: ../1", "a.meta.yaml:1: sourceUrl: '../1' is not an address"),
            ("title: [a, b]", "a.meta.yaml:1: title: must be one value"),
            ("- a\n- b", "a.meta.yaml:1: must be fields with values"),
            ("title: 'a", "a.meta.yaml:1: is not YAML"),
            ("title: \xe9", "a.meta.yaml: is not UTF-8 (byte 7)"),
        ],
    )
    def test_a_wrong_sidecar_leaves_the_text_out(
        self, write: Write, sidecar: str, expected: str
    ) -> None:
        write("a.meta.yaml", sidecar.encode("latin-1"))
        said = refusal(write("a.txt", NEWS))
        assert said.startswith(expected)

    def test_an_index(self, write: Write, tmp_path: Path) -> None:
        write(
            "index.csv",
            "file,source,published,title,url,publisher,licence,chars\n"
            "a.txt,RU,2022-02-20T17:15,Leaders speak,https://example.org/1,The Office,CC BY,3\n"
            "b.txt,RU,20 February 2022,Leaders speak again,NA,,,\n",
        )
        write("b.meta.yaml", "title: They speak again")
        write("b.txt", NEWS)
        first = one(write("a.txt", NEWS))
        documents, messages = split(tmp_path)
        assert messages == []
        assert documents[0] == first
        assert (first.title, first.publisher, first.licence) == (
            "Leaders speak",
            "The Office",
            "CC BY",
        )
        assert first.key == "https://example.org/1"
        assert documents[1].title == "They speak again"
        assert documents[1].published_at == "2022-02-20"
        assert documents[1].publisher == ""

    def test_an_index_with_faults(self, write: Write, tmp_path: Path) -> None:
        write(
            "index.csv",
            "filename;date\na.txt;02/03/2022\ngone.txt;2022-02-20\nb.txt\n;2022-02-20\n"
            "a.txt;2022-02-20\nx/c.txt;2022-02-20\n",
        )
        write("a.txt", NEWS)
        write("b.txt", NEWS)
        documents, messages = split(tmp_path)
        assert [d.key for d in documents] == ["b"]
        assert [m.replace(f"{tmp_path}/", "") for m in messages] == [
            "index.csv:4: has 1 field where the header has 2: look for a separator or a quotation "
            "mark too few or too many",
            "index.csv:5: filename: is empty: name the file that the row speaks of",
            "index.csv:6: filename: names 'a.txt' again (first on line 2); this row was skipped",
            "index.csv:7: filename: 'x/c.txt' lies in another folder: write an index.csv there",
            "index.csv:3: file: names 'gone.txt', which does not lie in the folder: mend the name "
            "or add it",
            "index.csv:2: date: '02/03/2022' may be two different days: write the year first, as "
            "in 2022-02-20; a.txt was left out",
        ]

    def test_a_table_may_be_called_index(self, write: Write) -> None:
        path = write("index.csv", f"title,text\nLeaders speak,{SPOKE}\n")
        assert one(path).title == "Leaders speak"

    def test_an_index_is_no_text(self, write: Write) -> None:
        assert "load the folder that it lies in" in refusal(write("index.csv", "file\na.txt\n"))


class TestFolders:
    def test_all_kinds_in_the_order_of_their_paths(self, write: Write, tmp_path: Path) -> None:
        write("b.txt", NEWS)
        write("a/z.jsonl", json.dumps({"title": "Leaders speak", "text": SPOKE}))
        write("a/b.html", f"<html><body><article><h1>Two speak</h1><p>{SPOKE}</p></article>")
        write("c.CSV", f"title,text\nLeaders speak,{SPOKE}\n")
        write("b.meta.yaml", "publisher: The Office")
        write("b.yaml", "curated: records")
        write(".git/c.txt", NEWS)
        write(".hidden.txt", NEWS)
        documents, messages = split(tmp_path)
        assert messages == []
        assert [Path(d.file).name for d in documents] == ["b.html", "z.jsonl", "b.txt", "c.CSV"]

    def test_what_is_left_out_is_named_once(self, write: Write, tmp_path: Path) -> None:
        write("a.txt", NEWS)
        write("notes.md", "# Notes")
        write("a.png", b"\x89PNG")
        write("lost.meta.yaml", "title: Of nothing")
        write("records.yaml", "of: no text")
        documents, messages = split(tmp_path)
        assert len(documents) == 1
        assert messages == [
            f"{tmp_path}/lost.meta.yaml: describes no text: no lost.txt beside it",
            f"{tmp_path}: files of other kinds were left out (3): a.png, notes.md, records.yaml",
        ]

    def test_a_folder_without_texts(self, tmp_path: Path) -> None:
        assert "holds no text; texts are in files that end in .txt" in refusal(tmp_path)

    def test_links_make_no_loop(self, write: Write, tmp_path: Path) -> None:
        write("a/a.txt", NEWS)
        (tmp_path / "a" / "loop").symlink_to(tmp_path)
        (tmp_path / "self").symlink_to(tmp_path / "self")
        (tmp_path / "b.txt").symlink_to(tmp_path / "a" / "a.txt")
        (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
        documents, messages = split(tmp_path)
        assert [d.key for d in documents] == ["a", "b"]
        assert messages == []

    def test_a_title_is_of_one_text(self, write: Write, tmp_path: Path) -> None:
        write("a.txt", NEWS)
        assert "title: is of one text, and this may hold several" in refusal(tmp_path, title="A")
        table = write("a.csv", f"text\n{SPOKE}\n")
        assert "source_url: is of one text" in refusal(table, source_url="https://example.org/")


class TestLanguages:
    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("en", SPOKE),
            ("en", SPOKE.upper()),
            ("ru", RUSSIAN),
            ("fr", FRENCH),
            ("uk", "Президент України провів телефонну розмову з Прем'єр-міністром Британії."),
            (
                "de",
                "Der Bundeskanzler hat heute mit dem Präsidenten der Ukraine telefoniert.",
            ),
            ("es", "El presidente ha mantenido hoy una conversación telefónica con su homólogo."),
            (
                "it",
                "Il Presidente ha avuto oggi una conversazione telefonica con il Presidente.",
            ),
            (
                "pl",
                "Prezydent rozmawiał dziś telefonicznie z prezydentem Ukrainy o bezpieczeństwie.",
            ),
            (
                "ar",
                "أجرى الرئيس اليوم اتصالا هاتفيا مع رئيس أوكرانيا وبحث معه تطورات الأوضاع",
            ),
            ("he", "ראש הממשלה שוחח היום בטלפון עם נשיא אוקראינה ודן עמו במצב הביטחוני באזור"),
            ("zh", "国家主席今天同乌克兰总统通电话，双方就地区局势交换了意见"),
        ],
    )
    def test_languages(self, code: str, text: str) -> None:
        assert language_of(text) == code

    @pytest.mark.parametrize("text", ["Communiqué final", "Kyiv, 20.02.2022", "12345", "😀", ""])
    def test_a_short_text_in_latin_letters_is_taken_for_english(self, text: str) -> None:
        assert language_of(text) == "en"

    def test_addresses_are_no_words(self) -> None:
        assert (
            language_of(f"{RUSSIAN} https://www.example.org/{'the-president-said-' * 20}") == "ru"
        )

    @pytest.mark.parametrize(
        ("text", "stated", "certain", "expected"),
        [
            (SPOKE, "fr", False, "en"),
            (RUSSIAN, "en", False, "ru"),
            (SPOKE, "en-GB", False, "en"),
            ("Communiqué", "fr", False, "fr"),
            (RUSSIAN, "en", True, "en"),
            (SPOKE, "???", True, "en"),
        ],
    )
    def test_what_is_stated_counts_where_the_text_agrees(
        self, text: str, stated: str, certain: bool, expected: str
    ) -> None:
        assert decide_language(text, stated=stated, certain=certain) == expected

    @pytest.mark.parametrize(
        ("stated", "code"),
        [("en", "en"), ("EN_us", "en"), ("English", "en"), ("fra", "fra"), ("", ""), ("?", "")],
    )
    def test_codes(self, stated: str, code: str) -> None:
        assert read_code(stated) == code

    def test_every_code_has_a_name(self) -> None:
        assert len(NAMES) > 30
        assert all(len(code) == 2 and name[0].isupper() for code, name in NAMES.items())

    def test_a_text_that_a_person_calls_english_is_read(self, write: Write) -> None:
        assert one(write("a.txt", RUSSIAN), language="en").text == RUSSIAN


class TestMetadata:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("2022", "2022"),
            ("2022-02", "2022-02"),
            ("2022-02-20", "2022-02-20"),
            ("2022-02-20T17:15", "2022-02-20T17:15"),
            ("2022-02-20T17:15:00Z", "2022-02-20T17:15"),
            ("2022-02-20 17:15:59.123+03:00", "2022-02-20T17:15"),
            ("2022-02-20T00:00:00Z", "2022-02-20"),
            ("2022/2/20", "2022-02-20"),
            ("20220220", "2022-02-20"),
            ("20220220171500", "2022-02-20T17:15"),
            ("20220220T171500Z", "2022-02-20T17:15"),
            ("20.02.2022", "2022-02-20"),
            ("20.2.2022, 17:15", "2022-02-20T17:15"),
            ("20/02/2022", "2022-02-20"),
            ("02/20/2022 5:15 PM", "2022-02-20T17:15"),
            ("02/02/2022", "2022-02-02"),
            ("Sun, 20 Feb 2022 17:15:00 +0300", "2022-02-20T17:15"),
            ("Sun, 20 Feb 2022 17:15:00 GMT", "2022-02-20T17:15"),
            ("20 February 2022", "2022-02-20"),
            ("20th of Feb", None),
            ("February 20, 2022", "2022-02-20"),
            ("Feb. 20, 2022, 12:15 a.m. EST", "2022-02-20T00:15"),
            ("Sunday, February 20th 2022 at 17:15", "2022-02-20T17:15"),
            ("Sept. 3, 2022", "2022-09-03"),
            ("February 2022", "2022-02"),
            ("  2022-02-20\n", "2022-02-20"),
            ("", ""),
            ("02/03/2022", None),
            ("2022-02-30", None),
            ("2022-13-01", None),
            ("2022-02-20T25:00", None),
            ("13:00 pm", None),
            ("30 Febtober 2022", None),
            ("yesterday", None),
            ("1645370100", None),
            ("0000-01-01", None),
            ("٢٠٢٢-٠٢-٢٠", None),
            ("2022-02-20" * 50, None),
        ],
    )
    def test_dates(self, words: str, expected: str | None) -> None:
        if expected is None:
            with pytest.raises(DateRefused):
                read_date(words)
        else:
            assert read_date(words) == expected

    @given(words=st.text(st.sampled_from(string.digits + "-/.:TZ ,FebJanuarypm+"), max_size=30))
    def test_any_words_are_a_date_or_refused(self, words: str) -> None:
        try:
            found = read_date(words)
        except DateRefused:
            return
        assert Asked(published_at=found).faults("") == []

    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("http://en.kremlin.ru/events/1", "President of Russia (en.kremlin.ru)"),
            (
                "https://www.president.gov.ua/en/news/1",
                "Office of the President of Ukraine (president.gov.ua)",
            ),
            ("https://www.whitehouse.gov/1", "The White House (whitehouse.gov)"),
            ("https://www.gov.uk/government/news/1", "UK Government (gov.uk)"),
            (
                "https://www.consilium.europa.eu/1",
                "Council of the European Union (consilium.europa.eu)",
            ),
            ("https://www.nato.int/1", "NATO (nato.int)"),
            ("https://notnato.int/1", "notnato.int"),
            ("https://nato.int.example.org/1", "nato.int.example.org"),
            ("https://WWW.Example.org:8080/1", "example.org"),
            ("", ""),
            ("http://[", ""),
        ],
    )
    def test_publishers(self, address: str, expected: str) -> None:
        assert publisher_of(address) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (NEWS, "Leaders speak by phone"),
            ("\n\n  Leaders  speak\nThey spoke.", "Leaders speak"),
            ("Ryabkov visits the U.S.\nHe came on Sunday.", "Ryabkov visits the U.S."),
            ("Who speaks to whom?\nThey speak.", "Who speaks to whom?"),
            (SPOKE + "\nMore.", ""),
            ("The leaders spoke on\nthe phone.", ""),
            ("February 20, 2022\nThey spoke.", ""),
            ("Statement:\nThey spoke.", ""),
            ("Statement\nThey spoke.", ""),
            ("Leaders speak by phone", ""),
            ("word " * 50 + "\nThey spoke.", ""),
            ("", ""),
        ],
    )
    def test_headlines(self, text: str, expected: str) -> None:
        assert headline_of(text) == expected

    def test_who_wins(self) -> None:
        mine = About(title="mine")
        assert mine.over(About(title="theirs", licence="CC0")) == About(title="mine", licence="CC0")


class TestEncodings:
    @given(raw=st.binary(max_size=200))
    def test_bytes_are_text_or_refused(self, raw: bytes) -> None:
        for decode in (decode_text, decode_page):
            try:
                decode(raw).encode("utf-8")
            except NotText as error:
                assert str(error)

    @pytest.mark.parametrize(
        "charset", ["utf-7", "rot13", "zlib", "idna", "undefined", "nope", "\0"]
    )
    def test_encodings_of_no_page_are_not_used(self, charset: str) -> None:
        with pytest.raises(NotText):
            decode_page(RUSSIAN.encode("cp1251"), charset)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("https://example.org/1", True),
        ("HTTP://example.org/1", True),
        (Path("https://example.org/1"), True),
        ("a/https:/b", False),
        ("https:", False),
        ("texts/a.txt", False),
    ],
)
def test_addresses_are_known_from_paths(path: str | Path, expected: bool) -> None:
    assert is_fetchable(path) is expected


class TestCorpus:
    """The texts of the corpus, where it is at hand: all are read, none is changed."""

    def test_the_releases_of_two_presidents(self, corpus: Path) -> None:
        folder = corpus / "data" / "readouts_kremlin_ukraine"
        for name, rows, publisher in (
            ("kremlin_before_2022-02-21.csv", 401, "President of Russia (en.kremlin.ru)"),
            (
                "president_gov_ua_before_2022-02-21.csv",
                333,
                "Office of the President of Ukraine (president.gov.ua)",
            ),
        ):
            documents, messages = split(folder / name)
            assert messages == []
            assert len(documents) == rows
            assert {d.publisher for d in documents} == {publisher}
            assert len({d.key for d in documents}) == rows
            assert all(len(d.published_at) == 16 for d in documents)
            assert all(d.text.lstrip().startswith(d.title) for d in documents)

    def test_texts_with_an_index(self, corpus: Path) -> None:
        documents, messages = split(corpus / "data" / "articles_public")
        assert len(documents) == 17
        assert [m.split(": ", 1)[1] for m in messages] == [
            "files of other kinds were left out (1): README.md"
        ]
        for document in documents:
            assert document.text == Path(document.file).read_bytes().decode("utf-8")
            assert document.source_url
            assert document.published_at
            assert document.licence
