from django.urls import path, re_path

from . import downloads, views
from .alias_pages import AliasPages
from .alias_views import MappingView
from .pages import ImportPages, RejectedRowPages

app_name = "imports"


def page(view: type[views.PageView], **more):
    return view.as_view(pages=ImportPages, **more)


urlpatterns = [
    path("upload/", page(views.UploadView), name="upload"),
    path("<int:pk>/columns/", page(views.ColumnsView), name="columns"),
    path("<int:pk>/take-in/", page(views.CommitView), name="commit"),
    path("<int:pk>/take-in-good/", page(views.CommitView, accept_good=True), name="commit_good"),
    path("<int:pk>/discard/", page(views.DiscardView), name="discard"),
    path("<int:pk>/cancel/", page(views.CancelView), name="cancel"),
    path("<int:pk>/retry/", page(views.RetryAllView), name="retry_all"),
    path("<int:pk>/map/", page(MappingView), name="map"),
    path("<int:pk>/source/", page(downloads.SourceView), name="source"),
    path("<int:pk>/corrections/", page(downloads.CorrectionsView), name="corrections"),
    re_path(r"^(?P<pk>\d+)/faults\.(?P<form>csv|xlsx)$", page(downloads.ErrorsView), name="errors"),
    re_path(
        r"^templates/(?P<kind>\w+)\.(?P<form>csv|xlsx)$",
        page(downloads.TemplateView),
        name="template",
    ),
    path(
        "rows/<int:pk>/correct/",
        views.CorrectView.as_view(pages=RejectedRowPages),
        name="rejectedrow_correct",
    ),
    *RejectedRowPages.urls("rows/"),
    *AliasPages.urls("aliases/"),
    *ImportPages.urls(""),
]
