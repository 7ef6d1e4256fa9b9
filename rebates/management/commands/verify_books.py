"""Prove the books: ledger, runs, statements and cells explain each other to the fen."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from channels_mgmt.core.imports.terminal import progress_bar

from ...services.books import CHECKS, TITLES, Finding, verify


class Command(BaseCommand):
    help = (
        "Prove the ledger, the runs and the statements. Names everything that is not explained;"
        " the exit status is 1 if that is one fen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        with progress_bar(self.stderr) as progress:
            findings = list(verify(progress))
        if options["format"] == "json":
            self.stdout.write(json.dumps(document(findings), ensure_ascii=False, indent=1))
        else:
            self.print(findings)
        if findings:
            raise SystemExit(1)

    def print(self, findings: list[Finding]) -> None:
        for name in CHECKS:
            wrong = [finding for finding in findings if finding.check == name]
            mark = self.style.ERROR(_("WRONG")) if wrong else self.style.SUCCESS(_("proved"))
            self.stdout.write(f"{mark}  {TITLES[name]}")
            for finding in wrong:
                self.stderr.write(f"  {finding.message}")


def document(findings: list[Finding]) -> dict[str, Any]:
    return {
        "proved": not findings,
        "checks": {
            name: [finding.message for finding in findings if finding.check == name]
            for name in CHECKS
        },
    }
