"""Organisations, networks, domains, communities, people and actors; columns and constraints.

The row-level security of each table is in its migration. `audience` numbers a set of organisations:
an organisation's own audience is itself, a community's is its members."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now

from noroshi.kernel.actors import ActorKind
from noroshi.kernel.identifiers import uuid7
from noroshi.parties.rules import COMMUNITIES, Role
from noroshi.parties.sectors import KINDS, SECTORS, UNIFIED_STANDARD_SECTORS


class CidrField(models.Field):  # type: ignore[type-arg]
    """PostgreSQL `cidr`, an IPv4 or IPv6 network."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 - Django's
        return "cidr"


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    name_ja = models.CharField(max_length=300)
    sector = models.CharField(max_length=20, blank=True)
    standard_sector = models.CharField(max_length=20, blank=True)
    ministry = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    corporate_number = models.CharField(max_length=13, blank=True)
    audience = models.IntegerField(
        unique=True, db_default=models.Func(function="noroshi.next_audience")
    )
    registered_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="parties_kind", condition=models.Q(kind__in=list(KINDS))),
            models.CheckConstraint(
                name="parties_sector", condition=models.Q(sector__in=["", *SECTORS])
            ),
            models.CheckConstraint(
                name="parties_standard_sector",
                condition=models.Q(standard_sector__in=["", *UNIFIED_STANDARD_SECTORS]),
            ),
            models.CheckConstraint(
                name="parties_operator_has_sector",
                condition=~models.Q(kind="operator") | ~models.Q(sector=""),
            ),
            models.UniqueConstraint(
                fields=["corporate_number"],
                name="parties_corporate_number",
                condition=~models.Q(corporate_number=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ministry_code(self) -> str | None:
        """The competent ministry, as the law names it for the sector; its record may be hidden."""
        return SECTORS[self.sector].ministry if self.ministry_id else None


class Claim(models.Model):
    """What an organisation names as its own: pending until the national office has verified it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="%(class)ss")
    audience = models.IntegerField()
    claimed_at = models.DateTimeField(db_default=Now())
    verified_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Network(Claim):
    prefix = CidrField()

    class Meta:
        ordering = ["prefix"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "prefix"], name="parties_network_once")
        ]


class Domain(Claim):
    name = models.CharField(max_length=253)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="parties_domain_once")
        ]


class Community(models.Model):
    """Organisations that share: a sector, the council, a group of partners."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=300)
    name_ja = models.CharField(max_length=300)
    audience = models.IntegerField(
        unique=True, db_default=models.Func(function="noroshi.next_audience")
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="parties_community_kind",
                condition=models.Q(kind__in=list(COMMUNITIES)),
            )
        ]


class Membership(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "organisation"], name="parties_member_once"
            )
        ]


class PersonManager(BaseUserManager["Person"]):
    """How Django's sign-in finds people: by address, in any case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. token: how the ledger names them, resettable."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    token = models.UUIDField(default=uuid7, unique=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    is_staff = False
    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="parties_person_email")]

    def __str__(self) -> str:
        return self.name


class ActorRecord(models.Model):
    """One hat: a person in a role, a machine client, or an organisation's console."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=10)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="actors")
    audience = models.IntegerField()
    role = models.CharField(max_length=20)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="hats")
    client_id = models.CharField(max_length=100, blank=True)
    scopes = ArrayField(models.CharField(max_length=20), default=list)
    token = models.UUIDField(default=uuid7)
    since = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_actor"
        constraints = [
            models.CheckConstraint(
                name="parties_actor_kind",
                condition=models.Q(kind__in=[kind.value for kind in ActorKind]),
            ),
            models.CheckConstraint(
                name="parties_actor_role",
                condition=models.Q(role__in=[role.value for role in Role]),
            ),
            models.UniqueConstraint(
                fields=["organisation", "person", "role"],
                name="parties_hat_once",
                condition=models.Q(ended_at=None, person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                name="parties_one_console",
                condition=models.Q(kind="console"),
            ),
            models.UniqueConstraint(
                fields=["client_id"], name="parties_client_once", condition=~models.Q(client_id="")
            ),
        ]


class Submission(models.Model):
    """What an actor sent under a key of its own, and the answer that it is given again.

    digest: of all that was sent; answer: the JSON text, whole, as it went out."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    audience = models.IntegerField()
    actor = models.ForeignKey(ActorRecord, models.PROTECT, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.BinaryField(max_length=32)
    answer = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "actor", "key"], name="parties_submission_once"
            )
        ]


class SavedView(models.Model):
    """Filters and order of a list under a name, for the one hat that saved them.

    place: the name of the list; query: of its address."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    audience = models.IntegerField()
    actor = models.ForeignKey(ActorRecord, models.CASCADE, related_name="+")
    place = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "actor", "place", "name"], name="parties_view_once"
            )
        ]
