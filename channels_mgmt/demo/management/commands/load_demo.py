import sys

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from channels_mgmt.core.commands import AnsweringCommand
from channels_mgmt.demo.loading import Loaded, Refused, load
from channels_mgmt.demo.people import PASSWORD, PEOPLE
from channels_mgmt.demo.scales import DEFAULT_SEED, SCALES
from dealers.choices import Role


class Command(AnsweringCommand):
    help = (
        "Load the demo brand: a maker of kitchen appliances with its dealers, prices, sales, "
        "programmes and settlements. The same scale and seed give the same rows. A second call "
        "changes nothing; a database with another brand's data is refused. "
        "Exit status: 0, 1 refused (nothing written), 2 bad usage."
    )

    def add_arguments(self, parser) -> None:
        sizes = {"choices": SCALES, "default": "small", "metavar": "small|medium|large"}
        parser.add_argument("--scale", help="how large; small by default", **sizes)
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, metavar="N")
        self.add_format(parser)

    def handle(self, *args, scale: str, seed: int, format: str, **options) -> None:
        try:
            loaded = load(scale=scale, seed=seed, tell=self.tell)
        except Refused as error:
            self.refuse([str(error)], as_json=format == "json")
        except ValidationError as error:
            self.refuse(error.messages, as_json=format == "json")
        if format == "json":
            self.answer(answer(loaded))
        else:
            self.stdout.write(words(loaded))

    def tell(self, done: int, total: int, what: str) -> None:
        """A bar on a terminal, nothing elsewhere."""
        if not self.stderr.isatty():
            return
        filled = 30 * done // total
        bar = "█" * filled + "·" * (30 - filled)
        end = "\n" if done == total else ""
        self.stderr.write(f"\r\033[K{bar} {what}", ending=end)
        self.stderr.flush()

    def refuse(self, messages: list[str], *, as_json: bool) -> None:
        for message in messages:
            self.stderr.write(message)
        self.stderr.write(_("Nothing was written."))
        if as_json:
            self.answer({"errors": [{"code": "refused", "message": each} for each in messages]})
        sys.exit(1)


def answer(loaded: Loaded) -> dict:
    return {
        "new": loaded.new,
        "dealers": loaded.dealers,
        "sales": loaded.sales,
        "password": PASSWORD,
        "people": [
            {"username": person.username, "role": person.role, "of": person.dealer or person.region}
            for person in PEOPLE
        ],
    }


def words(loaded: Loaded) -> str:
    heading = _("The demo brand is loaded: %(dealers)s dealers, %(sales)s sales lines.")
    if not loaded.new:
        heading = _("The demo brand was loaded before: %(dealers)s dealers, %(sales)s sales lines.")
    rows = [
        (person.username, str(Role(person.role).label), person.dealer or person.region)
        for person in PEOPLE
    ]
    table = [f"  {name:<10}  {role:<22}  {of}".rstrip() for name, role, of in rows]
    password = _("Sign in with the password %(password)s as:") % {"password": PASSWORD}
    counts = {"dealers": f"{loaded.dealers:,}", "sales": f"{loaded.sales:,}"}
    return "\n".join([heading % counts, password, *table])
