"""Follow the orders of referred friends: reward what they keep, take back what they return.

Every step looks at the receipt as it is now and posts under keys made of the referral and the
receipt's change, so an event that comes twice, late or after a crash leads to the same end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from foundation import clock, database
from program import Terms, expires_at, terms_at
from program import referral as offers
from sales import receipts
from sales.queries import find_receipt
from sales.referrals import queries, rules
from wallet import Claw, Command, Decision, Earn, Lot, Step, WalletView, find_entry, post, to_ms

Record = dict[str, Any]
_OPERATION = "referral"


def on_entry_posted(entries: Sequence[Mapping[str, Any]]) -> None:
    """Look at the referrals of members whose receipts have changed. Safe to run twice."""
    sold = [entry for entry in entries if receipts.is_receipt_entry(entry)]
    if not sold:
        return
    by_friend: dict[str, list[Record]] = {}
    for referral in queries.referrals_of_friends(entry["a"] for entry in sold):
        by_friend.setdefault(referral["friend_id"], []).append(referral)
    for entry in sold:
        for referral in by_friend.get(entry["a"], ()):
            receipt_id, _ = receipts.change_of(entry["k"])
            settle(referral["_id"], receipt_id)


def settle(referral_id: str, receipt_id: str) -> None:
    """Bring a referral up to an order of the friend as it is now."""
    referral, record = queries.find_referral(referral_id), find_receipt(receipt_id)
    if referral is None or record is None or record["program"] != referral["program"]:
        return
    terms = terms_at(referral["program"], referral["entered_at"])
    offer = terms.referral
    if offer is None:
        return
    if referral["state"] == "registered":
        referral = _judge(referral, record, terms, offer)
    if referral["state"] != "qualified" or referral["receipt_id"] != receipt_id:
        return
    _reward(referral, terms, offer)
    if not _is_kept(referral, record, offer):
        _take_back(referral, record, terms, offer)


def _judge(referral: Record, record: Record, terms: Terms, offer: offers.ReferralTerms) -> Record:
    """Let a referral qualify by an order, or reject it; one that does not count changes nothing."""
    ordered_at = record["occurred_at"]
    is_first = offer.orders == "any" or not queries.has_bought(
        referral["friend_id"], besides=record["_id"], before=ordered_at
    )
    is_enough = offers.is_worth_enough(offer, rules.kept_worth(record))
    is_early = rules.is_before_entering(ordered_at, referral["entered_at"])
    if is_early or not is_first or not is_enough or ordered_at >= referral["expires_at"]:
        return referral
    card = queries.payment_card(record)
    is_own = card in queries.payment_cards_of(referral["referrer_id"]) if card else False
    if is_own and "card" in offer.refuse:
        return _move(referral, {"state": "rejected", "reason": "SELF_REFERRAL"})
    since = offers.limit_since(offer, ordered_at, terms.zone)
    count = queries.count_rewarded(terms.program, referral["referrer_id"], since)
    if offer.most is not None and count >= offer.most:
        return _move(referral, {"state": "rejected", "reason": "MEMBER_LIMIT"})
    due_at = offers.usable_from(offer, ordered_at, terms.zone)
    qualified = {"receipt_id": record["_id"], "n": record["n"], "qualified_at": ordered_at}
    return _move(referral, {**qualified, "state": "qualified", "due_at": due_at})


def _is_kept(referral: Record, record: Record, offer: offers.ReferralTerms) -> bool:
    """Tell whether the order still earns the reward, or came back too late to matter."""
    if rules.is_late(record, referral["due_at"]) and offer.late_return == "keep":
        return True
    is_enough = offers.is_worth_enough(offer, rules.kept_worth(record))
    return is_enough and not _was_undone(referral, record)


def _was_undone(referral: Record, record: Record) -> bool:
    """Tell whether the receipt was reopened since and closed again: that is another order."""
    return bool(record["n"] > referral["n"] and not record["returns"])


def _reward(referral: Record, terms: Terms, offer: offers.ReferralTerms) -> None:
    for side, owner_id, reward in _rewards(referral, offer):
        until = expires_at(terms, reward.account, referral["due_at"])
        expires = to_ms(until) if until else None
        due = to_ms(referral["due_at"])
        rules_told = {"rules": [["referral", reward.amount]], "version": terms.version}
        why = {"referral": referral["_id"], "as": side, **rules_told}
        _post(
            owner_id, _key(referral, side), Earn(reward.account, reward.amount, expires, due, why)
        )


def _take_back(referral: Record, record: Record, terms: Terms, offer: offers.ReferralTerms) -> None:
    for side, owner_id, reward in _rewards(referral, offer):
        given = find_entry(_key(referral, side))
        moves = [move for move in given["m"] if move["t"] == "earn"] if given else []
        lots = [Lot(*row) for move in moves for row in move["l"]]
        account, now = terms.accounts[reward.account], to_ms(clock.now())
        if lots and not account.is_bygone([lot.expires_ms for lot in lots], now):
            why = {"referral": referral["_id"], "as": side, "by": record["state"]}
            own = tuple(lot.id for lot in lots)
            step = Claw(reward.account, reward.amount, own, account.negative, why)
            _post(owner_id, f"{_key(referral, side)}:back", step)
    again = {"state": "registered", "receipt_id": None, "n": None}
    _move(referral, {**again, "qualified_at": None, "due_at": None})


def _rewards(referral: Record, offer: offers.ReferralTerms) -> list[tuple[str, str, offers.Reward]]:
    found = [("referrer", referral["referrer_id"], offer.referrer)]
    return found + ([("friend", referral["friend_id"], offer.friend)] if offer.friend else [])


def _post(owner_id: str, key: str, step: Step) -> None:
    """Post to a wallet; to one who is kept out nothing is given, and it stays so."""

    def decide(view: WalletView) -> Decision:
        is_given = isinstance(step, Claw) or not view.mark("barred")
        return Decision([step] if is_given else [])

    post(owner_id, Command(_OPERATION, (key,)), decide)


def _key(referral: Record, side: str) -> str:
    return f"{referral['_id']}:{referral['receipt_id']}:{referral['n']}:{side}"


def _move(referral: Record, change: Record) -> Record:
    """Change a referral if it is still in the state that was read; gives it as it then is."""
    where = {"_id": referral["_id"], "state": referral["state"], "n": referral.get("n")}
    database.collection(queries.REFERRALS).update_one(where, {"$set": change})
    return queries.find_referral(referral["_id"]) or referral
