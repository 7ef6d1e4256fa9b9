from .audit import AuditEntry, AuditHead, AuditSeal
from .imports import ImportBatch, ImportStatus
from .jobs import Job, JobStatus
from .naming import Named
from .trees import TreeNode, TreeQuerySet
from .users import User, person
from .validity import Validity, ValidityQuerySet

__all__ = [
    "AuditEntry",
    "AuditHead",
    "AuditSeal",
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
