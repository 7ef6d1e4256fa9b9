"""A trial is started, cancelled, deleted: by whoever may propose programmes, for what her right
reaches."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.scopes import Access, Scope, Verb
from rebates.sales.cells import wait_for_intake

from ..choices import VersionStatus
from ..conduct.whatif.life import cancel_trial, delete_trial, hand_over
from ..engine.schedule import Version
from ..models import Programme, ProgrammeVersion, Trial
from ..services.calculating import engine_version
from ..services.runs import dealers_within, known_codes, require
from ..services.sight import reaches_all
from ..services.terms import terms_of
from .rules import as_if_all_along, colliding

__all__ = ["cancel_trial", "delete_trial", "start_trial"]

TASK = "calculate_trial"


@transaction.atomic
def start_trial(
    *,
    date_from: datetime.date,
    date_to: datetime.date,
    drafts: Iterable[int] = (),
    without: Iterable[str] = (),
    programmes: Iterable[str] = (),
    dealers: Iterable[str] = (),
    all_along: bool = False,
    access: Access,
) -> Trial:
    """Have a worker calculate the periods that end in (date_from, date_to] by the rules in force
    and with other ones. Sales and rules count as they are known now.

    `drafts` are the ids of draft versions, all else codes; no programmes or dealers named means
    all. `all_along`: as if the drafts had been in force before the first day.
    """
    require(access, Verb.CHANGE_PROGRAMMES)
    chosen = drafts_within(access, drafts)
    left_out = _left_out(access, without, chosen)
    if not (chosen or left_out):
        raise ValidationError(_("Choose a draft to try, or a programme to leave out."))
    check_days(versions_of(chosen, all_along=all_along))
    named = known_codes(Programme.objects.all(), programmes, _("No programme has the code %s."))
    wait_for_intake()
    trial = Trial(
        date_from=date_from,
        date_to=date_to,
        as_of=timezone.now(),
        tried=", ".join([*map(str, chosen), *(f"− {code}" for code in left_out)]),
        all_along=all_along,
        without=left_out,
        programmes=named,
        dealers=dealers_within(access, dealers, Verb.CHANGE_PROGRAMMES),
        created_by=access.user,
    )
    return hand_over(trial, chosen, task=TASK, access=access)


def drafts_within(access: Access, ids: Iterable[int]) -> list[ProgrammeVersion]:
    """The drafts, by programme and number. Raises ValidationError where one is not a draft, and
    PermissionDenied where the right does not reach all whom it is for."""
    wanted = set(ids)
    rows = ProgrammeVersion.objects.filter(pk__in=wanted).select_related("programme")
    found = list(rows.prefetch_related("steps").order_by("programme__code", "number"))
    if missing := sorted(wanted - {version.pk for version in found}):
        raise ValidationError([_("There is no version %s.") % pk for pk in missing])
    for version in found:
        if version.status != VersionStatus.DRAFT:
            text = _("%(version)s is %(status)s; only drafts are tried.")
            status = version.get_status_display().lower()
            raise ValidationError(text % {"version": version, "status": status})
    require_over(access, found)
    return found


def require_over(access: Access, versions: Iterable[ProgrammeVersion]) -> None:
    if not all(may_try(access.to(Verb.CHANGE_PROGRAMMES), version) for version in versions):
        raise PermissionDenied


def may_try(scope: Scope, version: ProgrammeVersion) -> bool:
    return reaches_all(scope, terms_of(version))


def _left_out(
    access: Access, codes: Iterable[str], drafts: Iterable[ProgrammeVersion]
) -> list[str]:
    found = known_codes(Programme.objects.all(), codes, _("No programme has the code %s."))
    for draft in drafts:
        if draft.programme.code in found:
            text = _("%(programme)s is left out: %(version)s cannot be tried besides.")
            raise ValidationError(text % {"programme": draft.programme.code, "version": draft})
    rows = ProgrammeVersion.objects.filter(
        programme__code__in=found, status=VersionStatus.APPROVED
    ).prefetch_related("steps")
    require_over(access, rows)
    return found


def versions_of(rows: Iterable[ProgrammeVersion], *, all_along: bool) -> list[Version]:
    """As the engine needs them."""
    versions = [engine_version(row) for row in rows]
    return [as_if_all_along(version) for version in versions] if all_along else versions


def check_days(drafts: list[Version]) -> None:
    if found := colliding(drafts):
        one, other = found
        raise ValidationError(
            _("%(programme)s v%(one)s and v%(other)s would be in force on the same days. Try them"
              " one after the other.")
            % {"programme": one.programme, "one": one.number, "other": other.number}
        )  # fmt: skip
