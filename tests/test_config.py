"""Settings: safe by default, made once, and wrong ones named in plain words."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import config


def environ(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"TRAINING_APP_INSTANCE": str(tmp_path / "instance"), **more}


def test_the_session_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = config.load(environ(tmp_path))
    assert config.load(environ(tmp_path))["SECRET_KEY"] == first["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 64
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "instance" / "secret_key").stat().st_mode) == 0o600


def test_processes_starting_at_once_agree_on_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: config.load(environ(tmp_path))["SECRET_KEY"], range(64)))
    assert len(keys) == 1
    assert {path.name for path in (tmp_path / "instance").iterdir()} <= {"secret_key", "pg.mark"}


def test_reading_settings_starts_no_server(tmp_path: Path) -> None:
    settings = config.load(environ(tmp_path))
    assert settings["SQLALCHEMY_DATABASE_URI"] == settings["EMBEDDED_POSTGRES"].url()
    assert not settings["EMBEDDED_POSTGRES"].running


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_an_own_database_is_used_through_psycopg(tmp_path: Path, scheme: str) -> None:
    settings = config.load(environ(tmp_path, DATABASE_URL=f"{scheme}://u:p@db/training"))
    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://u:p@db/training"
    assert settings["EMBEDDED_POSTGRES"] is None


def test_a_second_factor_is_everybodys_own_choice_unless_required(tmp_path: Path) -> None:
    assert config.load(environ(tmp_path))["TWO_FACTOR"] == "optional"
    assert config.load(environ(tmp_path, TWO_FACTOR="required"))["TWO_FACTOR"] == "required"


def test_cookies_are_secure_unless_served_in_the_clear(tmp_path: Path) -> None:
    safe = config.load(environ(tmp_path))
    assert safe["SESSION_COOKIE_SECURE"] and safe["SESSION_COOKIE_NAME"].startswith("__Host-")
    plain = config.load(environ(tmp_path, PLAIN_HTTP="1"))
    assert not plain["SESSION_COOKIE_SECURE"] and not plain["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert safe["SESSION_COOKIE_HTTPONLY"] and plain["SESSION_COOKIE_HTTPONLY"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://u:geheim@db/x", "只支持 PostgreSQL"),
        ("DATABASE_URL", "geheim", "postgresql://"),
        ("SECRET_KEY", "geheim", "32 个字符"),
        ("PLAIN_HTTP", "yes", "PLAIN_HTTP"),
        ("TWO_FACTOR", "1", "optional、required"),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES"),
        ("TRUSTED_PROXIES", "²", "TRUSTED_PROXIES"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(config.ConfigurationError) as error:
        config.load(environ(tmp_path, **{name: value}))
    assert said in error.value.message
    assert "geheim" not in error.value.message


def test_an_emptied_key_file_is_not_replaced_silently(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "secret_key").touch()
    with pytest.raises(config.ConfigurationError, match="secret_key"):
        config.load(environ(tmp_path))


def test_an_instance_path_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "instance").touch()
    with pytest.raises(config.ConfigurationError, match="TRAINING_APP_INSTANCE"):
        config.load(environ(tmp_path))


def test_the_public_address_is_one_of_a_site(tmp_path: Path) -> None:
    assert config.load(environ(tmp_path))["PUBLIC_ADDRESS"] == ""
    given = config.load(environ(tmp_path, PUBLIC_ADDRESS="https://training.example.gov.cn/"))
    assert given["PUBLIC_ADDRESS"] == "https://training.example.gov.cn"
    for wrong in ("training.example.gov.cn", "javascript:alert(1)", "https://x/?a=1", "https://"):
        with pytest.raises(config.ConfigurationError, match="PUBLIC_ADDRESS"):
            config.load(environ(tmp_path, PUBLIC_ADDRESS=wrong))
