"""Records for tests, one plain function each; what a test does not name is a plain default."""

import datetime
import hashlib
from decimal import Decimal
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from channels_mgmt.core.models import Alias, ImportBatch, RejectedRow, User
from dealers.choices import Account, Role
from dealers.models import (
    BusinessArea,
    Contract,
    ContractFile,
    Dealer,
    Grading,
    Grant,
    LedgerEntry,
    ManualEntry,
    Placement,
    ProductLine,
    Region,
    Shop,
    Target,
    Territory,
    Tier,
)
from dealers.services.ledger import Posting, post
from dealers.services.manual_entries import posting_of, source_of
from pricing.models import SKU, Exclusive, Price, PriceControl, PriceList, PriceObservation
from rebates.choices import AnswerKind
from rebates.models import (
    Enrolment,
    LineAnswer,
    Programme,
    ProgrammeVersion,
    ReviewNote,
    RunLine,
    SettlementRun,
    Statement,
    StatementAnswer,
    Step,
    Trial,
    TrialLine,
)
from rebates.sales.models import (
    Packing,
    Payment,
    Place,
    SalesLine,
    Scan,
    Serial,
    StockCount,
    Withdrawal,
)
from rebates.services.statements import issue_statement

from .papers import a_pdf

START = datetime.date(2024, 1, 1)
numbers = count(1)


def make_user(username: str = "", **more) -> User:
    user = User(username=username or f"user{next(numbers)}", **more)
    user.set_unusable_password()
    user.save()
    return user


def make_grant(*, user: User | None = None, role: Role = Role.HEADQUARTERS, **more) -> Grant:
    """A role since 2024; ``region=`` or ``dealer=`` bound it as the role needs."""
    return Grant.objects.create(
        **{"user": user or make_user(), "role": role, "valid_from": START, **more}
    )


def make_region(code: str, parent: Region | None = None, **more) -> Region:
    found = Region.objects.filter(code=code).first()
    levels = ["country", "province", "city", "county"]
    depth = 0 if parent is None else levels.index(parent.level) + 1
    values = {"name": f"区域{code}", "name_en": f"Region {code}", "level": levels[depth]}
    return found or Region.objects.create(code=code, parent=parent, **(values | more))


def make_tier(code: str = "city", **more) -> Tier:
    ranks = {"national": 1, "provincial": 2, "city": 3, "outlet": 4}
    levels = {"national": "country", "provincial": "province", "city": "city"}
    values = {
        "name": code,
        "rank": ranks.get(code, 9),
        "home_level": levels.get(code, "county"),
        **more,
    }
    return Tier.objects.get_or_create(code=code, defaults=values)[0]


def make_dealer(code: str = "", **more) -> Dealer:
    code = code or f"D{next(numbers):05}"
    values = {
        "name": f"经销商{code}",
        "name_en": f"Dealer {code}",
        "tier": more.pop("tier", None) or make_tier(),
        "home_region": more.pop("home_region", None) or make_region("000000"),
        **more,
    }
    return Dealer.objects.create(code=code, **values)


def make_line(code: str = "kitchen", parent: ProductLine | None = None, **more) -> ProductLine:
    found = ProductLine.objects.filter(code=code).first()
    return found or ProductLine.objects.create(code=code, parent=parent, name=code, **more)


def make_sku(code: str = "", **more) -> SKU:
    code = code or f"SKU{next(numbers):05}"
    line = more.pop("product_line", None) or make_line()
    return SKU.objects.create(code=code, product_line=line, **{"name": f"商品{code}", **more})


def make_shop(code: str = "", **more) -> Shop:
    code = code or f"shop{next(numbers):05}"
    return Shop.objects.create(code=code, **{"name": code, "platform": "tmall", **more})


def make_territory(*, dealer: Dealer | None = None, **more) -> Territory:
    dealer = dealer or make_dealer()
    values = {"region": dealer.home_region, "valid_from": START, **more}
    return Territory.objects.create(dealer=dealer, **values)


def make_placement(*, dealer: Dealer | None = None, **more) -> Placement:
    """Where the dealer stands in its own record, since 2024."""
    dealer = dealer or make_dealer()
    values = {
        "tier": dealer.tier,
        "upstream": dealer.upstream,
        "home_region": dealer.home_region,
        "valid_from": START,
    }
    return Placement.objects.create(dealer=dealer, **(values | more))


