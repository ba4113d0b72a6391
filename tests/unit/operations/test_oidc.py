import pytest

from noroshi.kernel.errors import MalformedError
from noroshi.operations.oidc import origins, providers

PROVIDER = """
[[provider]]
id = "{0}"
name = "Sign-in"
client_id = "x"
client_secret = "y"
server_url = "{1}"
organisations = ["P-EAST"]
"""


@pytest.fixture
def configured(tmp_path):
    def configure(*urls):
        path = tmp_path / "oidc.toml"
        path.write_text("".join(PROVIDER.format(n, url) for n, url in enumerate(urls)))
        return providers(path)

    return configure


def test_no_file_means_no_provider():
    assert origins(providers(None)) == []


def test_each_origin_stands_once(configured):
    found = configured(
        "https://ID.example/realms/a",
        "https://id.example/realms/b",
        "https://id.example:8443",
        "http://localhost:8080/x",
        "http://127.0.0.1",
    )
    assert origins(found) == [
        "https://id.example",
        "https://id.example:8443",
        "http://localhost:8080",
        "http://127.0.0.1",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://id.example",
        "id.example",
        "https://",
        "https://*",
        "https://*.example",
        "https://id.example;script-src",
        "https://id.example 'unsafe-inline'",
        "https://user@id.example",
        "https://id.example:port",
        "https://[::1",
        "javascript:alert(1)",
        "https:",
    ],
)
def test_what_is_no_origin_stops_the_start(configured, url):
    with pytest.raises(MalformedError, match="server_url of provider 1"):
        configured(url)
