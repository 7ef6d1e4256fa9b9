from argparse import ArgumentParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.scopes import SYSTEM
from channels_mgmt.core.told import told
from dealers.choices import Role
from dealers.models import Dealer, Region
from dealers.services.people import invite_person


class Command(BaseCommand):
    help = (
        "Add a person with a role, and print the link at which she chooses her password. For the "
        "first people of an installation: whoever has the command line needs no second person."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--name", default="", help="her name; the user name by default")
        parser.add_argument("--region", metavar="CODE", help="for province and city managers")
        parser.add_argument("--dealer", metavar="CODE", help="for principals and clerks")

    def handle(
        self,
        *args,
        username: str,
        role: str,
        name: str,
        region: str | None,
        dealer: str | None,
        **options,
    ) -> None:
        try:
            welcome = invite_person(
                username=username,
                full_name=name or username,
                role=Role(role),
                region=found(Region, region),
                dealer=found(Dealer, dealer),
                access=SYSTEM,
                reason=told(gettext_lazy("Added on the command line")),
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self.stdout.write(f"{settings.PUBLIC_URL}{welcome.path}")


def found(model: type[Region] | type[Dealer], code: str | None) -> Region | Dealer | None:
    if code is None:
        return None
    try:
        return model.objects.get(code=code)
    except model.DoesNotExist:
        text = _("There is no %(model)s with the code %(code)s.")
        raise CommandError(text % {"model": model._meta.verbose_name, "code": code}) from None
