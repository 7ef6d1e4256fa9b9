"""What no file brings: the brand, its people, and what became of some dealers."""

import datetime

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from channels_mgmt.core.audit import record
from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import SYSTEM, Access, Verb
from channels_mgmt.core.second_factor import needs_second_factor
from channels_mgmt.core.services import save_record
from dealers.choices import DealerStatus
from dealers.models import Brand, Dealer, Grant, Region
from dealers.roles import access_of
from dealers.services.dealers import change_status

from . import network
from .naming import uscc
from .people import PASSWORD, PEOPLE, SECRET, SEES_DOWNSTREAM

BRAND_USCC = uscc("440606", 99999)


def save_brand() -> None:
    brand = Brand(
        name="岚灶电器股份有限公司",
        name_en="Lanzao Appliances Co., Ltd.",
        uscc=BRAND_USCC,
        address="广东省佛山市顺德区北滘镇岚灶路1号",
        phone="0757-0123 4567",
        answer_days=15,
    )
    _save(brand, Verb.CHANGE_STRUCTURE)


def save_people() -> None:
    upper = Dealer.objects.get(code=SEES_DOWNSTREAM)
    upper.sees_downstream = True
    _save(upper, Verb.CHANGE_STRUCTURE)
    for person in PEOPLE:
        user = User(username=person.username, full_name=person.full_name)
        user.set_password(PASSWORD)
        user.full_clean()
        user.save()
        record("created", user, by=None, after={"username": user.username})
        grant = Grant(
            user=user,
            role=person.role,
            region=Region.objects.get(code=person.region) if person.region else None,
            dealer=Dealer.objects.get(code=person.dealer) if person.dealer else None,
            valid_from=datetime.date.fromisoformat(network.START),
        )
        _save(grant, Verb.CHANGE_PEOPLE)
        if needs_second_factor(access_of(user)):
            TOTP.activate(user, SECRET)
            RecoveryCodes.activate(user)


REASONS = {
    "suspended": "连续两次未通过门店巡检",  # failed two inspections
    "terminated": "合同到期，双方不再续约",  # the contract ran out
}


def move_dealers(dealers: list[network.Dealer], access: Access) -> None:
    """Those that fell out of the channel get there as they would: by a person, with a reason."""
    for dealer in dealers:
        if reason := REASONS.get(dealer.status):
            change_status(
                dealer=Dealer.objects.get(code=dealer.code),
                to=DealerStatus(dealer.status),
                access=access,
                reason=reason,
            )


def _save(instance, verb: Verb) -> None:
    save_record(instance=instance, access=SYSTEM, verb=verb)
