from django.urls import path

from . import pages
from .fines.pages import FineLinePages, TopUpDemandPages
from .pages import enrolments, statements, verify
from .pages.next_steps import next_steps_page
from .payouts.pages import PayoutBatchPages, PayoutPages
from .whatif.pages import TrialPages

app_name = "rebates"
urlpatterns = [
    *pages.ProgrammePages.urls("programmes/"),
    *pages.ProgrammeVersionPages.urls("programme-versions/"),
    *TrialPages.urls("trials/"),
    *enrolments.EnrolmentPages.urls("enrolments/"),
    path("next-steps/", next_steps_page, name="next_steps"),
    *pages.SettlementRunPages.urls("settlement-runs/"),
    *pages.RunLinePages.urls("run-lines/"),
    *FineLinePages.urls("fine-lines/"),
    *TopUpDemandPages.urls("top-up-demands/"),
    *statements.StatementPages.urls("statements/"),
    *PayoutBatchPages.urls("payout-batches/"),
    *PayoutPages.urls("payouts/"),
    *verify.urlpatterns,
]
