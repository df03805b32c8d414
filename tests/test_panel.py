"""views/page.py on data of its own: accounts that differ, two wordings, ids of former days."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from graph import evidence, queries
from graph.selection import Selection
from tests import example
from tests.test_app import marked, part, text
from views import data

#: Two data sets on one call: how long it was they tell differently; and what the Chancellery said
#: of it the second one gives in another translation.
FILE = """
dataset: {{id: {dataset}, title: {dataset}, publisher: Nobody, licence: CC0-1.0}}
actors:
  berg: {{type: Person, caption: Anna Berg}}
  lund: {{type: Person, caption: Bo Lund}}
  chancellery: {{type: Organization, caption: Chancellery}}
articles:
  a:
    title: The call in {dataset}
    sourceUrl: https://example.org/{dataset}
    publisher: {publisher}
    publishedAt: 2022-02-20
    textSha256: {digit}000000000000000000000000000000000000000000000000000000000000000
    quotes:
      call: {{exact: Berg called Lund, start: 0}}
      length: {{exact: "{words}", start: 40}}
      said: {{exact: "{said}", start: 80}}
    records:
      - Meeting: {call}
        quote: call
        by: [chancellery]
        status: held
        format: call
        startDate: 2022-02-20
        duration: {{value: {duration}, quote: length}}
        participants: [berg, lund]
      - Claim: on-the-call
        quote: said
        by: [chancellery]
        mode: verbatim
        content: {{quote: said}}
        madeBy: [chancellery]
        about: [{call}]
"""
FIRST = {
    "dataset": "first", "digit": "1", "publisher": "Example News", "call": "the-call",
    "words": "105 minutes", "duration": "PT105M", "said": "acknowledged the need",
}  # fmt: skip
SECOND = {
    "dataset": "second", "digit": "2", "publisher": "Other News", "call": "the-call",
    "words": "an hour", "duration": "PT1H", "said": "found it expedient",
}  # fmt: skip
#: The same call once more, which nobody saw at first to be the same.
TWIN = SECOND | {"dataset": "third", "digit": "3", "publisher": "Third News", "call": "twin"}


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """Ids: the call, the one that was merged into it, and an edge of that one."""
    folder, files = tmp_path_factory.mktemp("panel"), tmp_path_factory.mktemp("files")
    for each in (FIRST, SECOND, TWIN):
        (files / f"{each['dataset']}.yaml").write_text(FILE.format(**each), "utf-8")
    example.load(folder, str(files))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READOUT_DATA", str(folder))
        data.database.clear()
        nodes = queries.network(data.database(), Selection()).nodes
        calls = nodes[nodes["type"] == "Meeting"].set_index("articles")["id"]
        assert sorted(calls.index) == [1, 2]
        found = evidence.details(data.database(), calls[1])
        assert found is not None
        edge = found.neighbours.loc[found.neighbours["caption"] == "Bo Lund", "edge"].iloc[0]
        merge = [sys.executable, "-m", "loaders", "merge", calls[1], calls[2]]
        environment = {**os.environ, "READOUT_DATA": str(folder), "NEO4J_URI": ""}
        subprocess.run(merge, cwd=example.ROOT, env=environment, check=True, timeout=120)
        yield calls[2], calls[1], edge
        data.database().close()
        data.database.clear()


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_file(str(example.ROOT / "views" / "page.py"), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    data.version.clear()
    app.run()
    assert not app.exception
    return app


def test_accounts_that_differ_stand_side_by_side(former: tuple[str, str, str]) -> None:
    panel = part(opened(id=former[0]), "quotes")
    said = text(panel)
    assert "duration: accounts differ" in said
    assert "105 min (1 account): the Chancellery, in Example News" in said
    assert "1 hour (2 accounts): the Chancellery, in Other News and Third News" in said
    assert {"105 minutes", "an hour"} <= set(marked(panel["pieces"]))
    assert "status: accounts differ" not in said
    assert "Took place (3 accounts)" in said


def test_what_was_said_about_it_has_a_heading_and_one_source(
    former: tuple[str, str, str],
) -> None:
    said = text(part(opened(id=former[0]), "quotes"))
    assert said.index("Gives: meeting or call, status") < said.index("What was said about it")
    assert said.index("What was said about it") < said.index("found it expedient")
    assert "Other wording, same Chancellery statement" in said


def test_a_link_with_an_id_of_former_days_opens_what_it_is_today(
    former: tuple[str, str, str],
) -> None:
    now, then, edge = former
    today = text(part(opened(id=now), "quotes"))
    app = opened(id=then)
    assert text(part(app, "quotes")) == today
    assert app.query_params["id"] in (then, [then])
    of_edge = part(opened(id=edge), "quotes")
    assert "Bo Lund takes part in Call" in text(of_edge)
    assert marked(of_edge["pieces"])


def test_outside_the_filters_it_can_be_shown_all_the_same(former: tuple[str, str, str]) -> None:
    now, then, _ = former
    where = {"from": "1999-01-01", "to": "1999-01-02"}
    app = opened(**where, id=then)
    assert "What you selected is outside these filters." in text(part(app, "quotes"))
    shown = opened(**where, id=then, open=now)
    assert now in {node["id"] for node in part(shown, "network")["nodes"]}
    assert "outside these filters" not in text(part(shown, "quotes"))
