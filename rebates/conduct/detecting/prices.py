"""Prices that somebody saw, outside the control that counted on their day."""

from django.db.models import F
from django.utils import timezone

from pricing.choices import ControlMode
from pricing.findings import CHUNK
from pricing.models import PriceControl, PriceObservation
from pricing.watch import Judged, Judgement, watches

from ..choices import Detector, NoCase
from ..models import Finding
from .making import finding
from .world import Look


def observed_price(look: Look) -> list[Finding]:
    """Observations in shops of dealers. A case only where the control penalises on that day.

    What another seller asks, or a shop of the brand, is nobody's whom a case could name.
    """
    found, judged, watched = [], Judged(), watches()
    controls = PriceControl.objects.in_bulk()
    for row in _seen(look) if watched else ():
        pk, key, dealer, sku, region, channel, at, price = row
        day = timezone.localtime(at).date()
        setting, watch = look.settings.on(day.isoformat()), watched.get(sku)
        if setting is None or watch is None:
            continue
        place = region or look.world.home(dealer, day)
        seen = judged.judge(watch, region=place, channel=channel, day=day, amount=price, quantity=1)
        if seen is None or not seen.side:
            continue
        made = finding(
            look,
            setting,
            Detector.OBSERVED_PRICE,
            key=f"{Detector.OBSERVED_PRICE}:{key}",
            dealer=dealer,
            day=day.isoformat(),
            region=place,
            channel=channel,
            sku=sku,
            observation_id=pk,
            control_id=seen.control.key,
            goods_value=price,
            no_case=reason(seen, controls[seen.control.key]),
        )
        found.append(made)
    return found


def reason(seen: Judgement, control: PriceControl) -> str:
    """Why it is no case; "" where the control carries money on that day."""
    if seen.mode == ControlMode.PENALISE:
        return ""
    if control.mode == ControlMode.MONITOR:
        return NoCase.MONITOR
    return NoCase.NO_LEGAL_BASIS


def _seen(look: Look):
    rows = PriceObservation.objects.filter(
        **look.of_moments("observed_at"), shop__operator__isnull=False
    )
    return (
        rows.order_by()
        .annotate(dealer=F("shop__operator"))
        .values_list("pk", "key", "dealer", "sku", "region", "channel", "observed_at", "price")
        .iterator(chunk_size=CHUNK)
    )
