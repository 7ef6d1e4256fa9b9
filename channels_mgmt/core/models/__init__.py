from .audit import AuditEntry
from .imports import ImportBatch, ImportStatus
from .jobs import Job, JobStatus
from .naming import Named
from .trees import TreeNode, TreeQuerySet
from .users import User, person
from .validity import Validity, ValidityQuerySet

__all__ = [
    "AuditEntry",
    "ImportBatch",
    "ImportStatus",
    "Job",
    "JobStatus",
    "Named",
    "TreeNode",
    "TreeQuerySet",
    "User",
    "Validity",
    "ValidityQuerySet",
    "person",
]
