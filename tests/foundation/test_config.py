"""Configuration: read from the environment once, wrong in all places told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from foundation import Config, ConfigInvalid
from foundation.config import describe

SAFE = {
    "KOPILKA_ENVIRONMENT": "production",
    "KOPILKA_SECRET": "a secret of our own, 32 bytes or more",
    "KOPILKA_MONGODB_URI": "mongodb://db.example",
    "KOPILKA_TOKEN_PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----",
}


def problems(environ: dict[str, str]) -> list[str]:
    """Read an environment that makes no configuration; give what is wrong with it."""
    with pytest.raises(ConfigInvalid) as refused:
        Config.from_env(environ)
    return refused.value.problems


def test_an_empty_environment_is_a_development_machine() -> None:
    config = Config.from_env({})

    assert (config.environment, config.port, config.mongodb_uri) == ("development", 8000, "")
    assert config.guards_shapes


def test_settings_are_read_with_their_types() -> None:
    config = Config.from_env(
        {
            "KOPILKA_PORT": "9000",
            "KOPILKA_DATA_DIR": "/srv/kopilka",
            "KOPILKA_CORS_ORIGINS": "https://a.example, https://b.example,",
            "KOPILKA_REFUSE_SLOW_SHAPES": "yes",
            "KOPILKA_SECRET": "ключ из тридцати двух байт",
        }
    )

    assert (config.port, config.data_dir) == (9000, Path("/srv/kopilka"))
    assert config.cors_origins == ("https://a.example", "https://b.example")
    assert config.refuse_slow_shapes is True
    assert config.secret == "ключ из тридцати двух байт".encode()


def test_an_empty_setting_is_no_setting() -> None:
    assert Config.from_env({"KOPILKA_PORT": "", "KOPILKA_PROGRAM": ""}) == Config()


def test_everything_wrong_is_told_at_once() -> None:
    found = problems(
        {
            "KOPILKA_ENVIRONMENT": "staging",
            "KOPILKA_PORT": "eighty",
            "KOPILKA_THREADS": "0",
            "KOPILKA_SECRET": "short",
            "KOPILKA_DEFAULT_LOCALE": "de",
            "KOPILKA_LOG_LEVEL": "LOUD",
            "KOPILKA_REFUSE_SLOW_SHAPES": "perhaps",
            "KOPILKA_EMBEDDED_PORT": "99999",
        }
    )

    assert [problem.partition(":")[0] for problem in found] == [
        "KOPILKA_PORT", "KOPILKA_REFUSE_SLOW_SHAPES", "KOPILKA_ENVIRONMENT", "KOPILKA_SECRET",
        "KOPILKA_THREADS", "KOPILKA_EMBEDDED_PORT", "KOPILKA_DEFAULT_LOCALE", "KOPILKA_LOG_LEVEL",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KOPILKA_PORT", "0"), ("KOPILKA_PORT", "65536"), ("KOPILKA_WORKERS", "65"),
        ("KOPILKA_ACCESS_TTL_SECONDS", "59"), ("KOPILKA_REFRESH_TTL_DAYS", "366"),
        ("KOPILKA_EMBEDDED_PORT", "-1"),
    ],
)  # fmt: skip
def test_a_number_out_of_its_range_is_refused(name: str, value: str) -> None:
    (problem,) = problems({name: value})

    assert problem.startswith(f"{name}: ")


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret of 32 bytes, in a file!\n", encoding="utf-8")

    config = Config.from_env({"KOPILKA_SECRET_FILE": str(tmp_path / "secret")})

    assert config.secret == b"a secret of 32 bytes, in a file!"


def test_a_file_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    absent = {"KOPILKA_SECRET_FILE": str(tmp_path / "absent")}

    (problem,) = problems(SAFE | absent)

    assert problem.startswith("KOPILKA_SECRET: ")
    assert "absent" in problem


def test_production_refuses_every_default_that_is_unsafe() -> None:
    found = problems({"KOPILKA_ENVIRONMENT": "production", "KOPILKA_CORS_ORIGINS": "*"})

    assert [problem.partition(":")[0] for problem in found] == [
        "KOPILKA_SECRET", "KOPILKA_MONGODB_URI", "KOPILKA_TOKEN_PRIVATE_KEY",
        "KOPILKA_CORS_ORIGINS",
    ]  # fmt: skip
    assert not Config.from_env(SAFE).guards_shapes


def test_no_problem_tells_a_secret() -> None:
    found = problems({"KOPILKA_SECRET": "hunter2", "KOPILKA_PORT": "x"})

    assert "hunter2" not in " ".join(found)


def test_every_setting_is_described_and_none_shows_the_secret() -> None:
    rows = describe()

    assert all(name.startswith("KOPILKA_") and text for name, _, text in rows)
    assert not any("not-for-production" in default for _, default, _ in rows)
