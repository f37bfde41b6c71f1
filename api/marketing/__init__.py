"""What the people who run the program call: `/v1/marketing`."""

from api.blueprint import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
