"""What once happened to a member, in order, as plain values: what a backtest plays again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from program import PresentedCode, draws
from sales.activities import Occurrence
from sales.values import ReturnedLine, Sale
from wallet import Step, WalletView


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket came to in a draw as it was then."""

    draw: draws.Draw
    state: str
    prize: str | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """A receipt that was closed at a moment.

    `wish` tells, of a balance, how many points the member wants to spend; None is none. `codes` is
    what was known of the codes presented, `places` which use of each it was: in all, by its day.
    """

    at: datetime
    receipt: str
    sale: Sale
    wish: Callable[[int], int] | None = None
    codes: tuple[PresentedCode, ...] = ()
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    tickets: tuple[Ticket, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Lines of a receipt that came back; `operation` is return, void or reopen."""

    at: datetime
    receipt: str
    lines: tuple[ReturnedLine, ...]
    operation: str = "return"
    return_no: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """What a member did besides buying, as it was told of."""

    at: datetime
    activity: str
    occurrence: Occurrence
    tickets: tuple[Ticket, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on an activity: approve, decline, fulfil or reverse."""

    at: datetime
    activity: str
    what: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done besides: it is done again as it was, debits as far as units are there.

    `source` names the receipt or activity of another member that it followed from.
    """

    at: datetime
    steps: tuple[Step, ...]
    source: str | None = None


Event = Purchase | GivenBack | Activity | Decided | Deed


@dataclass(frozen=True, slots=True)
class History:
    """The events of one member in order, and the wallet that they begin with.

    `linked` are the histories of those whom the member may give units to or get them from; they
    are lived through together.
    """

    member_id: str
    events: Sequence[Event]
    opening: WalletView | None = None
    weight: int = field(default=0)
    linked: Sequence[History] = ()

    @property
    def size(self) -> int:
        """How much of the source this is, in its unit of progress."""
        own = self.weight or sum(isinstance(event, Purchase) for event in self.events)
        return own + sum(history.size for history in self.linked)


class Source(Protocol):
    """Where histories come from. It travels to other processes, so it holds plain values."""

    @property
    def unit(self) -> str:
        """Name what is counted, as in receipts."""
        ...

    def count(self) -> int:
        """Count what there is to go through, in units of progress."""
        ...

    def ends_at(self) -> datetime:
        """Give the moment at which everything is reckoned up."""
        ...

    def open(self) -> None:
        """Get ready to be read in this process."""
        ...

    def histories(self, place: int, of: int) -> Iterator[History]:
        """Give the members of one share out of so many, each once, alone or as a linked one."""
        ...
