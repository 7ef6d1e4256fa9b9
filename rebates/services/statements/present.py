"""A statement's content in the reader's language, ready for a template: sheet and page share it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from channels_mgmt.core.display import period_name
from channels_mgmt.core.money import NOTHING, format_money, in_capitals
from channels_mgmt.core.periods import Period
from channels_mgmt.core.told import retold
from dealers.choices import Account, EntryKind
from dealers.services.manual_entries import SOURCE, kind_of
from rebates import wording

from ...choices import LinePart, Measure, PaymentForm
from ...fines.presenting import drawing_words, present_fines
from .remarks import accepted_by_silence, correction, has_annex, tax_of, tax_rows

CODE_LENGTH = 16  # of the digest, in the address of the verify page
DEPOSIT_FIRST = (Account.DEPOSIT, *Account.of_balance(), Account.GOODS_CREDIT)


@dataclass(frozen=True, slots=True)
class Line:
    """One programme and period as printed; amounts are text."""

    id: int
    programme: str
    code: str
    version: int
    period: str
    measured: str
    step: str
    due: str
    already_posted: str
    amount: str
    has_sales: bool  # something was measured
    counts: bool  # something is due, or changes
    why: str  # in one sentence
    reasons: list[str]  # step by step
    correction: str  # what it corrects; nothing where it settles for the first time
    tax: str  # how the amount is split

    @property
    def told(self) -> list[str]:
        """All sentences but the correction, in their order on paper."""
        return [*self.reasons, self.tax]

    @property
    def key(self) -> str:
        return f"{LinePart.REBATE}-{self.id}"


@dataclass(frozen=True, slots=True)
class Movement:
    """A ledger entry that no line stands for, as printed."""

    part: LinePart
    entry: int
    date: str
    what: str
    amount: str

    @property
    def key(self) -> str:
        return f"{self.part}-{self.entry}"


def present(content: dict[str, Any]) -> dict[str, Any]:
    """The context for ``rebates/statement*.html``, in the active language."""
    closing = Decimal(content["closing"])
    lines = [_line(line) for line in content["lines"]]
    return {
        "number": content["number"],
        "previous": content["previous"],
        "brand": _party(content["brand"]),
        "dealer": _party(content["dealer"])
        | {
            "code": content["dealer"]["code"],
            "tier": named(content["dealer"]["tier"]),
            "home": _place(content["dealer"]["home"]),
        },
        "run": content["run"],
        "period": period_text(content["run"]["from"], content["run"]["to"]),
        "issued_on": day(content["issued_at"][:10]),
        "answer_by": day(content["answer_by"]),
        "opening": money(content["opening"]),
        "lines": [line for line in lines if line.counts],
        "nothing_due": [line for line in lines if not line.counts],
        "rebates": money(content["rebates"]),
        "tax": tax_rows(content),
        **present_fines(content),
        "has_annex": has_annex(content),
        "accepted_by_silence": accepted_by_silence(content),
        "others": [_movement(entry, LinePart.MOVEMENT) for entry in content["others"]],
        "others_total": format_money(_total(content["others"])),
        "movements": money(content["movements"]),
        "closing": money(content["closing"]),
        "closing_sign": (closing > 0) - (closing < 0),
        "capitals": in_capitals(closing),
        "payment_forms": [
            (PaymentForm(each["form"]).label, money(each["amount"]))
            for each in content["payment_forms"]
        ],
        "deposit": money(content["deposit"]["closing"]),
        "deposit_opening": money(content["deposit"]["opening"]),
        "deposit_entries": [
            _movement(entry, LinePart.DEPOSIT) for entry in content["deposit"]["entries"]
        ],
    }


def verify_url(number: str, digest: str) -> str:
    """Where anybody can see whether a statement was issued; printed as QR code."""
    return f"{settings.PUBLIC_URL}/verify/{number}/{digest[:CODE_LENGTH]}"


def named(record: dict[str, str]) -> str:
    """The name in the active language, like ``core.models.Named``."""
    english = (get_language() or "").startswith("en")
    return record["name_en"] if english and record["name_en"] else record["name"]


def money(amount: str) -> str:
    return format_money(Decimal(amount))


def day(iso: str) -> str:
    return date_format(datetime.date.fromisoformat(iso), "DATE_FORMAT")


def period_text(start: str, end: str) -> str:
    """The first and the last day; the content holds the first day after it."""
    period = Period(datetime.date.fromisoformat(start), datetime.date.fromisoformat(end))
    return f"{day(start)} – {day(str(period.last_day))}"


def _total(entries: list[dict[str, Any]]) -> Decimal:
    return sum((Decimal(entry["amount"]) for entry in entries), NOTHING)


def _party(record: dict[str, Any]) -> dict[str, str]:
    name = named(record)
    other = record["name"] if name != record["name"] else record["name_en"]
    return {
        "name": name,
        "other_name": other if other != name else "",
        **{key: record[key] for key in ("uscc", "address", "phone") if key in record},
    }


def _place(home: list[dict[str, str]]) -> str:
    """广东省广州市, or Guangzhou, Guangdong."""
    names = [named(region) for region in home]
    english = (get_language() or "").startswith("en")
    return ", ".join(reversed(names)) if english else "".join(names)


def _line(line: dict[str, Any]) -> Line:
    return Line(
        id=line["id"],
        programme=named(line["programme"]),
        code=line["programme"]["code"],
        version=line["version"],
        period=period_name(Period.parse(line["period"])),
        measured=_measured(line),
        step=_step(line),
        due=money(line["due"]),
        already_posted=money(line["already_posted"]),
        amount=money(line["amount"]),
        has_sales=bool(line["explanation"]["slices"]),
        counts=bool(Decimal(line["due"]) or Decimal(line["amount"])),
        why=_why(line["explanation"]),
        reasons=_reasons(line["explanation"]),
        correction=correction(line),
        tax=tax_of(line),
    )


def _why(explanation: dict[str, Any]) -> str:
    if explanation["outcome"] != "reversed":
        return wording.why(explanation)
    words = {"run": explanation["run"], "reason": explanation["reason"]}
    return _("What run %(run)s posted is taken back: %(reason)s") % words


def _reasons(explanation: dict[str, Any]) -> list[str]:
    if explanation["outcome"] != "reversed":
        return wording.sentences(explanation)
    return [_why(explanation)]


def _measured(line: dict[str, Any]) -> str:
    """The target measure: pieces without decimals, money to the fen."""
    measure = Decimal(line["target_measure"])
    versions = line["explanation"]["slices"] or [{}]
    if versions[-1].get("target_measure") == Measure.QUANTITY:
        return _("%(pieces)s pcs") % {"pieces": format_money(measure, 0)}
    return format_money(measure)


def _step(line: dict[str, Any]) -> str:
    """2 / 3, the reached step of how many; a dash below the first."""
    versions = line["explanation"]["slices"] or [{}]
    if not line["step"]:
        return "–"
    steps = versions[-1].get("steps")
    return f"{line['step']} / {steps}" if steps else str(line["step"])


def _movement(entry: dict[str, Any], part: LinePart) -> Movement:
    return Movement(
        part=part,
        entry=entry["entry"],
        date=entry["date"],
        what=_what(entry),
        amount=money(entry["amount"]),
    )


def _what(entry: dict[str, Any]) -> str:
    """Rebates payable: memo (reverses entry 12)."""
    text = drawing_words(entry) or _account_and_memo(entry)
    if entry["reverses"]:
        text = _("%(what)s (reverses entry %(entry)s)") % {
            "what": text,
            "entry": entry["reverses"],
        }
    return text


def _account_and_memo(entry: dict[str, Any]) -> str:
    own = next(a for a in DEPOSIT_FIRST if a in (entry["debit"], entry["credit"]))
    by_hand = entry["source"].startswith(SOURCE)
    kind = EntryKind(entry.get("kind") or kind_of(entry["debit"], entry["credit"]))
    text = str(kind.label if by_hand else own.label)
    if entry["memo"]:
        text = _("%(account)s: %(memo)s") % {"account": text, "memo": retold(entry["memo"])}
    return text
