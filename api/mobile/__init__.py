"""What a member's phone calls: `/v1/mobile`."""

from api.blueprint import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
