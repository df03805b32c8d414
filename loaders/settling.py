"""Between reading and writing: which of the meetings that texts tell of are one.

`settle` takes the statements of a load, each about its record's own thing, and gives them back
about the things that they are settled on; with the moves of what is in the graph already, and the
questions that only a person can answer. It reads the graph around the load's people and days and
writes nothing. What is in the graph as it was settled, is settled again without a question to the
graph but where its records live: a second load of the same costs a few reads and no write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graph import candidates, schema
from graph.candidates import KIND, Home, Ties, Told, Window
from graph.computed import properties_of
from graph.database import Database
from graph.moving import Move, retarget
from graph.removal import is_kept
from graph.statement import EXISTS, Entity, Relationship, Statement, things_of
from loaders import Complete, Rejected
from loaders.matching import Account, overlapping
from loaders.partition import Decided, Doubt, Partition, partition

#: How often the search for accounts that may matter widens before it rests. Each round follows
#: accounts of the same people on overlapping days; chains of plans end long before.
ROUNDS = 50

#: A version of a text that the graph doesn't hold yet is newer than any that it does.
_NEWEST = 10**9


@dataclass
class Settled:
    """What settling a load comes to.

    statements: the load's, about the things they are settled on. moves: what is in the graph and
    belongs elsewhere, to be moved in this order before anything is written. revived: statements
    about things whose ids are former ids still: written first, by `graph.moving.write_anew`.
    doubts: the questions that this load raises. fresh: ids of the statements that are new.
    things: id of the meeting by own id of the record, for the load's records. places: the same for
    all that the doubts are about. leaving: meetings of records that the load's units no longer tell
    of.
    """

    statements: list[Statement] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    revived: list[Statement] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)
    things: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    leaving: set[str] = field(default_factory=set)


def settle(
    database: Database,
    statements: Sequence[Statement],
    decided: Decided | None,
    complete: Iterable[Complete] = (),
    rejected: Iterable[Rejected] = (),
) -> Settled:
    """Return where the statements of a load belong. Reads only.

    statements: of articles' own records. decided: what people have answered; None: that can't be
    read, so nothing is settled but what was. complete, rejected: of the same load; what its units
    no longer say counts no more.
    """
    load, complete = _Load(statements), list(complete)
    units = candidates.keys_of_articles(database, {unit.unit for unit in complete})
    homes = _Homes(candidates.homes_of(database, {*load.keys, *units.values()}))
    gone = homes.gone(load, complete, rejected)
    at_home = {own: homes.at(own) for own in load.records if homes.at(own)}
    there = [retarget(statement, at_home) for statement in statements]
    known = candidates.known_among(database, "Statement", (s.id for s in there))
    fresh = {
        own
        for own, record in load.records.items()
        if any(there[number].id not in known for number in record)
    }
    settled = Settled(there, fresh={s.id for s in there} - known, things=at_home)
    settled.leaving = {thing for own in gone for thing in homes.all(own)}
    if decided is None:
        return settled
    seeds = fresh | gone | homes.strays(load.records) | _unheeded(database, decided)
    if seeds:
        found = Neighbourhood(database, decided, load, homes, gone)
        found.grow(seeds)
        _apply(database, settled, found, load, statements, fresh)
    return settled


def resettle(database: Database, decided: Decided, owns: Iterable[str]) -> list[Move]:
    """Return the moves that make the graph follow the answers about these records; in order."""
    found = Neighbourhood(database, decided)
    found.grow(set(owns))
    return found.moves(found.partition())


def all_doubts(database: Database, decided: Decided) -> tuple[list[Doubt], dict[str, str]]:
    """Return all that only a person can decide, and where each account is, by own id."""
    homes = _Homes(candidates.all_homes(database))
    found = Neighbourhood(database, decided, homes=homes)
    found.grow(set(homes.by_own))
    places = {a.own: a.homes[0] for a in found.accounts.values() if a.homes}
    return found.partition().doubts, places


def _apply(
    database: Database,
    settled: Settled,
    found: Neighbourhood,
    load: _Load,
    statements: Sequence[Statement],
    fresh: Collection[str],
) -> None:
    parted = found.partition()
    settled.moves = found.moves(parted)
    now = settled.things | {own: t for own, t in parted.things().items() if own in load.records}
    moved = [retarget(statement, now) for statement in statements]
    settled.fresh = {
        new.id
        for old, new in zip(settled.statements, moved, strict=True)
        if old.id in settled.fresh
    }
    settled.statements, settled.things = moved, now
    settled.places = {a.own: a.homes[0] for a in found.accounts.values() if a.homes}
    settled.places |= parted.things()
    settled.doubts = [
        doubt for doubt in parted.doubts if doubt.one.own in fresh or doubt.other.own in fresh
    ]
    alone = {own for own, thing in now.items() if own == thing and not found.homes.at(own)}
    former = candidates.former_among(database, alone)
    settled.revived = [s for s in moved if former & {thing.id for thing in things_of(s)}]


def _unheeded(database: Database, decided: Decided) -> set[str]:
    """Return the records of answers that the graph does not follow: a process died in between."""
    owns: set[str] = set()
    keys = {key for key, _ in decided.places.values()}
    homes = _Homes(candidates.homes_of(database, keys)) if keys else _Homes()
    for pair, same in decided.answers:
        # A thing that a person has given its id is at itself; a record may not be loaded yet.
        at = [homes.at(own) if own in decided.places else own for own in pair]
        if all(at) and (len(set(at)) == 1) != same:
            owns |= pair
    return owns


# ---- the load's records --------------------------------------------------------------------------


class _Load:
    """The records of a load that have a meeting of their own."""

    def __init__(self, statements: Sequence[Statement] = ()) -> None:
        self.statements = statements
        #: Numbers of the statements that a record's settling moves, by the record's own id.
        self.records: dict[str, list[int]] = {}
        self.keys = sorted({s.source.key for s in statements if s.source and s.unit == s.source.id})
        self.places: set[tuple[str, str, str]] = set()
        for statement in statements:
            if own := own_of(statement):
                self.records.setdefault(own, [])
                self.places.add((statement.dataset, statement.unit, statement.record_id))
        for number, statement in enumerate(statements):
            about = statement.about
            ends = (about.start, about.end) if isinstance(about, Relationship) else (about,)
            for thing in ends:
                if thing.id in self.records:
                    self.records[thing.id].append(number)

    def told(self, versions: Mapping[str, int]) -> list[Told]:
        """Return what the load tells of its meetings."""
        found = []
        for statement in self.statements:
            article = statement.source
            version = versions.get(article.id, _NEWEST) if article else 0
            told = candidates.told_by(statement, version)
            if told is not None and told.own in self.records:
                found.append(told)
        return found


def own_of(statement: Statement) -> str:
    """Return the own id of a record whose meeting the statement says exists; "" for any other."""
    about, article = statement.about, statement.source
    if not isinstance(about, Entity) or about.type != KIND or statement.prop != EXISTS:
        return ""
    if article is None or statement.unit != article.id:
        return ""
    own = candidates.own_id(article.key, statement.record_id)
    return own if own == about.id else ""


class _Homes:
    """Where records live in the graph, by own id."""

    def __init__(self, homes: Iterable[Home] = ()) -> None:
        self.by_own: dict[str, list[Home]] = defaultdict(list)
        self.add(homes)

    def add(self, homes: Iterable[Home]) -> None:
        for home in homes:
            if home not in self.by_own[home.own]:
                self.by_own[home.own].append(home)

    def at(self, own: str) -> str:
        """The thing where a record lives; "" for none."""
        homes = self.by_own.get(own)
        return homes[0].thing if homes else ""

    def all(self, own: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(home.thing for home in self.by_own.get(own, ())))

    def strays(self, owns: Iterable[str]) -> set[str]:
        """Records that live at two things at once: of two versions, or a process died."""
        return {own for own in owns if len(self.all(own)) > 1}

    def gone(
        self, load: _Load, complete: Iterable[Complete], rejected: Iterable[Rejected]
    ) -> set[str]:
        """Return the own ids that the load's units tell of no more; none of them stays."""
        units = {(each.dataset, each.unit): each.records for each in complete}
        kept: dict[tuple[str, str], list[str]] = defaultdict(list)
        for each in rejected:
            kept[each.dataset, each.unit].append(each.record_id)
        gone = set()
        for own, homes in self.by_own.items():
            left = [
                home
                for home in homes
                if (home.dataset, home.unit, home.record_id) in load.places
                or (place := (home.dataset, home.unit)) not in units
                or not home.record_id.startswith(units[place])
                or is_kept(home.record_id, [k for k in kept[place] if k])
            ]
            if homes and not left:
                gone.add(own)
        return gone


