from django.db import connection


def test_unset_requester_sees_nothing(database):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, noroshi.actor(), count(*) FROM parties_organisation")
        assert cursor.fetchone() == ("noroshi_web", None, 0)
