import pytest

from tests.imports.conftest import brand_masters, take_file, write

from .documents import know_the_places

__all__ = ["brand_masters", "take_file", "write"]


@pytest.fixture
def load(brand_masters, take_file):
    know_the_places()

    def loaded(text: str | bytes, **options):
        return take_file("scans", text, name="file.bin", **options)

    return loaded
