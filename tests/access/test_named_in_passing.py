"""What names a foreign dealer in passing: whom a programme is for, the history of what was its own,
the errors of an import."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from channels_mgmt.core.imports.kinds import kinds
from channels_mgmt.core.imports.service import import_file
from channels_mgmt.core.scopes import Access, Verb
from dealers.choices import Role
from dealers.models import Dealer, Shop
from dealers.services.shops import save_shop
from rebates.models import Programme, ProgrammeVersion
from tests import factories as make
from tests.access.canaries import CODE, SHOP, leaks
from tests.conftest import person, signed_in

NAMES = ("金丝雀", "Kanarienvogel", CODE, SHOP)
NOBODY = "ZZ0000"


# Whom a programme is for


@pytest.fixture
def version(planted) -> ProgrammeVersion:
    """For the dealer with the canaries and one that the manager sees."""
    version = planted.foreign[ProgrammeVersion]
    version.scope["include"]["dealers"] = [CODE, "GZ"]
    version.save()
    return version


def test_a_manager_reads_how_many_others_a_version_is_for(version, province_client):
    page = province_client.get(f"/programme-versions/{version.pk}/").content.decode()
    assert "only dealers GZ (and 1 outside your part of the channel)" in page
    assert "only shops (1, all outside your part of the channel)" in page
    whole = province_client.get(f"/programmes/{version.programme_id}/").content.decode()
    assert "and 1 outside your part of the channel" in whole


def test_the_api_counts_them_beside_those_in_sight(version, province_client, hq_client):
    address = f"/api/v1/programme-versions/{version.pk}/"
    told = province_client.get(address).json()["scope"]["include"]
    assert told == {"dealers": ["GZ"], "dealers_out_of_sight": 1,
                    "shops": [], "shops_out_of_sight": 1}  # fmt: skip
    whole = hq_client.get(address).json()["scope"]["include"]
    assert whole == {"dealers": [CODE, "GZ"], "shops": [SHOP]}


def test_a_document_with_gaps_is_not_taken_in_again(version, province_client, hq_client):
    address = f"/api/v1/programmes/{version.programme_id}/document/"
    document = province_client.get(address).json()
    answer = send(hq_client, document)
    assert answer.status_code == 400
    codes = {error["code"] for error in answer.json()["errors"]}
    assert codes == {"unknown_key"}
    assert send(hq_client, hq_client.get(address).json()).status_code == 200


def send(client, document: dict):
    body = json.dumps({"document": document})
    return client.post("/api/v1/programmes/import/", body, content_type="application/json")


@pytest.fixture
def regional(planted, regions) -> Access:
    """She may all that headquarters may, but in Guangdong alone."""
    return person("regional", Role.HEADQUARTERS, region=regions.guangdong)


@pytest.fixture
def regional_client(regional) -> Client:
    return signed_in(regional)


def proposal(*dealers: str, **more) -> dict:
    version = {"valid_from": "2030-01-01", "scope": {"kinds": ["sell_in"], "include": {}},
               "method": "whole", "target_measure": {"of": "net_amount"}, "period": "year",
               "steps": [{"from": "0", "percent": "1"}]}  # fmt: skip
    version["scope"]["include"] = {"dealers": list(dealers)} if dealers else {}
    return {"programmes": [{"code": "P-OWN", "name": "P", "versions": [version | more]}]}


def test_a_foreign_code_in_a_file_is_answered_as_one_that_is_not_there(regional_client):
    foreign, nobody = (send(regional_client, proposal("GZ", code)) for code in (CODE, NOBODY))
    assert foreign.status_code == nobody.status_code == 400
    assert foreign.content.decode().replace(CODE, NOBODY) == nobody.content.decode()
    assert Programme.objects.filter(code="P-OWN").exists() is False


def test_a_right_over_a_region_proposes_for_named_dealers_of_it_alone(regional_client):
    [fault] = send(regional_client, proposal()).json()["errors"]
    assert fault["code"] == "name_the_dealers"
    assert send(regional_client, proposal("GZ")).status_code == 200


@pytest.mark.parametrize("verb", ["edit", "withdraw", "approve"])
def test_a_right_over_a_region_does_not_move_a_version_for_others(verb, version, regional_client):
    ProgrammeVersion.objects.update(status="draft", created_by=None)
    address = f"/programme-versions/{version.pk}/{verb}/"
    assert regional_client.post(address, {"reason": "mine"}).status_code == 403
    assert ProgrammeVersion.objects.get(pk=version.pk).status == "draft"


def test_a_new_version_begins_from_what_its_proposer_sees(version, regional_client):
    answer = regional_client.get("/programme-versions/add/", {"programme": "P-CANARY"})
    assert answer.status_code == 200
    assert leaks(answer, NAMES) == []
    assert answer.context["form"]["include_dealers"].value() == "GZ"


@pytest.mark.parametrize("role", [Role.HEADQUARTERS, Role.FINANCE])
def test_a_right_over_a_region_discards_no_run_over_others(role, planted, regions):
    """Whoever approves runs of Guangdong has no hand in one that pays a dealer in Zhejiang."""
    run = make.make_run(status="draft", dealers=["GZ", CODE])
    client = signed_in(person("regional", role, region=regions.guangdong))
    assert client.post(f"/settlement-runs/{run.pk}/discard/", {"reason": "no"}).status_code == 403
    answer = client.post(f"/api/v1/settlement-runs/{run.pk}/discard/", {"reason": "no"},
                         content_type="application/json")  # fmt: skip
    assert answer.status_code == 403
    run.refresh_from_db()
    assert run.status == "draft"


# The errors of an import. The site's own pages are for whoever sees everything; the service, which
# they and the API call, answers a right over a region all the same.

# Of facts a right over a region takes in those of its dealers, or those that were seen there.
FACTS = {"sales", "serials", "scans", "payments", "stock_counts"}
MASTERS = [kind for kind in kinds() if kind.name not in FACTS]
SALES = """\
source,kind,order_number,line_number,date,dealer,counterparty,sku,quantity,amount,channel,region
own,{kind},O-1,1,2024-01-02,{dealer},{counterparty},SKU-1,1,100,offline,440100
"""
KINDS = {"dealer": "sell_in", "counterparty": "sell_through"}


@pytest.mark.parametrize("kind", MASTERS, ids=lambda kind: kind.name)
def test_a_right_over_a_region_takes_in_no_masters(kind, regional, tmp_path):
    file = tmp_path / "file.csv"
    file.write_text(f"dealer\n{CODE}\n")
    with pytest.raises(PermissionDenied):
        import_file(path=file, kind=kind.name, access=regional, file_name="file.csv")
    assert signed_in(regional).get("/imports/upload/").status_code == 404


@pytest.mark.parametrize("column", ["dealer", "counterparty"])
def test_a_sale_of_a_foreign_dealer_is_answered_as_one_of_nobody(column, regional, tmp_path):
    make.make_sku("SKU-1")
    told = []
    for code in (CODE, NOBODY):
        file = tmp_path / f"{code}.csv"
        file.write_text(
            SALES.format(
                **{"kind": KINDS[column], "dealer": "GZ", "counterparty": "", column: code}
            )
        )
        report = import_file(path=file, kind="sales", access=regional, file_name="file.csv")
        told.append(str(report.as_json()["errors"]).replace(code, "…"))
    assert told[0] == told[1]
    assert f"{column!r}" in told[0]


# What was the foreign dealer's and is the reader's own now


def test_the_history_of_a_shop_does_not_name_who_ran_it_before(planted, dealers, hq, hq_client):
    Shop.objects.filter(code=SHOP).update(code="taken-over", name="新店", url="")
    shop = Shop.objects.get(code="taken-over")
    shop.operator = dealers.guangzhou
    save_shop(instance=shop, access=hq, verb=Verb.CHANGE_STRUCTURE, reason="taken over")
    address = f"/shops/{shop.pk}/history/"
    mine = signed_in(person("own", Role.PRINCIPAL, dealer=dealers.guangzhou))
    assert Dealer.objects.get(code=CODE).name_en in hq_client.get(address).content.decode()
    answer = mine.get(address)
    assert answer.status_code == 200
    assert "(out of your sight)" in answer.content.decode()
    assert leaks(answer, NAMES) == []
