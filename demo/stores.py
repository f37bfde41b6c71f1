"""The stores of the demo: twenty of the brand in and around Chisinau, and the replay's numbers.

Coordinates are degrees of WGS 84, hours are local times in Europe/Chisinau.
"""

from __future__ import annotations

from dataclasses import dataclass

from foundation import ids

BRAND = "kopeck"
ZONE = "Europe/Chisinau"

Hours = tuple[tuple[str, str] | None, ...]

_EARLY: Hours = (("07:00", "22:00"),) * 5 + (("08:00", "22:00"),) * 2
_DAY: Hours = (("08:00", "21:00"),) * 6 + (("09:00", "20:00"),)
_WEEKDAYS: Hours = (("07:30", "19:00"),) * 5 + (None, None)
_SMALL_TOWN: Hours = (("08:00", "20:00"),) * 6 + (("09:00", "18:00"),)
_ALWAYS: Hours = (("00:00", "24:00"),) * 7


@dataclass(frozen=True, slots=True)
class DemoStore:
    """A store of the demo brand; `hours` are (opens, closes) from Monday to Sunday."""

    code: str
    name: str
    address: str
    city: str
    latitude: float
    longitude: float
    hours: Hours

    @property
    def id(self) -> str:
        """Give the store's id, the same on every machine."""
        return ids.derived("sto", BRAND, self.code)


STORES = (
    DemoStore("centru", "Kopeck Centru", "bd. Ștefan cel Mare și Sfânt 130", "Chișinău",
              47.0259, 28.8311, _EARLY),
    DemoStore("catedrala", "Kopeck Catedrala", "str. Alexandru cel Bun 83", "Chișinău",
              47.0226, 28.8359, _DAY),
    DemoStore("universitate", "Kopeck Universitate", "str. Alexei Mateevici 60", "Chișinău",
              47.0193, 28.8229, _WEEKDAYS),
    DemoStore("gara", "Kopeck Gara", "Aleea Gării 1", "Chișinău", 47.0127, 28.8592, _ALWAYS),
    DemoStore("botanica", "Kopeck Botanica", "bd. Dacia 23", "Chișinău", 46.9884, 28.8577, _DAY),
    DemoStore("decebal", "Kopeck Decebal", "bd. Decebal 76", "Chișinău", 46.9928, 28.8513, _DAY),
    DemoStore("aeroport", "Kopeck Aeroport", "bd. Dacia 80/3", "Chișinău",
              46.9355, 28.9345, _ALWAYS),
    DemoStore("ciocana", "Kopeck Ciocana", "bd. Mircea cel Bătrân 12", "Chișinău",
              47.0446, 28.8925, _DAY),
    DemoStore("alecu-russo", "Kopeck Alecu Russo", "str. Alecu Russo 59", "Chișinău",
              47.0421, 28.8776, _DAY),
    DemoStore("riscani", "Kopeck Rîșcani", "bd. Moscova 14", "Chișinău", 47.0497, 28.8643, _DAY),
    DemoStore("kiev", "Kopeck Kiev", "str. Kiev 9", "Chișinău", 47.0438, 28.8588, _EARLY),
    DemoStore("buiucani", "Kopeck Buiucani", "str. Ion Creangă 49", "Chișinău",
              47.0345, 28.7981, _DAY),
    DemoStore("alba-iulia", "Kopeck Alba Iulia", "str. Alba Iulia 168", "Chișinău",
              47.0398, 28.7722, _DAY),
    DemoStore("telecentru", "Kopeck Telecentru", "șos. Hîncești 60", "Chișinău",
              46.9975, 28.8229, _DAY),
    DemoStore("durlesti", "Kopeck Durlești", "str. Alexandru cel Bun 14", "Durlești",
              47.0212, 28.7626, _SMALL_TOWN),
    DemoStore("codru", "Kopeck Codru", "str. Costiujeni 8", "Codru", 46.9763, 28.8206, _SMALL_TOWN),
    DemoStore("stauceni", "Kopeck Stăuceni", "str. Grătiești 3", "Stăuceni",
              47.0874, 28.8706, _SMALL_TOWN),
    DemoStore("ialoveni", "Kopeck Ialoveni", "str. Alexandru cel Bun 33", "Ialoveni",
              46.9442, 28.7823, _SMALL_TOWN),
    DemoStore("straseni", "Kopeck Strășeni", "str. Mihai Eminescu 32", "Strășeni",
              47.1415, 28.6073, _SMALL_TOWN),
    DemoStore("orhei", "Kopeck Orhei", "str. Vasile Lupu 36", "Orhei",
              47.3849, 28.8245, _SMALL_TOWN),
)  # fmt: skip

_BY_CODE = {store.code: store for store in STORES}


def store_id(code: str) -> str:
    """Give the id of a store of the demo brand by its code; raises KeyError."""
    return _BY_CODE[code].id


def replay_store_id(number: int) -> str:
    """Give the id of a store of the replay by its number in the source."""
    return ids.derived("sto", "replay", str(number))
