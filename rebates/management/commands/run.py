"""A settlement run that is there: show it, approve and post it, or take it back."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.commands import USAGE, AnsweringCommand
from channels_mgmt.core.scopes import SYSTEM
from channels_mgmt.core.told import told

from ...models import SettlementRun
from ...services.reversing import reverse_run
from ...services.run_documents import run_document
from ._approving import approve_and_post, approver_named
from ._output import print_run

APPROVED = gettext_lazy("Approved with the command run --post.")


class Command(AnsweringCommand):
    help = (
        "Show run NUMBER. With --post it is approved where it is a draft, and posted; a posting"
        " that was interrupted is gone on with. With --reverse a draft is made that takes it back;"
        " with --reverse --post that draft is approved and posted too. Exit status: 0, 1 refused,"
        " 2 bad usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("run", type=int, metavar="NUMBER", help="the number of the run")
        add("--post", action="store_true", help="approve and post it (needs --approve-as)")
        add("--approve-as", metavar="USER", help="who approves and posts")
        add("--reverse", action="store_true", help="take it back (needs --reason)")
        add("--reason", default="", metavar="TEXT", help="why; kept in the history")
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.check(options)
        try:
            run = self.done(options)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        document = run_document(run)
        if options["format"] == "json":
            self.answer(document)
        else:
            print_run(document, self.stdout)

    def check(self, options: dict[str, Any]) -> None:
        if options["post"] and not options["approve_as"]:
            raise CommandError(_("--post needs --approve-as USER: who approves?"), returncode=USAGE)
        if options["approve_as"] and not options["post"]:
            raise CommandError(_("--approve-as belongs to --post."), returncode=USAGE)
        if options["reverse"] and not options["reason"].strip():
            raise CommandError(_("--reverse needs --reason TEXT: why?"), returncode=USAGE)

    def done(self, options: dict[str, Any]) -> SettlementRun:
        run = SettlementRun.objects.filter(pk=options["run"]).first()
        if run is None:
            raise ValidationError(_("There is no run %(run)s.") % {"run": options["run"]})
        approver = approver_named(options["approve_as"]) if options["post"] else None
        if options["reverse"]:
            run = reverse_run(run=run, access=SYSTEM, reason=options["reason"])
        if approver:
            reason = options["reason"] or told(APPROVED)
            run = approve_and_post(run, approver, reason=reason, output=self.stderr)
        return run
