"""One share of a backtest, in a process of its own: `python -m sales.backtesting`."""

from __future__ import annotations

import os
import pickle
import sys

from sales.backtesting.running import work


def main() -> None:
    """Read a share from the standard input, play it, and tell of it on the standard output."""
    with os.fdopen(os.dup(1), "wb") as out:
        # Whatever else is printed must not come between.
        os.dup2(2, 1)

        def tell(kind: str, value: object) -> None:
            pickle.dump((kind, value), out)
            out.flush()

        share = pickle.load(sys.stdin.buffer)
        share.source.open()
        tell("result", work(share, lambda done: tell("done", done)))


if __name__ == "__main__":
    main()
