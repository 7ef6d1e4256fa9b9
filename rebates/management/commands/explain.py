"""Explain what a run says for a dealer and a programme, and prove it; or of a case."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from channels_mgmt.core.commands import AnsweringCommand

from ...fines.proof import explained_fine
from ...models import FineLine, RunLine, SettlementRun
from ...services.proof import explained


class Command(AnsweringCommand):
    help = (
        "The whole reasoning behind a dealer's amounts: measures, step, rounding, and the filter"
        " that yields the sales lines, added up again. Exit status: 0, 1 where they do not add up,"
        " 2 bad usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--run", type=int, required=True, metavar="N", help="number of the settlement run"
        )
        parser.add_argument("--dealer", required=True, metavar="CODE")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--programme", metavar="CODE")
        what.add_argument("--case", metavar="NUMBER", help="a fine: the number of the case")
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["case"]:
            self.explain_case(options)
            return
        named = {name: options[name] for name in ("run", "dealer", "programme")}
        periods = [explained(line) for line in lines_of(**named)]
        if not periods:
            raise CommandError(
                _("Run %(run)s has no line for dealer %(dealer)s and programme %(programme)s.")
                % named
            )
        if options["format"] == "json":
            self.answer({**named, "periods": periods})
        else:
            for told in periods:
                self.print(named, told)
        if not all(proof["equal"] for told in periods for proof in told["lines"]):
            raise CommandError(
                _(
                    "The sales lines do not add up to the measures:"
                    " what the filter refers to was changed after the run."
                )
            )

    def explain_case(self, options: dict[str, Any]) -> None:
        named = {name: options[name] for name in ("run", "dealer", "case")}
        parts = [explained_fine(line) for line in fines_of(**named)]
        if not parts:
            raise CommandError(
                _("Run %(run)s has no line for dealer %(dealer)s and case %(case)s.") % named
            )
        if options["format"] == "json":
            self.answer({**named, "parts": parts})
        else:
            for told in parts:
                self.print_fine(named, told)
        if wrong := [problem for told in parts for problem in told["problems"]]:
            raise CommandError("\n".join(wrong))

    def print_fine(self, named: dict[str, Any], told: dict[str, Any]) -> None:
        self.stdout.write(_("Run %(run)s · dealer %(dealer)s") % named + f" · {told['what']}")
        for sentence in told["reasoning"]:
            self.stdout.write(f"  {sentence}")
        self.stdout.write(
            "  " + _("Due %(due)s − posted before %(already_posted)s = %(amount)s") % told
        )

    def print(self, named: dict[str, Any], told: dict[str, Any]) -> None:
        self.stdout.write(
            _("Run %(run)s · dealer %(dealer)s · %(programme)s v%(version)s · %(period)s")
            % {**named, **told}
        )
        for sentence in told["reasoning"]:
            self.stdout.write(f"  {sentence}")
        self.stdout.write(
            "  " + _("Due %(due)s − posted before %(already_posted)s = %(amount)s") % told
        )
        for proof in told["lines"]:
            self.print_proof(proof)

    def print_proof(self, proof: dict[str, Any]) -> None:
        words = {**proof, "sign": "=" if proof["equal"] else "≠"}
        counted = _("Version %(version)s, %(role)s: %(lines)s sales lines, %(measure)s") % words
        self.stdout.write("  {counted} {sum} {sign} {stated}".format(counted=counted, **words))
        for name, value in proof["filter"].items():
            if value:
                self.stdout.write(f"    {name}: {json.dumps(value, ensure_ascii=False)}")


def fines_of(run: int, dealer: str, case: str) -> list[FineLine]:
    rows = FineLine.objects.filter(
        run__in=SettlementRun.objects.filter(pk=run), dealer__code=dealer, case__number=case
    )
    return list(rows.select_related("run", "dealer", "case", "decision").order_by("part"))


def lines_of(run: int, dealer: str, programme: str) -> list[RunLine]:
    lines = RunLine.objects.filter(
        run__in=SettlementRun.objects.filter(pk=run),  # none for a number too large for the column
        dealer__code=dealer,
        programme__code=programme,
    ).select_related("run", "dealer", "programme", "version")
    return sorted(lines, key=lambda line: line.period)
