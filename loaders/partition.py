"""Which accounts tell of one meeting, all of them together. Pure.

Accounts are taken in the order in which their texts were published, each by the rules of
loaders/matching.py: so the result never depends on the order of loading, and what was settled once
is not unsettled by later news. What a person has answered comes first, always.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from loaders.matching import RULES, Account, Kind, compare, told_apart


@dataclass(frozen=True)
class Decided:
    """What people have answered: pairs of own ids, the newest answer first.

    places: article key and find of those that are records, by own id.
    """

    answers: tuple[tuple[frozenset[str], bool], ...] = ()
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def partners(self, own: str) -> set[str]:
        """Return the ids that an answer names together with this one."""
        return {each for pair, _ in self.answers if own in pair for each in pair if each != own}


@dataclass
class Meeting:
    """Accounts that tell of one meeting. thing: its id. atoms: accounts that belong together
    whatever the rules say: one each, or several that a person has put together."""

    atoms: list[tuple[Account, ...]]
    thing: str = ""

    @property
    def accounts(self) -> list[Account]:
        """All of them, in the order of publication."""
        return sorted((a for atom in self.atoms for a in atom), key=lambda a: a.place_in_time)

    @property
    def fixed(self) -> str:
        """The id that a person or data set gave it; "" for none."""
        return next((a.own for a in self.accounts if a.fixed), "")


@dataclass(frozen=True)
class Doubt:
    """Two meetings that may be one: the two accounts that the question is about, and why."""

    one: Account
    other: Account
    rule: str


@dataclass
class Partition:
    """Which accounts tell of which meeting, and what a person is to be asked."""

    meetings: list[Meeting] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def things(self) -> dict[str, str]:
        """Return the meeting's id by the account's own id."""
        return {a.own: meeting.thing for meeting in self.meetings for a in meeting.accounts}


def partition(
    accounts: Iterable[Account],
    decided: Decided | None = None,
    linked: Collection[frozenset[str]] = frozenset(),
    around: Iterable[Account] = (),
) -> Partition:
    """Return which accounts tell of one meeting, with the meeting's id, and what to ask.

    linked: see `compare`. The same accounts and answers give the same partition in any order. A
    meeting keeps the id under which its accounts are known (`Account.homes`). around: accounts
    that stay where they are, and that a question may be about.
    """
    decided = decided or Decided()
    ordered = sorted({a.own: a for a in accounts}.values(), key=lambda a: a.place_in_time)
    around = sorted(around, key=lambda a: a.place_in_time)
    atoms, no = _atoms(ordered, decided, linked)
    together = {account.own: atom[0].own for atom in atoms for account in atom}
    together |= {account.own: account.own for account in around}
    judge = _Judge(told_apart([*ordered, *around], together), linked, no)
    meetings: list[Meeting] = []
    by_bucket: dict[object, list[Meeting]] = defaultdict(list)
    for atom in atoms:
        near = {id(m): m for account in atom for m in by_bucket[account.bucket]}
        found = _choose(judge, atom, list(near.values()))
        if found is None:
            found = Meeting([])
            meetings.append(found)
        found.atoms.append(atom)
        for account in atom:
            if all(m is not found for m in by_bucket[account.bucket]):
                by_bucket[account.bucket].append(found)
    _name(meetings)
    others: dict[str, Meeting] = {}
    for account in around:
        others.setdefault(account.homes[0], Meeting([], account.homes[0])).atoms.append((account,))
    return Partition(meetings, list(_doubts(judge, [*meetings, *others.values()])))


def _atoms(
    ordered: Sequence[Account], decided: Decided, linked: Collection[frozenset[str]]
) -> tuple[list[tuple[Account, ...]], set[frozenset[str]]]:
    """Return what people have put together, in the order of publication, and what they have told
    apart. Where two answers can't both hold the newer one does; what led to what is never one."""
    known = {account.own: account for account in ordered}
    parent = {own: own for own in known}

    def root(own: str) -> str:
        while parent[own] != own:
            own = parent[own]
        return own

    no: set[frozenset[str]] = set()
    for pair, same in decided.answers:
        ends = sorted(pair & known.keys())
        if len(ends) < 2:
            continue
        a, b = (root(end) for end in ends)
        if not same:
            if a != b:
                no.add(frozenset(ends))
            continue
        kept_apart = any(
            {root(o) for o in each} == {a, b} for each in (*no, *linked) if each <= known.keys()
        )
        fixed = {own for own in known if known[own].fixed and root(own) in (a, b)}
        if a != b and not kept_apart and len(fixed) < 2:
            parent[b] = a
    groups: dict[str, list[Account]] = defaultdict(list)
    for account in ordered:
        groups[root(account.own)].append(account)
    return [tuple(group) for group in groups.values()], no


