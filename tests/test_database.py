"""One way to two databases, and one plain sentence for what can go wrong with it."""

from __future__ import annotations

import datetime
import socket
import threading
import time
from pathlib import Path

import pytest

from graph.database import (
    Database,
    DatabaseAway,
    DatabaseError,
    Settings,
    Transaction,
    read_settings,
)
from tests.conftest import unavailable
from tests.neo4j_server import Missing, named_settings, neo4j_server

COUNT = "MATCH (n:Thing) RETURN count(n) AS things"


class TestSettings:
    def test_without_an_address_it_is_the_embedded_database(self, tmp_path: Path) -> None:
        settings = read_settings({"READOUT_DATA": str(tmp_path)}, tmp_path / "none.toml")
        assert settings.uri is None
        assert settings.folder == tmp_path

    def test_the_environment_wins_over_the_secrets(self, tmp_path: Path) -> None:
        secrets = tmp_path / "secrets.toml"
        secrets.write_text(
            'NEO4J_URI = "bolt://there:7687"\nNEO4J_PASSWORD = "from file"\nother = 1\n'
        )
        settings = read_settings({"NEO4J_URI": "neo4j+s://here", "NEO4J_USER": "eve"}, secrets)
        assert settings == Settings("neo4j+s://here", "eve", "from file")

    def test_an_empty_address_asks_for_the_embedded_database(self, tmp_path: Path) -> None:
        secrets = tmp_path / "secrets.toml"
        secrets.write_text('NEO4J_URI = "bolt://there:7687"\n')
        assert read_settings({"NEO4J_URI": ""}, secrets).uri is None

    def test_the_user_has_two_names_and_a_default(self, tmp_path: Path) -> None:
        none = tmp_path / "none.toml"
        uri = {"NEO4J_URI": "bolt://there"}
        assert read_settings({**uri, "NEO4J_USERNAME": "eve"}, none).user == "eve"
        assert read_settings(uri, none).user == "neo4j"

    @pytest.mark.parametrize(
        ("uri", "sentence"),
        [
            ("http://there:7474", "must start with one of bolt, bolt+s, bolt+ssc, neo4j, neo4j+s"),
            ("there:7687", "must start with one of"),
            ("bolt:there", "must start with one of"),
            ("bolt://", "names no host"),
            ("bolt://there:port", "is no address"),
            ("bolt://me:hunter2@there", "must not hold user and password"),
            ("https://me:hunter2@there", "must start with one of"),
        ],
    )
    def test_an_address_that_is_none(self, uri: str, sentence: str, tmp_path: Path) -> None:
        with pytest.raises(DatabaseError) as caught:
            read_settings({"NEO4J_URI": uri}, tmp_path / "none.toml")
        assert sentence in str(caught.value)
        assert "hunter2" not in str(caught.value)

    @pytest.mark.parametrize("text", ["NEO4J_URI = bolt", "NEO4J_URI = 7687", "\xff"])
    def test_secrets_that_can_not_be_read(self, text: str, tmp_path: Path) -> None:
        secrets = tmp_path / "secrets.toml"
        secrets.write_bytes(text.encode("latin-1"))
        with pytest.raises(DatabaseError, match=r"secrets\.toml"):
            read_settings({}, secrets)

    def test_a_password_is_never_shown(self) -> None:
        assert "hunter2" not in repr(Settings("bolt://there", password="hunter2"))


