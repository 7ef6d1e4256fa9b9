"""The tree of dealers: national → provincial → city → outlet, as far as a person sees it."""

import pytest
from django.utils import timezone

from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Dealer
from dealers.tree import Node, branch, forest, upstream_chain
from tests.factories import make_dealer, make_tier

pytestmark = pytest.mark.django_db
EVERYTHING = SYSTEM.scope
TODAY = timezone.localdate()


@pytest.fixture
def network(dealers, regions):
    """A national dealer above Guangdong; below Guangzhou two outlets."""
    national = make_dealer("CN", tier=make_tier("national"), home_region=regions.country)
    Dealer.objects.filter(pk=dealers.guangdong.pk).update(upstream=national)
    for code in ("O1", "O2"):
        make_dealer(
            code,
            tier=make_tier("outlet"),
            home_region=regions.guangzhou,
            upstream=dealers.guangzhou,
        )
    return dealers


def shape(nodes: list[Node]) -> list:
    return [
        (node.dealer.code, shape(node.below)) if node.below else node.dealer.code for node in nodes
    ]


def test_the_whole_tree(network):
    guangzhou = ("GZ", ["O1", "O2"])
    assert shape(forest(EVERYTHING, TODAY)) == [("CN", [("GD", [guangzhou])]), "ZJ", "HZ"]


def test_a_node_says_how_many_stand_below_at_any_depth(network):
    assert forest(EVERYTHING, TODAY)[0].size == 4


def test_a_province_sees_its_part_of_the_tree(network, province):
    assert shape(forest(province.scope, TODAY)) == [("GD", [("GZ", ["O1", "O2"])])]


def test_a_dealer_sees_itself(network, dealer_user):
    assert shape(forest(dealer_user.scope, TODAY)) == ["GZ"]


def test_the_branch_below_a_dealer(network):
    dealer = Dealer.objects.get(code="GD")
    assert shape(branch(dealer, EVERYTHING)) == [("GZ", ["O1", "O2"])]
    assert branch(Dealer.objects.get(code="O1"), EVERYTHING) == []


def test_the_chain_above_a_dealer_begins_at_the_top(network):
    dealer = Dealer.objects.get(code="O1")
    chain = [d.code for d, _visible in upstream_chain(dealer, EVERYTHING)]
    assert chain == ["CN", "GD", "GZ"]


def test_of_the_chain_out_of_sight_only_the_own_supplier_is_named(network, dealer_user):
    dealer = Dealer.objects.get(code="GZ")
    chain = [(d.code, visible) for d, visible in upstream_chain(dealer, dealer_user.scope)]
    assert chain == [("GD", False)]


def test_the_page_shows_the_tree_without_a_script(hq_client, network):
    page = hq_client.get("/dealers/tree/").content.decode()
    tree = page.partition('class="tree"')[2]
    assert tree.count("<details") == 3
    assert "4 below" in page


def test_the_tree_costs_the_same_for_many_dealers(
    hq_client, network, regions, django_assert_max_num_queries
):
    for _turn in range(20):
        make_dealer(
            tier=make_tier("outlet"), home_region=regions.guangzhou, upstream=network.guangzhou
        )
    with django_assert_max_num_queries(11):
        hq_client.get("/dealers/tree/")
