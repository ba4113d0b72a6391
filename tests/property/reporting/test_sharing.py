"""Nothing goes to a recipient that the law does not require and the reporter did not consent to."""

import json
import random
from datetime import UTC, datetime, timedelta

from noroshi.kernel.errors import ConflictError
from noroshi.reporting.incident import Kind, example
from noroshi.reporting.sharing import sharing
from tests.nation import ORGANISATIONS, POLICE, register

AUTHORITIES = """MIC,Fictional telecoms ministry,架空通信省,ministry,,,,
C-TEL,Telecom (fictional),通信（架空）,operator,telecoms,,,
"""
AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
MEMBERS = {group.key: group.members for group in sharing().groups}
# Whom each law names of those who are here, said again in the plainest way.
BY_LAW = {"jp-act": {"ministry", "nco"}, "jp-telecom": {"ministry"}}
COMPETENT = {"P-EAST": "METI", "C-TEL": "MIC"}
READERS = ("METI", "MIC", "FSA", "NCO", "POLICE", "POLICE-2", "P-WEST", "COMMISSION")
ACTS = 60


class Oracle:
    """Who may know what, kept in dictionaries: (recipient, report) to the members it was sent."""

    def __init__(self):
        self.whole, self.parts, self.consents = {}, {}, {}

    def filed(self, reporter, report, content, regimes):
        for kind in set().union(*(BY_LAW[one] for one in regimes)):
            code = "NCO" if kind == "nco" else COMPETENT[reporter]
            self.whole.setdefault(code, set()).add(report)
        for (code, about), groups in self.consents.items():
            if about == report and report not in self.whole.get(code, ()):
                self.left(code, report, content, groups)

    def left(self, code, report, content, groups):
        members = [member for group in groups for member in MEMBERS[group]]
        part = {member: content[member] for member in members if member in content}
        self.parts.setdefault((code, report), []).append(part)


def incident(rng, reporter, *, laws=None):
    """A report under laws that bind the reporter, with words that say whose they are."""
    laws = laws or rng.choice([["jp-act"], ["jp-telecom"], ["jp-act", "jp-telecom"]])
    if reporter != "C-TEL":
        laws = ["jp-act"]
    traits = {"jp-act": "intrusion", "jp-telecom": "service_accident"}
    given = json.loads(example(Kind(rng.choice(["ddos", "ransomware", "other"]))))
    given |= {"regimes": laws, "stage": "first", "traits": [traits[one] for one in laws]}
    given["title"] = f"{reporter} {rng.random()}"
    return given


def seen(actor):
    """What an actor gets by SQL: whole reports, and the parts of others."""
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.models import Excerpt, Version

    with acting_as(actor):
        whole = {one.report_id for one in Version.objects.all()}
        parts = {}
        for one in Excerpt.objects.order_by("left_at", "number"):
            parts.setdefault(one.report_id, []).append(one.content)
        return whole, parts


def test_random_reports_consents_and_withdrawals_go_where_the_oracle_says(database):
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.actions.accept_report import accept_report
    from noroshi.reporting.actions.keep_consent import give_consent, withdraw_consent
    from noroshi.reporting.incident import as_json, read_incident
    from noroshi.reporting.models import Consent

    actors = register(ORGANISATIONS + POLICE + AUTHORITIES)
    rng, oracle, reports, newest = random.Random(20261122), Oracle(), [], {}
    for step in range(ACTS):
        at = AT + timedelta(minutes=step)
        act = rng.choice(
            ["file", "again", "consent", "consent", "withdraw"] if reports else ["file"]
        )
        reporter, report, laws = rng.choice(reports) if reports else (None, None, None)
        if act in ("file", "again"):
            reporter = rng.choice(["P-EAST", "C-TEL"]) if act == "file" else reporter
            given = incident(rng, reporter, laws=laws if act == "again" else None)
            read = read_incident(json.dumps(given).encode(), "f")
            with acting_as(actors[reporter]):
                about = report if act == "again" else None
                version = accept_report(read, report=about, by=actors[reporter], at=at)
            if act == "file":
                reports.append((reporter, version.report_id, given["regimes"]))
            newest[version.report_id] = json.loads(json.dumps(as_json(read)))
            oracle.filed(reporter, version.report_id, newest[version.report_id], given["regimes"])
        elif act == "consent":
            code = rng.choice(["POLICE", "POLICE-2", "NCO"])
            groups = rng.sample(list(MEMBERS), rng.randint(1, 4))
            is_named = report in oracle.whole.get(code, ())
            with acting_as(actors[reporter]):
                try:
                    give_consent(report, code, groups, by=actors[reporter], at=at)
                except ConflictError:
                    assert is_named
                    continue
            assert not is_named
            oracle.consents[code, report] = groups
            oracle.left(code, report, newest[report], groups)
        else:
            standing = [key for key in oracle.consents if key[1] == report]
            if not standing:
                continue
            code, _ = key = rng.choice(standing)
            with acting_as(actors[reporter]):
                (held,) = Consent.objects.filter(report_id=report, code=code, withdrawn_at=None)
                left = withdraw_consent(report, held.id, by=actors[reporter], at=at)
            assert left, "what has left is listed"
            del oracle.consents[key]
    assert oracle.parts
    assert len(reports) > 3
    for code in READERS:
        whole, parts = seen(actors[code])
        assert whole == oracle.whole.get(code, set()), code
        theirs = {about: sent for (to, about), sent in oracle.parts.items() if to == code}
        assert parts == theirs, code
