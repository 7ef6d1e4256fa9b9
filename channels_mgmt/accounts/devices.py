"""What a browser says of itself, in a word that its owner knows it by."""

from django.utils.translation import gettext_lazy as _

# The first one that fits: each of them names those below it, too.
BROWSERS = (
    ("MicroMessenger", _("WeChat")),
    ("DingTalk", _("DingTalk")),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """“Chrome · Android”, or its beginning where nothing is known."""
    names = [first(BROWSERS, user_agent), first(SYSTEMS, user_agent)]
    return " · ".join(str(name) for name in names if name) or user_agent[:40]


def first(known: tuple, user_agent: str) -> str:
    return next((name for word, name in known if word in user_agent), "")
