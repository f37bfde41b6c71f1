"""Commands of an installation: `flask init-db`, `operator create`, `ledger …`, `members …`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import click
from flask import Flask, current_app
from flask.cli import AppGroup

import identity
import wallet
from api.imports import balances
from api.member_commands import members
from api.metric_commands import programs
from api.settlements import clearings
from api.trial_commands import SourceMaker

ledger = AppGroup("ledger", help="Prove the ledger, or rebuild what is derived from it.")


@ledger.command("verify")
@click.option("--account", "wallet_id", help="Only this wallet, by its member's id.")
@click.option("--all-violations", is_flag=True, help="List every violation, not only the first.")
def verify(wallet_id: str | None, all_violations: bool) -> None:
    """Check the invariants of the ledger; ends with 1 at the first violation and names it."""
    current_app.extensions["kopilka_be_patient"]()
    audit, keys = wallet.Audit(), set[str]()
    if wallet_id:
        wallet.get_wallet(wallet_id)
    for owner_id in [wallet_id] if wallet_id else wallet.wallet_ids():
        wallet.verify_wallet(owner_id, audit, keys)
        if audit.violations and not all_violations:
            break
    if not wallet_id and not audit.violations:
        wallet.finish_audit(audit)
    for violation in audit.violations[: None if all_violations else 1]:
        click.echo(str(violation), err=True)
    click.echo(
        f"ledger verify: {len(audit.violations)} violations "
        f"({audit.wallets:,} wallets, {audit.entries:,} entries)"
    )
    sys.exit(1 if audit.violations else 0)


@ledger.command("rebuild")
@click.option("--account", "wallet_id", help="Only this wallet, by its member's id.")
def rebuild(wallet_id: str | None) -> None:
    """Make the heads again from their entries."""
    current_app.extensions["kopilka_be_patient"]()
    count = 0
    for owner_id in [wallet_id] if wallet_id else wallet.wallet_ids():
        wallet.rebuild_head(owner_id)
        count += 1
    click.echo(f"ledger rebuild: {count:,} heads")


operator = AppGroup("operator", help="Let people into the marketing API.")


@operator.command("create")
@click.argument("email")
@click.option("--name", help="How the operator is called; asked for if it is not given.")
@click.option("--role", type=click.Choice(sorted(identity.ROLES)), default="owner")
@click.option("--password", help="At least 12 characters; asked for if it is not given.")
def create_operator(email: str, name: str | None, role: str, password: str | None) -> None:
    """Make an operator: the first one of an installation, who makes programs and terminals."""
    name = name or _asked("name")
    password = password or _asked("password", is_secret=True)
    made = identity.create_operator(email, password, name=name, role=role)
    click.echo(f"operator create: {made.id} {made.email} ({role})")


def _asked(option: str, *, is_secret: bool = False) -> str:
    """Ask for what an option was to say; where nobody answers, name the option."""
    try:
        text = option.title()
        return str(click.prompt(text, hide_input=is_secret, confirmation_prompt=is_secret))
    except click.Abort as abort:
        if sys.stdin.isatty():
            raise
        raise click.UsageError(f"Nobody answers here: give --{option}.") from abort


def install(
    app: Flask,
    *,
    create_collections: Callable[[], list[str]],
    be_patient: Callable[[], None],
    histories: Mapping[str, SourceMaker] | None = None,
) -> None:
    """Add the commands to an application.

    `be_patient` gives the process a connection with long time-outs: walking whole collections
    takes longer than a request may. `histories` are sources of past receipts for backtests, by
    name, besides the connected database.
    """
    app.extensions["kopilka_be_patient"] = be_patient
    app.extensions["kopilka_histories"] = dict(histories or {})

    @app.cli.command("init-db")
    def init_db() -> None:
        """Make all collections and indexes. Safe to repeat; do it before serving."""
        be_patient()
        made = create_collections()
        click.echo(f"init-db: {len(made)} new collections ({', '.join(made) or 'all were there'})")

    app.cli.add_command(ledger)
    app.cli.add_command(operator)
    app.cli.add_command(balances)
    app.cli.add_command(clearings)
    app.cli.add_command(members)
    app.cli.add_command(programs)
