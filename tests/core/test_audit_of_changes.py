"""Every service that changes money or masters says so in the audit trail, in the very transaction:
no trail, no change; and what is refused leaves neither."""

import datetime
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.imports.uploads import commit, discard
from channels_mgmt.core.models import AuditEntry, ImportBatch
from channels_mgmt.core.scopes import SYSTEM, Access, Verb
from channels_mgmt.core.services import save_record
from dealers.choices import DealerStatus
from dealers.models import Dealer, LedgerEntry, ManualEntry, Region, Shop, Territory
from dealers.services.dealers import change_status
from dealers.services.manual_entries import approve_entry, propose_entry, refuse_entry
from dealers.services.shops import save_shop
from dealers.services.territories import save_territory
from pricing.models import SKU, Exclusive
from pricing.services.exclusives import save_exclusive
from rebates.models import Programme, ProgrammeVersion, RunLine, SettlementRun, Statement
from rebates.sales.models import SalesLine
from rebates.services.background import (
    calculate_again_in_background,
    post_run_in_background,
    start_run_in_background,
)
from rebates.services.posting import begin_posting, post_run
from rebates.services.programmes import import_programmes
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run, discard_run, fail_run, start_run
from rebates.services.versions import (
    approve_version,
    change_draft,
    propose_version,
    withdraw_version,
)
from tests.factories import make_sku
from tests.settlement.world import World, day, version_document

