"""A memo that the system wrote: the facts are frozen, each paper says them in its language."""

import pytest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from channels_mgmt.core.told import told
from rebates.services.statements import check_statement
from rebates.services.statements.present import present


@pytest.mark.parametrize("written_in", ["en", "zh-hans"])
def test_it_works(world, written_in):
    run, dealer = world.run(), world.dealer()
    world.entry(dealer, "-5", memo=told(_("Merged into %(dealer)s"), dealer="GZ"))
    with override(written_in):
        statement = world.post(run, dealer)
    statement.refresh_from_db()
    assert check_statement(statement) == []
    for language, said in (("en", "Merged into GZ"), ("zh-hans", "并入 GZ")):
        with override(language):
            assert said in str(present(statement.content))


def test_a_memo_of_a_person_is_frozen_as_it_stands(world):
    run, dealer = world.run(), world.dealer()
    world.entry(dealer, "-5", memo="Merged into GZ")
    statement = world.post(run, dealer)
    assert '"memo": "Merged into GZ"' in str(statement.content).replace("'", '"')
