"""Whoever puts the amounts of a run into force, or takes them back, sees them on the way."""

RUNS = "/settlement-runs/"


def asked(client, run, verb: str) -> str:
    return client.get(f"{RUNS}{run.pk}/{verb}/").content.decode()


def test_it_works(draft, finance_client):
    page = asked(finance_client, draft, "approve")
    assert "This run posts" in page
    assert "<strong>1,600.00</strong>" in page  # 1 % of 150,000 and of 10,000


def test_a_reversal_shows_what_it_takes_back(before, hq_client):
    assert "<strong>1,500.00</strong>" in asked(hq_client, before, "reverse")
