from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.scopes import SYSTEM
from channels_mgmt.core.told import told
from dealers.services.people import disable_person, person_named


class Command(BaseCommand):
    help = "Sign a person out everywhere at once and keep her out; her sessions and tokens end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", default="", help="kept in the history")

    def handle(self, *args, username: str, reason: str, **options) -> None:
        reason = reason or told(gettext_lazy("Disabled on the command line"))
        try:
            user = disable_person(user=person_named(username), access=SYSTEM, reason=reason)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self.stdout.write(_("%(person)s is disabled.") % {"person": user})
