from django.urls import path, re_path

from . import views
from .pages import ImportPages

app_name = "imports"


def page(view: type[views.PageView], **more):
    return view.as_view(pages=ImportPages, **more)


urlpatterns = [
    path("upload/", page(views.UploadView), name="upload"),
    path("<int:pk>/take-in/", page(views.CommitView), name="commit"),
    path("<int:pk>/take-in-good/", page(views.CommitView, accept_good=True), name="commit_good"),
    path("<int:pk>/discard/", page(views.DiscardView), name="discard"),
    re_path(r"^(?P<pk>\d+)/faults\.(?P<form>csv|xlsx)$", page(views.ErrorsView), name="errors"),
    re_path(
        r"^templates/(?P<kind>\w+)\.(?P<form>csv|xlsx)$", page(views.TemplateView), name="template"
    ),
    *ImportPages.urls(""),
]
