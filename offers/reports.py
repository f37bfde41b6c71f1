"""Whether members hold more than the catalogue can give, and who is left out of it.

It looks at wallet after wallet up to a number: a report, not a read for a till or a phone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from foundation import clock
from offers import stock
from offers.catalogue import read_counts
from program import Terms, local_date, rewards, standing_of, terms_at
from wallet import WalletView, walk_wallets

MOST_WALLETS = 10_000
ALARM_ABOVE = Fraction(3, 2)


@dataclass(frozen=True, slots=True)
class CapacityReport:
    """Units that members hold of an account against what its pools can take in a year.

    A reward without a pool can take any number: such an account has no `capacity` and no alarm.
    """

    account: str
    held: int
    capacity: int | None

    @property
    def is_alarm(self) -> bool:
        """Whether members hold more than one and a half years' worth of rewards."""
        return self.capacity is not None and self.held > ALARM_ABOVE * self.capacity

    @property
    def ratio(self) -> Fraction | None:
        """How many years' worth members hold."""
        return Fraction(self.held, self.capacity) if self.capacity else None


@dataclass(frozen=True, slots=True)
class LeftOutReport:
    """How many members could afford a reward, and fit it, of which none is left."""

    reward: str
    price: int
    members: int


@dataclass(frozen=True, slots=True)
class StrainReport:
    """What the catalogue cannot give; of so many wallets, which may not be all there are."""

    capacity: list[CapacityReport]
    left_out: list[LeftOutReport]
    wallets: int
    is_complete: bool


def strain_report(program: str, *, most_wallets: int = MOST_WALLETS) -> StrainReport:
    """Compare what members hold with what the catalogue can give in twelve months.

    A pool counts as what there is for a year, at today's price. Of a reward of which none is left,
    the members who could afford it are counted. `most_wallets` are looked at, and no more.
    """
    now = clock.now()
    terms = terms_at(program, now)
    capacity, counts = _capacities(terms), read_counts(terms)
    gone = [r for r in _offered(terms) if stock.left(r, counts.get(r.code, {})) == 0]
    held = dict.fromkeys(capacity, 0)
    members = dict.fromkeys((reward.code for reward in gone), 0)
    number = 0
    for number, view in enumerate(walk_wallets(most=most_wallets + 1), start=1):
        if number > most_wallets:  # It only tells that there are more.
            continue
        for account in held:
            held[account] += max(view.balance(account).total, 0)
        for reward in gone:
            members[reward.code] += _could_have(terms, reward, view)
    day = local_date(terms, now)
    return StrainReport(
        [CapacityReport(code, held[code], capacity[code]) for code in sorted(held)],
        [LeftOutReport(r.code, rewards.price_on(r, day), members[r.code]) for r in gone],
        min(number, most_wallets),
        is_complete=number <= most_wallets,
    )


def _capacities(terms: Terms) -> dict[str, int | None]:
    day = local_date(terms, clock.now())
    found: dict[str, int | None] = {}
    for reward in _offered(terms):
        before = found.get(reward.account, 0)
        price = rewards.price_on(reward, day)
        if reward.pool is None or before is None:
            found[reward.account] = None
        else:
            found[reward.account] = before + reward.pool * price
    return found


def _could_have(terms: Terms, reward: rewards.Reward, view: WalletView) -> bool:
    at = view.at.astimezone(terms.zone)
    standing = standing_of(terms, view).standing
    return rewards.why_not_reward(reward, standing, at) is None


def _offered(terms: Terms) -> Iterator[rewards.Reward]:
    day = local_date(terms, clock.now())
    for reward in (terms.rewards.items if terms.rewards else {}).values():
        if not rewards.is_retired(reward, day):
            yield reward
