"""What detectors and deadlines go by: settings, neighbouring regions, units exempt, holidays."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Pages
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from .. import filters, forms, tables
from ..models import DetectorSetting, Holiday, Neighbour, SerialExemption


class DetectorSettingPages(Pages):
    model, table = DetectorSetting, tables.DetectorSettingTable
    filterset, form = filters.DetectorSettingFilter, forms.DetectorSettingForm
    verb = Verb.CHANGE_PENALTIES
    plural = "detector-settings"
    detail = (*forms.DetectorSettingForm.Meta.fields[:-1],)
    empty_hint = _("Without a setting a detector looks at nothing.")


class NeighbourPages(Pages):
    model, table, filterset = Neighbour, tables.NeighbourTable, filters.NeighbourFilter
    form, verb = forms.NeighbourForm, Verb.CHANGE_PENALTIES
    plural = "neighbouring-regions"


def flag(
    *, instance: SerialExemption, access: Access, verb: Verb, reason: str = ""
) -> SerialExemption:
    """Save an exemption; whoever flags a unit is named in it."""
    if not instance.pk:
        instance.created_by = access.user
    return save_record(instance=instance, access=access, verb=verb, reason=reason)


class SerialExemptionPages(Pages):
    model, table = SerialExemption, tables.SerialExemptionTable
    filterset, form = filters.SerialExemptionFilter, forms.SerialExemptionForm
    verb, save = Verb.OPEN_CASES, staticmethod(flag)
    plural = "exemptions"
    empty_hint = _("A unit that was given away, or whose household moved, may be seen anywhere.")


class HolidayPages(Pages):
    model, table, filterset = Holiday, tables.HolidayTable, filters.HolidayFilter
    form, verb = forms.HolidayForm, Verb.CHANGE_PENALTIES
    empty_hint = _("Without holidays, Monday to Friday are worked.")
