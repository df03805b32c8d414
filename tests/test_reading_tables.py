"""Reading tables of texts: CSV, TSV and JSON Lines, row by row."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.reading import Document, read_documents
from tests.documents import RUSSIAN, SPOKE, Write, one, refusal, split, writer


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of the folder `tmp_path`."""
    return writer(tmp_path)


class TestTables:
    def test_rows(self, write: Write) -> None:
        path = write(
            "news.csv",
            "Link,Headline,Date,Location,Summary,Body\r\n"
            "http://en.kremlin.ru/1,Leaders speak,2022-02-20T17:15:00Z,NA,They spoke.,"
            f'"{SPOKE}\r\n\r\nThey said ""yes""."\r\n'
            f"/events/2,Again,NaN,,None,{SPOKE}\r\n",
        )
        first, second = read_documents(path)
        assert first == Document(
            text=f'Leaders speak\n\nThey spoke.\n\n{SPOKE}\r\n\r\nThey said "yes".',
            title="Leaders speak",
            publisher="President of Russia (en.kremlin.ru)",
            published_at="2022-02-20T17:15",
            source_url="http://en.kremlin.ru/1",
            key="http://en.kremlin.ru/1",
            language="en",
            licence="",
            file=str(path),
            line=2,
        )
        assert isinstance(second, Document)
        assert (second.key, second.source_url, second.published_at) == ("/events/2", "", "")
        assert (second.text, second.line) == (f"Again\n\n{SPOKE}", 5)

    @pytest.mark.parametrize(
        ("name", "header", "separator"),
        [
            ("a.csv", "published_at,Source URL,ARTICLE-TEXT,licence,Outlet,lang", ","),
            ("a.csv", "Date;link;text;License;source;language", ";"),
            ("a.tsv", "Date\tlink\ttext\tLicense\tsource\tlanguage", "\t"),
            ("a.csv", "pubDate\turl\tcontent\tlicence\tpublisher\tlang", "\t"),
        ],
    )
    def test_names_of_columns(self, write: Write, name: str, header: str, separator: str) -> None:
        cells = ("20 Feb 2022", "https://example.org/1", SPOKE, "CC0", "The Office", "en-GB")
        document = one(write(name, f"{header}\n{separator.join(cells)}\n"))
        assert document.text == SPOKE
        assert document.published_at == "2022-02-20"
        assert document.source_url == "https://example.org/1"
        assert (document.licence, document.publisher) == ("CC0", "The Office")
        assert document.language == "en"

    def test_the_key_of_a_row(self, write: Write) -> None:
        documents, _ = split(
            write(
                "a.csv",
                f"id,title,date,text\n7,Leaders speak,2022-02-20,{SPOKE}\n"
                f",Leaders  speak,2022-02-20,{SPOKE}\n,Leaders speak,,{SPOKE}\n,,,{SPOKE}\n",
            )
        )
        assert [d.key for d in documents] == [
            "7",
            "a: Leaders speak (2022-02-20)",
            "a: Leaders speak",
            "a:5",
        ]

    def test_columns_that_a_person_names(self, write: Write) -> None:
        path = write("a.csv", f"Body,text\n{SPOKE},no\n")
        assert one(path, columns={"text": "Body"}).text == SPOKE
        assert (
            "a.csv:1: has no column 'Nope' (asked for as text); its columns are 'Body', 'text'"
            in (refusal(path, columns={"text": "Nope"}))
        )
        assert "columns: can't have a column for 'words'; columns are for text" in refusal(
            path, columns={"words": "Body"}
        )

    def test_a_table_without_a_text(self, write: Write) -> None:
        assert refusal(write("a.csv", "link,headline\nx,y\n")) == (
            "a.csv:1: has no column with the text; its columns are 'link', 'headline'. "
            "Say which one holds it (columns text=NAME), or call it body"
        )

    def test_bad_rows_cost_themselves_only(self, write: Write) -> None:
        path = write(
            "a.csv",
            (
                f"title,date,text\nOne,,{SPOKE}\nTwo,\nThree,,a,b,c\nFour,soon,{SPOKE}\n"
                f"Five,,NA\nSix,,{RUSSIAN}\n\nSeven,,{SPOKE}\n"
            ).encode()
            + b"Eight,,caf\xe9 \xe9t\xe9\n"
            + f"Nine,,nul\0nul\nTen,,{SPOKE},,\n".encode(),
        )
        documents, messages = split(path)
        assert [d.title for d in documents] == ["One", "Seven", "Ten"]
        assert [m.removeprefix(f"{path}:")[:60] for m in messages] == [
            "3: has 2 fields where the header has 3: look for a separator",
            "4: has 5 fields where the header has 3: look for a separator",
            "5: date: 'soon' is not a date: write 2022-02-20 or 2022-02-2",
            "6: has no text: 'text' is empty, so the row was skipped",
            "7: is in Russian (ru); only English is read for now, so it w",
            messages[5].removeprefix(f"{path}:")[:60],
            "11: holds NUL characters, so it is no text: save it as plain",
        ]
        assert messages[5].startswith(f"{path}:10: is not UTF-8; ")

    def test_a_quotation_mark_left_open(self, write: Write) -> None:
        rows = "".join(f"Row {number},{SPOKE}\n" for number in range(1000))
        path = write("a.csv", f'title,text\nFirst,{SPOKE}\nBad,"open\n{rows}')
        documents, messages = split(path)
        assert len(documents) == 1001
        assert messages == [
            f'{path}:3: begins a field with a quotation mark (") that is not closed: close it, or '
            "double it"
        ]
        documents, messages = split(path, largest_line=5_000)
        assert len(documents) == 1001
        assert "3: is a record longer than 5,000 characters: a quotation mark" in messages[0]

    def test_a_quotation_mark_within_a_field(self, write: Write) -> None:
        path = write("a.csv", f'title,text\n"The "best" day",{SPOKE}\nNext,{SPOKE}\n')
        documents, messages = split(path)
        assert [d.title for d in documents] == ["Next"]
        assert messages == [
            f'{path}:2: has a quotation mark (") inside a field: write it twice ("")'
        ]

    def test_a_line_that_is_too_long(self, write: Write) -> None:
        long = "x" * 10_000
        path = write("a.csv", f"title,text\nOne,{SPOKE}\nTwo,{long}\nThree,{SPOKE}\n")
        documents, messages = split(path, largest_line=5_000)
        assert [(d.title, d.line) for d in documents] == [("One", 2), ("Three", 4)]
        assert "a.csv:3: is a record longer than 5,000 characters" in messages[0]
        assert "has no header" in refusal(path, largest_line=5)

    def test_a_body_longer_than_csv_allows_by_itself(self, write: Write) -> None:
        long = f"{SPOKE} " * 5_000
        assert one(write("a.csv", f'text\n"{long}"\n')).text == long

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_spreadsheets_encodings(self, write: Write, encoding: str) -> None:
        content = f"headline,body\nOrléans,{SPOKE}\n".encode(encoding)
        assert one(write("a.csv", content)).title == "Orléans"

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_line_ends(self, write: Write, end: str) -> None:
        content = end.join(("title,text", f'A,"{SPOKE}{end}x"', f"B,{SPOKE}", ""))
        documents, messages = split(write("a.csv", content))
        assert messages == []
        assert [d.text for d in documents] == [f"A\n\n{SPOKE}{end}x", f"B\n\n{SPOKE}"]
        assert [d.line for d in documents] == [2, 4]

    @pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
    def test_nothing(self, write: Write, content: bytes) -> None:
        assert refusal(write("a.csv", content)).endswith("is empty")
        assert refusal(write("a.jsonl", content)).endswith("is empty")

    def test_what_is_no_table(self, write: Write) -> None:
        assert "is a zip archive" in refusal(write("a.csv", b"PK\x03\x04"))

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        rows=st.lists(
            st.tuples(
                *[st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))] * 2
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_what_a_spreadsheet_writes_is_read(
        self, tmp_path: Path, rows: list[tuple[str, str]]
    ) -> None:
        path = tmp_path / "a.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("title", "text"))
            writer.writerows((f"Title {title}", f"{SPOKE} {text}") for title, text in rows)
        documents, messages = split(path, language="en")
        assert messages == []
        assert [d.text for d in documents] == [
            f"Title {title}\n\n{SPOKE} {text}" for title, text in rows
        ]


