"""Which of our columns their columns are: suggested, remembered per source, applied again.

A source is known by its titles: the same titles, in whatever order, are the same source.
"""

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ..models import ColumnMapping
from ..scopes import Access
from .columns import Column, plain_name
from .kinds import Kind
from .titles import TITLES

LEFT_OUT = ""
CLOSE = 0.8  # how alike two titles must be to be taken for the same
_UNLETTERED = re.compile(r"[\W_]+")


def reason_title() -> str:
    """The title of the column in which an error workbook says what is wrong."""
    return _("Faults of this row")


def own_titles() -> frozenset[str]:
    """That title in every language: whoever corrects the workbook may use another one."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(plain_name(reason_title()))
    return frozenset(found)


def with_own_columns_left_out(
    header: Sequence[str], mapping: Mapping[str, str] | None, columns: Iterable[Column]
) -> dict[str, str] | None:
    """The mapping, by which the column that our error workbook has added is passed over."""
    own = own_titles() - {plain_name(column.name) for column in columns}
    added = {title: LEFT_OUT for title in header if plain_name(title) in own}
    return {**added, **(mapping or {})} if added else dict(mapping) if mapping else None


def theirs(header: Sequence[str]) -> list[str]:
    """The titles of a file without those that we added."""
    own = own_titles()
    return [title for title in header if plain_name(title) not in own]


def signature_of(header: Sequence[str]) -> str:
    """The digest of the titles; neither order nor spelling of spaces and capitals matters."""
    titles = sorted(plain_name(title) for title in theirs(header))
    return hashlib.sha256(json.dumps(titles, ensure_ascii=False).encode()).hexdigest()


def our_name(title: str, mapping: Mapping[str, str], columns: Iterable[Column]) -> str:
    """Our column that a title of the file stands for; the title itself where it is none of ours."""
    mapped = {plain_name(theirs): column for theirs, column in mapping.items()}
    plain = plain_name(mapped.get(plain_name(title), title))
    return next((c.name for c in columns if plain_name(c.name) == plain), title)


def fits(header: Sequence[str], kind: Kind) -> bool:
    """Whether every title is one of ours and none that is required is missing."""
    names = {plain_name(title) for title in theirs(header)}
    known = {plain_name(column.name) for column in kind.columns}
    required = {plain_name(column.name) for column in kind.columns if column.required}
    return names <= known and required <= names


def remembered(kind: Kind, header: Sequence[str]) -> dict[str, str] | None:
    """How this source was assigned the last time."""
    rows = ColumnMapping.objects.filter(kind=kind.name, signature=signature_of(header))
    return rows.values_list("mapping", flat=True).first()


@transaction.atomic
def remember(
    *, kind: Kind, header: Sequence[str], mapping: Mapping[str, str], access: Access
) -> ColumnMapping:
    """Keep the mapping for the next file of this source; there is one for each."""
    values = {"mapping": dict(mapping), "changed_by": access.user}
    row, _made = ColumnMapping.objects.update_or_create(
        kind=kind.name, signature=signature_of(header), defaults=values
    )
    return row


def suggestion(kind: Kind, header: Sequence[str]) -> dict[str, str]:
    """Our column for each title, where one is likely; each of ours once, the surest first.

    By our own name, by an earlier assignment, by what the column is called in any language, and
    at last by what looks nearly the same.
    """
    taken: dict[str, str] = {}
    earlier = _earlier(kind)
    labels = labels_of(kind)
    ways = (
        lambda title: plain_name(title) if plain_name(title) in names else None,
        lambda title: earlier.get(plain_name(title)),
        lambda title: labels.get(bare(title)),
        lambda title: _alike(title, labels),
    )
    names = {plain_name(column.name): column.name for column in kind.columns}
    for way in ways:
        for title in theirs(header):
            column = names.get(plain_name(way(title) or ""))
            if title not in taken and column and column not in taken.values():
                taken[title] = column
    return taken


def _earlier(kind: Kind) -> dict[str, str]:
    """Title → our column, of all that was ever assigned; the latest counts."""
    rows = ColumnMapping.objects.filter(kind=kind.name).order_by("changed_at")
    found: dict[str, str] = {}
    for mapping in rows.values_list("mapping", flat=True):
        found |= {plain_name(title): column for title, column in mapping.items() if column}
    return found


def bare(title: str) -> str:
    """A title without spaces, signs and what stands in brackets: 单价（元） is 单价."""
    inner = re.sub(r"[(（\[【].*?[)）\]】]", "", title)
    return _UNLETTERED.sub("", inner or title).casefold()


def labels_of(kind: Kind) -> dict[str, str]:
    """What our columns are called by people, in all languages, to our name."""
    found: dict[str, str] = {}
    for column in kind.columns:
        for label in (column.name, *TITLES.get(column.name, ()), *_field_names(kind.model, column)):
            found.setdefault(bare(label), column.name)
    return found


def _field_names(model: type[models.Model], column: Column) -> Iterator[str]:
    try:
        field = model._meta.get_field(column.path.split("__")[0])
    except FieldDoesNotExist:
        return
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(getattr(field, "verbose_name", column.name))


def _alike(title: str, labels: Mapping[str, str]) -> str | None:
    close = difflib.get_close_matches(bare(title), labels, n=1, cutoff=CLOSE)
    return labels[close[0]] if close else None