def make_grading(*, dealer: Dealer | None = None, **more) -> Grading:
    """Gold since 2024."""
    values = {"grade": "gold", "valid_from": START}
    return Grading.objects.create(dealer=dealer or make_dealer(), **(values | more))


def make_business_area(code: str = "", *, regions: tuple[Region, ...] = (), **more) -> BusinessArea:
    code = code or f"area{next(numbers)}"
    area = BusinessArea.objects.create(code=code, **{"name": f"大区{code}", **more})
    area.regions.set(regions or [make_region("000000")])
    return area


def make_contract(*, dealer: Dealer | None = None, **more) -> Contract:
    """Signed, for the year 2024, with a deposit of 1,000.00."""
    values = {
        "number": f"C{next(numbers):05}",
        "status": "in_force",
        "deposit_required": Decimal("1000"),
        "valid_from": START,
        "valid_to": datetime.date(2025, 1, 1),
    }
    return Contract.objects.create(dealer=dealer or make_dealer(), **(values | more))


def make_contract_file(**more) -> ContractFile:
    values = {
        "contract": more.pop("contract", None) or make_contract(),
        "title": "附件",
        "file": "contracts/none.pdf",
        "file_name": "annex.pdf",
        "file_sha256": "0" * 64,
        "media_type": "application/pdf",
    }
    return ContractFile.objects.create(**(values | more))


def make_contract_with_file(**more) -> Contract:
    """With an appendix whose file is there."""
    contract = make_contract(**more)
    content = a_pdf("signed")
    digest = hashlib.sha256(content).hexdigest()
    make_contract_file(
        contract=contract, file=ContentFile(content, "signed.pdf"), file_sha256=digest
    )
    return contract


def make_target(*, dealer: Dealer | None = None, **more) -> Target:
    """100,000 yuan of all product lines in the year 2024."""
    values = {
        "period_from": START,
        "period_to": datetime.date(2025, 1, 1),
        "amount": Decimal("100000"),
    }
    return Target.objects.create(dealer=dealer or make_dealer(), **(values | more))


def make_price(**more) -> Price:
    values = {
        "price_list": PriceList.objects.get_or_create(code="standard")[0],
        "tier": make_tier(),
        "sku": more.pop("sku", None) or make_sku(),
        "region": more.pop("region", None) or make_region("000000"),
        "price": Decimal("100"),
        "valid_from": START,
    }
    return Price.objects.create(**(values | more))


def make_control(**more) -> PriceControl:
    """A floor of 100.00 since 2024, to monitor: for a SKU, unless a line or a brand is given."""
    about = {} if {"sku", "product_line", "brand"} & set(more) else {"sku": make_sku()}
    values = {"floor": Decimal("100"), "valid_from": START, **about, **more}
    return PriceControl.objects.create(**values)


def make_observation(**more) -> PriceObservation:
    """A price of 100.00 seen in a shop on the first day of 2024; ``seller=`` instead of a shop."""
    where = {} if {"shop", "seller"} & set(more) else {"shop": make_shop()}
    values = {
        "sku": more.pop("sku", None) or make_sku(),
        "price": Decimal("100"),
        "observed_at": timezone.make_aware(datetime.datetime.combine(START, datetime.time(12))),
        "channel": "tmall",
        "key": f"{next(numbers):064}",
        "batch": more.pop("batch", None) or make_batch(kind="price_observations"),
        **where,
    }
    return PriceObservation.objects.create(**(values | more))


def make_exclusive(**more) -> Exclusive:
    values = {
        "sku": more.pop("sku", None) or make_sku(online_exclusive=True),
        "shop": more.pop("shop", None) or make_shop(),
        "valid_from": START,
    }
    return Exclusive.objects.create(**(values | more))


def make_batch(**more) -> ImportBatch:
    values = {"kind": "sales", "file_name": "sales.csv", "file_sha256": "0" * 64}
    return ImportBatch.objects.create(**(values | more))


def make_alias(text: str = "", **more) -> Alias:
    """Files name a dealer by its name."""
    values = {"target": "dealers.Dealer", "text": text or f"经销商{next(numbers)}"}
    return Alias.objects.create(**(values | more))