# ---- the accounts that may matter ----------------------------------------------------------------


class Neighbourhood:
    """Accounts of a load and of the graph that bear on each other.

    It grows from records to what is told of the same people about the same days, to what lives on
    the same things, and to what an answer names together with them.
    """

    def __init__(
        self,
        database: Database,
        decided: Decided,
        load: _Load | None = None,
        homes: _Homes | None = None,
        gone: Collection[str] = (),
    ) -> None:
        self.database = database
        self.decided = decided
        self.load = load or _Load()
        self.homes = homes or _Homes()
        self.gone = set(gone)
        self.ties: Ties = candidates.ties_among(self.load.statements)
        self.accounts: dict[str, Account] = {}
        #: Own ids of those whose every neighbour is there: they may be settled anew.
        self.closed: set[str] = set()
        self._told: dict[str, Told] = {}
        self._things: set[str] = set()
        self._tied: set[str] = set()
        self._linked: set[tuple[str, str]] = set()
        versions = candidates.versions_of(database, self.load.keys) if self.load.keys else {}
        for told in self.load.told(versions):
            self._told[told.stated.id] = told

    def grow(self, seeds: Collection[str]) -> None:
        """Gather all that bears on these records."""
        self._read_places(seeds)
        # A thing that a person has given its id has no other home than itself.
        self._read({t for own in seeds for t in (*self.homes.all(own), own)})
        frontier = set(seeds)
        for _ in range(ROUNDS):
            self.closed |= frontier
            accounts = [self.accounts[own] for own in sorted(frontier) if own in self.accounts]
            self._read(candidates.meetings_within(self.database, self._windows(accounts)))
            partners = {p for own in sorted(frontier) for p in self.decided.partners(own)}
            self._read_places(partners)
            self._read({t for own in partners for t in (*self.homes.all(own), own)})
            frontier = self._next(accounts, partners) - self.closed
            if not frontier:
                return

    def partition(self) -> Partition:
        """Return which of the accounts tell of one meeting."""
        there = {a.own: set(a.homes) | {a.own} for a in self.accounts.values()}
        linked = set()
        for start, end in self._linked:
            ones = [own for own, things in there.items() if start in things]
            others = [own for own, things in there.items() if end in things]
            # A record that lives elsewhere than the edge leads says nothing about it.
            linked |= {frozenset((a, b)) for a in ones for b in others if a != b}
        staying = [a for own, a in self.accounts.items() if own not in self.gone]
        closed = [a for a in staying if a.own in self.closed]
        around = [a for a in staying if a.own not in self.closed and a.homes]
        return partition(closed, self.decided, linked, around)

    def moves(self, parted: Partition) -> list[Move]:
        """Return what has to move in the graph, in an order in which every target is there."""
        found = set()
        for own, thing in parted.things().items():
            for home in self.homes.by_own.get(own, ()):
                if home.thing != thing:
                    found.add(Move(home.key, home.record_id, home.thing, thing))
        return sorted(
            found,
            key=lambda m: (m.target != m.own, m),
        )

    # ---- reading ---------------------------------------------------------------------------------

    def _read_places(self, owns: Iterable[str]) -> None:
        keys = {self.decided.places[own][0] for own in owns if own in self.decided.places}
        if keys - {""}:
            self.homes.add(candidates.homes_of(self.database, keys - {""}))

    def _read(self, things: Iterable[str]) -> None:
        new = set(things) - self._things
        if not new:
            return
        self._things |= new
        told = candidates.told_about(self.database, new)
        replaced = self.load.places
        for each in told:
            # The load's own word for its records comes instead of what the graph holds of them.
            if (each.dataset, each.unit, each.record_id) not in replaced:
                self._told[each.stated.id] = each
        self.homes.add(
            Home(t.key, t.record_id, t.dataset, t.unit, t.version, t.thing)
            for t in sorted(told, key=lambda t: (-t.version, t.dataset, t.thing))
            if t.own and not t.actor and t.stated.prop == EXISTS
        )
        actors = {t.actor for t in self._told.values() if t.actor}
        if actors - self._tied:
            candidates.read_ties(self.database, actors - self._tied, self.ties)
            self._tied |= actors
        self._linked |= candidates.led_to(self.database, new)
        self._linked |= {
            (about.start.id, about.end.id)
            for s in self.load.statements
            if isinstance(about := s.about, Relationship)
            and (about.type, about.start.type, about.end.type) == ("RESULTED_IN", KIND, KIND)
        }
        self.accounts = accounts_of(self._told.values(), self.ties, self.homes)

    def _windows(self, accounts: Iterable[Account]) -> list[Window]:
        return [
            Window(
                frozenset(self.ties.akin(account.participants)),
                *account.window,
                least=min(2, len(account.participants)),
            )
            for account in accounts
            if account.window and account.participants
        ]

    def _next(self, accounts: Sequence[Account], partners: set[str]) -> set[str]:
        """Records whose own neighbours matter: same people and days, same thing, an answer."""
        things = {home for account in accounts for home in account.homes}
        near = {own for own in partners if own in self.accounts}
        by_bucket: dict[object, list[Account]] = defaultdict(list)
        for account in accounts:
            by_bucket[account.bucket].append(account)
        for own, other in self.accounts.items():
            together = not things.isdisjoint(other.homes)
            rivals = by_bucket.get(other.bucket, ())
            if together or any(overlapping(each, other) for each in rivals):
                near.add(own)
        return near


