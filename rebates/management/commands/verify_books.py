"""Prove the books: ledger, runs, statements and cells explain each other to the fen."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from channels_mgmt.core.commands import AnsweringCommand
from channels_mgmt.core.imports.terminal import progress_bar

from ...services.books import CHECKS, TITLES, Finding, verify


class Command(AnsweringCommand):
    help = (
        "Prove the ledger, the runs and the statements. Names everything that is not explained;"
        " the exit status is 1 if that is one fen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with progress_bar(self.stderr) as progress:
            findings = list(verify(progress))
        if options["format"] == "json":
            self.answer(document(findings))
        else:
            self.print(findings)
        for finding in findings:
            self.stderr.write(f"  {finding.message}")
        if findings:
            raise SystemExit(1)

    def print(self, findings: list[Finding]) -> None:
        for name in CHECKS:
            wrong = [finding for finding in findings if finding.check == name]
            mark = self.style.ERROR(_("WRONG")) if wrong else self.style.SUCCESS(_("proved"))
            self.stdout.write(f"{mark}  {TITLES[name]}")


def document(findings: list[Finding]) -> dict[str, Any]:
    return {
        "proved": not findings,
        "checks": {
            name: [finding.message for finding in findings if finding.check == name]
            for name in CHECKS
        },
    }
