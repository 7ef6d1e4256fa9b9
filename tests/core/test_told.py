"""What the system says of itself is kept as facts, and read in the reader's language."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from channels_mgmt.core.audit import history_of, record
from channels_mgmt.core.audit_reading import stored_entries
from channels_mgmt.core.history import changes_of
from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import Scope
from channels_mgmt.core.told import MARK, Told, clipped, refusal, retold, stored, told
from dealers.choices import DealerStatus
from dealers.models import LedgerEntry
from tests.factories import make_dealer, make_entry

IN_CHINESE, IN_ENGLISH = "结算批次 7", "Settlement run 7"
FORGED = MARK + '["Settlement run %(run)s", {"run": 7}]'


def run_seven() -> Told:
    return told(_("Settlement run %(run)s"), run=7)


def read(text: str, language: str) -> str:
    with override(language):
        return retold(text)


@pytest.mark.parametrize("written_in", ["zh-hans", "en", None])
def test_it_works(written_in):
    with override(written_in):
        kept = stored(run_seven())
    assert (read(kept, "zh-hans"), read(kept, "en")) == (IN_CHINESE, IN_ENGLISH)


def test_a_label_among_the_facts_is_read_in_the_language_too():
    text = _("%(dealer)s is “%(status)s” already.")
    kept = stored(told(text, dealer="GZ", status=DealerStatus.SUSPENDED.label))
    assert read(kept, "zh-hans") == "GZ 已是“已暂停”。"
    assert read(kept, "en") == "GZ is “Suspended” already."


@pytest.mark.parametrize("text", ["客户来电", "Settlement run 7", "", "100 %", '["x", {}]'])
def test_what_a_person_wrote_or_an_older_version_kept_stays(text):
    assert stored(text) == retold(text) == text


@pytest.mark.parametrize(
    "text", [MARK, MARK + "x", MARK + '["%(a)s", {"b": 1}]', MARK + '["%(a)s", 1]']
)
def test_what_cannot_be_told_is_shown_as_it_is(text):
    assert retold(text) == text


def test_a_refusal_is_told_where_it_is_one_with_its_facts():
    one = ValidationError(_("Settlement run %(run)s"), params={"run": 7})
    kept = stored(refusal(ValidationError({"run": one})))
    assert read(kept, "zh-hans") == IN_CHINESE
    assert refusal(ValidationError([one, "no"])) == "Settlement run 7 no"
    assert refusal(ValidationError("no")) == "no"


def test_only_mere_text_is_clipped():
    assert clipped("abc", 2) == "ab"
    assert clipped(run_seven(), 2) == run_seven().strip() == str(run_seven()) == IN_ENGLISH


@pytest.mark.django_db
def test_a_row_that_is_read_and_written_again_keeps_its_facts():
    entry = make_entry("1.00", memo=run_seven())
    with override("zh-hans"):
        (again,) = LedgerEntry.objects.filter(pk=entry.pk)
        assert again.memo == IN_CHINESE
        copy = make_entry("1.00", memo=again.memo)
    assert LedgerEntry.objects.get(pk=copy.pk).memo == IN_ENGLISH


@pytest.mark.django_db
def test_nobody_forges_a_sentence():
    entry = make_entry("1.00", memo=FORGED)
    assert LedgerEntry.objects.get(pk=entry.pk).memo == FORGED.removeprefix(MARK)
    dealer = make_dealer()
    record("changed", dealer, by=None, after={"name": FORGED}, reason=FORGED)
    (entry,) = history_of(dealer)
    assert entry.reason == entry.after["name"] == FORGED.removeprefix(MARK)


@pytest.mark.django_db
def test_the_history_of_a_record_is_told_and_its_digest_is_of_the_facts():
    dealer = make_dealer()
    record("changed", dealer, by=None, after={"name": run_seven()}, reason=run_seven())
    for language, said in (("zh-hans", IN_CHINESE), ("en", IN_ENGLISH)):
        with override(language):
            (change,) = changes_of(dealer, Scope(everything=True))
            assert (change.reason, change.differences[0].after) == (said, said)
            assert list(AuditEntry.objects.values_list("reason", flat=True)) == [said]
            (entry,) = stored_entries()
            assert entry.reason == stored(run_seven())
