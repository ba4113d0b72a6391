"""Which products are a supplier's, roughly how many run them, and the threads with the office."""

from datetime import UTC
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from noroshi.assets.models import Owned
from noroshi.formats.names.products import LONGEST_KEY
from noroshi.kernel.identifiers import uuid7
from noroshi.kernel.markings import Tlp
from noroshi.parties.models import ActorRecord, Claim, Organisation
from noroshi.suppliers.advising import LONGEST_ID
from noroshi.suppliers.disclosing import LONGEST_TITLE, Stage, Weakness
from noroshi.suppliers.mirrors.models import Mirrored, NotMirrored, Provider
from noroshi.suppliers.rules import OPEN, Kind, LineKind, State
from noroshi.vulnerabilities.rules import LONGEST_NAME

__all__ = [
    "Advisory",
    "AdvisoryRecipient",
    "Disclosure",
    "DisclosureLine",
    "Line",
    "Mirrored",
    "NotMirrored",
    "ProductClaim",
    "Provider",
    "Reporter",
    "RoughCount",
    "Thread",
]


class ProductClaim(Claim):
    """A product that a supplier names as its own. key: the name by which assets are matched;
    counted_at: when those who run it were last counted, null until then; withdrawn_at, reason: when
    and why the office took back that it is the supplier's."""

    vendor = models.CharField(max_length=300)
    product = models.CharField(max_length=300)
    key = models.CharField(max_length=LONGEST_KEY)
    counted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, db_default="")

    class Meta:
        ordering = ["vendor", "product", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="suppliers_product_once")
        ]


class RoughCount(Owned):
    """How many organisations ran a version when it was counted, suppressed and rounded already: a
    version that too few run has no row. organisation: the supplier."""

    claim = models.ForeignKey(ProductClaim, models.CASCADE, related_name="+")
    version = models.CharField(max_length=256)
    organisations = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "claim", "version"], name="suppliers_count_once"
            )
        ]


class Thread(Owned):
    """A notice or request about one product and vulnerability, and how far it has come.

    organisation: the supplier; article: as it was when it was sent, with its evidence tag; answer:
    the newest, as rules.Answer says it, null until there is one."""

    claim = models.ForeignKey(ProductClaim, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=State.SENT)
    article = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answer = models.JSONField(null=True)
    ledger_entry = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="suppliers_thread_kind",
                condition=models.Q(kind__in=[kind.value for kind in Kind]),
            ),
            models.CheckConstraint(
                name="suppliers_thread_state",
                condition=models.Q(state__in=[state.value for state in State]),
            ),
            models.UniqueConstraint(
                fields=["organisation", "claim", "cause", "kind"],
                name="suppliers_thread_once",
                condition=models.Q(state__in=[state.value for state in OPEN]),
            ),
        ]
        indexes = [
            models.Index(fields=["audience", "-sent_at", "-id"], name="suppliers_thread_page"),
            models.Index(fields=["audience", "due_at", "id"], name="suppliers_thread_due"),
        ]


class Line(models.Model):
    """A line of a thread. organisation: the supplier; writer: whose hat wrote it; answer: what it
    says as a value, if it is one; published_at: when its VEX became a document; told_at: when those to
    whom it is said were told that there is something new."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="lines")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    audience = models.IntegerField()
    actor = models.ForeignKey(ActorRecord, models.SET_NULL, null=True, related_name="+")
    writer = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    answer = models.JSONField(null=True)
    written_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="suppliers_line_kind",
                condition=models.Q(kind__in=[kind.value for kind in LineKind]),
            )
        ]
        indexes = [
            models.Index(
                fields=["thread"],
                name="suppliers_line_untold",
                condition=models.Q(told_at__isnull=True),
            )
        ]


class Disclosure(models.Model):
    """A weakness that is not public yet: the office's, its reporter's and, once it is open, the
    supplier's alone. Its number is random: none tells of another.

    proposed_by: whose day the end of the embargo is; agreed_at: when the other side agreed; name:
    NRS's own once it is published; is_pending: what it says now is not among the records yet."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    supplier = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default=Stage.PENDING)
    title = models.CharField(max_length=LONGEST_TITLE)
    description = models.TextField()
    vendor = models.CharField(max_length=300)
    product = models.CharField(max_length=300)
    versions = ArrayField(models.CharField(max_length=256), default=list)
    cvss_vector = models.CharField(max_length=300, blank=True)
    cve = models.CharField(max_length=24, blank=True)
    reported_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    embargo_until = models.DateField(null=True)
    proposed_by = models.CharField(max_length=10, blank=True)
    agreed_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=24, blank=True)
    published_at = models.DateTimeField(null=True)
    is_pending = models.BooleanField(default=False)

    class Meta:
        ordering = ["-changed_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="suppliers_disclosure_state",
                condition=models.Q(state__in=[stage.value for stage in Stage]),
            )
        ]

    @property
    def weakness(self) -> Weakness:
        """What is said of it now."""
        return Weakness(
            self.title,
            self.description,
            self.vendor,
            self.product,
            tuple(self.versions),
            self.cvss_vector,
        )


