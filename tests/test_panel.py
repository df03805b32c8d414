"""views/page.py on data of its own: accounts that differ, ids of former days, software's finds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from graph import evidence, queries
from graph.selection import Selection
from graph.statement import Relationship
from tests import example
from tests.facts import (
    AGAIN,
    BERG,
    CALL,
    LUND,
    OFFICE,
    READING,
    RULE,
    call_facts,
    found_facts,
    statement,
)
from tests.test_app import marked, part, text
from views import actions, data
from views.words import UNCHECKED

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
        more = statement(CALL, "topic", "trade", "90 minutes", dataset="found", generated_by=RULE)
        records = example.write_records(
            files / "found.jsonl", [*call_facts(), *found_facts(), more]
        )
        example.load(folder, records, loader="jsonl")
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


# ---- what software found -------------------------------------------------------------------------

MEASURED = "Of what this rule found in texts checked by people, 93 % was right (41 finds)."
NAMED = "name inferred from the office, not in the text"


def test_above_the_words_of_what_software_found(former: tuple[str, str, str]) -> None:
    app = opened(id=AGAIN.id)
    said = text(part(app, "quotes"))
    order = ("“soon”: about 5–19 Mar 2021, our reading", READING, UNCHECKED, MEASURED, "The words")
    places = [said.index(each) for each in order]
    assert places == sorted(places)
    assert said.count(UNCHECKED) == 1
    # All of it is software's: the words need no mark each.
    assert "found by software" not in said
    assert marked(part(app, "quotes")["pieces"])
    assert part(app, "choice")["say"] == f"Selected: Meeting. {UNCHECKED}"


def test_a_name_that_is_inferred(former: tuple[str, str, str]) -> None:
    said = text(part(opened(id=AGAIN.id), "quotes"))
    assert f": {NAMED} ({OFFICE})" in said
    assert "Meeting: Anna Berg" in said  # the title names only who is named in the text
    edge = Relationship("PARTICIPATED_IN", LUND, AGAIN).id
    said = text(part(opened(id=edge), "quotes"))
    places = [said.index(each) for each in ("Name inferred from the office", OFFICE, UNCHECKED)]
    assert places == sorted(places)


def test_what_software_adds_to_a_checked_thing_is_marked(former: tuple[str, str, str]) -> None:
    panel = part(opened(id=CALL.id), "quotes")
    said = text(panel)
    assert UNCHECKED not in said
    assert said.count("found by software") == 1
    assert said.index("90 minutes") < said.index("found by software")
    said = text(part(opened(id=BERG.id), "quotes"))
    assert UNCHECKED not in said
    assert said.index("Meeting") < said.index("found by software") < said.index("The words")


def test_checked_only(former: tuple[str, str, str]) -> None:
    assert UNCHECKED in text(part(opened(id=CALL.id), "legend"))
    app = opened(checked="1", id=AGAIN.id)
    assert AGAIN.id not in {node["id"] for node in part(app, "network")["nodes"]}
    assert all(node["checked"] for node in part(app, "network")["nodes"])
    assert "checked only" in text(part(app, "masthead"))
    assert "What you selected is outside these filters." in text(part(app, "quotes"))
    assert UNCHECKED not in text(part(app, "legend"))
    (more,) = (group for group in part(app, "choices") if group["field"] == "switches")
    assert more["chosen"] == ["checked"]
    assert [each["title"] for each in more["options"] if each["word"] == "Checked only"] == [
        "Leaves out what software found in texts and no person has checked"
    ]


def test_where_nothing_is_checked_the_rest_is_offered(former: tuple[str, str, str]) -> None:
    march = {"from": "2021-03-10", "to": "2021-03-19"}
    assert AGAIN.id in {node["id"] for node in part(opened(**march), "network")["nodes"]}
    app = opened(**march, checked="1", undated="0")
    nothing = part(app, "nothing")
    assert "Nothing checked between 10 and 19 Mar 2021." in text(nothing)
    offered = [each for each in nothing["pieces"] if "software" in text(each)]
    selection = actions.apply(app.session_state["selection"], offered[0][1]["act"])
    assert (selection.checked, selection.undated) == (False, False)
    assert (selection.first, selection.last) == ("2021-03-10", "2021-03-19")
