"""What the command took in stands in the history with its file, as an upload does."""

import pytest
from django.urls import reverse

from channels_mgmt.core.models import ImportBatch

from .test_commands import Ran
from .world import SALES

pytestmark = pytest.mark.django_db


def test_the_history_shows_the_file_itself(brand_masters, write, hq_client):
    path = write(SALES, "from the ERP.csv")
    Ran("import_data", "sales", path)
    batch = ImportBatch.objects.get(kind="sales")
    assert batch.file_name == "from the ERP.csv"
    answer = hq_client.get(reverse("imports:source", args=[batch.pk]))
    assert b"".join(answer.streaming_content) == path.read_bytes()
    assert path.exists()  # it is a copy that is kept


@pytest.mark.parametrize("option", ["--dry-run", ""])
def test_of_what_was_not_taken_in_no_file_is_kept(brand_masters, write, option):
    text = SALES if option else SALES.replace("GD", "NOBODY")
    Ran("import_data", "sales", write(text), *filter(None, [option]))
    assert not ImportBatch.objects.filter(kind="sales").exists()
