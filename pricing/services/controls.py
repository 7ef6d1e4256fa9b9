"""Price controls: saved at once, or, where they are to penalise, approved by a second person."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given, second_person
from channels_mgmt.core.audit import record
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..choices import ControlMode, ControlStatus
from ..models import PriceControl


@transaction.atomic
def save_control(
    *, instance: PriceControl, access: Access, verb: Verb, reason: str = ""
) -> PriceControl:
    """Save a control. One that penalises waits for approval, also after every change.

    Raises ValidationError that names the control in the way, or what its legal basis lacks.
    """
    lock_table(PriceControl)
    prepare_control(instance, access)
    instance.full_clean()
    check_overlap(instance)
    return save_record(instance=instance, access=access, verb=verb, reason=reason)


def prepare_control(control: PriceControl, access: Access) -> None:
    """Who proposes it, and whether it needs a second person."""
    penalises = control.mode == ControlMode.PENALISE
    control.status = ControlStatus.PROPOSED if penalises else ControlStatus.IN_FORCE
    control.created_by = access.user
    control.approved_by = control.approved_at = None


@transaction.atomic
def approve_control(*, control: PriceControl, access: Access, reason: str) -> PriceControl:
    """A second person agrees that a control penalises; raises ValidationError otherwise."""
    control = _to_decide(control, access)
    control.approved_by, control.approved_at = second_person(control, access), timezone.now()
    return _decide(control, ControlStatus.IN_FORCE, access, reason)


@transaction.atomic
def refuse_control(*, control: PriceControl, access: Access, reason: str) -> PriceControl:
    return _decide(_to_decide(control, access), ControlStatus.REFUSED, access, reason)


def _to_decide(control: PriceControl, access: Access) -> PriceControl:
    if not access.may(Verb.APPROVE_CONTROLS):
        raise PermissionDenied
    control = PriceControl.objects.select_for_update().get(pk=control.pk)
    if control.status != ControlStatus.PROPOSED:
        raise ValidationError(
            _("%(control)s is “%(status)s”: there is nothing to decide.")
            % {"control": control, "status": control.get_status_display()},
            "status_move",
        )
    return control


def _decide(control: PriceControl, to: ControlStatus, access: Access, reason: str) -> PriceControl:
    reason = reason_given(reason)
    control.status = to
    control.save(update_fields=["status", "approved_by", "approved_at"])
    action = "approved" if to == ControlStatus.IN_FORCE else "refused"
    record(
        action,
        control,
        by=access.user,
        before={"status": ControlStatus.PROPOSED.value},
        after={"status": to.value},
        reason=reason,
    )
    return control


def check_overlap(control: PriceControl) -> None:
    """Two controls of the same subject, region and channel never hold on the same day."""
    same = {
        name: getattr(control, name)
        for name in ("sku", "product_line", "brand", "region", "channel")
    }
    rivals = PriceControl.objects.overlapping(control.valid_from, control.valid_to)
    rivals = rivals.filter(**same).exclude(pk=control.pk).exclude(status=ControlStatus.REFUSED)
    other = rivals.select_related("sku", "product_line").first()
    if other is not None:
        raise ValidationError(
            _("%(other)s holds from %(from)s to %(to)s for the same sales: end it first.")
            % {"other": other, "from": other.valid_from, "to": other.valid_to or "…"},
            "control_overlap",
        )
