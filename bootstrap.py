"""Join the packages to one application: database, keys, and the hooks between storeys."""

from __future__ import annotations

from dataclasses import dataclass

import mongoengine
from pymongo.client_session import ClientSession

import identity
import members
import program
import sales
import wallet
from foundation import Config, database, embedded
from identity import models as identity_models
from jobs import Cursor, Job, Lease, OutboxEvent
from members import models as members_models
from members.links import models as links_models
from offers import models as offers_models
from program import models as program_models
from sales import models as sales_models
from sales.activities import models as activities_models
from sales.backtesting import models as backtesting_models
from sales.clearing import models as clearing_models
from sales.draws import models as draws_models
from sales.prices import models as prices_models
from sales.referrals import models as referrals_models
from wallet import models as wallet_models
from wallet.cards import models as cards_models

DOCUMENTS: tuple[type[mongoengine.Document], ...] = (
    identity_models.Credential,
    identity_models.Login,
    identity_models.TokenFamily,
    identity_models.Operator,
    identity_models.Terminal,
    members_models.Member,
    links_models.Link,
    wallet_models.Entry,
    wallet_models.Head,
    wallet_models.Claim,
    cards_models.Card,
    program_models.ProgramVersion,
    offers_models.Code,
    offers_models.CodeBatch,
    offers_models.SlotUse,
    offers_models.Guesses,
    offers_models.Stock,
    offers_models.Redemption,
    sales_models.Receipt,
    backtesting_models.Trial,
    prices_models.MonthOfPrices,
    clearing_models.ClearingRow,
    clearing_models.ClearingClosing,
    draws_models.DrawSeed,
    activities_models.ActivityRecord,
    activities_models.Order,
    referrals_models.ReferralCode,
    referrals_models.Referral,
    OutboxEvent,
    Cursor,
    Job,
    Lease,
)


@dataclass(frozen=True)
class Running:
    """What was started for this process: the database's address, and its process if ours."""

    uri: str
    server: embedded.EmbeddedServer | None

    def close(self) -> None:
        """Disconnect, and stop the embedded server if this process started it."""
        database.disconnect()
        if self.server is not None:
            self.server.stop()


def bootstrap(config: Config, *, patient: bool = False) -> Running:
    """Connect and configure every package; starts the embedded database if none is set.

    `patient` is for offline work: long time-outs. Raises `EmbeddedFailed`,
    `DatabaseUnavailable`.
    """
    server = None
    if not config.mongodb_uri:
        server = embedded.start(config.data_dir / "database", port=config.embedded_port)
    uri = config.mongodb_uri or (server.uri if server else "")
    database.connect(config, uri=uri, patient=patient)
    configure(config)
    return Running(uri, server)


def configure(config: Config) -> None:
    """Give every package its settings and hooks; the database must be connected."""
    identity.configure(config)
    members.configure(config)
    wallet.cards.configure(config.secret)

    def open_wallet_with_card(member_id: str, session: ClientSession) -> None:
        wallet.open_wallet(member_id, session=session)
        wallet.cards.issue_virtual_card(member_id, program=config.program, session=session)

    members.set_on_joined(open_wallet_with_card)
    program.set_on_applied(sales.draws.publish_for)


def create_collections() -> list[str]:
    """Make all collections and indexes; gives the names of new collections."""
    return database.create_collections(DOCUMENTS)
