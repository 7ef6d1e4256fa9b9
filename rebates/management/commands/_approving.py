"""Approving and posting from the command line: by a person who may, and whom the trail names."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from channels_mgmt.core.imports.terminal import progress_bar
from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access, Verb
from dealers.roles import access_of

from ...choices import RunStatus
from ...models import SettlementRun
from ...services.posting import post_run
from ...services.runs import approve_run


def approver_named(username: str) -> Access:
    """Raises ValidationError where there is no such person, or she may not do both."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise ValidationError(_("There is no user %(name)s.") % {"name": username})
    access = access_of(user)
    if not (access.may(Verb.APPROVE_RUNS) and access.may(Verb.POST_RUNS)):
        raise ValidationError(
            _("%(name)s may not both approve and post runs.") % {"name": username}
        )
    return access


def approve_and_post(
    run: SettlementRun, approver: Access, *, reason: str, output: Any
) -> SettlementRun:
    """Whatever is left of the way from a draft to the ledger; a posted run stays as it is."""
    if run.status == RunStatus.POSTED:
        return run
    try:
        if run.status not in (RunStatus.APPROVED, RunStatus.POSTING):
            run = approve_run(run=run, access=approver, reason=reason)
        with progress_bar(output) as progress:
            return post_run(run=run, access=approver, progress=progress)
    except PermissionDenied:
        raise ValidationError(
            _("The right of %(name)s does not reach every dealer of the run.")
            % {"name": approver.user.username}
        ) from None
