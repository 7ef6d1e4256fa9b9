from . import pages
from .pages import enrolments, statements, verify

app_name = "rebates"
urlpatterns = [
    *pages.ProgrammePages.urls("programmes/"),
    *pages.ProgrammeVersionPages.urls("programme-versions/"),
    *enrolments.EnrolmentPages.urls("enrolments/"),
    *pages.SettlementRunPages.urls("settlement-runs/"),
    *pages.RunLinePages.urls("run-lines/"),
    *statements.StatementPages.urls("statements/"),
    *verify.urlpatterns,
]
