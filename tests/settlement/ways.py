"""The verbs of runs and versions, each by two ways; both take a row or None, and who acts."""

import json

from django.core.exceptions import PermissionDenied, ValidationError

from rebates.models import ProgrammeVersion, SettlementRun
from rebates.services.calculating import calculate
from rebates.services.posting import finish_posting, post_run
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run, discard_run, start_run
from rebates.services.versions import (
    approve_version,
    change_draft,
    propose_version,
    withdraw_version,
)
from tests.conftest import signed_in
from tests.settlement.world import day, version_document

YEAR = {"date_from": day("2012-01-01"), "date_to": day("2013-01-01")}
REFUSED = (PermissionDenied, ValidationError)


class ByService:
    """The verbs as services; each gets a row or None, and who acts."""

    def start(self, run, who):
        return calculate(run=start_run(access=who, **YEAR))

    def approve(self, run, who):
        return run and approve_run(run=run, access=who, reason="checked")

    def post(self, run, who):
        return run and post_run(run=run, access=who)

    def reverse(self, run, who):
        return run and reverse_run(run=run, access=who, reason="wrong")

    def discard(self, run, who):
        return run and discard_run(run=run, access=who, reason="checked")

    def propose(self, version, who):
        programme = ProgrammeVersion.objects.first().programme
        start = f"20{13 + programme.versions.count():02}-01-01"
        document = version_document(valid_from=start)
        return propose_version(programme=programme, document=document, access=who)

    def change(self, version, who):
        document = version and version_document(
            valid_from=version.valid_from.isoformat(), steps=[{"from": "1", "percent": "9"}]
        )
        return version and change_draft(version=version, document=document, access=who)

    def sign(self, version, who):
        return version and approve_version(version=version, access=who, reason="checked")

    def withdraw(self, version, who):
        return version and withdraw_version(version=version, access=who, reason="checked")


class ByApi:
    """The same by requests; a refusal is told by its status."""

    def __init__(self) -> None:
        self.clients = {}

    def send(self, who, address: str, data: dict | None = None):
        if who.user.pk not in self.clients:
            self.clients[who.user.pk] = signed_in(who)
        answer = self.clients[who.user.pk].post(
            f"/api/v1/{address}/", json.dumps(data or {}), content_type="application/json"
        )
        if answer.status_code >= 400:
            raise ValidationError(f"{answer.status_code}")
        return answer.json()

    def move(self, run, who, verb):
        return run and self.send(who, f"settlement-runs/{run.pk}/{verb}", {"reason": "so"})

    def start(self, run, who):
        period = {"from": "2012-01-01", "to": "2013-01-01"}
        answer = self.send(who, "settlement-runs", period)
        return calculate(run=SettlementRun.objects.get(pk=answer["id"]))

    def approve(self, run, who):
        return self.move(run, who, "approve")

    def post(self, run, who):
        if run is None:
            return None
        self.move(run, who, "post")
        return finish_posting(run=run, by=who.user)  # the worker's part

    def reverse(self, run, who):
        return self.move(run, who, "reverse")

    def discard(self, run, who):
        return self.move(run, who, "discard")

    def file(self, who, **changes):
        version = ProgrammeVersion.objects.order_by("number").first()
        document = {
            "code": version.programme.code,
            "name": version.programme.name,
            "versions": [version_document(**changes)],
        }
        return self.send(who, "programmes/import", {"document": {"programmes": [document]}})

    def propose(self, version, who):
        count = ProgrammeVersion.objects.count()
        return self.file(who, valid_from=f"20{13 + count:02}-01-01")

    def change(self, version, who):
        steps = [{"from": "1", "percent": "9"}]
        return version and self.file(who, valid_from=version.valid_from.isoformat(), steps=steps)

    def sign(self, version, who):
        return version and self.send(
            who, f"programme-versions/{version.pk}/approve", {"reason": "so"}
        )

    def withdraw(self, version, who):
        return version and self.send(
            who, f"programme-versions/{version.pk}/withdraw", {"reason": "so"}
        )
