"""Three kinds of people on a small map; the strangers' rows are there to be kept from them.

The map: Guangdong with Guangzhou and Shenzhen, Zhejiang with Hangzhou. In Guangdong a provincial
dealer with a city dealer below it, in Zhejiang the strangers.
"""

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client, TransactionTestCase

from channels_mgmt.core.audit_seals import set_head_guard
from channels_mgmt.core.models import AuditHead
from channels_mgmt.core.scopes import Access
from channels_mgmt.core.triggers import AppendOnly, set_guard
from dealers.choices import Role
from dealers.models import Brand
from dealers.roles import access_of
from dealers.services.tiers import create_default_tiers

from . import factories as make


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-query-counts",
        action="store_true",
        help="write down anew how often each page asks the database (tests/core/query_counts.json)",
    )


DATABASES = {"db", "transactional_db", "django_db_setup", "live_server", "shell"}
"""Fixtures of those who ask a database; the shell's commands open one of their own."""


def asks_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    if item.get_closest_marker("django_db") or DATABASES & {*item.fixturenames}:
        return True
    return issubclass(getattr(item, "cls", None) or object, TransactionTestCase)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database, and what is marked ``once``, is shown on SQLite; a second run on
    PostgreSQL would show it again. Whoever names a file runs all of it."""
    named = any(Path(argument.split("::")[0]).is_file() for argument in config.args)
    if connection.vendor == "sqlite" or named:
        return
    kept = [item for item in items if asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not asks_a_database(item)])
    items[:] = kept


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """A database for each process of the tests. SQLite in a file, as in earnest: in memory, threads
    would not wait for one another."""
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "tests.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


def append_only_tables() -> list[str]:
    """The tables that migrations put under guard."""
    migrations = MigrationLoader(connection).disk_migrations
    return sorted(
        f"{app}_{operation.model_name}"
        for (app, _name), migration in migrations.items()
        for operation in migration.operations
        if isinstance(operation, AppendOnly)
    )


@pytest.fixture(scope="session", autouse=True)
def _guards_let_tests_empty_their_tables():
    """A test with real transactions is followed by emptying all tables, which the guards refuse."""
    empty = TransactionTestCase._fixture_teardown

    def without_guards(self) -> None:
        tables = append_only_tables()
        for table in tables:
            set_guard(connection, table, on=False)
        set_head_guard(connection, on=False)
        try:
            empty(self)
        finally:
            for table in tables:
                set_guard(connection, table, on=True)
            set_head_guard(connection, on=True)
        AuditHead.objects.create()  # the migrations had made it, and the tiers
        create_default_tiers()

    TransactionTestCase._fixture_teardown = without_guards
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture(autouse=True)
def _quick_and_plain(settings, tmp_path):
    """Cheap password hashes, and files and a cache of the test's own: wrong passwords of one test
    do not count in another."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(tmp_path),
        }
    }
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.WHITENOISE_AUTOREFRESH = True  # else every client looks through all static files


@pytest.fixture
def regions(db) -> SimpleNamespace:
    country = make.make_region("000000", name="中国", name_en="China")
    guangdong = make.make_region("440000", country, name="广东省", name_en="Guangdong")
    zhejiang = make.make_region("330000", country, name="浙江省", name_en="Zhejiang")
    return SimpleNamespace(
        country=country,
        guangdong=guangdong,
        guangzhou=make.make_region("440100", guangdong, name="广州市", name_en="Guangzhou"),
        shenzhen=make.make_region("440300", guangdong, name="深圳市", name_en="Shenzhen"),
        zhejiang=zhejiang,
        hangzhou=make.make_region("330100", zhejiang, name="杭州市", name_en="Hangzhou"),
    )


@pytest.fixture
def brand(db) -> Brand:
    return Brand.objects.create(name="某品牌", name_en="A Brand")


@pytest.fixture
def dealers(regions) -> SimpleNamespace:
    provincial, city = make.make_tier("provincial"), make.make_tier("city")
    upper = make.make_dealer("GD", tier=provincial, home_region=regions.guangdong)
    return SimpleNamespace(
        guangdong=upper,
        guangzhou=make.make_dealer(
            "GZ", tier=city, home_region=regions.guangzhou, upstream=upper, ecommerce_team=True
        ),
        zhejiang=make.make_dealer("ZJ", tier=provincial, home_region=regions.zhejiang),
        hangzhou=make.make_dealer("HZ", tier=city, home_region=regions.hangzhou),
    )


def person(username: str, role: Role, **bound) -> Access:
    return access_of(make.make_grant(user=make.make_user(username), role=role, **bound).user)


@pytest.fixture
def hq(db) -> Access:
    """Headquarters: sees everything, changes the structure and the products."""
    return person("hq", Role.HEADQUARTERS)


@pytest.fixture
def finance(db) -> Access:
    """The second person: approves and posts."""
    return person("finance", Role.FINANCE)


@pytest.fixture
def province(regions) -> Access:
    """The manager of Guangdong."""
    return person("province", Role.PROVINCE, region=regions.guangdong)


@pytest.fixture
def dealer_user(dealers) -> Access:
    """The principal of the dealer in Guangzhou."""
    return person("dealer", Role.PRINCIPAL, dealer=dealers.guangzhou)


@pytest.fixture
def stranger(dealers) -> Access:
    """The principal of the dealer in Hangzhou."""
    return person("stranger", Role.PRINCIPAL, dealer=dealers.hangzhou)


def signed_in(access: Access, *, second_factor: bool = True) -> Client:
    """A client of a person who gave her second factor a moment ago, or only her password.

    It counts as a moment ago for as long as a test may take.
    """
    client = Client()
    client.force_login(access.user)
    session, method = client.session, "mfa" if second_factor else "password"
    session["account_authentication_methods"] = [{"method": method, "at": time.time() + 3600}]
    session["account_authentication_methods_user"] = str(access.user.pk)
    session.save()
    return client


@pytest.fixture
def hq_client(hq) -> Client:
    return signed_in(hq)


@pytest.fixture
def finance_client(finance) -> Client:
    return signed_in(finance)


@pytest.fixture
def province_client(province) -> Client:
    return signed_in(province)


@pytest.fixture
def dealer_client(dealer_user) -> Client:
    return signed_in(dealer_user)


@pytest.fixture
def stranger_client(stranger) -> Client:
    return signed_in(stranger)
