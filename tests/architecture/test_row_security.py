"""A shareable table without a policy fails here by itself."""

import pytest
from django.db import connection

# Tables without row-level security that a restricted role may read, and why that is right.
UNSHARED = {
    "public knowledge of weaknesses": {
        "vulnerabilities_vulnerability", "vulnerabilities_score", "vulnerabilities_product",
        "vulnerabilities_productname", "vulnerabilities_affectedrange", "vulnerabilities_alias",
        "vulnerabilities_naming", "vulnerabilities_past",
        "vulnerabilities_vexdocument", "vulnerabilities_vexstatement", "vulnerabilities_vexname",
        "vulnerabilities_vexproduct", "vulnerabilities_vexwhole",
        "vulnerabilities_knownexploited", "vulnerabilities_exploitprediction",
        "vulnerabilities_predictionmove",
        "vulnerabilities_edition",
    },
    "public knowledge of what is common": {
        "intelligence_warninglist", "intelligence_listedvalue",
    },
    "public knowledge of what attackers do": {
        "intelligence_attackmatrix", "intelligence_attacktactic", "intelligence_attacktechnique",
        "intelligence_tagtable", "intelligence_tagmeaning",
    },
    "the worker's own index; the web role has no privilege on it": {
        "vulnerabilities_assetkind", "vulnerabilities_kindname", "vulnerabilities_subjectofkind",
        "vulnerabilities_versionkey", "vulnerabilities_pendingmatch",
        "vulnerabilities_knownname", "vulnerabilities_comparedname", "warnings_basis",
        "intelligence_searchable", "intelligence_indexed",
    },
    "people, needed before there is a requester: to sign in": {"parties_person"},
    "Django's names of its tables": {"django_content_type"},
}  # fmt: skip
LIBRARIES = ("auth_", "account_", "mfa_", "socialaccount_", "oauth2_provider_", "django_session")
WORKER_ONLY = ("procrastinate_",)


@pytest.fixture
def tables(database):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
                      has_any_column_privilege('noroshi_web', c.oid, 'SELECT, INSERT, UPDATE')
                        OR has_table_privilege('noroshi_web', c.oid, 'DELETE'),
                      EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid),
                      c.relkind
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname IN ('public', 'noroshi') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"""
        )
        return cursor.fetchall()


def test_every_table_is_guarded_or_argued_for(tables):
    argued = set().union(*UNSHARED.values())
    names = {name for name, *_ in tables}
    assert argued <= names, "the list names a table that is gone"
    for name, is_forced, web_may, has_policy in (row[:4] for row in tables if row[4] != "v"):
        if name in argued or name.startswith(LIBRARIES) or name == "django_migrations":
            continue
        if name.startswith(WORKER_ONLY):
            assert not web_may, f"{name} is the worker's"
            continue
        assert is_forced, f"{name} has no forced row-level security"
        assert has_policy, f"{name} has no policy"


def test_the_web_role_has_nothing_of_the_workers_index(tables):
    private = UNSHARED["the worker's own index; the web role has no privilege on it"]
    assert {name for name, _, web_may, *_ in tables if name in private and web_may} == set()


def test_no_view_and_no_materialised_view_goes_round_the_policies(tables):
    """A view is read with its reader's rights, or it is read with its owner's."""
    assert [name for name, *_, kind in tables if kind == "m"] == []
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, 'security_invoker=true' = ANY (c.reloptions) FROM pg_class c
               JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname IN ('public', 'noroshi') AND c.relkind = 'v'"""
        )
        assert cursor.fetchall() == [("vulnerabilities_exposure", True)]


def test_no_role_is_more_than_it_should_be(database):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles
               WHERE rolname IN ('noroshi_web', 'noroshi_worker') ORDER BY rolname"""
        )
        assert cursor.fetchall() == [
            ("noroshi_web", False, False, False, False),
            ("noroshi_worker", False, False, False, False),
        ]


def test_definer_functions_fix_their_search_path_and_are_not_public(database):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.proname, p.proconfig, has_function_privilege('public', p.oid, 'EXECUTE')
               FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
               WHERE n.nspname = 'noroshi' AND p.prosecdef"""
        )
        found = cursor.fetchall()
    assert found
    for name, settings, is_public in found:
        assert any(setting.startswith("search_path=") for setting in settings or ()), name
        assert not is_public, name


def test_unique_keys_of_shareable_tables_include_the_owner(database):
    """Else a violation would tell one owner of another's row. Codes and numbers of organisations
    are given by the national office, which sees them all."""
    given_by_the_office = {
        "parties_organisation", "parties_community", "vulnerabilities_productalias",
        "reporting_confirmedregime",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT t.relname, i.relname, array_agg(a.attname::text)
               FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
               JOIN pg_class i ON i.oid = x.indexrelid
               JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey::int2[])
               WHERE x.indisunique AND NOT x.indisprimary AND t.relforcerowsecurity
               GROUP BY t.relname, i.relname"""
        )
        found = cursor.fetchall()
    owners = {
        "organisation_id", "owner_id", "inventory_id", "person_id", "client_id", "community_id",
    }  # fmt: skip
    for table, index, columns in found:
        if table not in given_by_the_office and not table.startswith("ledger_"):
            assert owners & set(columns), f"{index} on {table}"
