"""A model is done when it has its pages and its API. Whoever adds one is told what is missing."""

import pytest
from django.urls import reverse

from channels_mgmt.core.registry import pages_of
from tests.specimens import SPECIMENS, models_of_ours, models_with_pages, specimen

WITHOUT_PAGES = {
    "conduct.Appeal": "made and decided on the page of its case",
    "conduct.CaseEvent": "the time line on the page of its case",
    "conduct.Evidence": "shown on the page of its case",
    "conduct.PenaltyDecision": "shown on the page of its case",
    "conduct.PenaltyStep": "shown on the page of its version",
    "conduct.Recall": "ordered on the page of its case",
    "conduct.TriedCase": "shown on the page of its what-if",
    "core.AuditSeal": "the chain of the audit trail: for verify_chain",
    "core.AuditHead": "the end of that chain",
    "dealers.ContractFile": "attached on the page of its contract",
    "dealers.DepositStage": "shown on the page of its contract",
    "core.ColumnMapping": "how a source's columns are assigned: on the pages of its imports",
    "core.UndoneImport": "opens the guard of the lines of an undone import",
    "core.KeyedAnswer": "what a repeated request of the API is answered",
    "rebates.ReviewNote": "written on the review page of its run",
    "rebates.PayoutFile": "the bank's file: a download of its batch",
    "rebates.Step": "shown on the page of its version",
    "rebates.StatementAnswer": "said on the page of its statement",
    "rebates.LineAnswer": "said on the page of its statement",
    "rebates.StatementAnnex": "the XLSX: a download of its statement",
    "rebates.StatementReminder": "told on the page of its statement",
    "rebates.StatementDocument": "the PDF: a download of its statement",
    "rebates.TrialLine": "shown on the page of its trial",
    "sales.MonthlyCell": "derived from the sales lines",
    "sales.ProductLineCell": "derived from the monthly cells",
    "sales.FiledProduct": "the line under which those count a product",
    "sales.SoldSerial": "derived from the sales lines: shown on the page of its serial",
    "sales.Withdrawal": "shown on the page of its scan and on the path of its serial",
    "sales.ChangedMonth": "a mark for the rebuild of the cells",
}
MODELS = models_with_pages()
labels = {"ids": lambda model: model._meta.label}


def test_every_model_has_pages_or_a_reason_not_to():
    without = {m._meta.label for m in models_of_ours() if pages_of(m) is None}
    assert without == set(WITHOUT_PAGES)


def test_every_model_with_pages_has_a_specimen_for_the_tests():
    assert {m._meta.label for m in MODELS} <= set(SPECIMENS)


@pytest.mark.parametrize("model", MODELS, **labels)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_headquarters_can_open_every_page(model, language, hq, hq_client, dealers):
    pages, row = pages_of(model), specimen(model, dealers.guangzhou)
    addresses = [
        pages.url("list"),
        pages.url("detail", row),
        pages.url("history", row),
        pages.url("options"),
        pages.url("export"),
        pages.url("export") + "?format=xlsx",
        reverse(f"api:{pages.plural}-list"),
        reverse(f"api:{pages.plural}-detail", args=[row.pk]),
    ]
    addresses += [pages.url("add")] if pages.can_add(hq) else []
    addresses += [pages.url("edit", row)] if pages.can_edit(row, hq) else []
    headers = {"accept-language": language}
    answers = {a: hq_client.get(a, headers=headers).status_code for a in addresses}
    assert {a: s for a, s in answers.items() if s != 200} == {}


@pytest.mark.parametrize("model", MODELS, **labels)
def test_a_list_says_what_to_do_when_it_is_empty(model, hq_client, regions):
    pages = pages_of(model)
    if "q" not in pages.filterset({}, queryset=model._default_manager.none()).filters:
        pytest.skip("nothing to search in")
    page = hq_client.get(pages.url("list"), {"q": "no such row"})
    assert "Nothing matches the filter." in page.content.decode()
