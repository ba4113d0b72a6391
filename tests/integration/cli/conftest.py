import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.cli.commands import done, running_home
from tests.nation import GATES, ORGANISATIONS, cve_record


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """An empty home whose embedded server keeps running between commands."""
    with running_home() as folder:
        yield folder


@pytest.fixture(scope="module")
def nation(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which P-EAST has been warned."""
    files = tmp_path_factory.mktemp("files")
    (files / "organisations.csv").write_text(ORGANISATIONS)
    (files / "gates.csv").write_text(GATES)
    (files / "cve.json").write_text(json.dumps(cve_record()))
    done(home, "organisations", "import", files / "organisations.csv")
    done(home, "assets", "import", files / "gates.csv", "--organisation", "P-EAST")
    done(home, "feeds", "import", files / "cve.json")
    return home
