"""What the demo's dealers said to their statements: confirmed, disputed, replied to; the rest is
open for whoever looks around."""

import io
from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from channels_mgmt.core.attachments import Attachment, take_in
from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access
from dealers.roles import access_of
from rebates.choices import AnswerKind
from rebates.models import Statement
from rebates.services.answers import answer_statement

NOTE = (
    "DELIVERY NOTE  SH-20260618-07",
    "",
    "CXW-268-S5      12 pcs",
    "JZT-B60          8 pcs",
    "",
    "Received 2026-06-18",
)
MISSING = "6月18日送货单 SH-20260618-07 的20台没有计入本期提货额，请核对。见附件。"
# The delivery of 18 June is missing from what was bought.
UNCLEAR = "阶梯等级与我们台账不一致，请说明计算口径。"  # the step differs from our books
REPLY = "已核实：退货冲减了当期提货额，故少一级阶梯，明细见各行说明。如仍有疑问请再提出。"
# Checked: returns lowered the amount bought, hence one step less.


def answer_statements() -> None:
    """By the dealers who can sign in, to all but their latest statement."""
    dealer, other, hq = map(_access, ("dealer", "dealer2", "hq"))
    first, second, *_rest = _statements(dealer)
    _say(first, AnswerKind.CONFIRMED, dealer)
    _say(second, AnswerKind.DISPUTED, dealer, UNCLEAR, delivery_note("PNG"))
    _say(second, AnswerKind.REPLIED, hq, REPLY)
    *_earlier, disputed, _latest = _statements(other)
    _say(disputed, AnswerKind.DISPUTED, other, MISSING, delivery_note("PDF"))


def delivery_note(kind: str) -> Attachment:
    """As a dealer would send it: scanned as PDF, or a photo as PNG."""
    return scan(NOTE, "送货单 SH-20260618-07", kind)


def scan(words: Iterable[str], name: str, kind: str) -> Attachment:
    """A sheet of paper with some words on it."""
    sheet, file = Image.new("RGB", (620, 400), "white"), io.BytesIO()
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((20, 20, 600, 380), outline="black", width=2)
    pen.multiline_text((50, 50), "\n".join(words), fill="black", font_size=28, spacing=12)
    sheet.save(file, kind)
    return take_in(SimpleUploadedFile(f"{name}.{kind.lower()}", file.getvalue()))


def _access(username: str) -> Access:
    return access_of(User.objects.get(username=username))


def _statements(access: Access) -> list[Statement]:
    return list(Statement.objects.visible_to(access.scope).defer("content").order_by("pk"))


def _say(
    statement: Statement,
    kind: AnswerKind,
    access: Access,
    text: str = "",
    file: Attachment | None = None,
) -> None:
    answer_statement(statement=statement, kind=kind, access=access, text=text, file=file)
