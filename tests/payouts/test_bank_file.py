"""The bank's file: its columns, its control totals, and the same bytes at every download."""

import csv
import hashlib
import io
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from python_calamine import CalamineWorkbook

from rebates.payouts.bank_file import export_batch
from tests.payouts.papers import grant, make_bank_account


@pytest.fixture
def batch(desk, dealers):
    """7.50 and 1,000,000.00 in cash; 20.00 in credit do not go to the bank."""
    for dealer in (dealers.guangzhou, dealers.hangzhou):
        make_bank_account(dealer=dealer)
    dealers.hangzhou.bank_accounts.update(account_name="=HYPERLINK(1)", branch="", cnaps="")
    return desk.sent(
        grant(dealers.guangzhou, cash="7.50", credit="20.00"),
        grant(dealers.hangzhou, cash="1000000.00"),
    )


def content(batch, form: str) -> bytes:
    return bytes(batch.files.get(format=form).content)


def test_it_works(batch, dealers):
    text = content(batch, "csv").decode()
    assert text.startswith("\ufeff序号,收款人户名,收款人账号,开户行,联行号,金额,用途")
    _titles, first, second, total = list(csv.reader(io.StringIO(text)))
    account = dealers.guangzhou.bank_accounts.get()
    assert first == [
        "1", account.account_name, account.account_number, "中国工商银行 广州天河支行",
        "102581000013", "7.50", "返利",
    ]  # fmt: skip
    assert second[1] == "'=HYPERLINK(1)"  # text, whatever a spreadsheet makes of it
    assert second[3:] == ["中国工商银行", "", "1000000.00", "返利"]
    assert total == ["合计", "2笔", "", "", "", "1000007.50", ""]


def test_the_workbook_says_the_same(batch, dealers):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(batch, "xlsx")))
    _titles, first, second, total = book.get_sheet_by_index(0).to_python()
    assert first[2] == dealers.guangzhou.bank_accounts.get().account_number  # text: every figure
    assert second[1] == "=HYPERLINK(1)"
    assert (total[0], total[1], D(str(total[5]))) == ("合计", "2笔", D("1000007.5"))


def test_the_batch_has_the_control_totals(batch):
    assert (batch.count, batch.total) == (2, D("1000007.50"))


def test_every_download_has_the_same_bytes(batch, finance_client):
    for form in ("csv", "xlsx"):
        address = reverse("rebates:payoutbatch_file", args=[batch.pk, form])
        first, second = finance_client.get(address), finance_client.get(address)
        assert first.content == second.content == content(batch, form)
        digest = hashlib.sha256(first.content).hexdigest()
        assert first["ETag"] == f'"{digest}"' == f'"{batch.files.get(format=form).sha256}"'


def test_it_is_made_once(batch, finance):
    with pytest.raises(ValidationError) as refused:
        export_batch(batch=batch, access=finance)
    assert refused.value.error_list[0].code == "decided"


def test_without_cash_there_is_none(desk, dealers, finance):
    batch = desk.approved(grant(dealers.guangzhou, credit="20.00"))
    with pytest.raises(ValidationError) as refused:
        export_batch(batch=batch, access=finance)
    assert refused.value.error_list[0].code == "no_cash"


def test_there_is_no_other_form(batch, finance_client):
    address = reverse("rebates:payoutbatch_file", args=[batch.pk, "exe"])
    assert finance_client.get(address).status_code == 404