class TestJsonLines:
    def test_rows(self, write: Write) -> None:
        path = write(
            "a.jsonl",
            json.dumps({"title": "A", "body": ["One is here.", "Two is there."], "date": 20220220})
            + "\n\n"
            + json.dumps({"headline": "B", "content": SPOKE, "summary": None, "extra": {"a": 1}})
            + "\n",
        )
        first, second = read_documents(path)
        assert isinstance(first, Document)
        assert isinstance(second, Document)
        assert first.text == "A\n\nOne is here.\n\nTwo is there."
        assert first.published_at == "2022-02-20"
        assert (second.text, second.line) == (f"B\n\n{SPOKE}", 3)

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ('{"text": "a"', "is not JSON (column 13:"),
            ("[1, 2]", "is not a JSON object"),
            ('{"words": "a"}', "has no field with the text; its fields are 'words'"),
            ('{"text": {"a": 1}}', "text: must be words"),
            ('{"text": true}', "text: must be words"),
            ('{"text": NaN}', "has no text: 'text' is empty"),
            ('{"text": "\\ud800 is half a character"}', "holds half a character (U+D800 at 0)"),
            ('{"text": "a", "publisher": "\\ud800"}', "publisher: holds half a character"),
            ('{"text": "a\\u0000b"}', "holds NUL characters"),
            ('{"text": ' + "[" * 100_000, "is not JSON that can be read"),
            ('{"text": "a", "date": ' + "1" * 5000 + "}", "is not JSON that can be read"),
            ("x" * 5000, "is longer than 4,000 characters"),
        ],
    )
    def test_bad_lines_cost_themselves_only(self, write: Write, line: str, expected: str) -> None:
        good = json.dumps({"text": SPOKE})
        limit = 4_000 if line.startswith("x") else 5_000_000
        documents, messages = split(
            write("a.ndjson", f"{good}\n{line}\n{good}\n"), largest_line=limit
        )
        assert [d.line for d in documents] == [1, 3]
        assert len(messages) == 1
        assert f"a.ndjson:2: {expected}" in messages[0]

    def test_a_column_that_a_person_names(self, write: Write) -> None:
        path = write("a.jsonl", json.dumps({"words": SPOKE}))
        assert one(path, columns={"text": "words"}).text == SPOKE
