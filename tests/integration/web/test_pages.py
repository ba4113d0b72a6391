"""Every page answers for every kind of reader, and shows nobody what is not theirs."""

import re

import pytest

from tests.integration.web.conftest import signed_in

PAGES = (
    "/", "/warnings/", "/systems/", "/assets/", "/vulnerabilities/", "/organisations/", "/claims/",
    "/own/", "/ledger/", "/documentation/api/", "/search/?q=gate", "/search/", "/assets/import/",
    "/organisations/import/", "/vulnerabilities/CVE-2099-0001/", "/sign-in/second-factor/",
    "/sign-in/password/",
)  # fmt: skip


@pytest.mark.parametrize("code", ["P-EAST", "METI", "NCO", "COMMISSION"])
def test_every_page_answers_every_kind_of_reader(nation, code):
    client = signed_in(f"{code.lower()}@example.test")
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 200, (page, answer.content.decode()[-1500:])
        text = answer.content.decode()
        assert "<script>" not in text
        assert "style=" not in text
        assert not re.search(r"\son[a-z]+=", text), page


def the_warning(client):
    page = client.get("/warnings/").content.decode()
    return re.search(r'href="(/warnings/[0-9a-f-]{36}/)"', page)[1]
