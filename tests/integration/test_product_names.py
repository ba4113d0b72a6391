"""Products that are called otherwise in records: aliases, candidates, and who may know of them."""

import json

import pytest

from noroshi.kernel.clock import now
from noroshi.kernel.errors import ConflictError, MalformedError, RefusedError
from tests.nation import HEAD, bring_assets, bring_feeds, cve_record, register

CAUSE = "CVE-2099-0001"


def asset(vendor, product, *, name="box", version="7.2.3"):
    return f"Remote access,vpn,{name},{vendor},{product},{version},,,,\n"


def bring_record(tmp_path, name=CAUSE, **product):
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps(cve_record(name, **product)))
    assert bring_feeds(path).accepted == 1


def exposed(actor):
    """Cause and certainty of each open exposure that the actor sees."""
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.queries import exposures

    with acting_as(actor):
        return [(one.cause, one.certainty, one.matched_by) for one in exposures()]


def as_worker(act):
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs

    with connected_as(Role.WORKER):
        done = act()
        complete_handoffs()
        return done


def add(name, other, *, kind="renamed", ground="invented", by=None):
    from noroshi.vulnerabilities.actions.judge_names import add_alias
    from noroshi.vulnerabilities.aliases import Pair

    return as_worker(lambda: add_alias(Pair(kind, name, other, ground), by=by, at=now()))


def judge(alias, state, *, ground="", by=None):
    from noroshi.vulnerabilities.actions.judge_names import judge_names

    return as_worker(lambda: judge_names(alias.id, state, ground=ground, by=by, at=now()))


def propose():
    from noroshi.vulnerabilities.actions.propose_names import propose_names

    return as_worker(propose_names)


def held(**filters):
    from noroshi.operations.database import Role, connected_as
    from noroshi.vulnerabilities.queries import product_aliases

    with connected_as(Role.WORKER):
        return list(product_aliases(**filters))


@pytest.fixture
def actors(database):
    return register()


@pytest.mark.parametrize(
    ("vendor", "product"),
    [
        ("フォーティネット", "FortiGate 60F"),
        ("Fortinet, Inc.", "FortiGate"),
        ("フォーティネットジャパン合同会社", "FortiOS"),
    ],
)
def test_a_curated_name_leads_to_the_product(actors, tmp_path, vendor, product):
    bring_assets(actors["P-EAST"], HEAD + f'Remote access,vpn,box,"{vendor}",{product},7.2.3,,,,\n')
    bring_record(tmp_path)
    assert exposed(actors["P-EAST"]) == [(CAUSE, "alias", "name:fortinet|fortios")]


def test_an_own_name_is_surer_than_another(actors, tmp_path):
    bring_assets(actors["P-EAST"], HEAD + asset("Fortinet", "FortiOS"))
    bring_record(tmp_path)
    assert exposed(actors["P-EAST"]) == [(CAUSE, "name", "name:fortinet|fortios")]


def test_an_alias_is_followed_when_it_comes_and_when_it_goes(actors, tmp_path):
    bring_assets(
        actors["P-EAST"], HEAD + asset("Tanuki", "Gate") + asset("Kitsune", "Den", name="d")
    )
    bring_record(tmp_path, vendor="Mujina", product="Portal")
    bring_record(tmp_path, "CVE-2099-0002", vendor="Mujina Works", product="Den")
    assert exposed(actors["P-EAST"]) == []
    product = add("Tanuki | Gate", "Mujina | Portal")
    assert exposed(actors["P-EAST"]) == [(CAUSE, "alias", "name:mujina|portal")]
    maker = add("Kitsune | *", "Mujina Works | *", kind="acquired")
    assert [cause for cause, *_ in exposed(actors["P-EAST"])] == [CAUSE, "CVE-2099-0002"]
    judge(product, "withdrawn", ground="not so")
    assert [cause for cause, *_ in exposed(actors["P-EAST"])] == ["CVE-2099-0002"]
    judge(maker, "withdrawn", ground="not so")
    assert exposed(actors["P-EAST"]) == []
    judge(product, "confirmed")
    assert [cause for cause, *_ in exposed(actors["P-EAST"])] == [CAUSE]


def test_models_are_added_by_their_beginning(actors, tmp_path):
    both = asset("Tanuki", "Gate 60F", name="a") + asset("Tanuki", "Gate Cloud", name="b")
    bring_assets(actors["P-EAST"], HEAD + both)
    bring_record(tmp_path, vendor="Tanuki", product="GateOS")
    add("Tanuki | Gate *", "Tanuki | GateOS", kind="marketing")
    assert len(exposed(actors["P-EAST"])) == 1


