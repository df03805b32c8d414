"""Hit: words of a text that mean an actor of the tables.

It stands in a file of its own, without imports at run time, because loaders.extraction needs it
while the rest of this package is still loading its types from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loaders.extraction.finds import Actor, Span


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a text that mean an actor of the tables.

    span: in the raw text; a name without its title. kind: name, demonym, capital, title,
    institution. note: why, where the actor is an inference. title: the words of the title that
    stands with a name.
    """

    span: Span
    actor: Actor
    kind: str
    note: str = ""
    title: str = ""
