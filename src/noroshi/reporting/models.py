"""Which proposed regimes are confirmed; reports, what is owed for them, and what was filed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce

from noroshi.assets.models import Owned
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.entries import Entry
from noroshi.parties.models import ActorRecord, Organisation
from noroshi.reporting.rules import END_OF_TIME
from noroshi.reporting.threads import Said

NAMES = ("regime", "duty", "stage", "recipient")  # of a stage that is owed to somebody


class ConfirmedRegime(models.Model):
    """A proposed regime that a named person has confirmed. ground: where it was read."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    regime = models.CharField(max_length=20)
    valid_from = models.DateField()
    person = models.CharField(max_length=150)
    ground = models.CharField(max_length=1000)
    confirmed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    ledger_entry = models.UUIDField()

    class Meta:
        ordering = ["regime", "confirmed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["regime"],
                name="reporting_confirmed_once",
                condition=models.Q(withdrawn_at=None),
            )
        ]


class Report(Owned):
    """One incident of one organisation. version: the newest; read_by: kinds of the organisations
    that the law names as recipients of something owed for it."""

    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    stage = models.CharField(max_length=300)
    regimes = ArrayField(models.CharField(max_length=20))
    version = models.IntegerField()
    read_by = ArrayField(models.CharField(max_length=20))
    aware_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["audience", "-changed_at", "-id"], name="reporting_page")]


class Version(Owned):
    """A report as it was accepted, with its receipt. number: from 1; act: rules.Act; reason: of a
    correction or withdrawal; receipt: its number; digest: SHA-256 of the content's canonical JSON;
    taken_by: the code of the office that took it down by telephone and filed it, empty for the
    reporter's own; confirmed_at: when the reporter said that it is so; told_at: when it was told of it."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    act = models.CharField(max_length=12, default="report")
    reason = models.CharField(max_length=2000, blank=True)
    content = models.JSONField()
    digest = models.BinaryField(max_length=32)
    receipt = models.CharField(max_length=40)
    actor = models.ForeignKey(ActorRecord, models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField()
    taken_by = models.CharField(max_length=32, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    ledger_entry = models.UUIDField()
    owed: "list[Obligation] | None" = None  # of a report's first, as it is accepted
    leaf: Entry | None = None  # its entry in the log, as it is accepted

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "report", "number"], name="reporting_version_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="reporting_version_untold",
                condition=models.Q(told_at=None) & ~models.Q(taken_by=""),
            )
        ]

    @property
    def is_unconfirmed(self) -> bool:
        """It was taken down by telephone, and its reporter has not said that it is so."""
        return bool(self.taken_by) and self.confirmed_at is None


class Consequence(models.Model):
    """What became of the obligations with a version, as sentences in `en` and `ja`: for the reporter
    alone, since it tells what is owed to whom."""

    version = models.OneToOneField(
        Version, models.PROTECT, primary_key=True, related_name="consequence"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sentences = models.JSONField()


class Obligation(Owned):
    """A stage owed to one recipient. report: None for what is owed of specified computers; of these,
    since: when the clock begins, None while there is none; made_at: when it was worked out;
    received_by: the kind of organisation here that receives it, empty for who is not here; counts_at:
    when it is due or warned of, or the end of time; value: as rules.Obligation says it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="obligations", null=True)
    since = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    regime = models.CharField(max_length=20)
    duty = models.CharField(max_length=300)
    stage = models.CharField(max_length=300)
    recipient = models.CharField(max_length=30)
    received_by = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    counts_at = models.GeneratedField(
        expression=Coalesce("due_at", "warn_at", models.Value(END_OF_TIME)),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    value = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "report", *NAMES, "since"],
                name="reporting_obligation_once",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(
                fields=["audience", "filed_at", "counts_at", "id"],
                include=["received_by", "organisation_id"],
                name="reporting_board",
            )
        ]


