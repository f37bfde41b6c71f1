"""Terms tried out: on one basket at once, on past receipts by the worker."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

import program
import sales
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.bodies import MAX_MANIFEST_BYTES, body
from api.callers import caller, operator
from api.marketing.programs import MANIFEST, require_code
from api.pos.baskets import Label, Moment, Number, check_moment
from api.pos.quotes import BASKET, QUOTE, quoted
from api.refusals import ProgramCodeDiffers
from api.trial_schemas import TRIAL, BacktestSchema, MarginReportSchema, SimulationSchema
from api.trials import Percent, StandingBody, TrialBasketBody, assumed_of, sale_of
from foundation import clock
from sales import backtesting
from wallet import WalletNotFound

blueprint = Blueprint(
    "marketing_trials",
    url_prefix="/v1/marketing/programs",
    tag="Marketing: trials",
    description="Terms tried out before they hold",
)
_MANIFEST_REFUSALS = (
    program.ManifestInvalid,
    program.ProgramNotFound,
    program.VersionNotFound,
    ProgramCodeDiffers,
)
Version = Annotated[int, Meta(ge=1, le=10**6, description="Number of a version")]


class _TermsBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which terms: those of a manifest, else of a version, else of the last one."""

    manifest: str | None = None
    version: Version | None = None


class SimulationBody(_TermsBody, kw_only=True):
    """A basket for a member, or for one who is assumed."""

    basket: TrialBasketBody
    member_id: Number | None = None
    standing: StandingBody | None = None


class BacktestBody(_TermsBody, kw_only=True):
    """Past receipts from one moment to another, besides under the terms of `against`."""

    against: Version | None = None
    since: Moment | None = None
    until: Moment | None = None

    def __post_init__(self) -> None:
        check_moment(self.since)
        check_moment(self.until)


class MarginBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A time, and which percent of the price is margin: of all goods, and by category."""

    since: Moment | None = None
    until: Moment | None = None
    margin_percent: Percent | None = None
    categories: dict[Label, Percent] = {}

    def __post_init__(self) -> None:
        check_moment(self.since)
        check_moment(self.until)


SIMULATION_BODY = {
    "manifest": MANIFEST,
    "basket": {"lines": BASKET["lines"], "occurred_at": "2026-03-02T12:00:00+02:00"},
    "standing": {"tier": "silver", "balances": {"points": 120}},
}
SIMULATION = {
    **QUOTE,
    "moves": [{"type": "earn", "account": "points", "amount": 16}],
    "tier_after": "silver",
    "balances_after": {"points": 136},
}
BACKTEST_BODY = {"manifest": MANIFEST, "against": 1, "since": "2026-02-01T00:00:00+02:00"}
CANCELLED = {**TRIAL, "state": "cancelled"}
MARGIN_BODY = {"margin_percent": "30", "categories": {"coffee": "45"}}


def takes_manifest(view: Any) -> Any:
    """Let the view take a body as long as a manifest."""
    view.most_bytes = MAX_MANIFEST_BYTES
    return view


@blueprint.route("/<code>/simulations", methods=["POST"])
@operator("programs.read")
@refuses(
    *_MANIFEST_REFUSALS,
    sales.MemberSuspended,
    program.CurrencyMismatch,
    program.BurnCapExceeded,
    WalletNotFound,
)
@takes_manifest
@body(SimulationBody, example=SIMULATION_BODY)
@blueprint.response(200, SimulationSchema, example=SIMULATION)
def simulate(wanted: SimulationBody, code: str) -> Any:
    """Try a basket out under terms that need not hold.

    For the member named, else for one of whom nothing is known but `standing`. Nothing is written.
    """
    terms = _terms_of(wanted, code)
    sale = sale_of(wanted.basket, terms, wanted.member_id or "")
    is_assumed = wanted.standing is not None or wanted.member_id is None
    assumed = assumed_of(wanted.standing or StandingBody(), terms) if is_assumed else None
    return answer(_simulated(sales.simulate(sale, terms, assumed=assumed)))


@blueprint.route("/<code>/backtests", methods=["POST"])
@operator("programs.write")
@refuses(*_MANIFEST_REFUSALS)
@takes_manifest
@body(BacktestBody, example=BACKTEST_BODY)
@blueprint.response(202, BacktestSchema, example=TRIAL)
def request_backtest(wanted: BacktestBody, code: str) -> Any:
    """Ask for past receipts to be lived through again under other terms.

    The worker does it; look at it by its id to see how far it is, and its result.
    """
    manifests = [_text_of(wanted, code)]
    if wanted.against is not None:
        manifests.insert(0, _version_text(code, wanted.against))
    asked = {"manifests": manifests, **_span(wanted)}
    return backtesting.request_trial("backtest", code, asked, by=caller().id)


@blueprint.route("/<code>/backtests/<trial_id>", methods=["GET"])
@operator("programs.read")
@refuses(backtesting.TrialNotFound)
@blueprint.response(200, BacktestSchema, example=TRIAL)
def get_backtest(code: str, trial_id: str) -> Any:
    """Give a backtest: how far it is, and its result when it is done."""
    return backtesting.get_trial("backtest", code, trial_id)


@blueprint.route("/<code>/backtests/<trial_id>", methods=["DELETE"])
@operator("programs.write")
@refuses(backtesting.TrialNotFound)
@blueprint.response(200, BacktestSchema, example=CANCELLED)
def cancel_backtest(code: str, trial_id: str) -> Any:
    """Cancel a backtest that waits or runs; one that has ended stays as it is."""
    return backtesting.cancel_trial("backtest", code, trial_id)


@blueprint.route("/<code>/margin-reports", methods=["POST"])
@operator("programs.read")
@refuses(program.ProgramNotFound)
@body(MarginBody, example=MARGIN_BODY)
@blueprint.response(202, MarginReportSchema, example=TRIAL)
def request_margin_report(wanted: MarginBody, code: str) -> Any:
    """Ask what each rule has cost, and what more must be sold to make up for it.

    The worker does it; look at it by its id.
    """
    program.get_version(code, 1)
    shares = {"percent": wanted.margin_percent, "categories": wanted.categories}
    asked = {**shares, **_span(wanted)}
    return backtesting.request_trial("margin", code, asked, by=caller().id)


@blueprint.route("/<code>/margin-reports/<trial_id>", methods=["GET"])
@operator("programs.read")
@refuses(backtesting.TrialNotFound)
@blueprint.response(200, MarginReportSchema, example=TRIAL)
def get_margin_report(code: str, trial_id: str) -> Any:
    """Give a margin report: how far it is, and its result when it is done."""
    return backtesting.get_trial("margin", code, trial_id)


@blueprint.route("/<code>/margin-reports/<trial_id>", methods=["DELETE"])
@operator("programs.read")
@refuses(backtesting.TrialNotFound)
@blueprint.response(200, MarginReportSchema, example=CANCELLED)
def cancel_margin_report(code: str, trial_id: str) -> Any:
    """Cancel a margin report that waits or runs; one that has ended stays as it is."""
    return backtesting.cancel_trial("margin", code, trial_id)


def _terms_of(wanted: _TermsBody, code: str) -> program.Terms:
    label, text = _text_of(wanted, code)
    return program.read_manifest(text, version=int(label.partition("@")[2] or 0)).terms


def _text_of(wanted: _TermsBody, code: str) -> tuple[str, str]:
    """Give the manifest that is wanted, with a label; a text must be of this program."""
    if wanted.manifest is not None:
        require_code(wanted.manifest, code)
        return ("manifest", wanted.manifest)
    if wanted.version is not None:
        return _version_text(code, wanted.version)
    latest = program.find_latest(code)
    if latest is None:
        raise program.ProgramNotFound(program=code)
    return (f"{code}@{latest.version}", latest.manifest)


def _version_text(code: str, version: int) -> tuple[str, str]:
    return (f"{code}@{version}", program.get_version(code, version).manifest)


def _span(wanted: BacktestBody | MarginBody) -> dict[str, str | None]:
    spelled = {"since": wanted.since, "until": wanted.until}
    return {name: None if at is None else clock.spell(at) for name, at in spelled.items()}


def _simulated(found: sales.Simulation) -> dict[str, Any]:
    moves = [
        {"type": move["t"], "account": move["u"], "amount": move["n"]}
        for move in found.moves
        if move["n"]
    ]
    codes = sorted(found.quote.terms.accounts)
    after = {code: found.view.balance(code).available for code in codes}
    shown = quoted(found.quote)
    return {**shown, "moves": moves, "tier_after": found.tier, "balances_after": after}
