"""A request that is sent again under the same key is answered the same, and done once.

The key and the answer are written in the transaction of the work itself: a request that dies leaves
neither, and its repetition does the work.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.response import Response

from ..models import KeyedAnswer, User

KEY_LENGTH = 200
REPLAYED = "Idempotent-Replayed"


class _NotToBeKept(Exception):
    """The answer tells of a passing trouble: the next try may end otherwise."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def fingerprint(data: Mapping[str, Any]) -> str:
    """The digest of all that a request asks for, a file by its name and content."""
    digest = hashlib.sha256()
    for name, value in sorted(data.items()):
        digest.update(f"\n{name}\n".encode())
        if hasattr(value, "chunks"):
            digest.update(f"{value.name}\n".encode())
            for chunk in value.chunks():
                digest.update(chunk)
            value.seek(0)
        else:
            digest.update(json.dumps(value, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def answered_once(
    *, key: str, person: User, request_sha256: str, answer: Callable[[], Response]
) -> Response:
    """The answer of the first request under the key; without a key, that of this one.

    422 where the key was used for another request. What the answer raises is not kept.
    """
    if not key:
        return answer()
    try:
        with transaction.atomic():
            return _first(key, person, request_sha256, answer)
    except _NotToBeKept as passing:
        return passing.response


def _first(key: str, person: User, request_sha256: str, answer: Callable[[], Response]) -> Response:
    try:
        with transaction.atomic():  # whoever comes second waits here for the first one's end
            row = KeyedAnswer.objects.create(person=person, key=key, request_sha256=request_sha256)
    except IntegrityError:
        return _again(KeyedAnswer.objects.get(person=person, key=key), request_sha256)
    response = answer()
    if any(error["code"] == "refused" for error in response.data.get("errors", ())):
        raise _NotToBeKept(response)
    row.status, row.answer = response.status_code, response.data
    row.save(update_fields=["status", "answer"])
    return response


def _again(row: KeyedAnswer, request_sha256: str) -> Response:
    if row.request_sha256 != request_sha256:
        text = _(
            "This idempotency key was used for another request. Send the same request again, or "
            "take a new key."
        )
        problem = {"field": "Idempotency-Key", "code": "key_reused", "message": text}
        return Response({"errors": [problem]}, status.HTTP_422_UNPROCESSABLE_ENTITY)
    return Response(row.answer, row.status, headers={REPLAYED: "true"})