NOBODY = Access()
YEAR = {"date_from": day("2012-01-01"), "date_to": day("2013-01-01")}
WATCHED = (
    Dealer, Region, Shop, Territory, SKU, Exclusive, Programme, ProgrammeVersion, SettlementRun,
    RunLine, Statement, LedgerEntry, ManualEntry, SalesLine, ImportBatch,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One service: what must stand first, the call, what the trail then says last, and the call
    that is refused (None where nobody can be refused it)."""

    name: str
    prepare: Callable
    call: Callable
    action: str
    refused: Callable | None = None


@pytest.fixture
def world(db) -> World:
    world = World()
    world.programme()
    world.sell("D1", "60000.00")
    return world


def approved(world) -> SettlementRun:
    return approve_run(run=world.draft(), access=world.finance, reason="checked")


def failed(world) -> SettlementRun:
    run = start_run(**YEAR, access=SYSTEM)
    fail_run(run=run, error="-")
    return SettlementRun.objects.get(pk=run.pk)


def proposed(world) -> ProgrammeVersion:
    return propose_version(programme=Programme.objects.get(), document=terms(), access=SYSTEM)


def terms(start: str = "2013-01-01") -> dict:
    return version_document(valid_from=start)


def programme_file(code: str) -> dict:
    return {"programmes": [{"code": code, "name": code, "versions": [terms()]}]}


def checked(world) -> ImportBatch:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from channels_mgmt.core.imports.background import upload

    file = SimpleUploadedFile("lines.csv", "code,name\nnew,新品类\n".encode())
    return upload(kind="product_lines", file=file, access=SYSTEM)


def territory(world, **more) -> Territory:
    values = {"dealer": world.dealers["D1"], "region": world.guangzhou, "exclusive": True,
              "valid_from": datetime.date(2012, 1, 1)}  # fmt: skip
    return Territory(**values | more)


def renamed(world) -> Dealer:
    dealer = world.dealers["D1"]
    dealer.name = "新名称"
    return dealer


def saving(service, verb: Verb = Verb.CHANGE_STRUCTURE):
    return lambda world, row: service(instance=row, access=SYSTEM, verb=verb)


def refused_saving(service, verb: Verb = Verb.CHANGE_STRUCTURE):
    return lambda world, row: service(instance=row, access=NOBODY, verb=verb)


def by(service, who: str = "manager", **more):
    """The service on a run, by somebody of the world."""
    return lambda world, run: service(run=run, access=getattr(world, who, who), **more)


def on_version(service, access: Access = SYSTEM, **more):
    return lambda world, version: service(version=version, access=access, **more)


def taking(file: str, /, **row):
    return lambda world, _: import_rows(kind=file, rows=[row], access=SYSTEM, name="rows.csv")


SALE = {
    "source": "T", "kind": "sell_in", "order_number": "A1", "line_number": "1", "sku": "HOOD-1",
    "date": "2012-05-01", "dealer": "D1", "quantity": "1", "amount": "10.00",
}  # fmt: skip
nothing = lambda world: None  # noqa: E731
MONEY = {"kind": "deposit_lodged", "amount": Decimal("10.00"), "date": day("2012-05-01")}


def by_hand(world, access: Access = SYSTEM) -> ManualEntry:
    return propose_entry(dealer=world.dealers["D1"], access=access, reason="so", **MONEY)


def deciding(service, access: Access | None = None):
    """By somebody of the world who may do everything, unless it is said who."""
    return lambda world, entry: service(
        entry=entry, access=access or Access(world.finance.user, SYSTEM.rights), reason="so"
    )


CASES = [
    Case("money proposed", nothing, lambda w, _: by_hand(w), "proposed",
         lambda w, _: by_hand(w, NOBODY)),
    Case("money approved", by_hand, deciding(approve_entry), "approved",
         deciding(approve_entry, NOBODY)),
    Case("money refused", by_hand, deciding(refuse_entry), "refused",
         deciding(refuse_entry, NOBODY)),
    Case("a record", renamed, saving(save_record), "changed", refused_saving(save_record)),
    Case("a territory", territory, saving(save_territory), "created",
         refused_saving(save_territory)),
    Case("a shop", lambda w: Shop(code="S", name="S", platform="jd"), saving(save_shop), "created",
         refused_saving(save_shop)),
    Case("an allotment",
         lambda w: Exclusive(sku=make_sku(online_exclusive=True), shop=w.shop,
                             valid_from=day("2012-01-01")),
         saving(save_exclusive, Verb.CHANGE_PRODUCTS), "created",
         refused_saving(save_exclusive, Verb.CHANGE_PRODUCTS)),
    Case("a dealer's life", nothing,
         lambda w, _: change_status(dealer=w.dealers["D1"], to=DealerStatus.SUSPENDED,
                                    access=SYSTEM, reason="unpaid"), "moved",
         lambda w, _: change_status(dealer=w.dealers["D1"], to=DealerStatus.SUSPENDED,
                                    access=NOBODY, reason="unpaid")),
    Case("dealers by file", nothing,
         taking("dealers", code="N1", name="新", tier="city", region="4401"), "imported",
         taking("dealers", code="N1", name="新", tier="moon", region="4401")),
    Case("products by file", nothing,
         taking("products", sku="N1", name="新", product_line="hoods"), "imported",
         taking("products", sku="N1", name="新", product_line="hats")),
    Case("sales by file", nothing, taking("sales", **SALE), "imported",
         taking("sales", **SALE | {"amount": "much"})),
    Case("an upload taken in", checked, lambda w, b: commit(batch=b, access=SYSTEM), "imported",
         lambda w, b: commit(batch=b, access=NOBODY)),
    Case("an upload discarded", checked, lambda w, b: discard(batch=b, access=SYSTEM),
         "discarded", lambda w, b: discard(batch=b, access=NOBODY)),
    Case("programmes by file", nothing,
         lambda w, _: import_programmes(document=programme_file("NEW"), access=SYSTEM),
         "approved",
         lambda w, _: import_programmes(document={"programmes": [{"code": "NEW"}]}, access=SYSTEM)),
    Case("a version proposed", nothing, lambda w, _: proposed(w), "proposed",
         lambda w, _: propose_version(programme=Programme.objects.get(), access=SYSTEM,
                                      document=terms("2012-01-01"))),
    Case("a draft changed", proposed, on_version(change_draft, document=terms("2014-01-01")),
         "changed", on_version(change_draft, document={})),
    Case("a version approved", proposed, on_version(approve_version, reason="so"), "approved",
         on_version(approve_version, NOBODY, reason="so")),
    Case("a version withdrawn", proposed, on_version(withdraw_version, reason="so"), "withdrawn",
         on_version(withdraw_version, NOBODY, reason="so")),
    Case("a run started", nothing, lambda w, _: start_run(**YEAR, access=w.manager), "started",
         lambda w, _: start_run(**YEAR, access=w.finance)),
    Case("a run started for a worker", nothing,
         lambda w, _: start_run_in_background(**YEAR, access=w.manager), "started",
         lambda w, _: start_run_in_background(**YEAR, access=w.finance)),
    Case("a run approved", lambda w: w.draft(), by(approve_run, "finance", reason="so"), "approved",
         by(approve_run, "manager", reason="so")),
    Case("a run that failed", lambda w: start_run(**YEAR, access=SYSTEM),
         lambda w, run: fail_run(run=run, error="disk full"), "failed"),
    Case("a run calculated again", failed, by(calculate_again_in_background), "calculating",
         by(calculate_again_in_background, "finance")),
    Case("a run that begins to post", approved, by(begin_posting, "finance"), "posting",
         by(begin_posting, "manager")),
    Case("a run posted by a worker", approved, by(post_run_in_background, "finance"), "posting",
         by(post_run_in_background, "manager")),
    Case("a run posted", approved, by(post_run, "finance"), "posted", by(post_run, "manager")),
    Case("a run reversed", lambda w: w.settle(), by(reverse_run, reason="wrong"), "draft",
         by(reverse_run, reason=" ")),
    Case("a run discarded", lambda w: w.draft(), by(discard_run, reason="so"), "discarded",
         lambda w, run: discard_run(run=run, access=NOBODY, reason="checked")),
]  # fmt: skip
cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def everything() -> dict[str, list]:
    return {m._meta.label: list(m._default_manager.order_by("pk").values()) for m in WATCHED}


def last_entry() -> int:
    return AuditEntry.objects.order_by("pk").values_list("pk", flat=True).last() or 0


@cases
def test_a_change_is_on_record(case, world):
    given, before, then = case.prepare(world), everything(), last_entry()
    case.call(world, given)
    assert everything() != before
    entries = list(AuditEntry.objects.filter(pk__gt=then).order_by("pk"))
    assert entries, "nothing is on record"
    assert entries[-1].action == case.action


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.refused], ids=lambda case: case.name
)
def test_what_is_refused_leaves_no_change_and_no_entry(case, world):
    given, before, then = case.prepare(world), everything(), last_entry()
    with suppress(ValidationError, PermissionDenied):
        case.refused(world, given)  # an import answers with a report of what is wrong
    assert (everything(), last_entry()) == (before, then)


class TrailIsFull(Exception):
    pass


@cases
def test_without_the_entry_there_is_no_change(case, world, monkeypatch):
    """The trail cannot be written, as on a full disk: then nothing at all is."""
    given, before, then = case.prepare(world), everything(), last_entry()

    def full(*_, **__):
        raise TrailIsFull

    for write in ("create", "bulk_create"):
        monkeypatch.setattr(AuditEntry._default_manager, write, full, raising=False)
        monkeypatch.setattr(type(AuditEntry.objects), write, full, raising=False)
    with pytest.raises(TrailIsFull), transaction.atomic():
        case.call(world, given)
    monkeypatch.undo()
    assert (everything(), last_entry()) == (before, then)


def test_a_ledger_entry_names_who_and_when_itself(world):
    """The one record of money with no entry beside it: it can be neither changed nor deleted."""
    run = world.settle()
    entry = LedgerEntry.objects.get()
    assert (entry.posted_by, entry.source) == (world.finance.user, f"settlement:{run.pk}")
    assert entry.posted_at is not None
