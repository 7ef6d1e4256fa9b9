"""What the commands have in common: words or one JSON document, and an exit status that is true."""

import json
from argparse import ArgumentTypeError
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.utils import timezone
from django.utils.translation import gettext as _

from .requests import same_request

REFUSED, USAGE = 1, 2
UNUSABLE = (OperationalError, ProgrammingError, InterfaceError)


class AnsweringCommand(BaseCommand):
    """A command with ``--format json``: one document on stdout, also when it refuses.

    Whoever refuses raises CommandError, with ``returncode=USAGE`` where the call itself is wrong.
    """

    answered = False

    def add_format(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="json: one JSON document"
        )

    def answer(self, document: Any, *, indent: int | None = 1) -> None:
        """Print the one document."""
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=indent))
        self.answered = True

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            with same_request():
                return super().execute(*args, **options)
        except UNUSABLE as error:
            refusal = CommandError(unusable(error))
            refusal.__cause__ = error
        except CommandError as error:
            refusal = error
        if options.get("format") == "json" and not self.answered:
            code = "usage" if refusal.returncode == USAGE else "refused"
            self.answer({"errors": [{"code": code, "message": str(refusal)}]})
        raise refusal


def unusable(error: Exception) -> str:
    reason = _("The database cannot be used: %(why)s. Was it set up (manage.py migrate)?")
    return reason % {"why": str(error).strip().rstrip(".").replace("\n", " ")}


def day(text: str) -> date:
    """An argument that is a day, such as 2012-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("%(text)s is not a day: write it as year-month-day, such as 2012-01-31.")
        raise ArgumentTypeError(message % {"text": text}) from None


def moment(text: str) -> datetime:
    """An argument that is an ISO moment; without a zone it is Shanghai time."""
    try:
        found = datetime.fromisoformat(text)
        found = found if timezone.is_aware(found) else timezone.make_aware(found)
        found.astimezone(timezone.get_default_timezone()), found.astimezone(UTC)
    except (ValueError, OverflowError):
        message = _("%(text)s is not a moment: write it like 2012-12-31T18:00 or 2012-12-31.")
        raise ArgumentTypeError(message % {"text": text}) from None
    return found
