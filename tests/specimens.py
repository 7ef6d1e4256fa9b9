"""One row of every model that has pages, belonging to a dealer where the model's rows do."""

from itertools import count

from django.apps import apps
from django.core.files.base import ContentFile

from channels_mgmt.core.audit import record
from channels_mgmt.core.models import Job
from channels_mgmt.core.registry import registered
from dealers.choices import Role
from dealers.models import Brand, Region
from pricing.models import PriceList

from . import factories as make
from .conduct import making
from .fines import making as fining
from .payouts import papers

numbers = count(1)
SPECIMENS = {
    "conduct.DetectorSetting": lambda dealer: making.make_setting(),
    "conduct.Holiday": lambda dealer: making.make_holiday(),
    "conduct.Neighbour": lambda dealer: making.make_neighbours(
        dealer.home_region, make.make_region(f"N{next(numbers)}", Region.objects.get(code="000000"))
    ),
    "conduct.SerialExemption": lambda dealer: making.make_exemption(dealer=dealer),
    "conduct.PenaltyRule": lambda dealer: making.make_rule(),
    "conduct.PenaltyRuleVersion": lambda dealer: making.make_later_version(),
    "conduct.PenaltyTrial": lambda dealer: making.make_tried_case(dealer=dealer).trial,
    "conduct.Complaint": lambda dealer: making.make_complaint(
        complainant=dealer,
        file=ContentFile(b"\xff\xd8\xff photo", "photo.jpg"),
        file_name="photo.jpg",
    ),
    "conduct.Effect": lambda dealer: making.make_effect(dealer=dealer),
    "conduct.Finding": lambda dealer: making.make_finding(dealer=dealer),
    "conduct.Violation": lambda dealer: making.make_case_with_file(dealer=dealer),
    "core.Alias": lambda dealer: make.make_alias(code=dealer.code),
    "core.AuditEntry": lambda dealer: record("created", dealer, by=None),
    "core.ImportBatch": lambda dealer: make.make_batch(),
    "core.RejectedRow": lambda dealer: make.make_rejected_row(),
    "core.Job": lambda dealer: Job.objects.create(task="post_run"),
    "core.User": lambda dealer: make.make_grant(role=Role.PRINCIPAL, dealer=dealer).user,
    "dealers.BankAccount": lambda dealer: papers.make_bank_account(dealer=dealer),
    "dealers.BusinessArea": lambda dealer: make.make_business_area(
        regions=(Region.objects.get(code="000000"),)
    ),
    "dealers.Brand": lambda dealer: Brand.objects.first() or Brand.objects.create(name="品牌"),
    "dealers.Contract": lambda dealer: make.make_contract_with_file(dealer=dealer),
    "dealers.Dealer": lambda dealer: dealer,
    "dealers.Grant": lambda dealer: make.make_grant(role=Role.PRINCIPAL, dealer=dealer),
    "dealers.LedgerEntry": lambda dealer: make.make_entry(dealer=dealer),
    "dealers.ManualEntry": lambda dealer: make.make_manual_entry(dealer=dealer),
    "dealers.Grading": lambda dealer: make.make_grading(dealer=dealer),
    "dealers.Placement": lambda dealer: make.make_placement(dealer=dealer),
    "dealers.ProductLine": lambda dealer: make.make_line(f"line{next(numbers)}"),
    "dealers.Region": lambda dealer: make.make_region(
        f"R{next(numbers)}", Region.objects.get(code="000000")
    ),
    "dealers.Shop": lambda dealer: make.make_shop(operator=dealer),
    "dealers.Target": lambda dealer: make.make_target(
        dealer=dealer, product_line=make.make_line(f"target{next(numbers)}")
    ),
    "dealers.Territory": lambda dealer: make.make_territory(dealer=dealer, exclusive=False),
    "dealers.Tier": lambda dealer: make.make_tier(f"tier{next(numbers)}", rank=next(numbers) + 9),
    "pricing.Exclusive": lambda dealer: make.make_exclusive(shop=make.make_shop(operator=dealer)),
    "pricing.PriceControl": lambda dealer: make.make_control(),
    "pricing.PriceObservation": lambda dealer: make.make_observation(
        shop=make.make_shop(operator=dealer), region=dealer.home_region
    ),
    "pricing.Price": lambda dealer: make.make_price(),
    "pricing.PriceList": lambda dealer: (
        make.make_price(price_list=PriceList.objects.create(code=f"list{next(numbers)}")).price_list
    ),
    "pricing.SKU": lambda dealer: make.make_sku(),
    "rebates.Enrolment": lambda dealer: make.make_enrolment(
        contract=make.make_contract(dealer=dealer)
    ),
    "rebates.Payout": lambda dealer: papers.make_payout(dealer=dealer),
    "rebates.Trial": lambda dealer: make.make_trial_line(dealer=dealer).trial,
    "rebates.PayoutBatch": lambda dealer: papers.make_payout(dealer=dealer).batch,
    "rebates.Programme": lambda dealer: make.make_programme(),
    "rebates.ProgrammeVersion": lambda dealer: make.make_version(),
    "rebates.RunLine": lambda dealer: make.make_run_line(dealer),
    "rebates.SettlementRun": lambda dealer: make.make_run(),
    "rebates.FineLine": lambda dealer: fining.make_fine_line(dealer=dealer),
    "rebates.TopUpDemand": lambda dealer: fining.make_demand(dealer=dealer),
    "rebates.Statement": lambda dealer: make.make_statement(dealer),
    "sales.Packing": lambda dealer: make.make_packing(
        make.make_serial(dealer=dealer), f"CARTON{next(numbers)}"
    ),
    "sales.Payment": lambda dealer: make.make_payment(dealer=dealer),
    "sales.Place": lambda dealer: make.make_place(),
    "sales.Scan": lambda dealer: make.make_scan(make.make_serial(dealer=dealer)),
    "sales.Serial": lambda dealer: make.make_serial(dealer=dealer),
    "sales.StockCount": lambda dealer: make.make_stock_count(dealer=dealer),
    "sales.SalesLine": lambda dealer: make.make_sale(dealer=dealer),
}


def specimen(model, dealer):
    return SPECIMENS[model._meta.label](dealer)


def models_with_pages() -> list:
    import channels_mgmt.urls  # noqa: F401 – declares all pages

    return sorted((pages.model for pages in registered()), key=lambda m: m._meta.label)


def models_of_ours() -> list:
    ours = ("core", "dealers", "pricing", "sales", "rebates", "conduct")
    return [m for m in apps.get_models() if m._meta.app_label in ours]
