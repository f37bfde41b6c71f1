"""Backtests, plans and simulations as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

import sales
from foundation import money
from program import Terms

Found = Mapping[str, Any]
_WIDE = 140
_COUNTS = (("Receipts", "receipts"), ("Returns", "returns"), ("Activities", "activities"))
_SUMS = (
    ("Turnover", "turnover_minor"),
    ("Discounts", "discount_minor"),
    ("Paid with points", "burned_minor"),
    ("To pay", "payable_minor"),
    ("Refunded", "refunded_minor"),
    ("Points given cost", "cost_minor"),
)
_FLOWS = (
    ("earned", "earned"),
    ("burned", "burned"),
    ("expired", "expired"),
    ("taken back", "clawed"),
    ("given back", "restored"),
    ("otherwise", "other"),
    ("outstanding", "outstanding"),
)


def screen() -> Console:
    """Give the terminal; what is no terminal gets lines long enough for any table."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDE)


def print_backtest(console: Console, found: Found, labels: Sequence[str]) -> None:
    """Print the totals side by side, then the months, then who changes tier."""
    table = Table(title=f"{found['members']:,} members", title_justify="left")
    table.add_column("")
    for label in _headings(labels):
        table.add_column(label, justify="right", overflow="fold")
    for section in _sections(found["programs"]):
        for name, values in section:
            table.add_row(name, *values, *_change(values))
        table.add_section()
    console.print(table)
    console.print(_months(found["programs"], labels))
    _print_draws(console, found, labels)
    print_tier_changes(console, found)


def print_tier_changes(console: Console, found: Found) -> None:
    """Print how many members end in another tier, and who the first of them are."""
    if not found["tier_changes"]:
        if len(found["programs"]) > 1:
            console.print("Nobody changes tier.")
        return
    table = Table(title="Who ends in another tier", title_justify="left")
    for heading in ("From", "To"):
        table.add_column(heading)
    table.add_column("Members", justify="right")
    table.add_column("As for example")
    for row in found["tier_changes"]:
        pair = (row["before"], row["after"])
        examples = [e["member_id"] for e in found["tier_examples"] if _pair(e) == pair]
        table.add_row(*pair, f"{row['members']:,}", ", ".join(examples[:2]))
    console.print(table)


def print_impact(console: Console, found: Found, labels: Sequence[str], time: str) -> None:
    """Say what points and discounts of a past time would have cost, old terms and new."""
    old, new = found["programs"][0], found["programs"][-1]
    if not old["receipts"]:
        console.print(f"There are no receipts of {time} to compare by.", highlight=False)
        return
    word = "receipt" if old["receipts"] == 1 else "receipts"
    table = Table(title=f"The {old['receipts']:,} {word} of {time}", title_justify="left")
    table.add_column("")
    for label in _headings(labels):
        table.add_column(label, justify="right", overflow="fold")
    for name, key in _SUMS[1:4] + _SUMS[5:]:
        values = [_money(program, key) for program in (old, new)]
        table.add_row(name, *values, *_change(values))
    console.print(table)
    costs = [program["cost_minor"] + program["discount_minor"] for program in (old, new)]
    word = "more" if costs[1] >= costs[0] else "less"
    spelt = [_spell(new, amount) for amount in (costs[1], abs(costs[1] - costs[0]))]
    told = f"If next month is like {time}, points and discounts cost {spelt[0]}, "
    console.print(f"{told}{spelt[1]} {word} than now.", highlight=False)
    print_tier_changes(console, found)


def print_simulation(console: Console, found: sales.Simulation, label: str) -> None:
    """Print a quote line by line with every reason, and what closing it would move."""
    quote, evaluation = found.quote, found.quote.evaluation
    console.print(_lines(quote, label))
    currency = evaluation.currency
    discount = evaluation.discount_minor
    sums = [("Total", evaluation.total_minor), ("Discounts", -discount)]
    sums += [("Paid with points", -evaluation.burn_value_minor)]
    sums += [("To pay", evaluation.payable_minor)]
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, amount in sums:
        table.add_row(name, money.spell(amount, currency))
    for row in (*_units_of(found), *_standing_of(found)):
        table.add_row(*row)
    console.print(table)
    for draw in found.tickets:
        console.print(f"A ticket in the draw {draw}: nothing is drawn in a trial.", highlight=False)
    for turned in evaluation.rejected:
        told = turned.rejection
        console.print(f"{turned.subject} does not count: {told.code}: {told.text()}")
    for nudge in evaluation.nudges:
        missing = money.spell(nudge.missing_minor, currency)
        console.print(f"{missing} more gives {nudge.reward} ({nudge.rule_id})", highlight=False)


