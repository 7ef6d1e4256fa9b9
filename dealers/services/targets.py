"""Setting targets: rows of one dealer and product line never overlap."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.audit import Recorded, record_many, snapshot
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.money import format_money
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..contracts.spans import Span, later
from ..models import Contract, Target


@transaction.atomic
def save_target(*, instance: Target, access: Access, verb: Verb, reason: str = "") -> Target:
    """Check and save a target; raises ValidationError that names the one in the way."""
    lock_table(Target)
    instance.full_clean()
    check_overlap(instance)
    return save_record(instance=instance, access=access, verb=verb, reason=reason)


def check_overlap(target: Target) -> None:
    rows = Target.objects.filter(dealer=target.dealer_id, product_line=target.product_line_id)
    meeting = rows.filter(period_from__lt=target.period_to, period_to__gt=target.period_from)
    other = meeting.exclude(pk=target.pk).order_by("period_from").first()
    if other is not None:
        raise in_the_way(other)


def in_the_way(other: Target) -> ValidationError:
    text = _(
        "%(dealer)s has a target for %(line)s from %(from)s to %(to)s already: %(what)s. Change "
        "that one, or choose a time that it leaves free."
    )
    parts = {
        "dealer": other.dealer.code,
        "line": other.product_line or _("all product lines"),
        "from": other.period_from,
        "to": other.last_day,
        "what": described(other),
    }
    return ValidationError({"period_from": ValidationError(text % parts, "target_overlap")})


def described(target: Target) -> str:
    """What is asked for: yuan, pieces, or both."""
    words = []
    if target.amount is not None:
        words.append(_("%(amount)s yuan") % {"amount": format_money(target.amount)})
    if target.quantity is not None:
        words.append(_("%(pieces)s pcs") % {"pieces": f"{target.quantity:,}"})
    return " · ".join(words)


def meetings(targets: Iterable[Target]) -> Iterator[tuple[Target, Target]]:
    """Pairs of one dealer and product line that have a day in common: of each row that overlaps
    any before it, one pair, the earlier row first."""
    ordered = sorted(targets, key=lambda t: (t.dealer_id, t.product_line_id or 0, t.period_from))
    longest: Target | None = None
    for target in ordered:
        same = longest is not None and (longest.dealer_id, longest.product_line_id) == (
            target.dealer_id,
            target.product_line_id,
        )
        if same and target.period_from < longest.period_to:
            yield longest, target
        if not same or target.period_to > longest.period_to:
            longest = target


@transaction.atomic
def copy_targets(*, contract: Contract, by: Span, access: Access) -> list[Target]:
    """Set those that lie within a contract anew, so much later.

    Raises ValidationError, with nothing written, where there are some in that time already.
    """
    lock_table(Target)
    old = Target.objects.filter(
        dealer=contract.dealer_id,
        period_from__gte=contract.valid_from,
        period_to__lte=contract.valid_to,
    )
    copies = [shifted(target, by) for target in old.select_related("dealer", "product_line")]
    for target in copies:
        target.full_clean(validate_unique=False, validate_constraints=False)
        check_overlap(target)
    Target.objects.bulk_create(copies)
    record_many(
        (Recorded("created", target, {}, snapshot(target)) for target in copies), by=access.user
    )
    return copies


def shifted(target: Target, by: Span) -> Target:
    return Target(
        dealer=target.dealer,
        product_line=target.product_line,
        period_from=later(target.period_from, by),
        period_to=later(target.period_to, by),
        amount=target.amount,
        quantity=target.quantity,
    )
