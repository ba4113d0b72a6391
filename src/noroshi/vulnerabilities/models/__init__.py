"""What is known to be weak (public knowledge), and who is exposed to it (need to know)."""

from noroshi.vulnerabilities.models.matches import (
    AssetKind,
    AssetOfKind,
    Exposure,
    KindName,
    PendingMatch,
    SubjectOfKind,
    VersionKey,
)
from noroshi.vulnerabilities.models.names import (
    ComparedName,
    KnownName,
    ProductAlias,
)
from noroshi.vulnerabilities.models.records import (
    AffectedRange,
    Alias,
    Edition,
    ExploitPrediction,
    KnownExploited,
    Naming,
    Past,
    PredictionMove,
    Product,
    ProductName,
    Score,
    Vulnerability,
)
from noroshi.vulnerabilities.models.vex import (
    VexAuthor,
    VexDocument,
    VexName,
    VexProduct,
    VexStatement,
    VexWhole,
)

__all__ = [
    "AffectedRange",
    "Alias",
    "AssetKind",
    "AssetOfKind",
    "ComparedName",
    "Edition",
    "ExploitPrediction",
    "Exposure",
    "KindName",
    "KnownExploited",
    "KnownName",
    "Naming",
    "Past",
    "PendingMatch",
    "PredictionMove",
    "Product",
    "ProductAlias",
    "ProductName",
    "Score",
    "SubjectOfKind",
    "VersionKey",
    "VexAuthor",
    "VexDocument",
    "VexName",
    "VexProduct",
    "VexStatement",
    "VexWhole",
    "Vulnerability",
]
