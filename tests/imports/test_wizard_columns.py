"""A file of another system: which of our columns is which is said once."""

import random

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.imports.columns import plain_name
from channels_mgmt.core.imports.kinds import kind_named, kinds
from channels_mgmt.core.imports.mappings import (
    fits,
    own_titles,
    reason_title,
    remembered,
    signature_of,
    suggestion,
)
from channels_mgmt.core.models import AuditEntry, ColumnMapping, ImportBatch, ImportStatus
from rebates.sales.models import SalesLine

from .spreadsheet import Spreadsheet
from .uploading import UPLOAD, address, decide, page_of, post, uploaded

pytestmark = pytest.mark.usefixtures("brand_masters")
TITLES = "来源系统,单据类型,销售单号,行号,开票日期,客户编码,物料编码,数量,含税金额,备注"
OURS = "source,kind,order_number,line_number,date,dealer,sku,quantity,amount,"
ROWS = "SAP,sell_in,S1,1,2025-01-05,GZ,H-1,2,4000.00,急\nSAP,sell_in,S2,1,2025-01-06,GZ,H-1,1,1,\n"
FOREIGN = f"{TITLES}\n{ROWS}"


def form_of(client, batch: ImportBatch):
    return client.get(address(batch, "columns")).context["form"]


def assign(client, batch: ImportBatch, **other: str):
    """Send the form as it is suggested, but for what is said otherwise, by title."""
    form = form_of(client, batch)
    sent = {bound.name: other.get(str(bound.label), bound.initial) for bound in form}
    return client.post(address(batch, "columns"), sent)


def test_it_works(hq_client, hq):
    answer = post(hq_client, "sales", FOREIGN)
    batch = ImportBatch.objects.latest("pk")
    assert answer.url == address(batch, "columns")
    assert batch.status == ImportStatus.MAPPING
    suggested = [bound.initial for bound in form_of(hq_client, batch)]
    assert suggested == OURS.split(",")
    assert assign(hq_client, batch).url == address(batch)
    batch.refresh_from_db()
    assert (batch.status, batch.accepted, batch.errors) == (ImportStatus.CHECKED, 2, [])
    decide(hq_client, batch, "commit")
    assert SalesLine.objects.filter(source="SAP").count() == 2
    entry = AuditEntry.objects.get(action="changed", model="core.importbatch", object_id=batch.pk)
    assert (entry.by, entry.after["mapping"]["客户编码"]) == (hq.user, "dealer")


def test_the_next_file_of_the_source_is_read_so_and_says_it(hq_client):
    assign(hq_client, uploaded(hq_client, "sales", FOREIGN))
    answer = post(hq_client, "sales", FOREIGN.replace("S1", "S3").replace("S2", "S4"))
    batch = ImportBatch.objects.latest("pk")
    assert answer.url == address(batch)
    assert (batch.status, batch.accepted) == (ImportStatus.CHECKED, 2)
    page = page_of(hq_client, batch)
    assert "10 columns are read as they were assigned for this source." in page
    assert address(batch, "columns") in page  # the way to change it


def test_a_changed_assignment_is_the_one_remembered(hq_client):
    assign(hq_client, uploaded(hq_client, "sales", FOREIGN))
    batch = uploaded(hq_client, "sales", FOREIGN)
    assign(hq_client, batch, 含税金额="unit_price", 备注="amount")
    batch.refresh_from_db()
    assert {error["column"] for error in batch.errors} == {"amount"}
    [row] = ColumnMapping.objects.all()
    assert (row.mapping["备注"], row.mapping["含税金额"]) == ("amount", "unit_price")


def test_there_is_one_mapping_for_a_source(hq):
    ColumnMapping.objects.create(kind="sales", signature="a")
    ColumnMapping.objects.create(kind="dealers", signature="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        ColumnMapping.objects.create(kind="sales", signature="a")


def test_another_kind_with_the_same_titles_is_another_source(hq_client):
    assign(hq_client, uploaded(hq_client, "sales", FOREIGN))
    assert remembered(kind_named("sales"), TITLES.split(","))
    assert remembered(kind_named("dealers"), TITLES.split(",")) is None


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"备注": "amount"}, "is assigned to this column already"),
        ({"客户编码": ""}, "These columns are required and have no title yet: Dealer."),
        ({"客户编码": "customer"}, "customer is not one of the available choices"),
    ],
)
def test_an_assignment_that_cannot_be_is_shown_again(hq_client, other, said):
    batch = uploaded(hq_client, "sales", FOREIGN)
    answer = assign(hq_client, batch, **other)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert answer.context["form"]["column_0"].value() == "source"  # the input is kept
    assert not ColumnMapping.objects.exists()
    batch.refresh_from_db()
    assert batch.status == ImportStatus.MAPPING


