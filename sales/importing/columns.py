"""Which column of a file means what, for the shapes that other systems export.

A shape lists, per field of ours, the heads that are known for it; the first that a file has counts.
Letter case, spaces, dots and underscores in heads do not count. `plain` is the shape of our docs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sales.importing.errors import ImportColumnsMissing

FIELDS = ("row", "member_id", "external_id", "phone", "email", "card", "amount", "expires_on",
          "account")  # fmt: skip
WHOSE = ("member_id", "external_id", "phone", "email", "card")
Shape = Mapping[str, Sequence[str]]

_PLAIN: Shape = {
    "row": ("id", "row id", "source id", "operation id"),
    "member_id": ("member id", "member"),
    "external_id": ("external id", "customer id", "client id"),
    "phone": ("phone", "telephone", "mobile", "phone number"),
    "email": ("email", "e-mail", "mail"),
    "card": ("card", "card number", "barcode"),
    "amount": ("amount", "balance", "points", "bonus", "bonuses"),
    "expires_on": ("expires on", "expires", "expire date", "valid until", "expiration date"),
    "account": ("account",),
}
SHAPES: Mapping[str, Shape] = {
    "plain": _PLAIN,
    "retailcrm": {
        "row": ("id", "ID участия", "ID бонусного счёта", "loyalty account id"),
        "external_id": ("customer.externalId", "customer external id", "Внешний ID", "externalId"),
        "phone": ("phoneNumber", "phone number", "Телефон", "Номер телефона"),
        "email": ("customer.email", "E-mail", "Email"),
        "card": ("cardNumber", "card number", "Номер карты", "Карта лояльности"),
        "amount": ("amount", "Количество бонусов", "Бонусы", "Баланс"),
        "expires_on": ("expireDate", "expire date", "Дата сгорания", "Срок действия"),
    },
    "bitrix24": {
        "row": ("ID", "ID записи"),
        "external_id": ("ID контакта", "CONTACT_ID", "XML_ID", "Внешний код"),
        "phone": ("Рабочий телефон", "Мобильный телефон", "Телефон", "PHONE", "PHONE_MOBILE"),
        "email": ("Рабочий e-mail", "E-mail", "EMAIL", "EMAIL_WORK"),
        "card": ("Номер карты", "Дисконтная карта", "CARD"),
        "amount": ("Баланс", "Бонусы", "Бонусный счёт", "CURRENT_BUDGET", "BALANCE"),
        "expires_on": ("Действует до", "Дата окончания", "DATE_EXPIRE"),
    },
    "amocrm": {
        "row": ("ID", "ID контакта"),
        "external_id": ("ID контакта", "ID"),
        "phone": ("Рабочий телефон", "Мобильный телефон", "Телефон"),
        "email": ("Рабочий email", "Личный email", "Email"),
        "card": ("Номер карты", "Карта"),
        "amount": ("Бонусы", "Баланс", "Баллы"),
        "expires_on": ("Дата сгорания", "Бонусы до", "Действует до"),
    },
    "plazius": {
        "row": ("Id", "TransactionId", "Номер операции"),
        "external_id": ("GuestId", "UserId", "Код гостя"),
        "phone": ("Phone", "UserPhone", "Телефон"),
        "card": ("CardNumber", "Карта", "Номер карты"),
        "amount": ("Balance", "BonusBalance", "Баланс"),
        "expires_on": ("ExpirationDate", "Дата сгорания"),
    },
    "bazaronline": {
        "row": ("Код", "ID"),
        "external_id": ("Код клиента", "ID клиента"),
        "phone": ("Телефон", "Phone"),
        "email": ("E-mail", "Email"),
        "card": ("Карта", "Штрихкод"),
        "amount": ("Баллы", "Бонусы", "Остаток"),
        "expires_on": ("Действительны до", "Срок"),
    },
}


@dataclass(frozen=True)
class Columns:
    """The head in a file for each field of ours that it has."""

    by_field: Mapping[str, str]

    def get(self, row: Mapping[str, str], field: str) -> str:
        """Give what a row says of a field, empty if nothing."""
        head = self.by_field.get(field)
        return row.get(head, "").strip() if head is not None else ""


def columns_for(
    heads: Sequence[str], *, source: str, chosen: Mapping[str, str] | None = None
) -> Columns:
    """Match the heads of a file with our fields: those chosen first, then the source's shape.

    A source without a shape of its own has the plain one. Raises `ImportColumnsMissing`.
    """
    known = {_plain(head): head for head in reversed(heads)}
    shape = SHAPES.get(source, {})
    found: dict[str, str] = {}
    for field in FIELDS:
        wanted = [*((chosen or {}).get(field, ""),), *shape.get(field, ()), *_PLAIN[field]]
        head = next((known[_plain(one)] for one in wanted if one and _plain(one) in known), None)
        if head is not None:
            found[field] = head
    missing = [] if "amount" in found else ["the amount"]
    missing += [] if set(WHOSE) & set(found) else ["whose it is"]
    if missing:
        listed = ", ".join(heads) or "none"
        raise ImportColumnsMissing(missing=" and ".join(missing), columns=listed)
    return Columns(found)


def _plain(head: str) -> str:
    kept = head.casefold().replace("ё", "е")
    return "".join(letter for letter in kept if letter.isalnum())
