from argparse import ArgumentParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import SYSTEM
from channels_mgmt.core.told import told
from dealers.services.people import person_named, renew_link, reset_second_factor


class Command(BaseCommand):
    help = (
        "Print a new link at which a person chooses her password. Her password, her older links "
        "and her sessions end at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--without-second-factor",
            action="store_true",
            help="she lost her phone and her recovery codes: she sets up a new second factor",
        )

    @transaction.atomic
    def handle(self, *args, username: str, without_second_factor: bool, **options) -> None:
        by_command = {"access": SYSTEM, "reason": told(_("Made on the command line"))}
        try:
            user = person_named(username)
            if without_second_factor:
                reset_second_factor(user=user, **by_command)
            welcome = renew_link(user=user, **by_command)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self.stdout.write(f"{settings.PUBLIC_URL}{welcome.path}")
