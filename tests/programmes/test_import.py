"""A programme file becomes programmes and versions: all of it or nothing, and only once."""

import datetime
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Dealer, Region, Tier
from rebates.choices import RunStatus, VersionStatus
from rebates.models import Programme, ProgrammeVersion, RunLine, SettlementRun, Step
from rebates.services.programmes import (
    ProgrammeFaults,
    document_of,
    import_programmes,
    programme_document,
    terms_of,
)

from .conftest import ANNUAL, file_of, saying

pytestmark = pytest.mark.django_db


DAY = datetime.date.fromisoformat


def take(document, access=SYSTEM, **options):
    return import_programmes(document=document, access=access, **options)


def refused(document, access=SYSTEM):
    """The faults as (path, code); and nothing was written."""
    before = Programme.objects.count(), ProgrammeVersion.objects.count(), Step.objects.count()
    with pytest.raises(ProgrammeFaults) as caught:
        take(document, access)
    after = Programme.objects.count(), ProgrammeVersion.objects.count(), Step.objects.count()
    assert before == after
    return [(fault.path, fault.code) for fault in caught.value.faults]


def validity():
    return list(ProgrammeVersion.objects.values_list("number", "valid_from", "valid_to"))


def settle(period, status=RunStatus.POSTED):
    """A run with one line of the programme's last version for that period."""
    region = Region.objects.create(code="44", name="Guangdong", level="province")
    city = {"name": "City", "rank": 3, "home_level": "city"}
    tier, _ = Tier.objects.get_or_create(code="city", defaults=city)
    version = ProgrammeVersion.objects.last()
    run = SettlementRun.objects.create(
        date_from=DAY("2012-01-01"), date_to=DAY("2014-01-01"), as_of=timezone.now(), status=status
    )
    RunLine.objects.create(
        run=run,
        dealer=Dealer.objects.create(code="D1", name="D1", tier=tier, home_region=region),
        programme=version.programme,
        version=version,
        period=period,
        target_measure=0,
        earning_measure=0,
        due=0,
        already_posted=0,
        amount=0,
    )


def test_it_works():
    result = take(file_of(payment_form="cash", priority=3, name_en="Annual"))
    programme = Programme.objects.get()
    version = programme.versions.get()
    assert (programme.code, programme.payment_form, programme.priority) == ("ANNUAL", "cash", 3)
    assert result.programmes["new"] == ["ANNUAL"]
    assert result.versions["new"] == ["ANNUAL v1"]
    assert [(s.lower, s.percent) for s in version.steps.all()] == [
        (D(0), D(1)),
        (D(50000), D(2)),
        (D(100000), D(3)),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"valid_to": "2013-01-01"},
        {"upper_inclusive": True, "method": "stacked", "period": "month"},
        {"cap": {"on": "benefit", "amount": "1000.5"}, "cumulation": "progressive"},
        {"target_measure": {"of": "quantity"}, "on_change": "restart"},
        {"steps": [{"from": "10.25", "percent": "0.125", "per_unit": "3", "lump_sum": "200"}]},
        {"scope": {"kinds": ["online"], "include": {"channels": ["tmall", "jd"]}, "exclude": {}}},
    ],
)
def test_what_went_in_comes_out_again(changes):
    take(file_of(saying(**changes)))
    document = document_of(ProgrammeVersion.objects.get())
    assert {key: document[key] for key in changes if key != "scope"} == {
        key: value for key, value in changes.items() if key != "scope"
    }
    whole = programme_document(Programme.objects.get())
    assert take({"programmes": [whole]}).changes == 0


def test_the_same_file_again_changes_nothing():
    document = file_of(saying(valid_from="2013-01-01"), ANNUAL)
    take(document)
    result = take(document)
    assert result.changes == 0
    assert result.versions["unchanged"] == ["ANNUAL v1", "ANNUAL v2"]
    assert ProgrammeVersion.objects.count() == 2
    assert history_of(Programme.objects.get()).count() == 1


def test_a_dry_run_writes_nothing_and_says_what_it_would_do():
    result = take(file_of(), dry_run=True)
    assert result.versions["new"] == ["ANNUAL v1"]
    assert not Programme.objects.exists()