class Reporter(models.Model):
    """Which organisation reported a weakness: for itself and the office, not for the supplier.
    told_at: when the office was told that there is a report."""

    disclosure = models.OneToOneField(
        Disclosure, models.CASCADE, primary_key=True, related_name="reporter"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["disclosure"],
                name="suppliers_report_untold",
                condition=models.Q(told_at__isnull=True),
            )
        ]


class DisclosureLine(models.Model):
    """What was said or done; writer: of `disclosing.Party`, and no more of who it was; told_at: when
    the other parties were told that there is something new."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="lines")
    writer = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["written_at", "id"]
        indexes = [
            models.Index(
                fields=["disclosure"],
                name="suppliers_said_untold",
                condition=models.Q(told_at__isnull=True),
            )
        ]


class Advisory(Owned):
    """One version of a CSAF document. organisation, code: its publisher; is_national: the office;
    publisher: as the document names it; document: its octets, which the
    detached signature is of; name: of its file; is_newest: of the published
    versions. What is not a draft never changes."""

    code = models.CharField(max_length=32)
    is_national = models.BooleanField()
    publisher = models.JSONField()
    tracking_id = models.CharField(max_length=LONGEST_ID)
    version = models.CharField(max_length=256)
    state = models.CharField(max_length=10)
    tlp = models.CharField(max_length=12)
    category = models.TextField()
    title = models.TextField()
    name = models.CharField(max_length=LONGEST_ID + 5)
    document = models.BinaryField()
    signature = models.TextField(blank=True)
    released_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    is_newest = models.BooleanField(default=False)
    ledger_entry = models.UUIDField(null=True)

    class Meta:
        ordering = ["-saved_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="suppliers_advisory_state",
                condition=models.Q(state__in=["draft", "interim", "final"]),
            ),
            models.CheckConstraint(
                name="suppliers_advisory_tlp",
                condition=models.Q(tlp__in=[tlp.value for tlp in Tlp]),
            ),
            models.UniqueConstraint(
                fields=["organisation", "tracking_id", "version"], name="suppliers_advisory_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="suppliers_advisory_newest",
                condition=models.Q(is_newest=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["code", "tlp"],
                name="suppliers_advisory_folder",
                condition=models.Q(is_newest=True),
            )
        ]

    @property
    def marking(self) -> Tlp:
        """How far it may travel."""
        return Tlp(self.tlp)

    @property
    def path(self) -> str:
        """Within the folder of its label: `2026/tnk-2026-1.json`."""
        return f"{self.released_at.astimezone(UTC).year}/{self.name}"


class AdvisoryRecipient(Owned):
    """An organisation to which the publisher names an advisory that not everybody reads, by its
    code, whether or not there is one: who publishes learns nothing of the register. is_open: the
    advisory is published."""

    advisory = models.ForeignKey(Advisory, models.CASCADE, related_name="recipients")
    code = models.CharField(max_length=32)
    is_open = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "advisory", "code"], name="suppliers_recipient_once"
            )
        ]
        indexes = [models.Index(fields=["code", "advisory"], name="suppliers_recipient_code")]
