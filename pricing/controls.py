"""Price controls as the pure rules read them."""

import datetime
from collections.abc import Iterable

from dealers.models import Region

from .choices import ControlStatus, LimitUnit
from .models import SKU, PriceControl
from .rules.controls import Case, Control, resolve


def controls_in_force(rows=None) -> list[Control]:
    """All controls that hold on some day, or those of the given queryset; one query."""
    found = PriceControl.objects.all() if rows is None else rows
    found = found.filter(status=ControlStatus.IN_FORCE)
    return [terms_of(row) for row in found.select_related("sku", "product_line", "region")]


def terms_of(control: PriceControl) -> Control:
    return Control(
        key=control.pk,
        name=str(control),
        sku=control.sku_id,
        line=control.product_line.path if control.product_line else "",
        brand=control.brand,
        region=control.region.path if control.region else "",
        channel=control.channel,
        valid_from=control.valid_from,
        valid_to=control.valid_to,
        floor=control.floor,
        ceiling=control.ceiling,
        percent=control.unit == LimitUnit.PERCENT,
        mode=control.mode,
        legal_until=control.legal_until,
    )


def case_of(*, sku: SKU, region: Region, channel: str, day: datetime.date) -> Case:
    return Case(sku.pk, sku.product_line.path, sku.brand, region.path, channel, day)


def control_for(*, sku: SKU, region: Region, channel: str, day: datetime.date) -> Control | None:
    """The control that counts for a sale; raises rules.controls.Ambiguous on a tie."""
    case = case_of(sku=sku, region=region, channel=channel, day=day)
    return resolve(controls_in_force(PriceControl.objects.valid_on(day)), case)


def by_subject(controls: Iterable[Control]) -> dict[tuple[str, object], list[Control]]:
    """Controls by what they are for, so that of many only those of a SKU are looked at."""
    found: dict[tuple[str, object], list[Control]] = {}
    for control in controls:
        found.setdefault(subject_of(control), []).append(control)
    return found


def subject_of(control: Control) -> tuple[str, object]:
    if control.sku is not None:
        return "sku", control.sku
    return ("line", control.line) if control.line else ("brand", control.brand)
