from .audit import AuditEntry, AuditHead, AuditSeal
from .imports import ImportBatch, ImportStatus
from .intake import Alias, ColumnMapping, KeyedAnswer, RejectedRow, RowStatus, UndoneImport
from .jobs import Job, JobStatus
from .naming import Named
from .trees import TreeNode, TreeQuerySet
from .users import User, person
from .validity import Validity, ValidityQuerySet

__all__ = [
    "Alias",
    "AuditEntry",
    "AuditHead",
    "AuditSeal",
    "ColumnMapping",
    "ImportBatch",
    "ImportStatus",
    "Job",
    "JobStatus",
    "KeyedAnswer",
    "Named",
    "RejectedRow",
    "RowStatus",
    "TreeNode",
    "TreeQuerySet",
    "UndoneImport",
    "User",
    "Validity",
    "ValidityQuerySet",
    "person",
]
