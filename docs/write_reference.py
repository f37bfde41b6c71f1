"""Write the reference pages that repeat what the code says: `make reference`.

The refusals come from their classes, the settings from `Config`, the licences from the metadata
of what is installed. A test fails when a page no longer says what the code says.
"""

from __future__ import annotations

import json
import re
from importlib import metadata

from api.errors import STATUSES
from foundation import config
from foundation.errors import Refusal
from program import schema
from program.rejections import RESERVED, TEXTS
from tests import house

REQUIREMENTS = {
    "requirements.txt": "server",
    "requirements-embedded.txt": "embedded database",
    "requirements-demo.txt": "demo",
    "requirements-dev.txt": "tests and checks",
}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def errors_page() -> str:
    """Render docs/reference/errors.md."""
    rows = [
        f"| `{refusal.code}` | {_status(refusal)} | {refusal.message} | {refusal.__module__} |"
        for refusal in house.refusals()
    ]
    return "\n".join(
        [
            "# Refusals",
            "",
            "Every refusal is answered as `application/problem+json` with a stable `code`. Words",
            "in braces are values; the texts exist in English, Russian and Romanian, chosen by",
            "`Accept-Language`. A code keeps its meaning for good; what cannot be answered in",
            "time is 503 with `Retry-After`.",
            "",
            "| code | status | text | raised in |",
            "|---|---|---|---|",
            *rows,
            "",
            "## Rejections",
            "",
            "A quote answers even where a code, a rule or a claim does not count, and says why in",
            "`rejected[].code`. A phone that asks about a code hears `NOT_FOUND` for every one",
            "that does not count, whatever the reason: nobody can try them out. Reserved codes",
            "keep their meaning for what is still to come; nothing gives them yet.",
            "",
            "| code | text | |",
            "|---|---|---|",
            *(
                f"| `{code}` | {text} | {'reserved' if code in RESERVED else ''} |"
                for code, text in sorted(TEXTS.items())
            ),
            "",
        ]
    )


def schema_page() -> str:
    """Render docs/reference/program.schema.json: the schema of manifests, for editors."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def config_page() -> str:
    """Render docs/reference/config.md."""
    rows = [f"| `{name}` | {default} | {doc} |" for name, default, doc in config.describe()]
    return "\n".join(
        [
            "# Configuration",
            "",
            "All of it comes from the environment, read once at the start; every problem is",
            "reported at once. Each variable may be given as a file instead: `KOPILKA_SECRET_FILE`",
            "names a file that holds the secret.",
            "",
            "| variable | default | meaning |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def env_example() -> str:
    """Render .env.example: every setting, commented out."""
    lines = [
        "# Every setting of Kopilka; `make run` needs none of them. Kopilka reads the environment,",
        "# not this file: load a copy with your shell, systemd's EnvironmentFile or compose.",
    ]
    for name, default, doc in config.describe():
        value = "" if default in ("empty", "a development value") else default
        lines += ["", f"# {doc}", f"# {name}={value}"]
    return "\n".join([*lines, ""])


def licences_page() -> str:
    """Render docs/reference/licences.md from what is installed."""
    rows = [
        f"| {name} | {version} | {_licence(name)} | {use} |"
        for file, use in REQUIREMENTS.items()
        for name, version in sorted(pinned(file), key=lambda pin: pin[0].lower())
    ]
    return "\n".join(
        [
            "# Licences of what Kopilka stands on",
            "",
            "Kopilka is Apache-2.0. The embedded database is GPL-2.0-only: it is started as a",
            "process of its own, spoken to over a socket, never imported, and not needed where a",
            "MongoDB is configured. An image or installer that contains it must carry its licence",
            "and an offer of its source.",
            "",
            "| dependency | version | licence | used for |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def pinned(file: str) -> list[tuple[str, str]]:
    """List (name, version) of the packages that a requirements file pins."""
    return PINNED.findall((house.ROOT / file).read_text(encoding="utf-8"))


def _status(refusal: type[Refusal]) -> int:
    return next(status for kind, status in STATUSES.items() if issubclass(refusal, kind))


def _licence(name: str) -> str:
    about = metadata.metadata(name)
    classifiers = [
        c.split(" :: ")[-1] for c in about.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    stated = about.get("License-Expression") or about.get("License") or ""
    short = stated if stated and len(stated) < 60 and "\n" not in stated else ""
    return short or ", ".join(classifiers) or "see its distribution"


PAGES = {
    "docs/reference/errors.md": errors_page,
    "docs/reference/config.md": config_page,
    "docs/reference/program.schema.json": schema_page,
    ".env.example": env_example,
}


def main() -> None:
    """Write all pages."""
    for name, render in {**PAGES, "docs/reference/licences.md": licences_page}.items():
        (house.ROOT / name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
