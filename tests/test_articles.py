"""Articles and readouts of every kind, from a file to the graph: the manual of articles.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.database import Database
from graph.quotation import Article, fingerprint
from graph.statement import Statement, validate
from graph.verify import faults
from loaders import Complete, Item, Options, Rejected, Settle, articles
from loaders.__main__ import main
from loaders.answers import Answers
from loaders.load import Report, load
from tests.documents import RUSSIAN
from tests.test_curated import GOOD
from tests.test_curated import TEXT as CURATED

MET = (
    "Emmanuel Macron met Olaf Scholz in Berlin on 9 May 2023. They agreed to open an office, the "
    "Elysee said.\n"
)
CALLED = "Rishi Sunak spoke by phone with Joe Biden on Monday, Downing Street said.\n"
BESIDE = (
    "title: Office\npublisher: Example News\npublishedAt: 2023-05-10\n"
    "sourceUrl: https://example.org/office\n"
)


def put(folder: Path, **files: str | bytes) -> Path:
    """Write files, "__" for a full stop in their names; returns the folder."""
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(path: Path, **options: object) -> list[Item]:
    """Return what the loader yields."""
    return list(articles.read(path, Options(**options)))  # type: ignore[arg-type]


def facts(items: list[Item]) -> list[tuple[str, str, str]]:
    """Return type of thing or relationship, property and value of what the texts say."""
    return [
        (i.about.type, i.prop, i.value)
        for i in items
        if isinstance(i, Statement) and i.basis != "record"
    ]


def refusals(items: list[Item], folder: Path) -> list[str]:
    """Return what was rejected, without the folder."""
    return [str(i).removeprefix(f"{folder}/") for i in items if isinstance(i, Rejected)]


def article_in(items: list[Item]) -> Article:
    """Return the article of the first quotation."""
    return next(i.quotation.article for i in items if isinstance(i, Statement) and i.quotation)


def units(items: list[Item]) -> list[str]:
    """Return the data set of each unit that was read to its end."""
    return [i.dataset for i in items if isinstance(i, Complete)]


# --- from a file to statements -------------------------------------------------------------------


def test_a_text_with_what_is_known_of_it(tmp_path: Path) -> None:
    put(tmp_path, office__txt=MET, office__meta__yaml=BESIDE)
    items = read(tmp_path / "office.txt")
    assert refusals(items, tmp_path) == []
    assert {
        ("Meeting", "status", "held"),
        ("Meeting", "format", "meeting"),
        ("Meeting", "startDate", "2023-05-09"),
        ("Meeting", "location", "Berlin"),
        ("PARTICIPATED_IN", "role", "actor"),
        ("Agreement", "terms", "open an office"),
        ("PARTY_TO", "type", "PARTY_TO"),
        ("RESULTED_IN", "type", "RESULTED_IN"),
        ("Claim", "content", "They agreed to open an office"),
        ("MADE", "type", "MADE"),
    } <= set(facts(items))
    article = article_in(items)
    assert (article.title, article.publisher, article.source_url) == (
        "Office",
        "Example News",
        "https://example.org/office",
    )
    assert (article.published_at, article.published_at_basis) == ("2023-05-10", "stated")
    assert article.text_sha256 == fingerprint(MET)


def test_every_statement_is_valid_and_every_quotation_is_in_the_text(tmp_path: Path) -> None:
    put(tmp_path, office__txt=MET, office__meta__yaml=BESIDE)
    for item in read(tmp_path / "office.txt"):
        if isinstance(item, Statement):
            assert validate(item) == []
            if item.quotation is not None:
                assert MET[item.quotation.start : item.quotation.end] == item.quotation.exact
            assert item.dataset == "texts-office"


def test_what_comes_first_and_last(tmp_path: Path) -> None:
    """What is to be settled comes before the first statement, a text's end after its last."""
    put(tmp_path, office__txt=MET)
    items = read(tmp_path / "office.txt")
    assert isinstance(items[0], Settle)
    assert isinstance(items[-1], Complete)
    assert items[-1].texts == (fingerprint(MET),)
    assert items[-1].unit == article_in(items).id


