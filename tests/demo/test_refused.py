"""Where the demo brand is not loaded."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from channels_mgmt.core.models import User
from channels_mgmt.demo import masters
from dealers.models import Brand, Dealer
from rebates.models import SettlementRun
from rebates.sales.models import SalesLine
from tests import factories as make


@pytest.mark.django_db
class TestRefused:
    def test_a_database_with_another_brands_dealers_is_left_alone(self, capsys):
        make.make_dealer("OURS")
        with pytest.raises(SystemExit) as ended:
            call_command("load_demo", "--scale", "tiny")
        assert ended.value.code == 1
        assert "another brand" in capsys.readouterr().err
        assert list(Dealer.objects.values_list("code", flat=True)) == ["OURS"]
        assert not Brand.objects.exists()

    def test_what_goes_wrong_at_the_end_leaves_nothing_behind(self, monkeypatch, capsys):
        def fails(*_args):
            raise ValidationError("no more")

        monkeypatch.setattr(masters, "move_dealers", fails)
        with pytest.raises(SystemExit) as ended:
            call_command("load_demo", "--scale", "tiny")
        assert ended.value.code == 1
        assert "no more" in capsys.readouterr().err
        for model in (Brand, Dealer, SalesLine, User, SettlementRun):
            assert not model.objects.exists(), model