def test_a_shipped_alias_that_the_office_took_back_stays_so(actors, tmp_path):
    bring_assets(actors["P-EAST"], HEAD + asset("フォーティネット", "FortiOS"))
    bring_record(tmp_path)
    assert exposed(actors["P-EAST"])
    (alias,) = [one for one in held(text="フォーティネット") if one.name == "フォーティネット | *"]
    judge(alias, "withdrawn", ground="a test")
    assert exposed(actors["P-EAST"]) == []
    bring_record(tmp_path, "CVE-2099-0002")
    assert exposed(actors["P-EAST"]) == []


def test_a_candidate_is_proposed_confirmed_and_says_so(actors, tmp_path):
    bring_assets(actors["P-EAST"], HEAD + asset("Fortinett", "Forti OS"))
    bring_record(tmp_path)
    assert propose() == 1
    assert propose() == 0
    (alias,) = held(state="proposed")
    assert (alias.name, alias.other) == ("fortinett | forti os", "fortinet | fortios")
    assert 0.5 <= alias.score < 1
    assert exposed(actors["P-EAST"]) == []
    judge(alias, "confirmed", by=actors["NCO"])
    assert exposed(actors["P-EAST"]) == [(CAUSE, "confirmed", "name:fortinet|fortios")]
    bring_assets(actors["P-WEST"], HEAD + asset("Fortinett", "Forti OS"))
    as_worker(lambda: None)
    assert exposed(actors["P-WEST"]) == [(CAUSE, "confirmed", "name:fortinet|fortios")]


def test_what_was_rejected_is_not_proposed_again(actors, tmp_path):
    bring_assets(actors["P-EAST"], HEAD + asset("Fortinett", "Forti OS"))
    bring_record(tmp_path)
    propose()
    (alias,) = held(state="proposed")
    judge(alias, "rejected", ground="another maker", by=actors["NCO"])
    bring_assets(actors["P-WEST"], HEAD + asset("Fortinett", "Forti OS"))
    bring_record(tmp_path, "CVE-2099-0002", product="Forti OSX")
    as_worker(lambda: None)
    assert propose() == 1, "what is known since is compared"
    assert [one.other for one in held(state="proposed")] == ["fortinet | forti osx"]
    assert exposed(actors["P-EAST"]) == []
    with pytest.raises(ConflictError):
        judge(alias, "withdrawn", ground="x")


@pytest.mark.parametrize("line", [
    asset("Fortinet", "", name="FortiOS gate of the third floor"),
    "Remote access,vpn,box,Fortinett,Forti OS,1,,pkg:generic/forti,,\n",
    asset("Fortinett", "FortiOS 7"),
])  # fmt: skip
def test_no_candidate_for_a_name_on_site_a_package_or_another_number(actors, tmp_path, line):
    bring_assets(actors["P-EAST"], HEAD + line)
    bring_record(tmp_path)
    assert propose() == 0


def test_names_are_compared_some_at_a_time(actors, tmp_path):
    from noroshi.vulnerabilities.actions.propose_names import propose_names

    odd = asset("Fortinett", "Forti OS", name="a") + asset("Fortinet", "Forty OS", name="b")
    bring_assets(actors["P-EAST"], HEAD + odd)
    bring_record(tmp_path)
    assert [as_worker(lambda: propose_names(at_most=1)) for _ in range(3)] == [1, 1, 0]


def test_what_nobody_has_any_more_waits_no_more(actors, tmp_path):
    bring_assets(actors["P-EAST"], HEAD + asset("Fortinett", "Forti OS"))
    bring_record(tmp_path)
    propose()
    bring_assets(actors["P-EAST"], HEAD + asset("Fortinet", "FortiOS"))
    as_worker(lambda: None)
    propose()
    assert held(state="proposed") == []


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Tanuki", "Mujina | Portal"),
        ("Tanuki | *", "Mujina | Portal"),
        ("Tanuki | Gate", "TANUKI Inc. | gate"),
        ("Tanuki | Gate", "Mujina | Portal *"),
        ("Tanuki | Gate", "pkg:"),
        ("cpe:2.3:a:*:*", "Mujina | Portal"),
        ("Tanuki | " + "x" * 300, "Mujina | Portal"),
    ],
)
def test_what_is_no_pair_of_names_is_refused(actors, name, other):
    with pytest.raises(MalformedError):
        add(name, other)


