"""A measure's own scope names dealers and shops just as the version's does: whoever may not see
them reads how many they are, on every page and in every document."""

import datetime

import pytest

from channels_mgmt.core.audit import record
from channels_mgmt.core.scopes import Scope
from dealers.choices import Role
from dealers.models import Dealer
from rebates.models import ProgrammeVersion
from rebates.services.sight import Sight
from rebates.services.terms import document_of, terms_of
from rebates.wording import plain_language, plain_sentences
from tests import factories as make
from tests.access.canaries import CODE, SHOP, leaks
from tests.conftest import person, signed_in

NAMES = ("金丝雀", "Kanarienvogel", CODE, SHOP)
OWN = {"kinds": [], "include": {"dealers": [CODE, "GZ"], "shops": [SHOP]},
       "exclude": {"dealers": [CODE]}}  # fmt: skip


@pytest.fixture
def version(planted) -> ProgrammeVersion:
    """Only the own scopes name the foreign dealer; the version is for everybody."""
    version = planted.foreign[ProgrammeVersion]
    version.scope = {"kinds": ["sell_in"], "include": {}, "exclude": {}}
    version.target_scope, version.earning_scope = OWN, OWN
    version.target = version.earning = "net_amount"
    version.save()
    return version


@pytest.fixture
def changed(version, hq) -> ProgrammeVersion:
    """With a draft after it, and both in the history."""
    later = make.make_version(
        version.programme, number=7, valid_from=datetime.date(2031, 1, 1), status="draft",
        scope=version.scope, target_scope=OWN,
        earning_scope=OWN | {"exclude": {"dealers": ["GZ"]}},
    )  # fmt: skip
    record("proposed", later, by=hq.user, before=document_of(version), after=document_of(later))
    return later


PAGES = (
    "/programme-versions/{pk}/",
    "/programme-versions/{pk}/history/",
    "/programme-versions/{pk}/compare/",
    "/programmes/{programme}/",
    "/programme-versions/",
    "/programme-versions/export/?format=csv",
    "/api/v1/programme-versions/",
    "/api/v1/programme-versions/{pk}/",
    "/api/v1/programme-versions/{pk}/document/",
    "/api/v1/programmes/{programme}/document/",
)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_and_no_document_names_them(address, changed, province_client, hq_client):
    address = address.format(pk=changed.pk, programme=changed.programme_id)
    answer = province_client.get(address)
    assert answer.status_code == 200
    assert leaks(answer, NAMES) == []


@pytest.mark.parametrize("address", [each for each in PAGES if "{" in each])
def test_who_sees_all_reads_them_there(address, changed, hq_client):
    """Or the test above would prove nothing."""
    address = address.format(pk=changed.pk, programme=changed.programme_id)
    assert CODE in hq_client.get(address).content.decode()


def test_a_page_says_how_many_they_are(version, province_client):
    page = province_client.get(f"/programme-versions/{version.pk}/").content.decode()
    told = "only dealers GZ (and 1 outside your part of the channel)"
    assert page.count(told) == 2
    assert "without dealers (1, all outside your part of the channel)" in page


def test_the_api_counts_them(version, province_client):
    told = province_client.get(f"/api/v1/programme-versions/{version.pk}/").json()
    for name in ("target_scope", "earning_scope"):
        assert told[name]["include"]["dealers"] == ["GZ"]
        assert told[name]["include"]["dealers_out_of_sight"] == 1
        assert told[name]["exclude"] == {"dealers": [], "dealers_out_of_sight": 1}


def test_what_changes_out_of_sight_is_marked_without_a_name(changed, province_client):
    ProgrammeVersion.objects.filter(pk=changed.pk).update(
        earning_scope=OWN | {"exclude": {"dealers": ["HZ"]}}
    )
    answer = province_client.get(f"/programme-versions/{changed.pk}/compare/")
    [difference] = [d for d in answer.context["changed"] if d.label == "What earns"]
    assert difference.out_of_sight
    assert "What changed lies outside your part" in answer.content.decode()


def test_a_new_version_begins_without_them(version, planted, regions):
    client = signed_in(person("regional", Role.HEADQUARTERS, region=regions.guangdong))
    answer = client.get("/programme-versions/add/", {"programme": "P-CANARY"})
    assert answer.status_code == 200
    assert leaks(answer, NAMES) == []
    assert answer.context["form"]["target_include_dealers"].value() == "GZ"


def test_a_draft_for_others_in_its_own_scope_is_not_edited(changed, regions):
    client = signed_in(person("regional", Role.HEADQUARTERS, region=regions.guangdong))
    assert client.get(f"/programme-versions/{changed.pk}/edit/").status_code == 403


def test_the_terms_themselves_keep_them(version):
    whole = terms_of(version)
    assert CODE in plain_language(whole)
    seen, unseen = Sight(Scope()).terms(whole)
    assert CODE not in " ".join(plain_sentences(seen, unseen))
    assert unseen["target_scope", "include", "shops"] == 1
    assert Dealer.objects.filter(code=CODE).exists()