class TestReadingAndWriting:
    def test_write_then_read(self, database: Database) -> None:
        made = database.write(
            lambda transaction: transaction.run(
                "UNWIND $rows AS row CREATE (n:Thing {id: row.id}) RETURN n.id AS id",
                rows=[{"id": "a"}, {"id": "b"}],
            )
        )
        assert made == [{"id": "a"}, {"id": "b"}]
        assert database.read(COUNT) == [{"things": 2}]

    def test_what_comes_back_is_pythons_own(self, database: Database) -> None:
        database.write(
            lambda transaction: transaction.run(
                "CREATE (:Thing {id: 'a', words: $words})"
                "-[:MADE {role: 'actor'}]->(:Claim {id: 'b'})",
                words=["it’s", "مرحبا", "🇫🇷"],
            )
        )
        [row] = database.read(
            "MATCH (n:Thing)-[x:MADE]->(c) RETURN n AS thing, x AS made, "
            "{claims: collect(c.id)} AS map, date('2022-02-20') AS day, null AS nothing"
        )
        assert row == {
            "thing": {"id": "a", "words": ["it’s", "مرحبا", "🇫🇷"]},
            "made": {"role": "actor"},
            "map": {"claims": ["b"]},
            "day": datetime.date(2022, 2, 20),
            "nothing": None,
        }

    def test_a_transaction_is_written_whole_or_not_at_all(self, database: Database) -> None:
        def work(transaction: Transaction) -> None:
            transaction.run("CREATE (:Thing {id: 'a'})")
            assert transaction.run(COUNT) == [{"things": 1}], "it sees what it wrote"
            raise LookupError("changed my mind")

        with pytest.raises(LookupError, match="changed my mind"):
            database.write(work)
        assert database.read(COUNT) == [{"things": 0}]

    def test_a_query_with_a_mistake(self, database: Database) -> None:
        with pytest.raises(DatabaseError, match=r"refuses a query: .*nope") as caught:
            database.read("RETURN nope")
        assert "\n" not in str(caught.value)
        assert database.read("RETURN 1 AS one") == [{"one": 1}]

    def test_schema_statements_can_be_run_again(self, database: Database) -> None:
        statements = [
            "CREATE CONSTRAINT one_thing IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX thing_earliest IF NOT EXISTS FOR (n:Thing) ON (n.earliest)",
        ]
        database.run_schema(statements)
        database.run_schema(statements)
        database.write(lambda transaction: transaction.run("CREATE (:Thing {id: 'a'})"))
        with pytest.raises(DatabaseError, match="refuses a query"):
            database.write(lambda transaction: transaction.run("CREATE (:Thing {id: 'a'})"))

    def test_two_writers_of_one_node_make_it_once(self, database: Database) -> None:
        database.run_schema(
            ["CREATE CONSTRAINT one_thing IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE"]
        )

        def count_up() -> None:
            for _ in range(10):
                database.write(
                    lambda transaction: transaction.run(
                        "MERGE (n:Thing {id: 'a'}) SET n.times = coalesce(n.times, 0) + 1"
                    )
                )

        writers = [threading.Thread(target=count_up) for _ in range(3)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert database.read("MATCH (n:Thing) RETURN n.times AS times") == [{"times": 30}]

    def test_a_batch_may_hold_whole_articles(self, database: Database) -> None:
        texts = ["word " * 4000] * 1000  # 20 MB
        database.write(
            lambda transaction: transaction.run(
                "UNWIND $texts AS text CREATE (:Thing {text: text})", texts=texts
            )
        )
        assert database.read(COUNT) == [{"things": 1000}]

    def test_explain_shows_the_plan_without_running(self, database: Database) -> None:
        plan = database.explain("CREATE (n:Thing {id: $id})", id="a")
        assert plan["args"]["string-representation"]
        assert database.read(COUNT) == [{"things": 0}]

    def test_the_label_names_the_database(
        self, embedded_database: Database, neo4j_database: Database
    ) -> None:
        folder = embedded_database.settings.folder
        assert embedded_database.is_embedded
        assert embedded_database.label == f"embedded database in {folder}"
        assert not neo4j_database.is_embedded
        assert neo4j_database.label.startswith("Neo4j 5.")
        assert neo4j_database.label.endswith(f" at {neo4j_database.settings.uri}")


class TestItDoesNotAnswer:
    """Whatever is wrong, a person gets one sentence within seconds, without the password."""

    def refusal(self, settings: Settings, kind: type[DatabaseError], seconds: float = 5) -> str:
        began = time.monotonic()
        with pytest.raises(kind) as caught:
            Database.connect(settings)
        assert time.monotonic() - began < seconds
        sentence = str(caught.value)
        assert "\n" not in sentence
        assert "hunter2" not in sentence
        return sentence

    def test_nobody_is_there(self) -> None:
        settings = Settings("bolt://127.0.0.1:1", password="hunter2")
        assert self.refusal(settings, DatabaseAway) == (
            "Nothing answers as Neo4j at bolt://127.0.0.1:1: "
            "check that it runs and that NEO4J_URI is its Bolt address."
        )

    @pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
    def test_somebody_is_there_who_says_nothing(self, scheme: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            settings = Settings(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}")
            assert "Nothing answers as Neo4j" in self.refusal(settings, DatabaseAway, seconds=9)

    def test_a_wrong_password(self, neo4j_database: Database) -> None:
        uri = neo4j_database.settings.uri
        assert self.refusal(Settings(uri, "eve", "hunter2"), DatabaseError) == (
            f"Neo4j at {uri} refuses user 'eve': check NEO4J_USER and NEO4J_PASSWORD."
        )

    def test_a_wrong_database_name(self, neo4j_database: Database) -> None:
        known = neo4j_database.settings
        settings = Settings(known.uri, known.user, known.password, "nosuch")
        assert self.refusal(settings, DatabaseError) == (
            f"Neo4j at {known.uri} has no database named 'nosuch': check NEO4J_DATABASE."
        )

    def test_a_server_without_encryption(self, neo4j_database: Database) -> None:
        known = neo4j_database.settings
        uri = str(known.uri).replace("bolt://", "bolt+s://")
        sentence = self.refusal(Settings(uri, known.user, known.password), DatabaseAway)
        assert "with +s it must have a trusted certificate" in sentence

    def test_a_folder_that_can_not_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        settings = Settings(folder=tmp_path / "file" / "data")
        assert "set READOUT_DATA" in self.refusal(settings, DatabaseError)

    def test_a_connection_that_was_closed(self, neo4j_database: Database) -> None:
        with Database.connect(neo4j_database.settings) as database:
            pass
        with pytest.raises(DatabaseError, match="was closed; open a new one"):
            database.read("RETURN 1 AS one")
        database.close()


def test_a_neo4j_that_is_killed_keeps_what_it_acknowledged_and_is_found_again() -> None:
    """The same `Database` works again once the server is back."""
    try:
        with neo4j_server() as server, Database.connect(server.settings) as database:
            database.write(lambda transaction: transaction.run("CREATE (:Thing {id: 'a'})"))
            server.kill()
            with pytest.raises(DatabaseAway, match="Nothing answers as Neo4j"):
                database.read(COUNT)
            with pytest.raises(DatabaseAway):
                database.write(lambda transaction: transaction.run("CREATE (:Thing {id: 'b'})"))
            server.restart()
            assert database.read(COUNT) == [{"things": 1}]
    except Missing as missing:
        unavailable(str(missing))


def test_a_routed_address_works_as_well(neo4j_database: Database) -> None:
    """``neo4j://`` is the address of a cluster, and of a single server too."""
    known = neo4j_database.settings
    if named_settings():
        pytest.skip("the address that the server advertises is not ours to know")
    uri = str(known.uri).replace("bolt://", "neo4j://")
    with Database.connect(Settings(uri, known.user, known.password)) as database:
        assert database.read("RETURN 1 AS one") == [{"one": 1}]