def test_a_file_with_open_columns_cannot_be_taken_in(hq_client):
    batch = uploaded(hq_client, "sales", FOREIGN)
    assert "not ready" in decide(hq_client, batch, "commit")
    assert not SalesLine.objects.exists()
    assert "nothing of it was written" in decide(hq_client, batch, "discard")


def test_a_decided_file_keeps_its_columns(hq_client):
    batch = uploaded(hq_client, "sales", FOREIGN)
    sent = {bound.name: bound.initial for bound in form_of(hq_client, batch)}
    assign(hq_client, batch)
    decide(hq_client, batch, "commit")
    assert hq_client.get(address(batch, "columns")).url == address(batch)
    page = hq_client.post(address(batch, "columns"), sent, follow=True).content.decode()
    assert "can no longer be changed" in page


def test_the_workbook_to_correct_keeps_their_titles_and_is_read_by_the_same_mapping(hq_client):
    batch = uploaded(hq_client, "sales", FOREIGN.replace("GZ", "NOBODY", 1))
    assign(hq_client, batch)
    book = Spreadsheet(hq_client.get(address(batch, "corrections")).content)
    assert book.titles[:11] == [*TITLES.split(","), reason_title()]
    assert book.coloured == {"F2"}
    book.write("F2", "GZ")
    again = uploaded(hq_client, "sales", book.saved(), "corrected.xlsx")
    assert (again.status, again.accepted) == (ImportStatus.CHECKED, 1)
    decide(hq_client, again, "commit")
    assert SalesLine.objects.get().order_number == "S1"


def test_a_column_without_a_title_can_be_left_out(hq_client):
    batch = uploaded(
        hq_client, "sales", FOREIGN.replace("客户编码,", ",").replace("备注", "客户编码")
    )
    assert batch.status == ImportStatus.MAPPING
    assert "(no title)" in hq_client.get(address(batch, "columns")).content.decode()


def test_our_own_titles_need_no_assignment(hq_client):
    for kind in kinds():
        header = [column.name for column in kind.interface()]
        assert fits(header, kind)
        assert fits([*header, reason_title()], kind)
        assert not fits([*header, "备注"], kind)


def test_who_may_not_take_in_assigns_no_columns(hq_client, finance_client, province_client):
    batch = uploaded(hq_client, "sales", FOREIGN)
    assert finance_client.get(address(batch, "columns")).status_code == 403
    assert finance_client.post(address(batch, "columns")).status_code == 403
    assert province_client.get(address(batch, "columns")).status_code == 404
    assert UPLOAD not in finance_client.get(address(batch)).content.decode()


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("dealer", "dealer"), ("DEALER", "dealer"), ("经销商", "dealer"), ("客户", "dealer"),
        ("单价（元）", "unit_price"), ("数量(台)", "quantity"), ("Order Number", "order_number"),
        ("order_no", "order_number"), ("ordernumber", "order_number"), ("Ammount", "amount"),
        ("天气", None), ("x", None), ("", None),
    ],
)  # fmt: skip
def test_what_is_suggested_for_a_title(title, column):
    assert suggestion(kind_named("sales"), [title]).get(title) == column


def test_an_earlier_assignment_is_suggested_before_what_a_title_sounds_like(hq_client):
    assign(hq_client, uploaded(hq_client, "sales", FOREIGN))
    ColumnMapping.objects.create(kind="sales", signature="b", mapping={"客户": "counterparty"})
    found = suggestion(kind_named("sales"), ["客户", "经销商"])
    assert found == {"客户": "counterparty", "经销商": "dealer"}


@given(st.lists(st.text(max_size=6), max_size=8), st.randoms(use_true_random=False))
def test_a_source_is_known_by_its_titles_in_whatever_order_and_spelling(titles, rng: random.Random):
    titles = [title for title in titles if plain_name(title) not in own_titles()]
    other = [f" {title.upper().lower()} " if title.isascii() else title for title in titles]
    rng.shuffle(other)
    assert signature_of(other) == signature_of([*titles, reason_title()])
