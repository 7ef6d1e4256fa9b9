from tests.imports.conftest import brand_masters, take_file, write

__all__ = ["brand_masters", "take_file", "write"]
