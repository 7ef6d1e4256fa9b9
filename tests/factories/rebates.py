"""Programmes, runs, trials, statements and what is said of them."""

import datetime
from decimal import Decimal

from django.utils import timezone

from dealers.models import Dealer
from rebates.choices import AnswerKind
from rebates.models import (
    Enrolment,
    LineAnswer,
    Programme,
    ProgrammeVersion,
    ReviewNote,
    RunLine,
    SettlementRun,
    Statement,
    StatementAnswer,
    Step,
    Trial,
    TrialLine,
)
from rebates.services.statements import issue_statement

from .channel import make_dealer
from .common import START, numbers
from .contracts import make_contract


def make_programme(code: str = "", **more) -> Programme:
    code = code or f"P{next(numbers)}"
    return Programme.objects.create(code=code, **{"name": f"政策{code}", **more})


def make_version(programme: Programme | None = None, **more) -> ProgrammeVersion:
    """An approved version: 1 % from the first yuan, year by year."""
    programme = programme or make_programme()
    values = {
        "number": programme.versions.count() + 1,
        "status": "approved",
        "scope": {"kinds": ["sell_in"]},
        "method": "whole",
        "period": "year",
        "valid_from": START,
    }
    version = ProgrammeVersion.objects.create(programme=programme, **(values | more))
    Step.objects.create(version=version, lower=0, percent=1)
    return version


def make_enrolment(**more) -> Enrolment:
    values = {
        "contract": more.pop("contract", None) or make_contract(),
        "programme": more.pop("programme", None) or make_programme(),
    }
    return Enrolment.objects.create(**(values | more))


def make_run(**more) -> SettlementRun:
    values = {
        "date_from": START,
        "date_to": datetime.date(2025, 1, 1),
        "as_of": timezone.now(),
        "status": "posted",
    }
    return SettlementRun.objects.create(**(values | more))


def make_run_line(dealer: Dealer | None = None, **more) -> RunLine:
    version = more.pop("version", None) or make_version()
    values = {
        "run": more.pop("run", None) or make_run(),
        "dealer": dealer or make_dealer(),
        "programme": version.programme,
        "version": version,
        "period": "2024",
        "target_measure": Decimal("1000"),
        "earning_measure": Decimal("1000"),
        "step": 1,
        "due": Decimal("10"),
        "already_posted": Decimal("0"),
        "amount": Decimal("10"),
    }
    return RunLine.objects.create(**(values | more))


def make_trial(**more) -> Trial:
    values = {
        "date_from": START,
        "date_to": datetime.date(2025, 1, 1),
        "as_of": timezone.now(),
        "status": "done",
        "tried": "P v2",
    }
    return Trial.objects.create(**(values | more))


def make_trial_line(dealer: Dealer | None = None, **more) -> TrialLine:
    values = {
        "trial": more.pop("trial", None) or make_trial(),
        "dealer": dealer or make_dealer(),
        "programme": more.pop("programme", None) or make_programme(),
        "period": "2024",
        "before": Decimal("10"),
        "after": Decimal("12"),
    }
    return TrialLine.objects.create(**(values | more))


def make_review_note(run: SettlementRun | None = None, **more) -> ReviewNote:
    dealer = more.pop("dealer", None) or make_dealer()
    return ReviewNote.objects.create(
        **{"run": run or make_run(), "dealer": dealer, "looked": True, **more}
    )


def make_statement(dealer: Dealer | None = None, run: SettlementRun | None = None) -> Statement:
    """Issued as posting does it: over whatever moved since the dealer's statement before."""
    return issue_statement(
        run=run or make_run(), dealer=dealer or make_dealer(), issued_at=timezone.now()
    )


def make_line_answer(statement: Statement | None = None, **more) -> LineAnswer:
    """What a dispute says of a line, as the dealer's people would say it."""
    answer = StatementAnswer.objects.create(
        statement=statement or make_statement(), kind=AnswerKind.DISPUTED
    )
    said = {"part": "movement", "reference": 1, "kind": AnswerKind.DISPUTED, "text": "少算了"}
    return LineAnswer.objects.create(answer=answer, **said | more)
