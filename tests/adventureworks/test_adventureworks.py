"""Real trade, from the files to the last fen: 401 dealers who bought in 2012."""

import json
from collections import Counter
from decimal import ROUND_HALF_UP
from decimal import Decimal as D
from io import StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from channels_mgmt.core.models import ImportBatch, ImportStatus, User
from channels_mgmt.core.scopes import SYSTEM
from dealers.models import LedgerEntry
from dealers.roles import access_of
from rebates.models import SettlementRun
from rebates.services.posting import post_run
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run
from tests.adventureworks.conftest import PROGRAMMES, said
from tests.adventureworks.converter import KINDS

SALES = D("28193631.5321")
GRADUATED, WHOLE = D("588389.92"), D("781389.92")
YEAR = ("--from", "2012-01-01", "--to", "2013-01-01")
QUARTERS = ["2012-01-01", "2012-04-01", "2012-07-01", "2012-10-01", "2013-01-01"]
POST = ("--post", "--approve-as", "finance")


def settle(*more: str) -> dict:
    return said("settle", *YEAR, *more)


def of(run: dict, programme: str) -> list[dict]:
    return [line for line in run["lines"] if line["programme"] == programme]


def due(lines: list[dict]) -> D:
    return sum(D(line["due"]) for line in lines)


def verify_books() -> None:
    """Exits with 1 when one fen is unexplained."""
    call_command("verify_books", stdout=StringIO(), stderr=StringIO())


def test_it_works(imported):
    assert {kind: answer["rejected"] for kind, answer in imported.items()} == dict.fromkeys(
        imported, 0
    )
    run = settle()
    assert (run["status"], run["totals"]["dealers"]) == ("draft", 401)
    for programme, total in (("GRADUATED", GRADUATED), ("WHOLE", WHOLE)):
        lines = of(run, programme)
        assert (len(lines), due(lines)) == (401, total)
        assert sum(D(line["target_measure"]) for line in lines) == SALES
        assert Counter(line["step"] for line in lines) == {1: 259, 2: 20, 3: 122}
    assert not LedgerEntry.objects.exists()


def test_each_amount_is_rounded_once_per_dealer(imported):
    for line in of(settle("--programme", "WHOLE"), "WHOLE"):
        rate = {1: D("0.01"), 2: D("0.02"), 3: D("0.03")}[line["step"]]
        exact = D(line["target_measure"]) * rate
        assert D(line["due"]) == exact.quantize(D("0.01"), ROUND_HALF_UP)


def test_four_progressive_quarters_add_up_to_the_year(imported):
    run = settle("--programme", "QUARTERS", "GRADUATED")
    quarters: Counter = Counter()
    for line in of(run, "QUARTERS"):
        quarters[line["dealer"]] += D(line["due"])
    assert quarters == {line["dealer"]: D(line["due"]) for line in of(run, "GRADUATED")}
    assert sum(quarters.values()) == GRADUATED


def test_the_quarters_and_months_of_any_method_add_up_to_its_year(imported, tmp_path):
    """Whole and stacked, too, where a quarter may take back what the one before was granted."""
    document = json.loads(PROGRAMMES.read_text())
    [usual] = document["programmes"][0]["versions"]
    codes = {}
    for method in ("whole", "stacked"):
        for period, cumulation in (("year", "per_period"), ("quarter", "progressive"),
                                   ("month", "progressive")):  # fmt: skip
            codes[f"{method}-{period}"] = usual | {
                "method": method, "period": period, "cumulation": cumulation,
            }  # fmt: skip
    more = [{"code": code, "name": code, "versions": [terms]} for code, terms in codes.items()]
    file = tmp_path / "more.json"
    file.write_text(json.dumps({"programmes": more}))
    call_command("import_programmes", str(file), stdout=StringIO())
    run = settle("--programme", *codes)
    found = {code: Counter() for code in codes}
    for line in run["lines"]:
        found[line["programme"]][line["dealer"]] += D(line["due"])
    for method in ("whole", "stacked"):
        assert found[f"{method}-quarter"] == found[f"{method}-year"] == found[f"{method}-month"]
    assert sum(found["whole-quarter"].values()) == WHOLE