def test_the_text_is_left_out_on_request(tmp_path: Path) -> None:
    put(tmp_path, office__txt=MET)
    kept, left = read(tmp_path / "office.txt"), read(tmp_path / "office.txt", keep_text=False)
    assert (article_in(kept).text, article_in(left).text) == (MET, None)
    ids = [[i.id for i in items if isinstance(i, Statement)] for items in (kept, left)]
    assert ids[0] == ids[1]


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    rows = (
        "title,date,url,text\n"
        f'Office,2023-05-10,https://example.org/1,"{MET.strip()}"\n'
        f'Call,2023-05-16,https://example.org/2,"{CALLED.strip()}"\n'
        'Wrong,2023-99-99,https://example.org/3,"It rained on Monday in the capital."\n'
    )
    put(tmp_path, news__csv=rows)
    items = read(tmp_path / "news.csv")
    assert units(items) == ["texts-news", "texts-news"]
    assert [v for t, p, v in facts(items) if p == "startDate"] == ["2023-05-09", "2023-05-15"]
    assert refusals(items, tmp_path) == [
        "news.csv:4: date: '2023-99-99' is not a date in the calendar: write 2022-02-20"
    ]


def test_a_folder_holds_texts_of_all_kinds_and_curated_ones(tmp_path: Path) -> None:
    put(tmp_path, a__txt=MET, b__html=f"<html><body><article><p>{CALLED * 5}</p></article></body>")
    put(tmp_path, call__txt=CURATED, call__yaml=GOOD)
    items = read(tmp_path)
    assert sorted(set(units(items))) == ["berg", f"texts-{tmp_path.name.replace('_', '-')}"]
    assert len(units(items)) == 3
    assert refusals(items, tmp_path) == []
    curated = [i for i in items if isinstance(i, Statement) and i.dataset == "berg"]
    alone = [
        i for i in read(tmp_path / "call.txt") if isinstance(i, Statement) and i.dataset == "berg"
    ]
    assert [i.id for i in curated] == [i.id for i in alone]


@pytest.mark.parametrize(
    ("path", "dataset"),
    [
        ("releases.csv", "texts-releases"),
        ("My Releases (2023).txt", "texts-my-releases-2023"),
        ("folder/", "texts-folder"),
        ("пресса.txt", "texts-unnamed"),
        ("https://www.example.org/news/1?page=2", "texts-www-example-org"),
    ],
)
def test_a_data_set_is_named_after_its_path(path: str, dataset: str) -> None:
    assert articles.dataset_of(Path(path)) == dataset


def test_a_data_set_is_named_as_asked(tmp_path: Path) -> None:
    put(tmp_path, office__txt=MET)
    items = read(tmp_path / "office.txt", dataset="releases")
    assert {i.dataset for i in items if isinstance(i, Statement | Complete | Settle)} == {
        "releases"
    }


@pytest.mark.parametrize(
    ("text", "published", "basis"),
    [
        ("Office\n\nPublished 10 May 2023\n\n" + MET, "2023-05-10", "inferred"),
        ("Office\n\nQuay, May 9, 2023. (Ada Quill/AP)\n\n" + MET, "2023-05-09", "inferred"),
        ("Emmanuel Macron met Olaf Scholz on Monday in the old customs house.", "", "stated"),
    ],
)  # fmt: skip
def test_a_day_that_nothing_states_is_inferred_and_marked(
    tmp_path: Path, text: str, published: str, basis: str
) -> None:
    put(tmp_path, office__txt=text)
    article = article_in(read(tmp_path / "office.txt"))
    assert (article.published_at, article.published_at_basis) == (published, basis)


def test_a_day_that_somebody_states_goes_before_a_guess(tmp_path: Path) -> None:
    put(tmp_path, office__txt="Office\n\nPublished 1 May 2022\n\n" + MET, office__meta__yaml=BESIDE)
    article = article_in(read(tmp_path / "office.txt"))
    assert (article.published_at, article.published_at_basis) == ("2023-05-10", "stated")


def test_less_is_found_without_a_model(tmp_path: Path) -> None:
    put(tmp_path, office__txt=MET)
    with_model = facts(read(tmp_path / "office.txt"))
    without = facts(read(tmp_path / "office.txt", model="none"))
    assert ("Meeting", "status", "held") in without
    assert len(without) < len(with_model)


# --- bad ones among good ones --------------------------------------------------------------------

