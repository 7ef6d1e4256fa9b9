"""Loading the demo: through the same services as a brand's own data, as a whole or not at all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.scopes import SYSTEM, Access
from dealers.models import Brand, Dealer
from dealers.services.regions import load_regions
from dealers.services.tiers import create_default_tiers
from pricing.models import PriceList
from pricing.services.price_lists import publish_list
from rebates.choices import VersionStatus
from rebates.models import ProgrammeVersion
from rebates.sales.models import SalesLine
from rebates.services.programmes import approve_version, import_programmes

from . import (
    answers,
    cases,
    contracts,
    history,
    masters,
    network,
    payouts,
    prices,
    products,
    programmes,
    units,
    watching,
)
from .sales import SalesBook
from .scales import DEFAULT_SEED, SCALES

Tell = Callable[[int, int, str], None]


class Refused(Exception):
    """The database cannot take the demo; nothing was written."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is there after `load`; `new` is False when it was there before."""

    new: bool
    dealers: int
    sales: int


def load(*, scale: str = "small", seed: int = DEFAULT_SEED, tell: Tell | None = None) -> Loaded:
    """Load the demo brand in one transaction. `tell(done, total, what)` hears of each step.

    Raises Refused on a database that holds a brand, dealers or sales of its own.
    """
    if settings.PRODUCTION:
        raise Refused(_("Everybody knows the passwords of the demo: not with PRODUCTION=1."))
    if is_loaded():
        return _counted(new=False)
    with transaction.atomic():
        _check_empty()
        _run_steps(_Loader(scale, seed), tell)
    return _counted(new=True)


def is_loaded() -> bool:
    return Brand.objects.filter(uscc=masters.BRAND_USCC).exists()


def _check_empty() -> None:
    if Brand.objects.exists() or Dealer.objects.exists() or SalesLine.objects.exists():
        raise Refused(
            _(
                "This database holds the data of another brand (%(brand)s, %(count)s dealers)."
                " The demo needs an empty one: set DATABASE_URL or DATA_DIR."
            )
            % {"brand": Brand.current(), "count": Dealer.objects.count()}
        )


def _run_steps(loader: "_Loader", tell: Tell | None) -> None:
    steps = list(loader.steps())
    for done, (what, step) in enumerate(steps):
        if tell:
            tell(done, len(steps), what)
        step()
    if tell:
        tell(len(steps), len(steps), "")


def _counted(*, new: bool) -> Loaded:
    return Loaded(new, Dealer.objects.count(), SalesLine.objects.count())


class _Loader:
    def __init__(self, scale: str, seed: int) -> None:
        self.models = products.catalogue()
        self.dealers = network.build_network(SCALES[scale], seed)
        self.book = SalesBook(self.dealers, self.models, SCALES[scale], seed)
        self.months = self.book.months()
        self.desk: history.Desk
        self.last_run = None
        self.units: list[units.Unit] = []

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield _("regions"), self.regions
        yield _("dealers and products"), self.structure
        yield _("prices"), self.prices
        yield _("people"), self.people
        yield _("programmes"), self.programmes
        yield _("contracts"), self.contracts
        for month in self.book.month_keys():
            yield _("sales of %(month)s") % {"month": month}, self.next_month
        yield _("units and scans"), self.ship_units
        for key in history.SETTLED:
            yield _("settlement of %(period)s") % {"period": key}, lambda key=key: self.settle(key)
        yield _("late returns"), self.settle_anew
        yield _("observed prices"), self.watch_prices
        yield _("answers to statements"), answers.answer_statements
        yield _("settlement of %(period)s") % {"period": history.WAITING}, self.wait
        yield _("renewed contracts and targets"), self.renew
        yield _("cases"), self.penalise
        yield _("dealers that left"), lambda: masters.move_dealers(self.dealers, self.desk.hq)

    def regions(self) -> None:
        create_default_tiers()
        load_regions(access=SYSTEM)
        masters.save_brand()

    def structure(self) -> None:
        take("product_lines", products.product_line_rows())
        take("products", products.product_rows(self.models))
        take("dealers", network.dealer_rows(self.dealers))
        take("shops", network.shop_rows())
        take("territories", network.territory_rows(self.dealers))
        take("exclusives", network.exclusive_rows())

    def prices(self) -> None:
        take("prices", prices.price_rows(self.models))
        for price_list in PriceList.objects.order_by("code"):
            publish_list(price_list=price_list, access=SYSTEM, reason=history.AGREED)

    def people(self) -> None:
        masters.save_people()
        self.desk = history.Desk()
        self.desk.lodge_deposits()
        payouts.open_accounts(self.desk.hq, self.desk.finance)

    def programmes(self) -> None:
        """Proposed by one person, approved by another."""
        import_programmes(document=programmes.document(), access=self.desk.hq)
        drafts = ProgrammeVersion.objects.filter(status=VersionStatus.DRAFT)
        for version in drafts.order_by("programme__code", "valid_from"):
            approve_version(version=version, access=self.desk.finance, reason=history.AGREED)

    def contracts(self) -> None:
        contracts.first_contracts(self.desk.hq, self.desk.finance)

    def renew(self) -> None:
        contracts.renewals(self.dealers, self.desk.hq, self.desk.finance)
        take("targets", contracts.target_rows(), access=self.desk.hq)

    def next_month(self) -> None:
        month, rows = next(self.months)
        take("sales", rows, access=self.desk.hq, name=f"sales-{month}.csv")
        if month == units.MONTH:
            self.units = units.units_of(rows)

    def ship_units(self) -> None:
        take("serials", units.serial_rows(self.units), access=self.desk.hq)
        take("packings", units.packing_rows(self.units), access=self.desk.hq)
        take("scans", units.scan_rows(self.units), access=self.desk.hq)

    def settle(self, key: str) -> None:
        self.last_run = self.desk.settle(key)
        if key == history.PAID_OUT:
            payouts.pay_out(self.last_run, self.desk.hq, self.desk.finance)

    def settle_anew(self) -> None:
        rows = self.book.late_returns()
        take("sales", rows, access=self.desk.hq, name="returns-2026-06.csv")
        self.desk.take_back(self.last_run)
        self.desk.settle(history.SETTLED_ANEW)

    def watch_prices(self) -> None:
        take("price_controls", watching.control_rows(), access=self.desk.hq)
        watching.propose_penalty(self.desk.hq)
        take("price_observations", watching.observation_rows(self.models), access=self.desk.hq)

    def penalise(self) -> None:
        """Three cases, and the fines of two on the statements of whom they concern."""
        cases.write_rules(self.desk.hq, self.desk.finance)
        lines = cases.lines_sold()
        take("serials", cases.serial_rows(lines), access=self.desk.hq, name="serials-2026-06.csv")
        take("scans", cases.scan_rows(lines), access=self.desk.hq, name="scans-2026-06.csv")
        cases.decide_cases(self.desk.hq)
        concerned = (cases.SELLS_ELSEWHERE, cases.ITS_DEALER)
        self.desk.settle(cases.PERIOD, dealers=concerned)

    def wait(self) -> None:
        self.desk.draft(history.WAITING)
        self.desk.propose_more()
        payouts.change_bank(self.desk.hq)


def take(kind: str, rows: list[dict[str, str]], *, access: Access = SYSTEM, name: str = "") -> None:
    """Import rows; raises ValidationError with the first faults where they are refused."""
    report = import_rows(kind=kind, rows=rows, access=access, name=name or f"{kind}.csv")
    if report.refused:
        raise ValidationError(
            [f"{kind}, {e.row}, {e.column}: {e.message}" for e in report.errors[:5]]
        )
