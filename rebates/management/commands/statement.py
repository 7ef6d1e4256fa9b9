"""Write a dealer's statement of a run to a PDF file."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from channels_mgmt.core.commands import AnsweringCommand
from channels_mgmt.core.pdf import PdfError
from dealers.models import Dealer

from ...models import SettlementRun, Statement
from ...services.statements import document_of, preview_pdf
from ...services.statements.render import LANGUAGES


class Command(AnsweringCommand):
    help = (
        "Write the settlement statement of a dealer in a run to a PDF file. A posted run gives the "
        "statement as it was issued; a draft gives a preview that is marked as one. "
        "Exit status: 0 written, 1 refused (nothing is written), 2 bad usage."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--run", type=int, required=True, metavar="N", help="number of the settlement run"
        )
        parser.add_argument("--dealer", required=True, metavar="CODE", help="code of the dealer")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
        parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
        self.add_format(parser)

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        run = SettlementRun.objects.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no settlement run {options['run']}.")
        dealer = Dealer.objects.filter(code=options["dealer"]).first()
        if dealer is None:
            raise CommandError(f"There is no dealer with the code “{options['dealer']}”.")
        statement = Statement.objects.filter(run=run, dealer=dealer).first()
        try:
            pdf = self.pdf(run, dealer, statement, options["lang"])
            out.write_bytes(pdf)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except PdfError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
        self.tell(pdf, out, statement, **options)

    def pdf(
        self, run: SettlementRun, dealer: Dealer, statement: Statement | None, language: str
    ) -> bytes:
        if statement is None:
            return preview_pdf(run=run, dealer=dealer, language=language)
        return bytes(document_of(statement=statement, language=language).pdf)

    def tell(self, pdf: bytes, out: Path, statement: Statement | None, **options: Any) -> None:
        told = {
            "run": options["run"],
            "dealer": options["dealer"],
            "number": statement.number if statement else None,
            "language": options["lang"],
            "draft": statement is None,
            "file": str(out),
            "bytes": len(pdf),
            "sha256": hashlib.sha256(pdf).hexdigest(),
        }
        if options["format"] == "json":
            self.answer(told)
        else:
            what = f"Statement {told['number']}" if statement else "Preview of a draft"
            self.stdout.write(f"{what}: {out}, {len(pdf):,} bytes, SHA-256 {told['sha256']}.")
