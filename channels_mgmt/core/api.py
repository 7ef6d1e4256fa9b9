from rest_framework.pagination import CursorPagination as Base
from rest_framework.views import exception_handler


class CursorPagination(Base):
    pass