def accounts_of(told: Iterable[Told], ties: Ties, homes: _Homes) -> dict[str, Account]:
    """Return the accounts in what is told, by own id; each from the newest version of its text."""
    told = list(told)
    fixed = {t.thing for t in told if not t.own and not t.actor and t.stated.prop == EXISTS}
    groups: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        if each.own and each.own not in fixed:
            groups[each.own].append(each)
        elif each.thing in fixed and (not each.own or each.own == each.thing):
            groups[each.thing].append(each)
        elif each.own in fixed:
            groups[each.own].append(each)
    found = {}
    for own, group in sorted(groups.items()):
        account = _account(own, group, own in fixed, ties)
        if account is not None:
            at = (own,) if account.fixed else homes.all(own)
            found[own] = replace(account, homes=at)
    return found


def _account(own: str, told: Sequence[Told], fixed: bool, ties: Ties) -> Account | None:
    newest = max((t.version for t in told if t.own), default=0)
    told = sorted(
        (t for t in told if not t.own or t.version == newest), key=lambda t: (t.unit, t.stated.id)
    )
    mine = [t.stated for t in told if not t.actor]
    if not any(s.prop == EXISTS and s.stance == "asserts" for s in mine):
        return None
    facts = properties_of(schema.node_type(KIND), mine)
    published = min((s.published_at for s in mine if s.published_at), default="")
    dated = facts["dateBasis"] not in (None, "publication")
    day = str(facts["earliest"] or "")
    parts = {t.actor for t in told if t.actor and t.stated.stance == "asserts"}
    people = frozenset(ties.person_of(actor, day) for actor in parts)
    bound = {(each, body) for each in people for body in ties.bodies_of(each, day)}
    first = _best(told)
    return Account(
        own,
        people,
        day if dated else "",
        str(facts["latest"] or "") if dated else "",
        str(facts["status"] or ""),
        str(facts["format"] or ""),
        published,
        frozenset(t.key for t in told if t.key),
        vague=bool(facts["vague"]) or not _to_the_day(facts),
        dated=dated,
        words=str(facts["dateText"] or ""),
        note=str(facts["orderNote"] or ""),
        bound=frozenset(bound),
        fixed=fixed,
        key="" if fixed else first.key,
        find="" if fixed else first.record_id,
        quote=first.exact,
        publisher=first.publisher,
        title=first.title,
        checked=all(s.checked for s in mine if s.prop == EXISTS),
    )


def _best(told: Sequence[Told]) -> Told:
    """The statement whose words a person sees: that it took place at all, first published."""
    return min(
        (t for t in told if not t.actor),
        key=lambda t: (
            t.stated.prop != EXISTS,
            not t.exact,
            t.stated.published_at or "~",
            t.stated.id,
        ),
    )


def _to_the_day(facts: Mapping[str, Any]) -> bool:
    """Are the days those of the text, first and last, and not all of a month or year?"""
    start, end = str(facts["startDate"] or ""), str(facts["endDate"] or "")
    return all(len(each) == 10 for each in (start or end, end or start))
