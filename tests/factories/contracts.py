"""Records of what is agreed with a dealer: contracts, their files, targets."""

import datetime
import hashlib
from decimal import Decimal

from django.core.files.base import ContentFile

from dealers.models import Contract, ContractFile, Dealer, Target

from ..papers import a_pdf
from .channel import make_dealer
from .common import START, numbers


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
