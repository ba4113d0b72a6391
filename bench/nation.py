"""An invented nation, the same every time: the office, the ministries, operators of every sector."""

import io

from noroshi.formats.organisation_sheets import read_organisations
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.operations.database import Role, connected_as
from noroshi.parties.actions.import_organisations import import_organisations
from noroshi.parties.queries import console_actor
from noroshi.parties.sectors import SECTORS
from noroshi.pipeline import complete_handoffs

OFFICE = "NCO"


def operator(number: int) -> str:
    """The code of an operator."""
    return f"OP-{number:03}"


def register(operators: int) -> dict[str, Actor]:
    """The national office, the ministries and the operators; the console of each."""
    sectors = list(SECTORS)
    lines = ["code,name,name_ja,kind,sector,corporate_number,networks,domains"]
    lines.append(f"{OFFICE},Office (fictional),架空統括室,nco,,,,")
    for code in sorted({sector.ministry for sector in SECTORS.values()}):
        lines.append(f"{code},Ministry {code} (fictional),架空省,ministry,,,,")
    for number in range(operators):
        sector = sectors[number % len(sectors)]
        code = operator(number)
        lines.append(f"{code},Operator {code} (fictional),架空社,operator,{sector},,,")
    with connected_as(Role.WORKER):
        rows = read_organisations(io.BytesIO("\n".join(lines).encode()), source="nation.csv")
        result = import_organisations(rows, source="nation.csv", by=None, at=now())
        assert not result.refused, result.refused[0]
        complete_handoffs()
        return {line.split(",")[0]: console_actor(line.split(",")[0]) for line in lines[1:]}
