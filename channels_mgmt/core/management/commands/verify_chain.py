"""Prove the audit trail: nothing in it was changed, removed, added past the program, or moved."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels_mgmt.core.audit_chain import Head
from channels_mgmt.core.audit_reading import Verification, verify_chain
from channels_mgmt.core.commands import AnsweringCommand
from channels_mgmt.core.imports.terminal import progress_bar


def head(text: str) -> Head:
    if not re.fullmatch(r"[0-9]{1,18}:[0-9a-f]{64}", text):
        message = _("%(text)s is not a head: write it as it was printed, NUMBER:HASH.")
        raise ArgumentTypeError(message % {"text": text})
    number, hash_ = text.split(":")
    return Head(int(number), hash_)


class Command(AnsweringCommand):
    help = (
        "Prove the audit trail: entries, seals and the head of the chain. Names everything that was"
        " changed, removed, added or moved, with its place; the exit status is then 1. Prints the"
        " head: whoever keeps it elsewhere can later prove that the chain still goes through it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            type=head,
            metavar="NUMBER:HASH",
            help="a head printed earlier, which the chain must still contain",
        )
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with progress_bar(self.stderr) as progress:
            found = verify_chain(anchor=options["head"], progress=progress)
        if options["format"] == "json":
            self.answer(document(found))
        else:
            self.print(found)
        for fault in found.faults:
            self.stderr.write(f"  {fault.message}")
        if found.faults:
            raise SystemExit(1)

    def print(self, found: Verification) -> None:
        mark = self.style.ERROR(_("WRONG")) if found.faults else self.style.SUCCESS(_("proved"))
        counted = ngettext(
            "Audit trail, %(count)s entry", "Audit trail, %(count)s entries", found.entries
        )
        self.stdout.write(f"{mark}  {counted % {'count': found.entries}}")
        if found.head:
            words = _("Head: %(head)s (keep it elsewhere, and give it to --head next time)")
            self.stdout.write(words % {"head": text_of(found.head)})


def text_of(end: Head | None) -> str | None:
    return f"{end.number}:{end.hash}" if end else None


def document(found: Verification) -> dict[str, Any]:
    return {
        "proved": not found.faults,
        "entries": found.entries,
        "head": text_of(found.head),
        "faults": [
            {
                "code": fault.code.value,
                "number": fault.number,
                "entry": fault.entry,
                "message": fault.message,
            }
            for fault in found.faults
        ],
    }
