"""What the dealer has confirmed stays; what changes later is a line of the next statement."""

from decimal import Decimal as D

import pytest
from django.utils import timezone

from channels_mgmt.core.scopes import Access
from dealers.choices import Role
from dealers.models import ProductLine
from rebates.models import Statement
from rebates.services.answers import answer_statement
from rebates.services.statements import check_statement, document_of, present
from rebates.services.statements.annex import annex_of
from tests.conftest import person
from tests.settlement.world import World, day


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def dealer(world) -> Access:
    return person("owner", Role.PRINCIPAL, dealer=world.dealers["D1"])


def frozen(statement: Statement) -> tuple:
    """All that the dealer holds: content, digest, both PDFs, the annex."""
    found = Statement.objects.get(pk=statement.pk)
    pdfs = [bytes(document_of(statement=found, language=each).pdf) for each in ("zh-hans", "en")]
    with annex_of(found).file.open() as file:
        return found.content, found.digest, pdfs, file.read()


def settled(world: World, dealer: Access) -> Statement:
    """The third quarter, confirmed by the dealer."""
    world.programme(period="quarter", scope={
        "kinds": ["sell_in"], "include": {"product_lines": ["hoods"]},
    })  # fmt: skip
    world.sell("D1", "60000", "2012-08-01")
    world.settle("2012-07-01", "2012-10-01")
    statement = Statement.objects.get()
    frozen(statement)  # as the worker makes the papers
    answer_statement(statement=statement, kind="confirmed", access=dealer)
    return statement


def late_sale(world: World) -> None:
    world.sell("D1", "50000", "2012-09-01")


def late_return(world: World) -> None:
    world.sell("D1", "-20000", "2012-09-01")


def another_rule(world: World) -> None:
    version = world.programme().programme.versions.order_by("number").first()
    version.programme.versions.exclude(pk=version.pk).delete()
    version.steps.all().delete()
    version.steps.create(lower=0, percent=D(5))


def another_structure(world: World) -> None:
    """The hoods of the programme are another line of products from now on."""
    fans = ProductLine.objects.create(code="fans", name="风机")
    for sku in world.skus.values():
        sku.product_line = fans
        sku.save()


def another_price(world: World) -> None:
    world.sell("D1", "-60000", "2012-08-01")
    world.sell("D1", "54000", "2012-08-01")


def another_name(world: World) -> None:
    d1 = world.dealers["D1"]
    d1.name, d1.tier = "新名字", world.outlet
    d1.save()


CHANGES = {
    late_sale: D("2100.00"),  # 110,000 at 3 % less 60,000 at 2 %
    late_return: D("-800.00"),  # 40,000 at 1 % less 1,200
    another_rule: D("1800.00"),
    another_structure: D("-1200.00"),
    another_price: D("-120.00"),
    another_name: D("0.00"),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_later_change_is_a_line_of_the_next_statement(world, dealer, change):
    first = settled(world, dealer)
    before = frozen(first)
    assert first.movements == D("1200.00")
    change(world)
    world.sell("D1", "1", "2012-10-01", sku="HOOD-1")
    world.settle("2012-07-01", "2013-01-01")
    assert frozen(first) == before
    assert Statement.objects.with_answer().get(pk=first.pk).answer == "confirmed"
    second = Statement.objects.exclude(pk=first.pk).get(dealer=world.dealers["D1"])
    old = next(line for line in second.content["lines"] if line["period"] == "2012Q3")
    assert D(old["amount"]) == CHANGES[change]
    named = first.number if CHANGES[change] else None
    assert old["first"] == named
    assert second.opening == first.closing
    assert check_statement(first) == check_statement(second) == []


def test_the_line_names_period_and_statement_in_the_pdf(world, dealer):
    first = settled(world, dealer)
    late_sale(world)
    world.settle("2012-07-01", "2012-10-01")
    second = Statement.objects.exclude(pk=first.pk).get(dealer=world.dealers["D1"])
    [line] = present(second.content)["lines"]
    assert line.correction.startswith("Correction of ")
    assert line.correction.endswith(f"first settled on {first.number}.")
    assert first.number in document_text(second)


def document_text(statement: Statement) -> str:
    from tests.statements.test_document import squeezed, text_of

    return squeezed(text_of(document_of(statement=statement, language="en").pdf))


def test_an_annex_that_comes_late_knows_nothing_that_came_later(world, dealer):
    world.programme()
    world.sell("D1", "60000", "2012-08-01")
    world.settle()
    late_sale(world)
    annex = annex_of(Statement.objects.get())
    assert (annex.lines, annex.agrees) == (1, True)


def test_an_annex_that_comes_too_late_says_that_it_does_not_agree(world):
    world.programme(scope={"kinds": ["sell_in"], "include": {"product_lines": ["hoods"]}})
    world.sell("D1", "60000", "2012-08-01")
    world.settle()
    another_structure(world)
    annex = annex_of(Statement.objects.get())
    assert (annex.lines, annex.agrees) == (0, False)


def test_a_reversal_names_what_it_takes_back(world, dealer):
    first = settled(world, dealer)
    world.reverse(first.run)
    second = Statement.objects.exclude(pk=first.pk).get(dealer=world.dealers["D1"])
    [line] = second.content["lines"]
    assert (line["amount"], line["first"]) == ("-1200.00", first.number)
    assert D(line["tax"]["vat"]) == -D(first.content["lines"][0]["tax"]["vat"])
    assert timezone.localtime(second.issued_at).date() > day("2012-12-31")
