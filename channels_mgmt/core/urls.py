from . import administration as pages

app_name = "core"
urlpatterns = [
    *pages.JobPages.urls("jobs/"),
    *pages.AuditPages.urls("audit-trail/"),
]
