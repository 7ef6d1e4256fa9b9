import pytest

from channels_mgmt.core.audit import record
from channels_mgmt.core.models import AuditSeal
from tests.audit.proving import seal_now
from tests.factories import make_dealer, make_user


@pytest.fixture
def trail(db) -> list[int]:
    """Forty sealed entries; their ids by their numbers in the chain, less one."""
    dealer, by = make_dealer(), make_user()
    for turn in range(40):
        after = {"grade": "gold", "limit": turn}
        record("changed", dealer, by=by, before={"grade": None}, after=after, reason=f"r{turn}")
    seal_now()
    return list(AuditSeal.objects.order_by("number").values_list("entry", flat=True))
