"""Settings from the environment: each with its default, each wrong value named."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from booking.settings import DESCRIPTIONS, Settings, WrongSetting, read_settings
from tests.paths import CHECKOUT

SECRET = "0123456789abcdef0123456789abcdef"


def test_settings_have_a_default_each() -> None:
    assert read_settings({}) == Settings(
        database_url="sqlite:///var/booking.sqlite",
        data_dir=Path("var"),
        secret_key=None,
        base_url="http://127.0.0.1:8000",
        sign_in_idle=timedelta(minutes=60),
        sign_in_longest=timedelta(hours=12),
        proxies=frozenset(),
    )


def test_settings_are_read_from_the_environment() -> None:
    given = {
        "BOOKING_DATABASE_URL": "postgresql://booking@db.trust.example:5432/booking",
        "BOOKING_DATA_DIR": "/srv/booking",
        "BOOKING_SECRET_KEY": SECRET,
        "BOOKING_BASE_URL": "https://book.trust.example/",
        "BOOKING_SIGN_IN_IDLE_MIN": "5",
        "BOOKING_SIGN_IN_LONGEST_HOURS": "168",
        "BOOKING_PROXIES": "10.0.0.7, ::1",
        "PATH": "/usr/bin",
        "BOOKING_TEST_DATABASE_URL": "for the tests",
    }

    settings = read_settings(given)

    assert settings == Settings(
        "postgresql://booking@db.trust.example:5432/booking",
        Path("/srv/booking"),
        SECRET.encode(),
        "https://book.trust.example",
        timedelta(minutes=5),
        timedelta(hours=168),
        frozenset({"10.0.0.7", "::1"}),
    )
    assert settings.anchors == Path("/srv/booking/audit-anchors.txt")
    assert settings.secure_cookies


def test_cookies_are_not_secure_on_this_machine_alone() -> None:
    assert not read_settings({}).secure_cookies


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_an_empty_setting_is_its_default(name: str) -> None:
    assert read_settings({name: ""}) == read_settings({})


FINE = {
    "BOOKING_DATABASE_URL": [
        "sqlite:////srv/booking.sqlite",
        "postgresql://postgres@/booking?host=/run/postgresql",
        "postgresql://u:p%40ss@[::1]:5433/booking?sslmode=require",
    ],
    "BOOKING_BASE_URL": ["http://localhost:8080", "http://[::1]:8000", "https://book.trust.example"],
}
WRONG = {
    "BOOKING_DATABASE_URL": [
        "mysql://host/booking",
        "postgresql+psycopg://host/booking",
        "booking.sqlite",
        "sqlite://",
        "sqlite:///",
        "sqlite://booking.sqlite",
        "sqlite:///:memory:",
        "sqlite:////srv/booking.sqlite?mode=ro",
        "postgresql://",
        "postgresql://host",
        "postgresql://host:port/booking",
        "postgresql://host:99999/booking",
        "postgresql://[::1/booking",
    ],
    "BOOKING_DATA_DIR": [str(CHECKOUT / "LICENSE")],
    "BOOKING_SECRET_KEY": ["short", SECRET[:31]],
    "BOOKING_BASE_URL": [
        "book.trust.example",
        "ftp://book.trust.example",
        "https://",
        "https://book.trust.example/booking",
        "https://book.trust.example?x=1",
        "https://book.trust.example#top",
        "https://somebody@book.trust.example",
        "https://book.trust.example:port",
        "http://book.trust.example",
        "http://127.0.0.1.trust.example",
    ],
    "BOOKING_SIGN_IN_IDLE_MIN": ["4", "1441", "-5", "5.0", "five", "٥٠", " 60", "1e2"],
    "BOOKING_SIGN_IN_LONGEST_HOURS": ["0", "169", "12h"],
    "BOOKING_PROXIES": ["proxy.trust.example", "10.0.0.7,", "10.0.0.0/8"],
}


def test_wrong_values_are_tried_for_every_setting() -> None:
    assert set(WRONG) == set(DESCRIPTIONS)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in FINE.items() for value in values])
def test_a_setting_that_works_is_taken_as_it_is(name: str, value: str) -> None:
    settings = read_settings({name: value})

    assert value in (settings.database_url, settings.base_url)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_setting_names_itself(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=f"^{name} "):
        read_settings({name: value})


def test_a_wrong_secret_is_not_repeated() -> None:
    with pytest.raises(WrongSetting) as refused:
        read_settings({"BOOKING_SECRET_KEY": "hunter2"})

    assert "hunter2" not in str(refused.value)
    assert str(refused.value).startswith("BOOKING_SECRET_KEY has 7 characters, and it needs at least 32.")


def test_a_wrong_address_is_repeated_without_its_password() -> None:
    with pytest.raises(WrongSetting) as refused:
        read_settings({"BOOKING_DATABASE_URL": "postgresql://booking:hunter:2@db.example:port/booking"})

    assert "hunter" not in str(refused.value)
    assert "'postgresql://booking:***@db.example:port/booking'" in str(refused.value)


def test_an_unknown_setting_is_refused_by_name_with_the_known_ones() -> None:
    with pytest.raises(WrongSetting) as refused:
        read_settings({"BOOKING_DATABSE_URL": "sqlite:///x"})

    assert str(refused.value).startswith("BOOKING_DATABSE_URL is not a setting of this service. The settings are: ")
    assert all(name in str(refused.value) for name in DESCRIPTIONS)


def test_the_readme_documents_every_setting_with_its_default_and_words() -> None:
    rows = re.findall(r"^\| `(BOOKING_\w+)` \| (\S+) \| (.*) \|$", (CHECKOUT / "README.md").read_text("utf-8"), re.M)

    assert {name: (default.strip("`"), words) for name, default, words in rows} == DESCRIPTIONS
