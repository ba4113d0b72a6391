"""What is delivered, on the command line; there is no endpoint without a page, and so no message."""

from tests.integration.cli.commands import done, refused


def test_messages_are_listed_and_retried_for_one_organisation(nation):
    assert done(nation, "deliveries", "list")["items"] == []
    words = ("deliveries", "list", "--state", "dead", "--organisation", "P-EAST")
    assert done(nation, *words)["items"] == []
    assert done(nation, "deliveries", "retry", "--organisation", "P-EAST") == {"retried": 0}
    assert "NOBODY" in refused(nation, "deliveries", "retry", "--organisation", "NOBODY")