def test_the_operator_s_versions_are_in_force_at_once_and_on_record():
    take(file_of())
    version = ProgrammeVersion.objects.get()
    assert version.status == VersionStatus.APPROVED
    assert version.approved_at
    assert [entry.action for entry in history_of(version)] == ["approved", "proposed"]


def test_a_person_s_versions_wait_for_another_person(manager):
    take(file_of(), manager)
    version = ProgrammeVersion.objects.get()
    assert (version.status, version.created_by) == (VersionStatus.DRAFT, manager.user)


def test_the_operator_approves_a_draft_that_is_there_already(manager):
    take(file_of(), manager)
    assert take(file_of()).versions["changed"] == ["ANNUAL v1"]
    assert ProgrammeVersion.objects.get().status == VersionStatus.APPROVED


def test_a_draft_takes_the_terms_of_the_file(manager):
    take(file_of(), manager)
    result = take(file_of(saying(method="whole")), manager)
    assert result.versions["changed"] == ["ANNUAL v1"]
    assert terms_of(ProgrammeVersion.objects.get()).method == "whole"


def test_without_the_right_nothing_is_taken_in(auditor):
    with pytest.raises(PermissionDenied):
        take(file_of(), auditor)


def test_only_what_the_file_says_about_a_programme_is_changed():
    take(file_of(payment_form="cash", priority=3))
    result = take(file_of(priority=4))
    programme = Programme.objects.get()
    assert result.programmes["changed"] == ["ANNUAL"]
    assert (programme.payment_form, programme.priority) == ("cash", 4)
    assert history_of(programme).first().before == {"priority": 3}


class TestVersionsFollowEachOther:
    def test_a_later_version_ends_the_open_one(self):
        take(file_of())
        take(file_of(saying(valid_from="2013-01-01", method="whole")))
        assert validity() == [
            (1, DAY("2012-01-01"), DAY("2013-01-01")),
            (2, DAY("2013-01-01"), None),
        ]

    @pytest.mark.parametrize("start", ["2012-06-01", "2011-01-01"])
    def test_it_may_not_overlap_a_version_with_dates(self, start):
        take(file_of(saying(valid_to="2013-01-01")))
        later = file_of(saying(valid_from=start))
        assert refused(later) == [("programmes[0].versions[0].valid_from", "overlaps")]

    def test_a_draft_that_could_never_be_approved_is_refused_when_proposed(self, manager):
        take(file_of(saying(valid_to="2013-01-01")))
        later = file_of(saying(valid_from="2012-06-01"))
        assert refused(later, manager) == [("programmes[0].versions[0].valid_from", "overlaps")]

    def test_an_open_version_may_be_given_an_end(self):
        take(file_of())
        assert take(file_of(saying(valid_to="2013-01-01"))).versions["changed"] == ["ANNUAL v1"]
        assert validity() == [(1, DAY("2012-01-01"), DAY("2013-01-01"))]

    def test_but_an_end_stays(self):
        take(file_of(saying(valid_to="2013-01-01")))
        assert refused(file_of(saying(valid_to="2013-02-01"))) == [
            ("programmes[0].versions[0].valid_to", "ended_otherwise")
        ]

    def test_approved_terms_stay(self):
        take(file_of())
        document = file_of(saying(method="whole", steps__0__percent="2"))
        assert refused(document) == [("programmes[0].versions[0].valid_from", "approved_differs")]
        with pytest.raises(ProgrammeFaults, match="this differs: steps, method"):
            take(document)

    @pytest.mark.parametrize(
        "change",
        [file_of(saying(valid_from="2012-07-01")), file_of(saying(valid_to="2012-07-01"))],
        ids=["a new version", "an end"],
    )
    def test_what_a_posted_period_used_keeps_its_version(self, change):
        take(file_of())
        settle("2012")
        [(_, code)] = refused(change)
        assert code == "already_settled"
        with pytest.raises(ProgrammeFaults, match="2012 is posted with it. Choose 2013-01-01 or"):
            take(change)

    @pytest.mark.parametrize(
        ("period", "status"),
        [("2012H1", RunStatus.POSTED), ("2012", RunStatus.DRAFT), ("2012", RunStatus.REVERSED)],
    )
    def test_days_that_nothing_posted_used_are_free(self, period, status):
        take(file_of())
        settle(period, status)
        take(file_of(saying(valid_from="2012-07-01", method="whole")))
        assert validity()[0][2] == DAY("2012-07-01")
