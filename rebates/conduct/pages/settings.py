"""What detectors and deadlines go by: settings, neighbouring regions, holidays."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Pages
from channels_mgmt.core.scopes import Verb

from .. import filters, forms, tables
from ..models import DetectorSetting, Holiday, Neighbour


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


class HolidayPages(Pages):
    model, table, filterset = Holiday, tables.HolidayTable, filters.HolidayFilter
    form, verb = forms.HolidayForm, Verb.CHANGE_PENALTIES
    empty_hint = _("Without holidays, Monday to Friday are worked.")
