"""The demo brand of `make run`: a program, twenty stores with a till each, members with history."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

import identity
import members
import program
import sales
from demo.basket import CURRENCY, GiveBack, Purchase, histories, joined_at
from demo.people import OPERATOR, SHOPPERS, Shopper
from demo.stores import STORES
from foundation import Config, clock, database, ids
from program import Line

PROGRAM = "kopeck"
MANIFEST = Path(__file__).resolve().parent.parent / "examples" / "programs" / "kopeck.yaml"
_DAYS_BEFORE = 120
_MARKS = "demo_cursors"
_SCOPES = ("lookup", "earn", "redeem", "refund")


@dataclass(frozen=True)
class Access:
    """How to get in: a shopper, an operator and a till of the demo brand."""

    shopper_email: str
    shopper_password: str
    operator_email: str
    operator_password: str
    till_key: str


def load(config: Config) -> Access:
    """Load the demo brand once; a load that was interrupted goes on, a complete one is kept."""
    marks = database.collection(_MARKS)
    mark = marks.find_one({"_id": PROGRAM})
    if mark is None:
        mark = {"_id": PROGRAM, "now": clock.wall(), "done": False}
        marks.insert_one(mark)
    kept = _read_access(config)
    if mark["done"] and kept is not None:
        return kept
    access = kept or _open_doors(config)
    if not mark["done"]:
        click.echo("Loading the demo brand …")
        _load_history(mark["now"])
        marks.update_one({"_id": PROGRAM}, {"$set": {"done": True}})
    return access


def _open_doors(config: Config) -> Access:
    with contextlib.suppress(identity.LoginTaken):
        identity.create_operator(
            OPERATOR.email, OPERATOR.password, name=OPERATOR.name, role="owner"
        )
    keys = [
        identity.create_terminal(
            name=f"{store.name}, till 1", store_id=store.id, program=PROGRAM, scopes=_SCOPES
        )[1]
        for store in STORES
    ]
    shopper = SHOPPERS[0]
    access = Access(
        shopper.email, shopper.password, OPERATOR.email, OPERATOR.password, till_key=keys[0]
    )
    path = config.data_dir / "demo.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(access)), encoding="utf-8")
    return access


def _read_access(config: Config) -> Access | None:
    path = config.data_dir / "demo.json"
    if not path.exists():
        return None
    return Access(**json.loads(path.read_text(encoding="utf-8")))


def environment_path(config: Config) -> Path:
    """Give the file that the README's examples read."""
    return config.data_dir / "demo.env"


def write_environment(config: Config, access: Access, address: str) -> None:
    """Write the address and the keys for a shell to read."""
    path = environment_path(config)
    path.touch(mode=0o600)
    lines = [f"API={address}", f"TILL_KEY={access.till_key}"]
    lines += [f"SHOPPER={access.shopper_email}", f"SHOPPER_PASSWORD={access.shopper_password}"]
    lines += [f"OPERATOR={access.operator_email}", f"OPERATOR_PASSWORD={access.operator_password}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _load_history(now: datetime) -> None:
    shown = clock.FrozenClock(now - timedelta(days=_DAYS_BEFORE))
    before = clock.use(shown)
    try:
        begins = now - timedelta(days=_DAYS_BEFORE)
        program.apply(MANIFEST.read_text("utf-8"), effective_at=begins, author="demo")
        known = {shopper.key: _join(shopper, shown, now) for shopper in SHOPPERS}
        for entry in histories(now=now):
            shown.set(entry.occurred_at)
            if isinstance(entry, Purchase):
                _buy(entry, known[entry.shopper])
            else:
                _give_back(entry)
    finally:
        clock.use(before)


def _join(shopper: Shopper, shown: clock.FrozenClock, now: datetime) -> str:
    found = members.find_member_by_email(shopper.email)
    if found is not None:
        return str(found["id"])
    shown.set(joined_at(shopper.key, now=now))
    profile = {
        "name": {"given": shopper.given, "family": shopper.family},
        "phone": shopper.phone,
        "locale": shopper.locale,
        "birth_date": shopper.birth_date,
    }
    joined = members.sign_up(login=shopper.email, password=shopper.password, profile=profile)
    return str(joined["id"])


def _till(store_id: str) -> str:
    return ids.derived("trm", PROGRAM, store_id)


def _buy(purchase: Purchase, member_id: str) -> None:
    basket = purchase.basket
    terminal = _till(basket["store_id"])
    receipt = sales.receipt_id(terminal, purchase.receipt_no)
    if sales.find_receipt(receipt) is not None:
        return
    sale = sales.Sale(
        member_id=member_id,
        program=PROGRAM,
        currency=CURRENCY,
        lines=tuple(_line(row) for row in basket["lines"]),
        occurred_at=purchase.occurred_at,
        receipt_no=purchase.receipt_no,
        terminal_id=terminal,
        store_id=basket["store_id"],
        channel=basket["channel"],
    )
    offer = sales.quote(sale).evaluation.burn
    points = min(purchase.burn_points, offer.max_points)
    if points >= max(offer.min_points, 1):
        sale = _with_points(sale, points)
    sales.commit(sale, key=f"demo-{purchase.receipt_no}", actor=_actor(terminal))


def _with_points(sale: sales.Sale, points: int) -> sales.Sale:
    return sales.Sale(**{**sale.__dict__, "burn_points": points})


def _line(row: dict[str, Any]) -> Line:
    return Line(
        row["no"],
        row["sku"],
        row["quantity"],
        row["amount_minor"],
        row["category"],
        row["brand"],
        row["gross_minor"],
    )


def _give_back(entry: GiveBack) -> None:
    terminal = _till(entry.store_id)
    lines = tuple(sales.ReturnedLine(no, quantity) for no, quantity in entry.lines)
    sales.return_lines(
        sales.receipt_id(terminal, entry.receipt_no),
        sales.Return(entry.return_no, entry.occurred_at, lines),
        key=f"demo-{entry.return_no}",
        actor=_actor(terminal),
    )


def _actor(terminal: str) -> dict[str, str]:
    return {"kind": "terminal", "id": terminal}
