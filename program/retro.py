"""What retro bands take back from a wallet when purchases or activities before others come back."""

from __future__ import annotations

from collections.abc import Mapping

from program.earning import TakenBack, taken_back
from program.expiry import local_date
from program.standings import caps_used, standing_of
from program.terms import Terms
from wallet import WalletView


def retro_back(
    terms: Terms,
    view: WalletView,
    *,
    counted: Mapping[str, int],
    still: Mapping[str, int],
    lost: Mapping[str, int],
) -> dict[str, TakenBack]:
    """Give by rule what retro bands take back: judged by what their account counts now.

    `counted` is what a source has moved counters by, `still` what its rest does, and `lost` what
    accounts lose now. Rules that are left out are judged by the standing of the source.
    """
    if not any(key.startswith("counted:") for key in counted):
        return {}
    standing = standing_of(terms, view).standing
    found = taken_back(
        terms.rules,
        balances=standing.balances,
        lost=lost,
        used=caps_used(terms, view),
        counted=counted,
        still=still,
        day=local_date(terms, view.at),
    )
    return {back.rule: back for back in found}
