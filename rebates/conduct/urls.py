from django.urls import path

from .pages import cases, complaints, effects, findings, hot_spots, rules, settings, work
from .whatif.pages import PenaltyTrialPages

app_name = "conduct"
urlpatterns = [
    path("violations/work/", work.work_page, name="work"),
    path("violations/hot-spots/", hot_spots.hot_spots_page, name="hot_spots"),
    path("complaints/new/", complaints.complain_page, name="complain"),
    *cases.ViolationPages.urls("violations/"),
    *findings.FindingPages.urls("findings/"),
    *effects.EffectPages.urls("penalty-effects/"),
    *complaints.ComplaintPages.urls("complaints/"),
    *rules.PenaltyRulePages.urls("penalty-rules/"),
    *rules.PenaltyRuleVersionPages.urls("penalty-rule-versions/"),
    *PenaltyTrialPages.urls("penalty-trials/"),
    *settings.DetectorSettingPages.urls("detector-settings/"),
    *settings.NeighbourPages.urls("neighbouring-regions/"),
    *settings.SerialExemptionPages.urls("exemptions/"),
    *settings.HolidayPages.urls("holidays/"),
]