def make_rejected_row(**more) -> RejectedRow:
    """A sales line that waits because its dealer is not known."""
    cells = {
        "source": "ERP",
        "kind": "sell_in",
        "order_number": f"W{next(numbers)}",
        "line_number": "1",
        "date": "2024-01-01",
        "dealer": "NOBODY",
        "sku": "NOTHING",
        "quantity": "1",
        "amount": "100",
    }
    values = {"number": 2, "cells": cells, "faults": []}
    batch = more.pop("batch", None) or make_batch(status="committed")
    return RejectedRow.objects.create(**(values | more), batch=batch)


def make_sale(amount: Decimal | str = "100", **more) -> SalesLine:
    """One sell-in line of one piece."""
    dealer = more.pop("dealer", None) or make_dealer()
    values = {
        "date": START,
        "kind": "sell_in",
        "dealer": dealer,
        "sku": more.pop("sku", None) or make_sku(),
        "quantity": 1,
        "amount": Decimal(amount),
        "channel": "offline",
        "region": dealer.home_region,
        "source": "test",
        "order_number": f"O{next(numbers)}",
        "line_number": "1",
        "batch": more.pop("batch", None) or make_batch(),
    }
    return SalesLine.objects.create(**(values | more))


def noon(day: datetime.date = START) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def make_serial(code: str = "", *, dealer: Dealer | None = None, **more) -> Serial:
    """Shipped on the first day of 2024."""
    values = {
        "sku": more.pop("sku", None) or make_sku(),
        "dealer": dealer or make_dealer(),
        "shipped_on": START,
        "batch": more.pop("batch", None) or make_batch(kind="serials"),
    }
    return Serial.objects.create(code=code or f"SN{next(numbers):08}", **(values | more))


def make_scan(serial: Serial | str | None = None, **more) -> Scan:
    """Seen at noon of the first day of 2024, where its dealer is at home; a text was never
    shipped."""
    if serial is None:
        serial = make_serial()
    never = isinstance(serial, str)
    region = make_region("000000") if never else serial.dealer.home_region
    values = {
        "serial_id": serial if never else serial.code,
        "scanned_at": noon(),
        "region": region,
        "by": "consumer",
        "batch": more.pop("batch", None) or make_batch(kind="scans"),
    }
    return Scan.objects.create(**(values | more))


def make_packing(serial: Serial | str | None = None, parent: str = "CARTON", **more) -> Packing:
    serial = make_serial() if serial is None else serial
    values = {
        "serial_id": serial if isinstance(serial, str) else serial.code,
        "at": noon(),
        "move": "in",
        "batch": more.pop("batch", None) or make_batch(kind="packings"),
    }
    return Packing.objects.create(parent=parent, **(values | more))


def make_withdrawal(**more) -> Withdrawal:
    scan = more.pop("scan", None) or make_scan()
    values = {"declared_at": noon(), "reason": "incorrect_data", "batch": scan.batch}
    return Withdrawal.objects.create(scan=scan, **(values | more))


def make_payment(amount: Decimal | str = "1000", **more) -> Payment:
    values = {
        "dealer": more.pop("dealer", None) or make_dealer(),
        "date": START,
        "amount": Decimal(amount),
        "reference": f"BANK{next(numbers)}",
        "batch": more.pop("batch", None) or make_batch(kind="payments"),
    }
    return Payment.objects.create(**(values | more))


def make_stock_count(quantity: int = 1, **more) -> StockCount:
    values = {
        "dealer": more.pop("dealer", None) or make_dealer(),
        "sku": more.pop("sku", None) or make_sku(),
        "date": START,
        "batch": more.pop("batch", None) or make_batch(kind="stock_counts"),
    }
    return StockCount.objects.create(quantity=quantity, **(values | more))


def make_place(code: str = "", **more) -> Place:
    values = {"name": "仓库", "region": more.pop("region", None) or make_region("000000")}
    return Place.objects.create(code=code or f"WH-{next(numbers)}", **(values | more))


def make_entry(amount: Decimal | str = "10.00", **more) -> LedgerEntry:
    values = {
        "account": Account.REBATES,
        "against": Account.BRAND_REBATE_EXPENSE,
        "amount": Decimal(amount),
        "date": START,
        "key": f"test:{next(numbers)}",
    }
    dealer, source = more.pop("dealer", None) or make_dealer(), more.pop("source", "test")
    [entry] = post(dealer=dealer, postings=[Posting(**(values | more))], source=source, by=None)
    return entry