class Filing(Owned):
    """A stage that was filed with a version of a report; to whom, the obligations say."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="filings")
    version = models.ForeignKey(Version, models.PROTECT, related_name="filings")
    regime = models.CharField(max_length=20)
    duty = models.CharField(max_length=300)
    stage = models.CharField(max_length=300)
    filed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "version", "regime", "duty", "stage"],
                name="reporting_filing_once",
            )
        ]


class Line(Owned):
    """What was said about a report, between its versions. organisation: the reporter; kind:
    threads.Said; writer, writer_code: the kind and code of the organisation that wrote it; read_by:
    kinds of the organisations that read it beside the reporter; answers: the question or order that
    it closes; version: the correction that an order asked for; obligation: what
    an order asks for, as rules.Obligation says it."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10)
    text = models.TextField()
    writer = models.CharField(max_length=20)
    writer_code = models.CharField(max_length=32)
    actor = models.ForeignKey(ActorRecord, models.SET_NULL, null=True, related_name="+")
    read_by = ArrayField(models.CharField(max_length=20))
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    obligation = models.JSONField(null=True)
    written_at = models.DateTimeField()
    ledger_entry = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reporting_line_kind",
                condition=models.Q(kind__in=[kind.value for kind in Said]),
            ),
            models.CheckConstraint(
                name="reporting_line_order",
                condition=models.Q(kind=Said.ORDER.value, obligation__isnull=False)
                | (~models.Q(kind=Said.ORDER.value) & models.Q(obligation__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["audience", "written_at", "id"], name="reporting_line_page")
        ]


class Consent(Owned):
    """A reporter's word that an authority may read parts of a report. kind, code: the recipient's;
    recipient_audience: the recipient's own; groups: of sharing.toml; taken_by: the code of the office
    to which it was said by telephone, empty for one that the reporter gave here; holds: something leaves
    under it, which of what was said by telephone begins when the reporter confirms it."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="consents")
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    recipient_audience = models.IntegerField()
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=32)
    groups = ArrayField(models.CharField(max_length=20))
    taken_by = models.CharField(max_length=32, blank=True)
    holds = models.BooleanField(default=True)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    actor = models.ForeignKey(ActorRecord, models.SET_NULL, null=True, related_name="+")
    ledger_entry = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "report", "recipient"],
                name="reporting_consent_once",
                condition=models.Q(withdrawn_at=None),
            )
        ]


class Excerpt(Owned):
    """What of one version left under a consent: a row of its own for its recipient, whose audience
    it has. organisation: the reporter; reporter, name, name_ja: its code and names; number, act: of
    the version; digest: SHA-256 of the content's canonical JSON; opened_at: when its recipient first
    opened it, None until then."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="excerpts")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="excerpts")
    number = models.IntegerField()
    act = models.CharField(max_length=12)
    reporter = models.CharField(max_length=32)
    name = models.CharField(max_length=300)
    name_ja = models.CharField(max_length=300)
    groups = ArrayField(models.CharField(max_length=20))
    content = models.JSONField()
    digest = models.BinaryField(max_length=32)
    left_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    ledger_entry = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "consent", "number"], name="reporting_excerpt_once"
            )
        ]
        indexes = [
            models.Index(fields=["audience", "-left_at", "-id"], name="reporting_excerpt_page")
        ]


class Reminder(Owned):
    """An organisation was reminded once of a stage that it owes. step: of reminding; until: the date
    that it was reminded of; by its names, since obligations are made anew with each version."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="reminders", null=True)
    regime = models.CharField(max_length=20)
    duty = models.CharField(max_length=300)
    stage = models.CharField(max_length=300)
    recipient = models.CharField(max_length=30)
    step = models.CharField(max_length=8)
    until = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "report", *NAMES, "step", "until"],
                name="reporting_reminder_once",
                nulls_distinct=False,
            )
        ]


class Draft(Owned):
    """A report that is being stated, by several people of one organisation, page by page.

    report: of which it will be the next version, and base the number of the version that it was begun
    from; fields, rivals: as merging.Merged has them, empty once it is ended; version: as which it was
    filed, None for one that was discarded."""

    kind = models.CharField(max_length=12)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="drafts")
    base = models.IntegerField(null=True)
    fields = models.JSONField(default=dict)
    rivals = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(ActorRecord, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "report"],
                name="reporting_one_draft",
                condition=models.Q(ended_at=None, report__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["audience", "-changed_at", "-id"],
                name="reporting_draft_page",
                condition=models.Q(ended_at=None),
            )
        ]


class Attachment(Owned):
    """A file beside a report, or beside a draft that is not filed. digest: SHA-256 of the file; look:
    formats.looks.Look; key: of its frames, sealed by the house, None once it is erased; taken_by: the code
    of the office that attached it for the reporter, else empty; holds: it goes by consent, too."""

    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="attachments")
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="attachments")
    name = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    look = models.CharField(max_length=10, blank=True)
    key = models.BinaryField(null=True)
    taken_by = models.CharField(max_length=32, blank=True)
    holds = models.BooleanField(default=True)
    actor = models.ForeignKey(ActorRecord, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="reporting_attachment_beside",
                condition=models.Q(report__isnull=False) | models.Q(draft__isnull=False),
            )
        ]


class Frame(Owned):
    """A part of an attachment, sealed; number: from 0."""

    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="frames")
    number = models.IntegerField()
    octets = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "attachment", "number"], name="reporting_frame_once"
            )
        ]


class Fetch(Owned):
    """A file beside a report was fetched under a consent. organisation: the reporter; actor: of the
    consent's recipient."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="fetches")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="fetches")
    actor = models.ForeignKey(ActorRecord, models.SET_NULL, null=True, related_name="+")
    fetched_at = models.DateTimeField()
    ledger_entry = models.UUIDField()


class CalendarKey(Owned):
    """The secret address of a hat's calendar. digest: SHA-256 of its secret part, which is not
    kept."""

    actor = models.ForeignKey(ActorRecord, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, db_index=True)
    language = models.CharField(max_length=2)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "actor"],
                name="reporting_one_calendar",
                condition=models.Q(ended_at=None),
            )
        ]