BAD = {
    "binary__txt": bytes(range(256)) * 8,
    "empty__txt": b"",
    "large__txt": b"word " * 1_000_000,
    "latin__txt": "Le café: Emmanuel Macron met Olaf Scholz.".encode("latin-1"),
    "russian__txt": RUSSIAN,
    "spaces__txt": " \n\t\n",
    "sidecar__txt": MET,
    "sidecar__meta__yaml": "colour: red\n",
}
TOLD = [
    "binary.txt: holds NUL bytes (byte 0), so it is no text",
    "empty.txt: is empty",
    "large.txt: is a text of 5,000,000 characters; more than 2,000,000 is no article",
    "latin.txt: is not UTF-8 (byte 6); it looks like windows-1252",
    "russian.txt: is in Russian (ru); only English is read for now",
    "sidecar.meta.yaml:1: colour: is unknown here; known are title",
    "spaces.txt: is empty",
]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 14 good texts among bad ones."""
    folder = put(tmp_path_factory.mktemp("many"), **BAD)
    for number in range(14):
        put(folder, **{f"n{number:02}__txt": MET.replace("9 May", f"{number + 1} May")})
    return folder


@pytest.fixture(scope="module")
def one_by_one(many: Path) -> list[Item]:
    """The folder read in this process."""
    return read(many, jobs=1)


def test_each_bad_text_has_a_line_and_the_others_land(many: Path, one_by_one: list[Item]) -> None:
    told = sorted(refusals(one_by_one, many))
    assert len(told) == len(TOLD)
    for line, expected in zip(told, TOLD, strict=True):
        assert line.startswith(expected)
    assert len(units(one_by_one)) == 14
    days = {v for _, p, v in facts(one_by_one) if p == "startDate"}
    assert days == {f"2023-05-{day:02}" for day in range(1, 15)}


def test_two_processes_find_what_one_finds_in_the_same_order(
    many: Path, one_by_one: list[Item]
) -> None:
    together = read(many, jobs=2)
    assert len(together) == len(one_by_one)
    assert together == one_by_one
    assert [i.id for i in together if isinstance(i, Statement)] == [
        i.id for i in one_by_one if isinstance(i, Statement)
    ]


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    items = read(tmp_path / "nowhere.txt")
    assert refusals(items, tmp_path) == ["nowhere.txt: does not exist"]


# --- the command line ----------------------------------------------------------------------------


def test_a_dry_run_prints_the_records_and_asks_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")
    put(tmp_path, office__txt=MET, office__meta__yaml=BESIDE, empty__txt=b"")
    rejects = tmp_path / "rejects.jsonl"
    code = main(["articles", str(tmp_path), "--dry-run", "--rejects", str(rejects)])
    out, err = capsys.readouterr()
    assert code == 0
    records = [json.loads(line) for line in out.splitlines()]
    assert {"Article", "Quotation", "Statement", "Person"} <= {r["type"] for r in records}
    assert "1 rejected" in err
    assert "empty.txt: is empty" in err
    assert [json.loads(line)["reason"] for line in rejects.read_text().splitlines()] == ["is empty"]


def test_nothing_usable_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, empty__txt=b"")
    assert main(["articles", str(tmp_path / "empty.txt"), "--dry-run"]) == 1
    assert "is empty" in capsys.readouterr().err


def test_what_is_known_can_be_stated_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, call__txt=CALLED)
    stated = {"--published": "2023-05-16", "--publisher": "Ada's News", "--title": "Call"}
    options = [part for pair in stated.items() for part in pair]
    code = main(["articles", str(tmp_path / "call.txt"), "--dry-run", "--dataset", "x", *options])
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    [article] = [r for r in records if r["type"] == "Article"]
    assert (article["title"], article["publisher"]) == ("Call", "Ada's News")
    assert article["publishedAt"] == "2023-05-16"
    assert [r["value"] for r in records if r.get("property") == "startDate"] == ["2023-05-15"]


# --- into the graph ------------------------------------------------------------------------------


@pytest.fixture
def into(database: Database, tmp_path: Path) -> Iterator[Into]:
    """Loads a path into an empty database; at the end, every rule of evidence holds."""
    loading = Into(database, Answers(tmp_path / "answers.yaml"))
    yield loading
    assert faults(database, {}).faults == []


class Into:
    """Loads paths into a database."""

    def __init__(self, database: Database, answers: Answers) -> None:
        self.database = database
        self.answers = answers

    def load(self, path: Path, **options: object) -> Report:
        return load(self.database, read(path, **options), answers=self.answers)

    def column(self, query: str) -> list[object]:
        """Return the first column of a query's answer."""
        return [next(iter(row.values())) for row in self.database.read(query)]


