from . import administration, job_list

app_name = "core"
urlpatterns = [
    *job_list.JobPages.urls("jobs/"),
    *administration.AuditPages.urls("audit-trail/"),
]
