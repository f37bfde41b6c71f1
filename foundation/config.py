"""Everything that an installation may set, read from the environment once and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

ENVIRONMENTS = ("development", "test", "production")
LOG_LEVELS = ("debug", "info", "warning", "error")
_UNSAFE_SECRET = b"kopilka-development-secret-not-for-production"


class ConfigInvalid(Exception):
    """The environment does not make a configuration; `problems` lists everything wrong."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


def _setting(
    env: str, doc: str, default: Any, parse: Callable[[str], Any] = str, *, is_secret: bool = False
) -> Any:
    metadata = {"env": env, "doc": doc, "parse": parse}
    return field(default=default, metadata=metadata, repr=not is_secret)


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError("is neither true nor false")


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@dataclass(frozen=True)
class Config:
    """All settings, typed. Secrets may also be given as files: `KOPILKA_SECRET_FILE` and so on."""

    environment: str = _setting(
        "KOPILKA_ENVIRONMENT", "development, test or production", "development"
    )
    mongodb_uri: str = _setting(
        "KOPILKA_MONGODB_URI",
        "MongoDB to use (replica set or sharded cluster); empty starts the embedded one",
        "",
    )
    database: str = _setting("KOPILKA_DATABASE", "Name of the database", "kopilka")
    data_dir: Path = _setting(
        "KOPILKA_DATA_DIR", "Folder of the embedded database and generated keys", Path("var"), Path
    )
    embedded_port: int = _setting(
        "KOPILKA_EMBEDDED_PORT", "Port of the embedded database; 0 takes a free one", 0, int
    )
    host: str = _setting("KOPILKA_HOST", "Address the API listens on", "127.0.0.1")
    port: int = _setting("KOPILKA_PORT", "Port the API listens on", 8000, int)
    workers: int = _setting("KOPILKA_WORKERS", "API processes", 1, int)
    threads: int = _setting("KOPILKA_THREADS", "Threads of each API process", 2, int)
    secret: bytes = _setting(
        "KOPILKA_SECRET",
        "Master secret of at least 32 bytes; keys for card codes and tokens derive from it",
        _UNSAFE_SECRET,
        str.encode,
        is_secret=True,
    )
    token_private_key_pem: str = _setting(
        "KOPILKA_TOKEN_PRIVATE_KEY",
        "P-256 private key (PEM) that signs access tokens; development makes its own",
        "",
        is_secret=True,
    )
    token_issuer: str = _setting("KOPILKA_TOKEN_ISSUER", "Issuer named in tokens", "kopilka")
    access_ttl_seconds: int = _setting(
        "KOPILKA_ACCESS_TTL_SECONDS", "Life of an access token, 60 to 3600", 600, int
    )
    refresh_ttl_days: int = _setting(
        "KOPILKA_REFRESH_TTL_DAYS",
        "Life of a sign-in, 1 to 365; refreshing does not prolong it",
        60,
        int,
    )
    program: str = _setting("KOPILKA_PROGRAM", "Code of the program that members join", "kopeck")
    default_region: str = _setting(
        "KOPILKA_DEFAULT_REGION", "Country of phone numbers written without +", "MD"
    )
    default_locale: str = _setting("KOPILKA_DEFAULT_LOCALE", "Language: en, ru or ro", "en")
    cors_origins: tuple[str, ...] = _setting(
        "KOPILKA_CORS_ORIGINS", "Origins that browsers may call from, comma-separated", (), _names
    )
    log_level: str = _setting("KOPILKA_LOG_LEVEL", "debug, info, warning or error", "info")
    refuse_slow_shapes: bool = _setting(
        "KOPILKA_REFUSE_SLOW_SHAPES",
        "Refuse query shapes that are slow or wrong on the embedded database; "
        "always on in development and test",
        False,
        _flag,
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read the environment, reporting all problems at once as `ConfigInvalid`."""
        source = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        problems: list[str] = []
        for setting in fields(cls):
            try:
                text = _read(source, setting.metadata["env"])
                if text is not None:
                    values[setting.name] = setting.metadata["parse"](text)
            except (ValueError, OSError) as error:
                problems.append(f"{setting.metadata['env']}: {error}")
        config = cls(**values)
        unread = {problem.partition(":")[0] for problem in problems}
        problems += [text for text in config.problems() if text.partition(":")[0] not in unread]
        if problems:
            raise ConfigInvalid(problems)
        return config

    @property
    def guards_shapes(self) -> bool:
        """Whether slow query shapes are refused."""
        return self.refuse_slow_shapes or self.environment != "production"

    def problems(self) -> list[str]:
        """List what makes this configuration unusable or unsafe, in words."""
        checks = [
            (self.environment in ENVIRONMENTS, f"KOPILKA_ENVIRONMENT: one of {ENVIRONMENTS}"),
            (len(self.secret) >= 32, "KOPILKA_SECRET: at least 32 bytes"),
            (1 <= self.workers <= 64, "KOPILKA_WORKERS: 1 to 64"),
            (1 <= self.threads <= 64, "KOPILKA_THREADS: 1 to 64"),
            (0 < self.port < 65536, "KOPILKA_PORT: 1 to 65535"),
            (0 <= self.embedded_port < 65536, "KOPILKA_EMBEDDED_PORT: 0 to 65535"),
            (60 <= self.access_ttl_seconds <= 3600, "KOPILKA_ACCESS_TTL_SECONDS: 60 to 3600"),
            (1 <= self.refresh_ttl_days <= 365, "KOPILKA_REFRESH_TTL_DAYS: 1 to 365"),
            (self.default_locale in ("en", "ru", "ro"), "KOPILKA_DEFAULT_LOCALE: en, ru or ro"),
            (self.log_level in LOG_LEVELS, f"KOPILKA_LOG_LEVEL: one of {LOG_LEVELS}"),
        ]
        if self.environment == "production":
            checks += [
                (self.secret != _UNSAFE_SECRET, "KOPILKA_SECRET: set it in production"),
                (bool(self.mongodb_uri), "KOPILKA_MONGODB_URI: set it in production"),
                (
                    bool(self.token_private_key_pem),
                    "KOPILKA_TOKEN_PRIVATE_KEY: set it in production",
                ),
                ("*" not in self.cors_origins, "KOPILKA_CORS_ORIGINS: name the origins"),
            ]
        return [text for is_fine, text in checks if not is_fine]


def _read(source: Mapping[str, str], name: str) -> str | None:
    path = source.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    text = source.get(name)
    return text if text not in (None, "") else None


def describe() -> list[tuple[str, str, str]]:
    """List every setting as (variable, default in words, explanation) for docs and checks."""
    rows = []
    for setting in fields(Config):
        default = "" if setting.default is MISSING else setting.default
        shown = "a development value" if setting.name == "secret" else _spell(default)
        rows.append((setting.metadata["env"], shown, setting.metadata["doc"]))
    return rows


def _spell(default: Any) -> str:
    if default in ("", ()):
        return "empty"
    return str(default).lower() if isinstance(default, bool) else str(default)


def child_environment(**settings: str) -> dict[str, str]:
    """Give this process's environment with settings for a child process on top."""
    return {**os.environ, **settings}
