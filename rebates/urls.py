from . import pages
from .pages import statements, verify

app_name = "rebates"
urlpatterns = [
    *pages.ProgrammePages.urls("programmes/"),
    *pages.ProgrammeVersionPages.urls("programme-versions/"),
    *pages.SettlementRunPages.urls("settlement-runs/"),
    *pages.RunLinePages.urls("run-lines/"),
    *statements.StatementPages.urls("statements/"),
    *verify.urlpatterns,
]
