"""What a basket would cost and earn: the same words for a quote, a hold and a commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from program import (
    Evaluation,
    MemberStanding,
    PresentedCode,
    Terms,
    TierState,
    cards,
    judge,
    links,
    standing_of,
    terms_at,
)
from sales.admission import require_admitted, require_may_burn
from sales.holders import presented
from sales.presenting import look_up
from sales.prices import prior_prices
from sales.rules import check_sale
from sales.values import Sale
from wallet import WalletView, get_wallet


@dataclass(frozen=True)
class Quote:
    """A basket under the terms of its time: what to pay, earn, burn, and what comes next."""

    sale: Sale
    terms: Terms
    evaluation: Evaluation
    standing: MemberStanding
    balances: Mapping[str, int]
    shown: cards.Presented
    prior_prices: Mapping[int, int] = field(default_factory=dict)

    @property
    def tier(self) -> TierState | None:
        """The member's tier for this basket."""
        return self.standing.tier


def quote(sale: Sale) -> Quote:
    """Say what a basket costs, earns and could burn, changing nothing.

    One round trip, and another one where codes are presented.

    Raises `EmptyReceipt`, `TotalDiffers`, `CurrencyMismatch`, `BurnCapExceeded`, `MemberSuspended`,
    `WalletNotFound`.
    """
    check_sale(sale)
    terms = terms_at(sale.program, sale.occurred_at)
    found = quote_for(sale, terms, get_wallet(sale.member_id), look_up(sale, terms))
    return replace(found, prior_prices=prior_prices(terms, sale, found.evaluation))


def quote_for(
    sale: Sale, terms: Terms, view: WalletView, codes: tuple[PresentedCode, ...] = ()
) -> Quote:
    """Quote for a wallet as it is; a hold named by the sale counts as spendable.

    Raises `MemberSuspended`, `WrongHolder`, `EarnOnly`, `OtpRequired` and what `quote` raises.
    """
    require_admitted(view)
    shown = presented(sale, terms)
    held = _held(sale, view)
    found = standing_of(terms, view, held=held, codes=codes, is_receipt=True)
    standing = _who_is_there(found, sale)
    points = sale.burn_points or sum(held.values())
    require_may_burn(sale, terms, view, points)
    judged, evaluation = judge(
        terms,
        view,
        standing.standing,
        sale.basket,
        tier=standing.tier,
        burn_points=points,
    )
    if judged is not standing.standing:
        standing = replace(standing, standing=judged)
    return Quote(sale, terms, evaluation, standing, standing.standing.balances, shown)


def _who_is_there(found: MemberStanding, sale: Sale) -> MemberStanding:
    """Leave only those linked of whom the till says who is there."""
    facts = found.standing.facts
    if not facts.links or not sale.attributes:
        return found
    there = replace(facts, links=links.present(facts.links, sale.attributes))
    return replace(found, standing=replace(found.standing, facts=there))


def _held(sale: Sale, view: WalletView) -> dict[str, int]:
    hold = view.state.holds.get(sale.hold_id) if sale.hold_id else None
    return {hold.account: hold.amount} if hold is not None else {}
