"""`noroshi vex …`"""

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import opened_house
from noroshi.kernel.clock import now
from noroshi.vulnerabilities import queries
from noroshi.vulnerabilities.actions.judge_vex_author import distrust_vex_author, trust_vex_author


@click.command()
@click.argument("author")
@click.option("--rank", type=int, default=10, show_default=True, help="The lower one counts.")
@click.option("--days", type=int, help="How long a statement holds; without it, without end.")
@json_option
def trust(author: str, rank: int, days: int | None, json: bool) -> None:
    """Let an author's VEX statements close exposures, from now on and what is held already."""
    with opened_house():
        kept = trust_vex_author(author, rank=rank, days=days, by=None, at=now())
    answer({"author": kept.name, "rank": kept.rank, "days": kept.days}, text="trusted", json=json)


@click.command()
@click.argument("author")
@json_option
def distrust(author: str, json: bool) -> None:
    """Believe an author no more; what its statements have closed opens again."""
    with opened_house():
        distrust_vex_author(author, by=None, at=now())
    answer({"author": author}, text="no longer trusted", json=json)


@click.command()
@json_option
def authors(json: bool) -> None:
    """List the authors whose VEX is held, and how far each is trusted."""
    with opened_house():
        held = queries.vex_authors()
    lines = [
        f"{one['author']}: {one['statements']} statements, "
        + ("not trusted" if one["rank"] is None else f"trusted, rank {one['rank']}")
        for one in held
    ]
    answer({"authors": held}, text="\n".join(lines), json=json)
