"""What the schema cannot say of rewards, and what is probably not meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from program.errors import ManifestWarning
from program.findings import Finding, amount_findings, unknown

Contents = Mapping[str, Any]
_SPENDABLE = frozenset({"points", "stamps", "money"})
# Words that count a reward without saying what it is: "10 caps, the 11th free".
_EMPTY = (
    "a an the one free gift reward prize bonus your it get for next of and or "
    "бесплатно бесплатный бесплатная бесплатное подарок награда приз бонус один одна одно "
    "un o una gratuit gratuită gratis cadou premiu recompensă bonus următorul următoarea"
)
_EMPTY_WORDS = frozenset(_EMPTY.split())
# An ordinal that is free without a noun between: the reader takes the noun that came before.
_NUMBER_FREE = re.compile(
    r"\b\d+\s*-?(?:st|nd|rd|th)\s+(?:one\s+)?(?:is\s+|for\s+)?(?:free|on us)\b"
    r"|\b\d+\s*-?(?:й|я|е|ю|ый|ая|ую|ое)\s+(?:бесплатно|в подарок|даром)\b"
    r"|\ba\s+\d+\s*-a\s+(?:e\s+|este\s+)?(?:gratuit\w*|gratis|cadou)\b"
)


def rewards_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything about rewards that does not fit."""
    seen: set[str] = set()
    for place, reward in enumerate(contents.get("rewards", ())):
        where = f"/rewards/{place}"
        if reward["code"] in seen:
            yield Finding(f"{where}/code", f"Two rewards are called {reward['code']}.")
        seen.add(reward["code"])
        yield from _price(contents, reward["price"], f"{where}/price")
        yield from amount_findings(reward.get("cost"), f"{where}/cost", contents["currency"])
        for number, gift in enumerate(reward["gives"]):
            yield from _gift(contents, gift, f"{where}/gives/{number}")
        if reward.get("confirm") != "by_till" and "wait" in reward:
            hint = "Write confirm: by_till."
            yield Finding(f"{where}/wait", "What is confirmed at once does not wait.", hint)
        if not _is_day(reward.get("retired")):
            yield Finding(f"{where}/retired", f"There is no day {reward['retired']}.")


def _price(contents: Contents, price: Contents, where: str) -> Iterator[Finding]:
    account = contents.get("accounts", {}).get(price["account"])
    if account is None:
        yield _unknown(contents, price["account"], f"{where}/account")
    elif account["kind"] not in _SPENDABLE:
        kind = account["kind"]
        yield Finding(f"{where}/account", f"Units of an account of {kind} are not spent on this.")
    before = ""
    for place, change in enumerate(price.get("changes", ())):
        pointer = f"{where}/changes/{place}/announced"
        if not _is_day(change["announced"]):
            yield Finding(pointer, f"There is no day {change['announced']}.")
        if change["announced"] <= before:
            yield Finding(pointer, "Write the changes in the order of their days.")
        before = change["announced"]


def _gift(contents: Contents, gift: Contents, where: str) -> Iterator[Finding]:
    if "account" in gift:
        account = contents.get("accounts", {}).get(gift["account"])
        if account is None:
            yield _unknown(contents, gift["account"], f"{where}/account")
        elif account["kind"] in ("status", "counter"):
            message = f"A reward cannot give units of an account of {account['kind']}."
            yield Finding(f"{where}/account", message)
    if "code" in gift:
        series = contents.get("codes", {}).get(gift["code"])
        if series is None:
            series_known = contents.get("codes", {})
            what = "series of codes"
            yield unknown(f"{where}/code", what, gift["code"], series_known, called="Series")
        elif series["kind"] != "personal":
            message = f"{gift['code']} is a series of {series['kind']} codes."
            yield Finding(f"{where}/code", message, "Give a series of kind personal.")


def _unknown(contents: Contents, code: str, pointer: str) -> Finding:
    return unknown(pointer, "account", code, contents.get("accounts", {}), called="Accounts")


def rewards_advice(contents: Contents) -> Iterator[ManifestWarning]:
    """Warn of texts that promise something and do not say what: rewards, rules, terms."""
    for pointer, text in _promises(contents):
        if names_nothing(text) or (pointer.startswith("/rewards/") and _is_empty(text)):
            message = f'"{text}" does not name what one gets: say the noun, as in "a free beer".'
            yield ManifestWarning("REWARD_UNNAMED", pointer, message)


def _promises(contents: Contents) -> Iterator[tuple[str, str]]:
    """Walk the texts that shoppers read as (pointer, text), language by language."""
    texts = [(f"/rewards/{n}/name", r["name"]) for n, r in enumerate(contents.get("rewards", ()))]
    texts += [
        (f"/{section}/{n}/reason", rule["reason"])
        for section in ("earning", "pricing")
        for n, rule in enumerate(contents.get(section, ()))
        if "reason" in rule
    ]
    texts += [(f"/{name}", contents[name]) for name in ("description", "terms") if name in contents]
    for pointer, text in texts:
        if isinstance(text, str):
            yield pointer, text
        else:
            yield from ((f"{pointer}/{locale}", part) for locale, part in text.items())


def names_nothing(text: str) -> bool:
    """Tell whether a text gives a number of something free, as in "the 11th free"."""
    return _NUMBER_FREE.search(text.lower()) is not None


def _is_empty(text: str) -> bool:
    words = "".join(c if c.isalpha() else " " for c in text.lower()).split()
    return all(word in _EMPTY_WORDS or len(word) < 3 for word in words)


def _is_day(text: str | None) -> bool:
    try:
        return text is None or bool(date.fromisoformat(text))
    except ValueError:
        return False