def test_a_second_load_writes_nothing(into: Into, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    put(folder, office__txt=MET, office__meta__yaml=BESIDE, call__txt=CALLED)
    first = into.load(folder)
    assert (first.written, first.unchanged, first.removed) == (first.read, 0, 0)
    assert first.read > 60
    assert into.column("MATCH (m:Meeting) RETURN m.format ORDER BY m.format") == ["call", "meeting"]
    second = into.load(folder)
    assert (second.read, second.written, second.removed) == (first.read, 0, 0)
    assert second.unchanged == first.read


def test_a_changed_text_at_the_same_address_is_another_version_and_both_are_kept(
    into: Into, tmp_path: Path
) -> None:
    put(tmp_path, office__txt=MET, office__meta__yaml=BESIDE)
    into.load(tmp_path / "office.txt")
    changed = MET.replace("in Berlin", "in Bonn")
    put(tmp_path, office__txt=changed)
    report = into.load(tmp_path / "office.txt")
    assert report.removed == 0
    texts = into.column("MATCH (a:Article) RETURN a.text ORDER BY a.text")
    assert texts == sorted([MET, changed])
    assert len(set(into.column("MATCH (a:Article) RETURN a.id"))) == 2
    assert set(into.column("MATCH (a:Article) RETURN a.sourceUrl")) == {
        "https://example.org/office"
    }
    quoted = "MATCH (q:Quotation {exact: 'open an office'})-[:WAS_QUOTED_FROM]->(a) RETURN a.id"
    assert len(set(into.column(quoted))) == 2


def test_a_guessed_day_is_marked_in_the_graph(into: Into, tmp_path: Path) -> None:
    put(tmp_path, office__txt="Office\n\nPublished 10 May 2023\n\n" + MET)
    into.load(tmp_path / "office.txt")
    query = "MATCH (a:Article) RETURN a.publishedAt + ' ' + a.publishedAtBasis"
    assert into.column(query) == ["2023-05-10 inferred"]


@pytest.mark.parametrize("broken", ["a: [1,\nb", "- just\n- a list\n", b"caf\xe9: 1"])
def test_while_the_review_file_is_unreadable_what_stands_stays(
    into: Into, tmp_path: Path, broken: str | bytes
) -> None:
    put(tmp_path, office__txt=MET, office__meta__yaml=BESIDE)
    first = into.load(tmp_path / "office.txt")
    put(tmp_path, office__review__yaml=broken)
    second = into.load(tmp_path / "office.txt")
    assert (second.read, second.written, second.removed) == (0, 0, 0)
    assert [Path(r.file).name for r in second.rejected] == ["office.review.yaml"]
    assert into.column("MATCH (s:Statement) RETURN count(s)") == [first.read]


def test_what_a_person_rejects_is_gone_and_comes_back(into: Into, tmp_path: Path) -> None:
    put(tmp_path, office__txt=MET, office__meta__yaml=BESIDE)
    first = into.load(tmp_path / "office.txt")
    put(
        tmp_path,
        office__review__yaml=(
            "articles:\n  https://example.org/office:\n    checked:\n"
            "      - {find: agreement/agreed/1, verdict: reject, by: Ada Quill, on: 2023-05-11}\n"
        ),
    )
    second = into.load(tmp_path / "office.txt")
    assert second.rejected == []
    assert into.column("MATCH (a:Agreement) RETURN a.id") == []
    (tmp_path / "office.review.yaml").unlink()
    third = into.load(tmp_path / "office.txt")
    assert (third.written, third.removed) == (second.removed, second.written)
    assert into.column("MATCH (s:Statement) RETURN count(s)") == [first.read]


def test_who_takes_part_is_drawn_with_the_words_that_say_so(into: Into, tmp_path: Path) -> None:
    put(tmp_path, office__txt=MET, office__meta__yaml=BESIDE)
    into.load(tmp_path / "office.txt")
    drawn = into.column(
        "MATCH (p:Person)-[:PARTICIPATED_IN]->(m:Meeting) RETURN p.caption ORDER BY p.caption"
    )
    assert drawn == ["Emmanuel Macron", "Olaf Scholz"]