def test_nobody_learns_from_candidates_that_somebody_else_has_the_name(actors, tmp_path):
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.queries import likely_names, unmet_assets

    def told(code):
        with acting_as(actors[code]):
            mine = {one.id: one.name for one in unmet_assets()}
            likely = likely_names(mine)
        return {name: [other for other, _ in likely.get(id_, [])] for id_, name in mine.items()}

    bring_assets(actors["P-WEST"], HEAD + asset("Fortinett", "Forti OS"))
    bring_record(tmp_path)
    propose()
    on_site = "Remote access,vpn,Forti OS,Fortinett,,1,,,,\n"
    bring_assets(actors["P-EAST"], HEAD + asset("Fortinett", "Forti OS") + on_site)
    as_worker(lambda: None)
    assert told("P-EAST") == {"box": [], "Forti OS": []}, "compared for somebody else alone"
    for vendor in ("Fortinets", "Fortinetx", "Fortinetz"):
        bring_record(tmp_path, f"CVE-2099-00{len(vendor)}{ord(vendor[-1])}", vendor=vendor)
    propose()
    assert len(held(state="proposed", text="fortinett")) == 4
    assert told("P-EAST")["Forti OS"] == [], "it would not be compared if nobody else had it"
    assert told("P-EAST")["box"] == told("P-WEST")["box"]
    assert len(told("P-EAST")["box"]) == 3, "as many as one comparison gives"


def test_only_the_office_judges_and_nobody_else_reads(actors, tmp_path):
    from django.db import connection, transaction
    from django.db.utils import ProgrammingError

    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.queries import likely_names, product_aliases, unmet_assets

    bring_assets(actors["P-EAST"], HEAD + asset("Fortinett", "Forti OS"))
    bring_record(tmp_path)
    propose()
    (alias,) = held(state="proposed")
    with acting_as(actors["P-EAST"]):
        (mine,) = unmet_assets()
        ((name, _),) = likely_names([mine.id])[mine.id]
        assert name == "fortinet | fortios"
    for code in ("P-EAST", "P-WEST", "METI", "COMMISSION"):
        with pytest.raises(RefusedError):
            judge(alias, "confirmed", by=actors[code])
        with pytest.raises(RefusedError):
            add("A | B", "C | D", by=actors[code])
        with acting_as(actors[code]), connection.cursor() as cursor:
            assert list(product_aliases()) == []
            cursor.execute("UPDATE vulnerabilities_productalias SET state = 'confirmed'")
            assert cursor.rowcount == 0
            for table in ("kindname", "assetkind", "assetofkind", "knownname", "comparedname"):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(f"SELECT * FROM vulnerabilities_{table}")
            if code == "P-WEST":
                cursor.execute("SELECT asset_id FROM vulnerabilities_assetofkind")
                assert cursor.fetchall() == []
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(
                    "INSERT INTO vulnerabilities_productalias (id, kind, name, other, key,"
                    " other_key, ground, origin, state, score, is_pending) SELECT gen_random_uuid(),"
                    " 'renamed', 'a', 'b', %s, %s, '', 'office', 'confirmed', 1, true",
                    [alias.key, alias.other_key],
                )
            if code != "P-EAST":
                assert list(unmet_assets()) == []
                assert likely_names([mine.id]) == {}
    with acting_as(actors["NCO"]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(a) FROM vulnerabilities_productalias a WHERE state = 'proposed'"
        )
        ((row,),) = cursor.fetchall()
    assert "P-EAST" not in row
    assert str(actors["P-EAST"].organisation) not in row
    assert str(mine.id) not in row


def test_a_curated_pair_goes_and_comes_with_the_code(actors, tmp_path, monkeypatch):
    from noroshi.vulnerabilities.actions import follow_aliases
    from noroshi.vulnerabilities.aliases import shipped

    bring_assets(actors["P-EAST"], HEAD + asset("フォーティネット", "FortiOS"))
    bring_record(tmp_path)
    assert exposed(actors["P-EAST"])
    fewer = tuple(pair for pair in shipped() if pair.name != "フォーティネット | *")
    monkeypatch.setattr(follow_aliases, "shipped", lambda: fewer)
    bring_record(tmp_path, "CVE-2099-0002", vendor="Mujina")
    assert exposed(actors["P-EAST"]) == []
    assert len(held(origin="shipped", state="withdrawn")) == 1
    monkeypatch.undo()
    bring_record(tmp_path, "CVE-2099-0003", vendor="Mujina")
    assert [cause for cause, *_ in exposed(actors["P-EAST"])] == [CAUSE]
    assert held(origin="shipped", state="withdrawn") == []
