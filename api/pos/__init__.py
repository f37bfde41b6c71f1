"""What a till calls: `/v1/pos`."""

from api.blueprint import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
