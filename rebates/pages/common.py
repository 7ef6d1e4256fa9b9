from dataclasses import dataclass

from django.db import models

from channels_mgmt.core.pages import Action
from channels_mgmt.core.scopes import Access


@dataclass(frozen=True, slots=True)
class ByAnother(Action):
    """A button for another person than the one who made the record."""

    def offered(self, record: models.Model, access: Access) -> bool:
        own = access.user is not None and record.created_by_id == access.user.pk
        return not own and Action.offered(self, record, access)
