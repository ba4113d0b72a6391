"""Every command, with the function that does it; its module is imported when it is called.

Setting up Django takes a second: what needs none of it does not wait for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Entry:
    """does: `module:command` in this package; summary: its line in the list of commands."""

    does: str
    summary: str
    needs_django: bool = True
    is_hidden: bool = False


COMMANDS: Mapping[str, Entry] = {
    "up": Entry("up:up", "Run the site here, until Ctrl-C", needs_django=False),
    "people invite": Entry("people:invite", "Give somebody a role at an organisation"),
    "clients create": Entry("clients:create", "Make a machine client of an organisation"),
    "organisations import": Entry("organisations:import_file", "Register organisations"),
    "organisations list": Entry("organisations:list_all", "List the register"),
    "assets import": Entry("assets:import_file", "Register assets from a sheet or an SBOM"),
    "assets inventories": Entry("assets:inventories", "List bills of materials"),
    "assets quality": Entry("assets:quality", "Say how much an SBOM says"),
    "assets difference": Entry("assets:compare", "Say what changed between two SBOMs"),
    "assets changes": Entry("assets:changes", "Say what changed in a registered SBOM"),
    "assets references": Entry("assets:references", "Say how SBOMs refer to each other"),
    "assets export": Entry("assets:export", "Write an SBOM out again"),
    "assets connect": Entry("registry:connect", "Say how systems are linked"),
    "assets candidates": Entry("registry:candidates", "List what may have to be registered"),
    "assets register": Entry("registry:register", "Register specified computers"),
    "assets registered": Entry("registry:list_registered", "List specified computers"),
    "assets notify": Entry("registry:notify", "Say what has been notified of them"),
    "feeds import": Entry("feeds:import_paths", "Take in CVE records, advisories, VEX, KEV, EPSS"),
    "reference import": Entry(
        "reference:import_paths", "Take in lists of common values, and ATT&CK"
    ),
    "reference check": Entry("reference:check", "Say which values are common infrastructure"),
    "intelligence import": Entry("intelligence:import_paths", "Take in STIX"),
    "intelligence read": Entry("readings:read", "Say what a document names, and store it"),
    "intelligence translate": Entry(
        "translations:translate", "Say a pattern for Sigma, Suricata, Splunk or KQL"
    ),
    "intelligence export": Entry("intelligence:export", "Write a bundle of STIX"),
    "intelligence techniques": Entry(
        "techniques:techniques", "List the techniques of ATT&CK that were seen"
    ),
    "partners list": Entry("partners:list_all", "List with whom intelligence is exchanged"),
    "partners add": Entry("partners:add", "Exchange intelligence with somebody by TAXII"),
    "partners poll": Entry("partners:poll", "Exchange with a partner now"),
    "partners declined": Entry("partners:declined", "List what was not taken, and why"),
    "partners pause": Entry("partners:pause", "Exchange no more until resumed"),
    "partners resume": Entry("partners:resume", "Exchange again, from where it stopped"),
    "partners remove": Entry("partners:remove", "Exchange no more"),
    "providers list": Entry("providers:list_all", "List other providers of advisories"),
    "providers add": Entry("providers:add", "List a provider, and copy what it publishes"),
    "providers look": Entry("providers:look", "Look at a provider now"),
    "providers refused": Entry("providers:refused", "List what was not copied, and why"),
    "providers pause": Entry("providers:pause", "Look no more until resumed"),
    "providers resume": Entry("providers:resume", "Look again"),
    "providers remove": Entry("providers:remove", "List a provider no more"),
    "vex trust": Entry("vex:trust", "Let an author's VEX close exposures"),
    "vex distrust": Entry("vex:distrust", "Believe an author's VEX no more"),
    "vex authors": Entry("vex:authors", "List who says what is not affected"),
    "advisories check": Entry(
        "advisory_check:check", "Say whether CSAF documents are valid", needs_django=False
    ),
    "advisories publish": Entry("advisories:publish", "Publish a CSAF document of one's own"),
    "advisories list": Entry("advisories:list_all", "List advisories with their versions"),
    "names list": Entry("names:list_all", "List what products are called besides"),
    "names propose": Entry("names:propose", "Look for names that are like each other"),
    "names confirm": Entry("names:confirm", "Say that two names are of one product"),
    "names reject": Entry("names:reject", "Say that two names are not of one product"),
    "names alias": Entry("names:alias", "Add another name of a product"),
    "names withdraw": Entry("names:withdraw", "Take another name back"),
    "names unknown": Entry("names:unknown", "List the assets that no source knows"),
    "match": Entry("match:match", "Bring exposures and warnings up to date"),
    "warnings list": Entry("warnings:list_all", "List warnings with their reasons"),
    "warnings show": Entry("warnings:show_one", "Show one with what the suppliers say"),
    "suppliers claim": Entry("suppliers:claim", "Name a product as a supplier's own"),
    "suppliers products": Entry("suppliers:products", "List products, with who runs what, roughly"),
    "suppliers verify": Entry("suppliers:verify", "Confirm that a product is a supplier's"),
    "suppliers withdraw": Entry("suppliers:withdraw", "Take back that a product is a supplier's"),
    "suppliers send": Entry("suppliers:send", "Send a supplier a notice or a request"),
    "suppliers threads": Entry("suppliers:threads", "List notices and requests"),
    "suppliers thread": Entry("suppliers:show_thread", "Show one with what was said"),
    "suppliers answer": Entry("suppliers:answer_one", "Answer a notice or a request"),
    "suppliers extend": Entry("suppliers:extend", "Give a supplier more time to answer"),
    "suppliers close": Entry("suppliers:close", "Take an answer for done, or withdraw"),
    "reports template": Entry("reports:template", "Write an example of an incident"),
    "reports check-form": Entry("reports:check_offline", "Check an offline form"),
    "reports schema": Entry("reports:write_schema", "Write the JSON Schema of an incident"),
    "reports submit": Entry("reports:submit", "File a report"),
    "reports take": Entry("taking:take", "File what an operator tells by telephone"),
    "reports take-file": Entry("taking:take_file", "Attach a file that a caller sent"),
    "reports confirm": Entry("taking:confirm", "Confirm what was filed by telephone"),
    "reports versions": Entry("reports:versions", "List the versions of a report"),
    "reports withdraw": Entry("reports:withdraw", "Withdraw a report"),
    "reports thread": Entry("report_threads:thread", "List what was said about a report"),
    "reports ask": Entry("report_threads:ask", "Ask the reporter about its report"),
    "reports answer": Entry("report_threads:answer_one", "Answer a question about a report"),
    "reports note": Entry("report_threads:note", "Write a note beside a report"),
    "reports order": Entry("report_threads:order", "Order a report to be corrected"),
    "reports consent": Entry("consents:consent", "Let an authority read parts of a report"),
    "reports consents": Entry("consents:list_given", "List who may read parts of a report"),
    "reports list": Entry("reports:list_all", "List reports with their receipts"),
    "reports deadlines": Entry("reports:deadlines", "List what is owed, by when and why"),
    "reports export": Entry("reports:export", "Write a report as it was filed"),
    "reports attach": Entry("attachments:attach", "Attach a file to a report"),
    "reports attachments": Entry("attachments:list_attached", "List the files beside a report"),
    "reports attachment": Entry("attachments:fetch", "Write a file beside a report out again"),
    "reports erase-attachment": Entry("attachments:erase", "Erase a file beside a report"),
    "regimes list": Entry("regimes:list_all", "List the laws that ask for reports"),
    "regimes confirm": Entry("regimes:confirm", "Say that a proposed regime holds"),
    "regimes withdraw": Entry("regimes:withdraw", "Take the confirmation of a regime back"),
    "disclosures report": Entry("disclosures:report", "Report a weakness that is not public"),
    "disclosures list": Entry("disclosures:list_all", "List weaknesses under embargo"),
    "disclosures comment": Entry("disclosures:comment", "Speak about one"),
    "disclosures describe": Entry("disclosures:describe", "Say anew what one is"),
    "disclosures accept": Entry("disclosures:accept", "Open one with its supplier"),
    "disclosures embargo": Entry("disclosures:embargo", "Propose the day of publication"),
    "disclosures agree": Entry("disclosures:agree", "Agree to the day of publication"),
    "disclosures publish": Entry("disclosures:publish", "Publish without waiting, for a reason"),
    "disclosures close": Entry("disclosures:close", "Close one unpublished"),
    "disclosures cve": Entry("disclosures:cve", "Say which CVE identifier one got"),
    "deliveries list": Entry("deliveries:list_all", "List messages and what became of them"),
    "deliveries retry": Entry("deliveries:retry", "Send dead letters again"),
    "ledger key": Entry("ledger:key", "Say the public keys of the log"),
    "ledger checkpoint": Entry("ledger:checkpoint", "Say the newest checkpoint"),
    "ledger export": Entry("ledger:export", "Write the log for verification elsewhere"),
    "ledger verify": Entry("verify:verify", "Verify an export, offline", needs_django=False),
    "ledger prove": Entry("ledger:prove", "Prove that an entry is in the log"),
    "backup": Entry("backup:backup", "Write the database to a sealed file", needs_django=False),
    "restore": Entry("restore:restore", "Read a backup back"),
    "prepare": Entry("prepare:prepare", "Migrate; load the demo nation", is_hidden=True),
    "worker": Entry("worker:worker", "Do the work that is queued", is_hidden=True),
}

GROUPS: Mapping[str, str] = {
    "people": "Who signs in",
    "clients": "Which programs sign in",
    "organisations": "The register of organisations",
    "assets": "What organisations run",
    "feeds": "What is known to be weak",
    "reference": "What everybody knows",
    "vex": "Whose word closes an exposure",
    "advisories": "What is published about weaknesses",
    "names": "What products are called",
    "intelligence": "What is known of attackers",
    "partners": "With whom intelligence is exchanged",
    "providers": "Who else publishes about weaknesses",
    "warnings": "Who is warned of what",
    "suppliers": "What suppliers are told and asked",
    "reports": "What operators report",
    "regimes": "By which laws reports are owed",
    "disclosures": "What is weak and not public yet",
    "deliveries": "What is mailed and posted",
    "ledger": "The log of every act",
}


class Deferred(click.Command):
    """A command of which only name and summary are known, until it is called."""

    def __init__(self, name: str, entry: Entry) -> None:
        super().__init__(name, help=entry.summary, hidden=entry.is_hidden)
        self._entry = entry

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        return self.loaded().make_context(info_name, args, parent, **extra)

    def loaded(self) -> click.Command:
        """The command itself. Raises: MalformedError for a wrong setting."""
        if self._entry.needs_django:
            import_module(f"{__package__}.framework").set_up()
        module, _, name = self._entry.does.partition(":")
        command: click.Command = getattr(import_module(f"{__package__}.{module}"), name)
        return command


def tree() -> click.Group:
    """All commands."""
    root = click.Group("noroshi", help="Noroshi: the software of a nation's cyber defence.")
    groups = {name: click.Group(name, help=summary) for name, summary in GROUPS.items()}
    for words, entry in COMMANDS.items():
        group, _, name = words.rpartition(" ")
        (groups[group] if group else root).add_command(Deferred(name, entry))
        if group:
            root.add_command(groups[group])
    return root
