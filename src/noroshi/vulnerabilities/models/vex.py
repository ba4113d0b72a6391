"""What authors of VEX say of products, and whose word counts."""

from django.db import models
from django.db.models.functions import MD5

from noroshi.vulnerabilities.rules import LONGEST_NAME


class VexAuthor(models.Model):
    """Whose VEX closes exposures here. rank: of two that contradict each other the lower one
    counts; days: how long a statement holds, None for as long as nobody takes it back."""

    name = models.TextField(primary_key=True)
    rank = models.SmallIntegerField()
    days = models.IntegerField(null=True)
    trusted_at = models.DateTimeField()


class VexDocument(models.Model):
    """The newest edition held of a document. name: the author's own identifier of it."""

    id = models.BigAutoField(primary_key=True)
    author = models.TextField()
    name = models.TextField()
    edition = models.TextField()
    format = models.CharField(max_length=10)
    updated_at = models.DateTimeField(null=True)
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                MD5("author"),
                MD5("name"),
                name="vulnerabilities_vex_document_once",
            )
        ]


class VexStatement(models.Model):
    """What a document says of products in one vulnerability; status and justification are VEX's
    own words (CISA, Status Justifications). wholes: in how many products its own stands, within
    which alone it holds; within: what those are called."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(VexDocument, models.CASCADE, related_name="statements")
    status = models.CharField(max_length=20)
    justification = models.CharField(max_length=60, blank=True)
    impact = models.TextField(blank=True)
    at = models.DateTimeField(null=True)
    wholes = models.SmallIntegerField(db_default=0)
    within = models.TextField(db_default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["document"],
                name="vulnerabilities_within",
                condition=models.Q(wholes__gt=0),
            )
        ]


class VexName(models.Model):
    """A name that a statement gives its vulnerability."""

    pk = models.CompositePrimaryKey("name", "statement")
    statement = models.ForeignKey(VexStatement, models.CASCADE, related_name="names")
    name = models.CharField(max_length=LONGEST_NAME)


class Versions(models.Model):
    """A product by one of its keys, in the versions between two keys of a scheme; an empty scheme
    means all versions."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=700)
    scheme = models.CharField(max_length=10, blank=True)
    low_key = models.BinaryField()
    low_inclusive = models.BooleanField()
    high_key = models.BinaryField(null=True)
    high_inclusive = models.BooleanField()

    class Meta:
        abstract = True


class VexProduct(Versions):
    """A product that a statement is about."""

    statement = models.ForeignKey(VexStatement, models.CASCADE, related_name="products")

    class Meta:
        indexes = [models.Index(fields=["key"], name="vulnerabilities_vex_key")]


class VexWhole(Versions):
    """A product within which a statement holds; number: which of those that it names, from 0."""

    statement = models.ForeignKey(VexStatement, models.CASCADE, related_name="told_wholes")
    number = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key"], name="vulnerabilities_whole_key")]
