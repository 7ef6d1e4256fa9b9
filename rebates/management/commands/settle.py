"""Settle a period: calculate a draft, and with --post approve and post it."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.commands import USAGE, AnsweringCommand, day, moment
from channels_mgmt.core.imports.terminal import progress_bar
from channels_mgmt.core.scopes import SYSTEM, Access
from channels_mgmt.core.told import told

from ...choices import RunStatus
from ...models import SettlementRun
from ...services.calculating import calculate
from ...services.posting import finish_posting
from ...services.run_documents import run_document
from ...services.runs import fail_run, start_run
from ._approving import approve_and_post, approver_named
from ._output import print_run

APPROVED = gettext_lazy("Approved with the command settle --post.")


class Command(AnsweringCommand):
    help = (
        "Settle every period that ends after --from and not after --to. Without --post the result"
        " is a draft: it is written and printed, and no ledger is touched. Exit status: 0,"
        " 1 refused, 2 bad usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--from", dest="start", type=day, required=True, metavar="DAY", help="first day")
        add("--to", dest="end", type=day, required=True, metavar="DAY", help="exclusive")
        several = {"nargs": "+", "action": "extend", "default": [], "metavar": "CODE"}
        add("--programme", help="only these programmes", **several)
        add("--dealer", help="only these dealers", **several)
        add("--as-of", type=moment, metavar="MOMENT", help="leave out what was taken in later")
        add("--post", action="store_true", help="approve and post it (needs --approve-as)")
        add("--approve-as", metavar="USER", help="who approves and posts")
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            approver = self.approver(options["approve_as"], post=options["post"])
            if approver:
                self.finish_interrupted(approver)
            run = self.calculated(options)
            if approver:
                reason = told(APPROVED)
                run = approve_and_post(run, approver, reason=reason, output=self.stderr)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        document = run_document(run)
        if options["format"] == "json":
            self.answer(document)
        else:
            print_run(document, self.stdout)

    def calculated(self, options: dict[str, Any]) -> SettlementRun:
        run = start_run(
            date_from=options["start"],
            date_to=options["end"],
            programmes=options["programme"],
            dealers=options["dealer"],
            as_of=options["as_of"],
            access=SYSTEM,
        )
        try:
            with progress_bar(self.stderr) as progress:
                return calculate(run=run, progress=progress)
        except BaseException as error:
            fail_run(run=run, error=str(error) or type(error).__name__)
            raise

    def approver(self, username: str | None, *, post: bool) -> Access | None:
        """The access of whoever approves, None for a draft."""
        if not post:
            if username:
                raise CommandError(_("--approve-as belongs to --post."), returncode=USAGE)
            return None
        if not username:
            raise CommandError(_("--post needs --approve-as USER: who approves?"), returncode=USAGE)
        return approver_named(username)

    def finish_interrupted(self, approver: Access) -> None:
        """A run whose posting was killed has dealers left, who are posted before anything else."""
        for run in SettlementRun.objects.filter(status=RunStatus.POSTING).order_by("pk"):
            self.stderr.write(_("Run %(run)s was interrupted: going on with it.") % {"run": run.pk})
            with progress_bar(self.stderr) as progress:
                finish_posting(run=run, by=approver.user, progress=progress)
