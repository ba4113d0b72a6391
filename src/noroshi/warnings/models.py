"""The notice to one organisation about one cause, and what was said and done about it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Cast, Coalesce, Now

from noroshi.assets.models import Owned
from noroshi.kernel.identifiers import uuid7
from noroshi.parties.models import ActorRecord, Organisation
from noroshi.warnings.rules import About, Channel, DeliveryState, NoteKind, State, Urgency
from noroshi.warnings.timing import LANGUAGES, Digest


class Warning(Owned):
    """One per organisation and cause. urgency: one of rules.Urgency.

    due_at: by policy, from when it became that urgent, null for no date; assets: how many are
    exposed now; exploitation, automatable, policy: what the urgency was decided with, the points as
    places in ssvc.VALUES; null until it is decided; epss, cvss_score: as they stood then. What they
    are now is the vulnerability's. raised_entry, ledger_entry: of the first act and of the last."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    cause = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default=State.OPEN)
    urgency = models.SmallIntegerField()
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    assets = models.IntegerField()
    exploitation = models.SmallIntegerField(null=True)
    automatable = models.SmallIntegerField(null=True)
    policy = models.CharField(max_length=16, null=True)
    epss = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    cvss_score = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    assignee = models.ForeignKey(
        ActorRecord, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    answer_reason = models.CharField(max_length=60, blank=True)
    raised_entry = models.UUIDField(null=True)
    ledger_entry = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "cause"], name="warnings_one_per_cause"
            ),
            models.CheckConstraint(
                name="warnings_state",
                condition=models.Q(state__in=[state.value for state in State]),
            ),
            models.CheckConstraint(
                name="warnings_urgency",
                condition=models.Q(urgency__in=[urgency.value for urgency in Urgency]),
            ),
        ]
        indexes = [
            models.Index(
                "audience",
                "urgency",
                Coalesce("due_at", Cast(models.Value("infinity"), models.DateTimeField())),
                "id",
                name="warnings_by_urgency",
            ),
            models.Index(fields=["audience", "-raised_at", "-id"], name="warnings_by_raised"),
            models.Index(fields=["audience", "changed_at"], name="warnings_by_changed"),
            models.Index(
                Cast("urgency", models.IntegerField()),
                Coalesce("due_at", Cast(models.Value("infinity"), models.DateTimeField())),
                "id",
                name="warnings_all_by_urgency",
            ),
            models.Index(fields=["cause"], name="warnings_by_cause"),
            models.Index(
                fields=["assignee"],
                name="warnings_by_assignee",
                condition=models.Q(assignee__isnull=False),
            ),
        ]


class Note(models.Model):
    """A line of a warning's history after the first: a comment, an answer, a change of urgency.
    ledger_entry: of the act, null of lines from before it was kept."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    warning = models.ForeignKey(Warning, models.CASCADE, related_name="notes")
    organisation_id = models.UUIDField()
    audience = models.IntegerField()
    actor = models.ForeignKey(ActorRecord, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField(db_default=Now())
    ledger_entry = models.UUIDField(null=True)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="warnings_note_kind",
                condition=models.Q(kind__in=[kind.value for kind in NoteKind]),
            )
        ]


class DeliveryWish(Owned):
    """What is told at once and what with a digest: an organisation's own wish, which also has its
    quiet hours, or that of one of its hats, which goes before it for that hat."""

    actor = models.ForeignKey(ActorRecord, models.CASCADE, null=True, related_name="+")
    at_once = ArrayField(models.SmallIntegerField())
    digest = models.CharField(max_length=6)
    language = models.CharField(max_length=2)
    zone = models.CharField(max_length=40, default="Asia/Tokyo")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "actor"],
                name="warnings_one_wish",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="warnings_digest",
                condition=models.Q(digest__in=[digest.value for digest in Digest]),
            ),
            models.CheckConstraint(
                name="warnings_language", condition=models.Q(language__in=LANGUAGES)
            ),
        ]


class Endpoint(Owned):
    """Where an organisation has its webhooks sent. secret: sealed; least: the least urgency that is
    sent; failing_since: of an unbroken row of failures; ended_at: it was removed."""

    url = models.CharField(max_length=500)
    secret = models.BinaryField()
    least = models.SmallIntegerField()
    made_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]


class Delivery(Owned):
    """What is to be told to one reader or endpoint: the names of warnings, of reminders of deadlines,
    of suppliers' threads or disclosures in which there is something new, or of reports that were filed
    for it by telephone, and nothing of what is in them. claimed_until: somebody is at it; reason: why the last attempt failed."""

    channel = models.CharField(max_length=8)
    reader = models.ForeignKey(ActorRecord, models.CASCADE, null=True, related_name="+")
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, null=True, related_name="deliveries")
    warnings = ArrayField(models.UUIDField())
    reminders = ArrayField(models.UUIDField(), default=list)
    threads = ArrayField(models.UUIDField(), default=list)
    disclosures = ArrayField(models.UUIDField(), default=list)
    reports = ArrayField(models.UUIDField(), default=list)
    state = models.CharField(max_length=8, default=DeliveryState.WAITING)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["channel", "next_at"],
                name="warnings_deliveries_due",
                condition=models.Q(state="waiting"),
            ),
            models.Index(
                fields=["channel", "organisation", "next_at"],
                name="warnings_deliveries_turn",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["audience", "-made_at", "-id"], name="warnings_deliveries"),
        ]
        constraints = [
            models.CheckConstraint(
                name="warnings_channel",
                condition=models.Q(channel=Channel.MAIL, reader__isnull=False)
                | models.Q(channel=Channel.WEBHOOK, endpoint__isnull=False),
            ),
            models.CheckConstraint(
                name="warnings_delivery_state",
                condition=models.Q(state__in=[state.value for state in DeliveryState]),
            ),
        ]

    @property
    def about(self) -> About:
        """What kind of things it names."""
        return next((one for one in About if getattr(self, one)), About.WARNINGS)


class Basis(models.Model):
    """What all warnings were last decided with: the policy and the editions of KEV and EPSS. One
    row."""

    id = models.SmallIntegerField(primary_key=True)
    text = models.TextField()
