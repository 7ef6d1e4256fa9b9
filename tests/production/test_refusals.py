"""Production starts only where passwords, sessions and pages are safe; each refusal says how to
mend it."""

import importlib.util
import os
import secrets
import subprocess
import sys
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from channels_mgmt.core.database_check import several_machines_need_postgresql
from channels_mgmt.demo.checks import nobody_of_the_demo_signs_in
from channels_mgmt.demo.loading import Refused, load
from channels_mgmt.demo.people import PASSWORD
from channels_mgmt.production import Installation, default_public_url, faults, weakness
from tests.factories import make_user

SECRET = secrets.token_urlsafe(60)
SOUND = Installation(
    secret=SECRET,
    local_secret=secrets.token_urlsafe(50),
    hosts=["channels.example.com"],
    public_url="https://channels.example.com",
)
ENVIRONMENT = {
    "PRODUCTION": "1",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "channels.example.com",
}


def test_it_works():
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    ("changed", "variable", "shown"),
    [
        ({"secret": ""}, "SECRET_KEY", "is not set"),
        ({"secret": "x7" * 24 + "q"}, "SECRET_KEY", "has 49 characters, fewer than 50"),
        ({"secret": "abcd" * 20}, "SECRET_KEY", "repeats 4 characters"),
        ({"secret": f"django-insecure-{SECRET}"}, "SECRET_KEY", "is a placeholder"),
        ({"secret": f"please-CHANGE-ME-{SECRET}"}, "SECRET_KEY", "is a placeholder"),
        ({"secret": SOUND.local_secret}, "SECRET_KEY", "was made for local use"),
        ({"debug": True}, "DEBUG", "is 1"),
        ({"hosts": []}, "ALLOWED_HOSTS", "is not set"),
        ({"hosts": ["a.example.com", "*"]}, "ALLOWED_HOSTS", "has “*”"),
        ({"hosts": ["*.example.com"]}, "ALLOWED_HOSTS", "has “*.example.com”"),
        ({"hosts": ["https://a.example.com"]}, "ALLOWED_HOSTS", "has “https://a.example.com”"),
        ({"public_url": "http://a.example.com"}, "PUBLIC_URL", "is “http://a.example.com”"),
        ({"public_url": "a.example.com"}, "PUBLIC_URL", "is “a.example.com”"),
        ({"public_url": "https://"}, "PUBLIC_URL", "is “https://”"),
        ({"public_url": "", "hosts": [".example.com"]}, "PUBLIC_URL", "is not set"),
        ({"origins": ["http://a.example.com"]}, "CSRF_TRUSTED_ORIGINS", "has “http://a"),
        ({"ssl_redirect": False}, "SECURE_SSL_REDIRECT", "is 0"),
        ({"hsts_seconds": "0"}, "SECURE_HSTS_SECONDS", "is “0”"),
        ({"hsts_seconds": "-1"}, "SECURE_HSTS_SECONDS", "is “-1”"),
        ({"hsts_seconds": "a year"}, "SECURE_HSTS_SECONDS", "is “a year”"),
    ],
)
def test_each_refusal_names_the_variable_and_its_value(changed, variable, shown):
    [fault] = faults(replace(SOUND, **changed))
    assert fault.variable == variable
    assert shown in fault.shown
    assert len(fault.mend) > 20


def test_all_faults_are_told_at_once_and_the_secret_is_not():
    weak = "a-weak-secret"
    told = "\n".join(map(str, faults(Installation(secret=weak, debug=True, hsts_seconds="0"))))
    assert [line.partition(" ")[0] for line in told.splitlines()] == [
        "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "SECURE_HSTS_SECONDS",
    ]  # fmt: skip
    assert weak not in told


def test_a_secret_as_the_hint_makes_one_is_good_enough():
    assert [weakness(secrets.token_urlsafe(60)) for _turn in range(50)] == [""] * 50


@pytest.mark.parametrize(
    ("hosts", "address"),
    [
        (["a.example.com", "b.example.com"], "https://a.example.com"),
        ([".example.com", "b.example.com"], "https://b.example.com"),
        ([".example.com"], ""),
        ([], ""),
    ],
)
def test_the_public_address_follows_from_the_first_host(hosts, address):
    assert default_public_url(hosts) == address