def test_quarters_settled_one_after_the_other_post_the_year(imported):
    year = of(settle("--programme", "GRADUATED"), "GRADUATED")[:25]
    chosen = ["--programme", "QUARTERS", "--dealer", *(line["dealer"] for line in year)]
    for start, end in zip(QUARTERS, QUARTERS[1:], strict=False):
        said("settle", "--from", start, "--to", end, *chosen, *POST)
    assert LedgerEntry.objects.balance() == due(year)
    verify_books()


def test_the_books_prove_true_and_an_unchanged_rerun_posts_nothing(imported):
    first = settle("--programme", "GRADUATED", *POST)
    assert (first["status"], LedgerEntry.objects.balance()) == ("posted", GRADUATED)
    verify_books()
    entries = LedgerEntry.objects.count()
    again = settle("--programme", "GRADUATED")
    assert {line["amount"] for line in again["lines"]} == {"0.00"}
    assert again["totals"]["due"] == str(GRADUATED)
    some = [line["dealer"] for line in again["lines"][::8]]
    settle("--programme", "GRADUATED", "--dealer", *some, *POST)
    assert LedgerEntry.objects.count() == entries
    verify_books()


def test_a_reversal_brings_every_balance_back_and_the_books_still_prove_true(imported):
    chosen = [line["dealer"] for line in of(settle("--programme", "WHOLE"), "WHOLE")[::8]]
    run = SettlementRun.objects.get(pk=settle("--dealer", *chosen, *POST)["run"])
    assert LedgerEntry.objects.balance() > 0
    finance = access_of(User.objects.get(username="finance"))
    reversal = reverse_run(run=run, access=SYSTEM, reason="agreed otherwise")
    post_run(run=approve_run(run=reversal, access=finance, reason="checked"), access=finance)
    assert LedgerEntry.objects.balance() == 0
    verify_books()


def test_the_same_file_twice_changes_nothing(imported, files):
    before = settle()
    again = said("import_data", "sales", str(files["sales"]))
    assert (again["accepted"], again["duplicates"]) == (0, again["rows"])
    after = settle()
    assert after["input_digest"] == before["input_digest"]
    assert after["lines"] == before["lines"]


def test_a_figure_is_explained_down_to_its_lines(imported):
    run = settle("--programme", "GRADUATED")
    dealer = max(run["lines"], key=lambda line: D(line["due"]))
    told = said(
        "explain", "--run", str(run["run"]), "--dealer", dealer["dealer"],
        "--programme", "GRADUATED",
    )  # fmt: skip
    [period] = told["periods"]
    assert period["due"] == dealer["due"]
    assert all(proof["equal"] for proof in period["lines"])
    assert D(period["lines"][0]["sum"]) == D(dealer["target_measure"])


def test_the_same_comes_out_when_a_person_uploads_the_files(files, hq_client, hq):
    call_command("import_programmes", str(PROGRAMMES), stdout=StringIO())
    for kind in KINDS:
        upload = SimpleUploadedFile(f"{kind}.csv", files[kind].read_bytes())
        hq_client.post(reverse("imports:upload"), {"kind": kind, "file": upload})
        call_command("work", "--once")  # a large file is looked into, and taken in, by the worker
        batch = ImportBatch.objects.latest("pk")
        assert (batch.kind, batch.rejected, batch.errors) == (kind, 0, [])
        hq_client.post(reverse("imports:commit", args=[batch.pk]))
        call_command("work", "--once")
    assert (
        ImportBatch.objects.filter(status=ImportStatus.COMMITTED, created_by=hq.user).count() == 5
    )
    run = settle()
    assert due(of(run, "GRADUATED")) == GRADUATED
    assert due(of(run, "WHOLE")) == WHOLE
