"""One class per model for all of its pages: ``docs/how-to-add-a-model.md``."""

from ..registry import detail_url, pages_of, registered
from .actions import Action
from .declaration import Download, Link, Pages

__all__ = ["Action", "Download", "Link", "Pages", "detail_url", "pages_of", "registered"]
