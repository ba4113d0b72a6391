"""What anybody exports holds no group of fields that the law does not send it and the reporter did not
consent to: each group of each version carries words of its own, which are looked for in every file."""

import json
import random
from collections import defaultdict
from datetime import timedelta
from io import BytesIO

import pypdfium2

from noroshi.formats.workbooks import read_workbook
from noroshi.kernel.errors import ConflictError
from tests.nation import ORGANISATIONS, POLICE, register
from tests.property.reporting.test_sharing import (
    AT,
    AUTHORITIES,
    BY_LAW,
    COMPETENT,
    MEMBERS,
    READERS,
    incident,
)

ACTS = 30
LETTERS = "bcdfghjkmnpqrstvwxz"


def marked(rng, given):
    """An incident with words of its own in each group: them by group, and what it then says."""
    words = defaultdict(set)

    def word(group):
        found = "".join(rng.choice(LETTERS) for _ in range(10))
        words[group].add(found)
        return found

    number = rng.randint(10**8, 10**9)
    words["reporter"].add(str(number))
    given |= {
        "title": f"{given['title']} {word('event')}",
        "what": word("event"),
        "impact": {"service": word("impact")},
        "people": {"data": word("people")},
        "systems": [{"name": word("systems"), "description": word("systems")}],
        "technical": {"entry_route": word("technical"), "indicators": [word("technical")]},
        "response": word("response"),
        "contacts": [{"name": word("contacts"), "email": f"{word('contacts')}@east.example"}],
        "reporter": {"employees": number},
        "filed_elsewhere": [
            {"regime": "jp-appi", "duty": "x", "stage": "first", "reference": word("elsewhere"),
             "at": "2026-11-02T09:00:00+09:00"}
        ],
    }  # fmt: skip
    if given["kind"] == "ransomware":
        given["ransom"] = {"note": word("technical")}
    if given["kind"] == "ddos":
        given["flood"] = {"mitigation": word("technical")}
    return words, given


def exported(actor):
    """Everything that an actor can take with it, as one text without blanks and commas."""
    from noroshi.entrypoints.consent_shapes import whole_excerpt_json
    from noroshi.entrypoints.report_shapes import whole_json
    from noroshi.formats.icalendar import write_calendar
    from noroshi.parties.scope import acting_as
    from noroshi.reporting import calendars, consents, queries
    from noroshi.reporting.forms.formats import FORMS

    texts = []
    with acting_as(actor):
        for report in queries.reports():
            versions = list(queries.versions(report))
            texts += [json.dumps(whole_json(report, one), ensure_ascii=False) for one in versions]
            filed = queries.filed(versions[0])
            texts += [FORMS[name].write(filed).decode() for name in ("stix", "circia-report")]
            texts.append(str(read_workbook(FORMS["xlsx"].write(filed), "x")))
            if report.id.int % 3 == 0:
                with pypdfium2.PdfDocument(FORMS["pdf"].write(filed)) as paper:
                    texts += [page.get_textpage().get_text_range() for page in paper]
        texts += [
            json.dumps(whole_excerpt_json(one), ensure_ascii=False) for one in consents.excerpts()
        ]
        events = calendars.events(language="en", address="https://noroshi.example")
        texts.append(write_calendar("x", events).decode())
    whole = " ".join(texts)
    return "".join(sign for sign in whole if sign.isalnum() or sign in "@.")


class Oracle:
    """Who may know which words, kept in dictionaries."""

    def __init__(self):
        self.told, self.whole = defaultdict(set), defaultdict(set)
        self.words, self.newest, self.files = defaultdict(set), {}, defaultdict(set)
        self.consents = {}

    def filed(self, reporter, report, words, laws):
        self.words[report] |= set().union(*words.values())
        self.newest[report] = words
        for kind in set().union(*(BY_LAW[one] for one in laws)):
            self.whole["NCO" if kind == "nco" else COMPETENT[reporter]].add(report)
        for (code, about), groups in self.consents.items():
            if about == report and report not in self.whole[code]:
                self.leaves(code, report, groups)

    def leaves(self, code, report, groups):
        self.told[code] |= set().union(*(self.newest[report].get(one, set()) for one in groups))

    def may_know(self, code):
        by_law = set().union(*(self.words[one] | self.files[one] for one in self.whole[code]))
        read = [
            one
            for (to, one), groups in self.consents.items()
            if to == code and "attachments" in groups
        ]
        return by_law | self.told[code] | set().union(*(self.files[one] for one in read))


def test_no_export_holds_what_neither_law_nor_consent_lets_its_reader_know(database):
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.actions.accept_report import accept_report
    from noroshi.reporting.actions.keep_attachment import attach_to_report
    from noroshi.reporting.actions.keep_consent import give_consent, withdraw_consent
    from noroshi.reporting.attaching import File
    from noroshi.reporting.incident import read_incident
    from noroshi.reporting.models import Consent

    actors = register(ORGANISATIONS + POLICE + AUTHORITIES)
    rng, oracle, reports = random.Random(20261123), Oracle(), []
    for step in range(ACTS):
        at = AT + timedelta(minutes=step)
        chosen = ["file", "again", "attach", "consent", "consent", "consent", "withdraw"]
        act = rng.choice(chosen) if reports else "file"
        reporter, report, laws = rng.choice(reports) if reports else (None, None, None)
        if act == "file":
            reporter, report, laws = rng.choice(["P-EAST", "C-TEL"]), None, None
        by = actors[reporter]
        with acting_as(by):
            match act:
                case "file" | "again":
                    words, given = marked(rng, incident(rng, reporter, laws=laws))
                    read = read_incident(json.dumps(given).encode(), "f")
                    made = accept_report(read, report=report, by=by, at=at)
                    if report is None:
                        reports.append((reporter, made.report_id, given["regimes"]))
                    oracle.filed(reporter, made.report_id, words, given["regimes"])
                case "attach":
                    name = "".join(rng.choice(LETTERS) for _ in range(10))
                    attach_to_report(report, File(name, BytesIO(b"seen")), by=by, at=at)
                    oracle.files[report].add(name)
                case "consent":
                    code, groups = (
                        rng.choice(["POLICE", "POLICE-2", "NCO"]),
                        rng.sample(list(MEMBERS), 3),
                    )
                    try:
                        give_consent(report, code, groups, by=by, at=at)
                    except ConflictError:
                        assert report in oracle.whole[code]
                        continue
                    oracle.consents[code, report] = groups
                    oracle.leaves(code, report, groups)
                case "withdraw":
                    for code in [to for to, about in oracle.consents if about == report][:1]:
                        (held,) = Consent.objects.filter(
                            report_id=report, code=code, withdrawn_at=None
                        )
                        withdraw_consent(report, held.id, by=by, at=at)
                        del oracle.consents[code, report]
    every = set().union(*oracle.words.values(), *oracle.files.values())
    for code in READERS:
        text = exported(actors[code])
        found = {word for word in every if word in text}
        assert found <= oracle.may_know(code), code
        assert found >= oracle.told[code], "what was consented to comes with it"
    assert oracle.told["POLICE"]
    assert oracle.told["POLICE-2"]
    assert any(oracle.files.values())
