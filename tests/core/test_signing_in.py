"""Signing in and out, the language, and the pages for what went wrong."""

import pytest

from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    user = make_user("somebody", full_name="某人")
    user.set_password("a long secret")
    user.save()
    return user


def test_it_works(client, user):
    answer = client.post("/sign-in/", {"username": "somebody", "password": "a long secret"})
    assert answer.headers["Location"] == "/"
    assert "某人" in client.get("/").content.decode()


def test_one_comes_back_to_where_one_wanted_to_go(client, user):
    wanted = client.get("/dealers/").headers["Location"]
    assert wanted == "/sign-in/?next=/dealers/"
    page = client.get(wanted).content.decode()
    assert '<input type="hidden" name="next" value="/dealers/">' in page


def test_a_wrong_password_says_no_more_than_that(client, user):
    answers = [
        client.post("/sign-in/", {"username": name, "password": "wrong"}).content.decode()
        for name in ("somebody", "nobody")
    ]
    assert all("The user name or the password is wrong." in page for page in answers)


def test_signing_out_takes_a_post(client, user):
    client.force_login(user)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_language_is_chosen_before_signing_in_and_kept(language, client):
    client.post("/language/", {"language": language, "next": "/sign-in/"})
    assert f'<html lang="{language}">' in client.get("/sign-in/").content.decode()


def test_names_follow_the_language(hq_client, dealers):
    for language, name in (("zh-hans", dealers.guangzhou.name), ("en", dealers.guangzhou.name_en)):
        hq_client.post("/language/", {"language": language})
        page = hq_client.get(f"/dealers/{dealers.guangzhou.pk}/").content.decode()
        assert f'<h1 class="page-title">{name}</h1>' in page


def test_a_person_without_a_role_sees_nothing(client, user, dealers):
    client.force_login(user)
    assert "no role" in client.get("/").content.decode()
    assert client.get("/dealers/").status_code == 404
    assert client.get("/dealers/tree/").status_code == 404


def test_a_role_that_has_ended_opens_nothing(dealer_user, dealer_client):
    assert dealer_client.get("/dealers/").status_code == 200
    dealer_user.user.grants.update(valid_to="2024-02-01")
    assert dealer_client.get("/dealers/").status_code == 404


def test_a_page_that_is_not_there_leads_home(hq_client, settings):
    settings.DEBUG = False
    page = hq_client.get("/no-such-page/")
    assert page.status_code == 404
    assert 'href="/"' in page.content.decode()


def test_pages_hold_no_script_and_no_style_of_their_own(hq_client, dealers):
    for address in ("/", "/dealers/", "/dealers/add/", f"/dealers/{dealers.guangdong.pk}/"):
        page = hq_client.get(address).content.decode()
        assert "<style" not in page
        assert ' style="' not in page
        assert " onclick=" not in page
        assert page.count("<script ") == page.count("<script src=")