def _units_of(found: sales.Simulation) -> Iterator[tuple[str, str]]:
    """Give what is earned, what others get, what it is converted into, and what points can pay."""
    evaluation = found.quote.evaluation
    for earned in evaluation.earned:
        cap = f" (cut by {earned.cap})" if earned.cap else ""
        yield f"Earned: {earned.account}{cap}", f"{earned.amount:,}"
    for _, role, account, amount, *_ in found.credits:
        yield f"To the {role}: {account}", f"{amount:,}"
    for move in found.moves:
        if move["t"] == "convert":
            yield f"Converted: {move['u']}", f"{move['n']:+,}"
    burn = evaluation.burn
    if burn.cap != "no_burning":
        most = money.spell(burn.max_value_minor, evaluation.currency)
        limit = f", limit: {burn.cap}" if burn.cap != "none" else ""
        yield "Points can pay at most", f"{most} ({burn.max_points:,} {burn.account}{limit})"


def _standing_of(found: sales.Simulation) -> Iterator[tuple[str, str]]:
    if found.quote.terms.ladder is not None:
        before = found.quote.tier.code if found.quote.tier else "none"
        after = found.tier or "none"
        yield "Tier", before if before == after else f"{before} -> {after}"


def print_activity(console: Console, found: sales.ActivitySimulation, terms: Terms) -> None:
    """Print what an activity gives, what it would move, and what is held after it."""
    record = found.record
    table = Table(title=f"{record['type']}: {record['state']}", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for row in record["effects"]:
        rules = ", ".join(rule for rule, _ in row["s"].get("rules", ()))
        name = f"{row['k']} {row['u']}".strip() + (f": {rules}" if rules else "")
        table.add_row(name, f"{row['n']:,}" if row["n"] else "")
    for move in found.moves:
        if move["t"] == "convert":
            table.add_row(f"Converted: {move['u']}", f"{move['n']:+,}")
    for code in sorted(terms.accounts):
        if units := found.view.balance(code).available:
            table.add_row(f"Afterwards: {code}", f"{units:,}")
    if terms.ladder is not None:
        table.add_row("Tier", found.tier or "none")
    console.print(table)
    for draw in found.tickets:
        console.print(f"A ticket in the draw {draw}: nothing is drawn in a trial.", highlight=False)


def print_margin(console: Console, found: Found) -> None:
    """Print a row for every rule, the dearest first, and one for all goods."""
    table = Table(title="What each rule cost on the goods that it reached", title_justify="left")
    table.add_column("Rule")
    table.add_column("Gives")
    for heading in ("Receipts", "Sales", "Given", "of sales", "of profit", "to make up"):
        table.add_column(heading, justify="right")
    for row in [*found["rules"], found["all"]]:
        given = [_percent(row[key]) for key in ("given_percent", "loss_percent")]
        table.add_row(
            row["rule"] or "all goods",
            row["kind"],
            f"{row['receipts']:,}",
            money.spell(row["sales_minor"], found["currency"]),
            money.spell(row["given_minor"], found["currency"]),
            *given,
            f"+{row['uplift_percent']} %" if row["uplift_percent"] else "–",
        )
    console.print(table)


def _percent(text: str | None) -> str:
    return "–" if text is None else f"{text} %"


def _lines(quote: sales.Quote, label: str) -> Table:
    """Give every line with what comes off it, what it earns, and the rules behind both."""
    table = Table(title=f"{quote.terms.program}, as in {label}")
    for heading in ("No", "SKU"):
        table.add_column(heading)
    table.add_column("Amount", justify="right")
    for heading in ("Discounts", "Earned"):
        table.add_column(heading)
    currency = quote.evaluation.currency
    for line in quote.sale.lines:
        off = [
            f"-{money.spell(d.amount_minor, currency)} {d.rule_id}: {d.reason}"
            for d in quote.evaluation.discounts
            if d.line_no == line.no
        ]
        earned = [
            f"{hit.points:,} {hit.account} {hit.rule_id}: {hit.reason}"
            for found in quote.evaluation.earned
            for hit in found.hits
            if hit.line_no == line.no
        ]
        amount = money.spell(line.amount_minor, currency)
        table.add_row(str(line.no), line.sku, amount, "\n".join(off), "\n".join(earned))
    return table


def _sections(programs: Sequence[Found]) -> list[list[tuple[str, list[str]]]]:
    """Give rows of (name, a value for each program), section by section."""
    counts = [
        (name, [f"{p[key]:,}" for p in programs])
        for name, key in _COUNTS
        if key == "receipts" or any(p[key] for p in programs)
    ]
    sums = [(name, [_money(p, key) for p in programs]) for name, key in _SUMS]
    sections = [counts + sums]
    for code in sorted({code for program in programs for code in program["accounts"]}):
        found = [program["accounts"].get(code, {}) for program in programs]
        rows = [
            (f"{code} {name}", [f"{account.get(key, 0):,}" for account in found])
            for name, key in _FLOWS
        ]
        sections.append([row for row in rows if set(row[1]) != {"0"}])
    sections.append(_others(programs))
    rules = sorted({rule for program in programs for rule in program["discounts"]})
    sections.append(
        [(f"Discount {r}", [_spell(p, p["discounts"].get(r, 0)) for p in programs]) for r in rules]
    )
    tiers = list(dict.fromkeys(tier for program in programs for tier in program["tiers"]))
    sections.append(
        [(f"Members in {t}", [f"{p['tiers'].get(t, 0):,}" for p in programs]) for t in tiers]
    )
    refused = sorted({code for program in programs for code in program["refused"]})
    sections.append(
        [(f"Refused {c}", [f"{p['refused'].get(c, 0):,}" for p in programs]) for c in refused]
    )
    return [section for section in sections if section]


def _others(programs: Sequence[Found]) -> list[tuple[str, list[str]]]:
    """Give what others than the buyer got of it, by role."""
    found = [
        {(row["account"], row["role"]): row["units"] for row in program["credited"]}
        for program in programs
    ]
    keys = sorted({key for credited in found for key in credited})
    return [
        (f"{key[0]} to {key[1]}", [f"{credited.get(key, 0):,}" for credited in found])
        for key in keys
    ]


def _print_draws(console: Console, found: Found, labels: Sequence[str]) -> None:
    """Print what draws come to that are not played again; part of no other sum."""
    rows = [
        (label, row)
        for label, program in zip(labels, found["programs"], strict=True)
        for row in program["draws"]
    ]
    if not rows:
        return
    table = Table(title="Draws: expected by their odds, in no other sum", title_justify="left")
    for heading in ("Terms", "Draw", "Prize"):
        table.add_column(heading)
    for heading in ("Tickets", "Wins"):
        table.add_column(heading, justify="right")
    for label, row in rows:
        table.add_row(label, row["draw"], row["prize"], f"{row['tickets']:,}", row["wins"])
    console.print(table)


def _months(programs: Sequence[Found], labels: Sequence[str]) -> Table:
    table = Table(title="By month: what points given and discounts cost", title_justify="left")
    table.add_column("Month")
    table.add_column("Receipts", justify="right")
    for label in labels:
        table.add_column(f"{label}: points", justify="right")
        table.add_column("discounts", justify="right")
    names = sorted({month["month"] for program in programs for month in program["months"]})
    for name in names:
        found = [_month(program, name) for program in programs]
        cells = [
            _spell(program, month.get(key, 0))
            for program, month in zip(programs, found, strict=True)
            for key in ("cost_minor", "discount_minor")
        ]
        table.add_row(name, f"{found[0].get('receipts', 0):,}", *cells)
    return table


def _month(program: Found, name: str) -> Found:
    return next((month for month in program["months"] if month["month"] == name), {})


def _headings(labels: Sequence[str]) -> list[str]:
    return [*labels, "change"] if len(labels) == 2 else list(labels)


def _change(values: Sequence[str]) -> list[str]:
    """Give by how much the second value is larger than the first, whatever the sign, in percent."""
    if len(values) != 2:
        return []
    old, new = (float(value.split(" ")[0].replace(",", "")) for value in values)
    if old == new:
        return ["="]
    is_outflow = max(old, new) <= 0
    more = old - new if is_outflow else new - old
    return [f"{100 * more / abs(old):+.1f} %" if old else "new"]


def _money(program: Found, key: str) -> str:
    return _spell(program, program[key])


def _spell(program: Found, amount_minor: int) -> str:
    return money.spell(amount_minor, program["currency"])


def _pair(row: Found) -> tuple[str, str]:
    return (row["before"], row["after"])
