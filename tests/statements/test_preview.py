"""The preview of a draft: marked as one, never stored, and only while there is a draft."""

import pytest
from django.core.exceptions import ValidationError

from rebates.choices import RunStatus
from rebates.models import Statement, StatementDocument
from rebates.services.statements import preview_pdf
from tests.statements.test_document import read, squeezed, text_of


@pytest.fixture
def draft(world, statement):
    run = world.run("2012Q4", status=RunStatus.DRAFT)
    version = statement.run.lines.get().version
    world.line(run, statement.dealer, version, "75000", period="2012Q4")
    return run


def test_a_draft_is_shown_as_one_and_nothing_is_stored(draft, statement):
    pdf = preview_pdf(run=draft, dealer=statement.dealer, language="en")
    text = squeezed(text_of(pdf))
    assert "DRAFT" in text
    assert "2,000.00" in text  # 1,000.00 before, 1,000.00 now
    assert "ST-2012Q4" not in text
    assert "/verify/" not in text
    assert read(pdf).attachments == {}
    assert Statement.objects.count() == 1
    assert not StatementDocument.objects.exists()


@pytest.mark.parametrize(
    "status",
    [
        RunStatus.CALCULATING,
        RunStatus.FAILED,
        RunStatus.POSTING,
        RunStatus.DISCARDED,
        RunStatus.POSTED,
    ],
)
def test_there_is_no_preview_in_any_other_state(world, statement, status):
    with pytest.raises(ValidationError, match="no statement to show"):
        preview_pdf(run=world.run(status=status), dealer=statement.dealer, language="en")


def test_there_is_none_for_a_dealer_without_lines(world, draft):
    with pytest.raises(ValidationError, match="nothing for dealer D0099"):
        preview_pdf(run=draft, dealer=world.dealer("D0099"), language="en")
