"""The cache in which wrong passwords and codes are counted."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from channels_mgmt.core.cache import FileCache


@pytest.fixture
def cache(tmp_path) -> FileCache:
    return FileCache(str(tmp_path / "cache"), {})


def test_it_works(cache):
    assert cache.add("key", 1)
    assert not cache.add("key", 2)
    assert cache.get("key") == 1


def test_processes_of_one_machine_share_it(cache, tmp_path):
    cache.set("key", [1.0, 2.0], 60)
    assert FileCache(str(tmp_path / "cache"), {}).get("key") == [1.0, 2.0]


def test_of_several_at_once_one_comes_first(tmp_path):
    """Each by a cache of its own, as in processes of their own."""

    def add(key: int) -> bool:
        return FileCache(str(tmp_path / "cache"), {}).add(f"key{key}", "mine")

    with ThreadPoolExecutor(8) as threads:
        first = list(threads.map(add, [key for key in range(40) for _ in range(8)]))
    assert sum(first) == 40


def test_what_has_ended_is_free_again(cache):
    cache.add("key", 1, timeout=-1)
    assert cache.add("key", 2)


@pytest.mark.parametrize(
    ("address", "backend"),
    [("", "FileCache"), ("redis://cache.example:6379/0", "RedisCache")],
)
def test_the_environment_chooses(address, backend, tmp_path):
    told = "from django.core.cache import caches; print(type(caches['default']).__name__)"
    environment = os.environ | {"CACHE_URL": address, "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", told]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == backend
