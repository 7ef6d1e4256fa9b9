"""A what-if is started: by whoever may propose penalty rules for all."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.scopes import Access
from channels_mgmt.core.told import told

from ..choices import Detector, VersionStatus, ViolationKind
from ..detecting.run import DETECTORS
from ..detecting.trying import TRIED, tried_setting
from ..models import DetectorSetting, PenaltyRuleVersion, PenaltyTrial
from .life import hand_over
from .territories import Row, held_by
from .versions import colliding

TASK = "try_penalties"


@transaction.atomic
def start_trial(
    *,
    date_from: datetime.date,
    date_to: datetime.date,
    access: Access,
    detectors: Iterable[str] = (),
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    drafts: Iterable[int] = (),
    all_along: bool = False,
    territories: Sequence[Row] = (),
) -> PenaltyTrial:
    """Have a worker work out the cases of ``date_from ≤ day < date_to``, and what they cost, by the
    rules in force and by those tried. Nothing but the result is written.

    ``detectors`` look anew, without a change, too: a dry run. ``settings`` are changed tolerances
    by detector and name; ``drafts`` ids of draft versions of penalty rules; ``territories`` rows of
    their import, each in place of the one that is known by the same or besides those that there
    are. Raises ValidationError for what makes no sense, PermissionDenied for whoever may not
    propose penalty rules for all dealers.
    """
    if not may_try(access):
        raise PermissionDenied
    changed = {code: dict(values) for code, values in (settings or {}).items() if values}
    looked = looked_by({*detectors, *changed}, with_territories=bool(territories))
    chosen = _drafts(drafts, all_along=all_along)
    if not (looked or chosen):
        raise ValidationError(_("Choose what is tried: a detector, a draft or territories."))
    for code, values in changed.items():
        _check_names(code, values)
        tried_setting(code, date_from, values)
    held_by(territories)
    trial = PenaltyTrial(
        date_from=date_from,
        date_to=date_to,
        tried=_said(looked, changed, chosen, len(territories)),
        detectors=looked,
        settings={code: _plain(values) for code, values in changed.items()},
        territories=[dict(row) for row in territories],
        all_along=all_along,
        created_by=access.user,
    )
    return hand_over(trial, chosen, task=TASK, access=access)


def may_try(access: Access) -> bool:
    """Cases of all dealers are looked at: so must her right reach."""
    return access.to(PenaltyTrial.verb).everything


def looked_by(codes: Iterable[str], *, with_territories: bool) -> list[str]:
    """The detectors that are to look: all of a kind, for its cases are made of what each of them
    finds."""
    codes = set(codes)
    if unknown := codes - set(DETECTORS):
        raise ValidationError(
            _("There is no detector “%(code)s”. There are: %(codes)s.")
            % {"code": min(unknown), "codes": ", ".join(one.value for one in DETECTORS)},
            "detector",
        )
    kinds = {Detector(code).kind for code in codes}
    kinds |= {ViolationKind.CROSS_REGION} if with_territories else set()
    return [one.value for one in DETECTORS if one.kind in kinds]


def _check_names(code: str, values: Mapping[str, Any]) -> None:
    if unknown := sorted(set(values) - set(TRIED)):
        raise ValidationError(
            _("%(detector)s: there is no “%(name)s” to try. Names: %(names)s.")
            % {"detector": code, "name": unknown[0], "names": ", ".join(TRIED)},
            "setting",
        )


def _drafts(ids: Iterable[int], *, all_along: bool) -> list[PenaltyRuleVersion]:
    wanted = set(ids)
    rows = PenaltyRuleVersion.objects.filter(pk__in=wanted).select_related("rule")
    found = list(rows.order_by("rule__code", "number"))
    if missing := sorted(wanted - {version.pk for version in found}):
        raise ValidationError([_("There is no version %s.") % pk for pk in missing])
    for version in found:
        if version.status != VersionStatus.DRAFT:
            said = {"version": version, "status": version.get_status_display().lower()}
            raise ValidationError(_("%(version)s is %(status)s; only drafts are tried.") % said)
    check_days(found, all_along=all_along)
    return found


def check_days(drafts: list[PenaltyRuleVersion], *, all_along: bool) -> None:
    if pair := colliding(drafts, all_along=all_along):
        text = _("%(one)s and %(other)s are for the same violation and days. Try them one by one.")
        raise ValidationError(text % {"one": pair[0], "other": pair[1]})


def _said(
    looked: list[str], settings: Mapping[str, Mapping], drafts: list, territories: int
) -> str:
    """In codes and names, free of language."""
    parts = [f"{code}: {name} = {value}" for code, own in settings.items()
             for name, value in own.items()]  # fmt: skip
    parts += map(str, drafts)
    words = "; ".join(parts)
    if not territories:
        return words or ", ".join(looked)
    if not words:
        return told(gettext_lazy("%(n)s territories"), n=territories)
    return told(gettext_lazy("%(tried)s; %(n)s territories"), tried=words, n=territories)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v if isinstance(v, bool | int) else str(v) for n, v in values.items()}


def settings_of(trial: PenaltyTrial) -> list[DetectorSetting]:
    """The settings that it tries, built on those of its first day."""
    return [tried_setting(code, trial.date_from, values) for code, values in trial.settings.items()]
