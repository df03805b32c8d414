"""PLOVER event categories, described in our own words.

Source: the PLOVER manual (Open Event Data Alliance), which names sixteen categories; its older
README still lists eighteen. The manual is followed.
"""

from __future__ import annotations

CATEGORIES: dict[str, str] = {
    "AGREE": "Parties settle on doing something later, a future meeting among it.",
    "CONSULT": "Parties talk with each other: by phone, on a visit, at a third place, in a group.",
    "SUPPORT": "Symbolic backing: praise, recognition, signing or ratifying what was agreed.",
    "CONCEDE": "One side gives way on a point without material change.",
    "COOPERATE": "Parties work together in practice: exchange, joint action, shared information.",
    "AID": "Something of use is given: money, goods, arms, asylum.",
    "RETREAT": "A material step back: ceasefire, withdrawal, release.",
    "REQUEST": "One side asks, demands or appeals for an act.",
    "ACCUSE": "One side blames another or opens an inquiry into its conduct.",
    "REJECT": "A proposal, request or meeting is turned down.",
    "THREATEN": "One side announces a harm it may do.",
    "PROTEST": "People gather or strike to object.",
    "SANCTION": "Ties are cut or penalties set: embargo, expulsion, boycott.",
    "MOBILIZE": "Forces are moved, readied or exercised.",
    "COERCE": "Repression or damage without combat: seizure, arrest, attack on networks.",
    "ASSAULT": "Physical violence with the means to kill.",
}

#: Modes that PLOVER gives to CONSULT, with the meeting format that each stands for here.
CONSULT_MODES: dict[str, str] = {
    "call": "phone",
    "visit": "visit",
    "summit": "multilateral",
    "talks": "third-party",
    "meeting": "visit",
    "consultation": "multilateral",
}


def category_of(format: str, status: str) -> tuple[str, str | None]:
    """Return PLOVER's (category, mode) of a meeting.

    A meeting that took place is CONSULT with a mode; one still to come is AGREE when both sides
    plan it, REQUEST when one side proposes it; a refused or cancelled one is REJECT (manual,
    sections on AGREE, CONSULT and REJECT). Unknown formats have no mode.
    """
    if status == "held":
        return "CONSULT", CONSULT_MODES.get(format)
    if status in ("refused", "cancelled"):
        return "REJECT", None
    if status == "proposed":
        return "REQUEST", None
    return "AGREE", None