# The settings themselves


@pytest.fixture
def started(monkeypatch, tmp_path):
    """The settings as they are in an environment."""
    for name in (*ENVIRONMENT, "PUBLIC_URL", "DEBUG", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL",
                 "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    def start(**environment: str) -> dict:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        spec = importlib.util.find_spec("channels_mgmt.settings")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return vars(module)

    return start


def test_a_local_try_needs_no_setting_at_all(started):
    found = started()
    assert (found["PRODUCTION"], found["DEBUG"], found["ALLOWED_HOSTS"]) == (False, False, ["*"])
    assert weakness(found["SECRET_KEY"]) == ""


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY has 5 characters"),
        ({"DEBUG": "1"}, "DEBUG is 1"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS has “*”"),
        ({"ALLOWED_HOSTS": " "}, "ALLOWED_HOSTS is not set"),
        ({"PUBLIC_URL": "http://a.example.com"}, "PUBLIC_URL is “http://a.example.com”"),
        ({"CSRF_TRUSTED_ORIGINS": "http://a"}, "CSRF_TRUSTED_ORIGINS has “http://a”"),
        ({"SECURE_SSL_REDIRECT": "0"}, "SECURE_SSL_REDIRECT is 0"),
        ({"SECURE_HSTS_SECONDS": "0"}, "SECURE_HSTS_SECONDS is “0”"),
    ],
)
def test_production_refuses_to_start(environment, words, started):
    with pytest.raises(ImproperlyConfigured, match="PRODUCTION=1 refuses to start") as refused:
        started(**ENVIRONMENT | environment)
    assert words in str(refused.value)
    assert SECRET not in str(refused.value)


def test_the_secret_of_a_local_try_is_none_for_production(started):
    local = started()["SECRET_KEY"]
    with pytest.raises(ImproperlyConfigured, match="made for local use"):
        started(**ENVIRONMENT | {"SECRET_KEY": local})


def test_cookies_in_production_go_by_https_to_this_host_alone(started):
    found = started(**ENVIRONMENT)
    assert found["PUBLIC_URL"] == "https://channels.example.com"
    for kind in ("SESSION", "CSRF"):
        assert found[f"{kind}_COOKIE_NAME"].startswith("__Host-")
        assert found[f"{kind}_COOKIE_SECURE"]
        assert found[f"{kind}_COOKIE_HTTPONLY"]
        assert found[f"{kind}_COOKIE_SAMESITE"] == "Lax"


def manage(tmp_path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**kept, **ENVIRONMENT, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_check_before_a_deployment_is_clean(tmp_path):
    answer = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr
    assert "WARNINGS" not in answer.stderr


def test_no_command_starts_with_settings_that_are_refused(tmp_path):
    answer = manage(tmp_path, "check", SECRET_KEY="django-insecure", DEBUG="1")
    assert answer.returncode != 0
    assert "SECRET_KEY is a placeholder" in answer.stderr
    assert "DEBUG is 1" in answer.stderr


# The demo brand


def test_production_does_not_take_the_demo(settings, db):
    settings.PRODUCTION = True
    with pytest.raises(Refused):
        load()
    with pytest.raises((SystemExit, CommandError)):
        call_command("load_demo")


@pytest.mark.parametrize(
    ("production", "username", "password", "active", "warned"),
    [
        (True, "hq", PASSWORD, True, True),
        (True, "hq", "another long secret", True, False),
        (True, "hq", PASSWORD, False, False),
        (True, "somebody", PASSWORD, True, False),
        (False, "hq", PASSWORD, True, False),
    ],
)
def test_who_still_has_the_password_of_the_demo_is_named(
    production, username, password, active, warned, settings, db
):
    settings.PRODUCTION = production
    user = make_user(username, is_active=active)
    user.set_password(password)
    user.save()
    found = nobody_of_the_demo_signs_in(None)
    assert [(each.id, "hq" in each.msg) for each in found] == [("demo.W001", True)] * warned


@pytest.mark.parametrize(("engine", "told"), [("sqlite3", True), ("postgresql", False)])
def test_sqlite_in_production_is_remarked_on(engine, told, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", f"django.db.backends.{engine}")
    assert bool(several_machines_need_postgresql(None)) is told