@dataclass
class _Judge:
    """Compares with all that is known of these accounts."""

    apart: set[str]
    linked: Collection[frozenset[str]]
    no: set[frozenset[str]]
    seen: dict[frozenset[str], str] = field(default_factory=dict)

    def rule(self, one: Account, other: Account) -> str:
        pair = frozenset((one.own, other.own))
        if pair not in self.seen:
            answered = pair in self.no
            self.seen[pair] = (
                "answered" if answered else compare(one, other, self.apart, self.linked).rule
            )
        return self.seen[pair]

    def kind(self, one: Account, other: Account) -> Kind:
        return RULES[self.rule(one, other)][0]

    def atom(self, atom: Sequence[Account], other: Sequence[Account]) -> Kind:
        """Two atoms: what was put together by a person may mean either's day and people."""
        rules = [self.rule(a, b) for a in atom for b in other]
        if "answered" in rules or "led-to" in rules:
            return Kind.DIFFERENT
        kinds = {RULES[rule][0] for rule in rules}
        for kind in (Kind.APART, Kind.SAME, Kind.LIKELY, Kind.ASK):
            if kind in kinds:
                return kind
        return Kind.DIFFERENT

    def meeting(self, atom: Sequence[Account], meeting: Meeting) -> Kind:
        """An atom and a meeting. A vague account in it leaves open what a firm one settles."""
        if meeting.fixed and any(account.fixed for account in atom):
            return Kind.DIFFERENT
        kinds = {self.atom(atom, other) for other in meeting.atoms}
        for kind in (Kind.DIFFERENT, Kind.APART, Kind.SAME, Kind.LIKELY, Kind.ASK):
            if kind in kinds:
                return kind
        return Kind.DIFFERENT


def _choose(judge: _Judge, atom: Sequence[Account], meetings: Sequence[Meeting]) -> Meeting | None:
    """Return the one meeting that the atom is surely about; None where there is none, or doubt."""
    kinds = [(judge.meeting(atom, meeting), meeting) for meeting in meetings]
    open_ = [(kind, meeting) for kind, meeting in kinds if kind is not Kind.DIFFERENT]
    if any(kind is Kind.APART for kind, _ in open_):
        return None
    same = [meeting for kind, meeting in open_ if kind is Kind.SAME]
    if len(same) == 1:
        return same[0]
    if len(open_) == 1 and open_[0][0] is Kind.LIKELY:
        return open_[0][1]
    return None


def _name(meetings: Sequence[Meeting]) -> None:
    """Give every meeting its id: the one under which it is known wherever that can be."""
    owner = {account.own: meeting for meeting in meetings for account in meeting.accounts}
    taken: set[str] = set()

    def give(meeting: Meeting, ids: Iterable[str]) -> None:
        thing = next((i for i in ids if i and i not in taken), "")
        if thing and not meeting.thing:
            meeting.thing = thing
            taken.add(thing)

    # The oldest first, so that of two that claim one id the older one has it.
    order = sorted(meetings, key=lambda m: m.accounts[0].place_in_time)
    for meeting in order:
        give(meeting, [meeting.fixed])
    for meeting in order:
        homes = (home for account in meeting.accounts for home in account.homes)
        give(meeting, (home for home in homes if owner.get(home) is meeting))
    for meeting in order:
        homes = (home for account in meeting.accounts for home in account.homes)
        # Its founder may be gone from the texts, or be elsewhere by now; the links stay good.
        give(meeting, (home for home in homes if home not in owner or owner[home].thing))
    for meeting in order:
        known = [account.own for account in meeting.accounts if account.homes]
        give(meeting, [*known, *(account.own for account in meeting.accounts)])


def _doubts(judge: _Judge, meetings: Sequence[Meeting]) -> Iterator[Doubt]:
    """Yield a doubt for every two meetings that may be one, by the accounts that say most."""
    for one, other in _near(meetings):
        if one.fixed and other.fixed:
            continue
        kinds = {judge.atom(a, b) for a in one.atoms for b in other.atoms}
        if Kind.DIFFERENT in kinds:
            continue
        pairs = [
            # Two texts say more to a person than two places of one.
            ((order, bool(a.articles & b.articles)), a, b)
            for a in one.accounts
            for b in other.accounts
            if (order := _ASKED.get(judge.kind(a, b))) is not None
        ]
        if pairs:
            _, a, b = min(pairs, key=lambda p: (p[0], p[1].place_in_time, p[2].place_in_time))
            yield Doubt(a, b, judge.rule(a, b))


_ASKED = {Kind.APART: 0, Kind.SAME: 1, Kind.LIKELY: 2, Kind.ASK: 3}


def _near(meetings: Sequence[Meeting]) -> Iterator[tuple[Meeting, Meeting]]:
    """Yield every two meetings of which two accounts may mean one day, the older one first."""
    order = sorted(meetings, key=lambda m: m.accounts[0].place_in_time)
    spans = sorted(
        (window[0], window[1], number)
        for number, meeting in enumerate(order)
        for account in meeting.accounts
        if (window := account.window)
    )
    people = [frozenset(p for a in m.accounts for p in _names(a)) for m in order]
    found: set[tuple[int, int]] = set()
    open_: list[tuple[str, int]] = []
    for first, last, number in spans:
        open_ = [(end, n) for end, n in open_ if end >= first]
        for _, n in open_:
            if n != number and people[n] & people[number]:
                found.add((min(n, number), max(n, number)))
        open_.append((last, number))
    for a, b in sorted(found):
        yield order[a], order[b]


def _names(account: Account) -> Iterator[str]:
    yield from account.participants
    yield from (body for _, body in account.bound)