def make_manual_entry(*, dealer: Dealer | None = None, **more) -> ManualEntry:
    """A deposit of 100.00 that was lodged and posted; another ``status`` leaves it so."""
    status = more.pop("status", "posted")
    values = {
        "kind": "deposit_lodged",
        "amount": Decimal("100"),
        "date": START,
        "reason": "contract",
    }
    entry = ManualEntry.objects.create(dealer=dealer or make_dealer(), **(values | more))
    if status == "posted":
        source, postings = source_of(entry), [posting_of(entry)]
        [entry.entry] = post(dealer=entry.dealer, postings=postings, source=source, by=None)
    entry.status = status
    entry.save()
    return entry


def make_programme(code: str = "", **more) -> Programme:
    code = code or f"P{next(numbers)}"
    return Programme.objects.create(code=code, **{"name": f"政策{code}", **more})


def make_version(programme: Programme | None = None, **more) -> ProgrammeVersion:
    """An approved version: 1 % from the first yuan, year by year."""
    programme = programme or make_programme()
    values = {
        "number": programme.versions.count() + 1,
        "status": "approved",
        "scope": {"kinds": ["sell_in"]},
        "method": "whole",
        "period": "year",
        "valid_from": START,
    }
    version = ProgrammeVersion.objects.create(programme=programme, **(values | more))
    Step.objects.create(version=version, lower=0, percent=1)
    return version


def make_enrolment(**more) -> Enrolment:
    values = {
        "contract": more.pop("contract", None) or make_contract(),
        "programme": more.pop("programme", None) or make_programme(),
    }
    return Enrolment.objects.create(**(values | more))


def make_run(**more) -> SettlementRun:
    values = {
        "date_from": START,
        "date_to": datetime.date(2025, 1, 1),
        "as_of": timezone.now(),
        "status": "posted",
    }
    return SettlementRun.objects.create(**(values | more))


def make_run_line(dealer: Dealer | None = None, **more) -> RunLine:
    version = more.pop("version", None) or make_version()
    values = {
        "run": more.pop("run", None) or make_run(),
        "dealer": dealer or make_dealer(),
        "programme": version.programme,
        "version": version,
        "period": "2024",
        "target_measure": Decimal("1000"),
        "earning_measure": Decimal("1000"),
        "step": 1,
        "due": Decimal("10"),
        "already_posted": Decimal("0"),
        "amount": Decimal("10"),
    }
    return RunLine.objects.create(**(values | more))


def make_trial(**more) -> Trial:
    values = {
        "date_from": START,
        "date_to": datetime.date(2025, 1, 1),
        "as_of": timezone.now(),
        "status": "done",
        "tried": "P v2",
    }
    return Trial.objects.create(**(values | more))


def make_trial_line(dealer: Dealer | None = None, **more) -> TrialLine:
    values = {
        "trial": more.pop("trial", None) or make_trial(),
        "dealer": dealer or make_dealer(),
        "programme": more.pop("programme", None) or make_programme(),
        "period": "2024",
        "before": Decimal("10"),
        "after": Decimal("12"),
    }
    return TrialLine.objects.create(**(values | more))


def make_review_note(run: SettlementRun | None = None, **more) -> ReviewNote:
    dealer = more.pop("dealer", None) or make_dealer()
    return ReviewNote.objects.create(
        **{"run": run or make_run(), "dealer": dealer, "looked": True, **more}
    )


def make_statement(dealer: Dealer | None = None, run: SettlementRun | None = None) -> Statement:
    """Issued as posting does it: over whatever moved since the dealer's statement before."""
    return issue_statement(
        run=run or make_run(), dealer=dealer or make_dealer(), issued_at=timezone.now()
    )


def make_line_answer(statement: Statement | None = None, **more) -> LineAnswer:
    """What a dispute says of a line, as the dealer's people would say it."""
    answer = StatementAnswer.objects.create(
        statement=statement or make_statement(), kind=AnswerKind.DISPUTED
    )
    said = {"part": "movement", "reference": 1, "kind": AnswerKind.DISPUTED, "text": "少算了"}
    return LineAnswer.objects.create(answer=answer, **said | more)
