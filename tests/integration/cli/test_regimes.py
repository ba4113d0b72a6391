"""`noroshi regimes …`"""

from tests.integration.cli.commands import done, refused


def test_a_proposed_regime_is_off_until_a_named_person_confirms_it(nation, home):
    def states():
        return {one["regime"]: one["state"] for one in done(home, "regimes", "list")["items"]}

    assert states() == {
        "jp-act": "active", "jp-appi": "active", "jp-telecom": "active", "cra": "active",
        "nis2": "proposed", "circia": "proposed", "dora": "proposed",
    }  # fmt: skip
    word = ("--person", "A. Reader (fictional)", "--ground", "an invented gazette")
    begins = ("--from", "2026-11-01")
    assert "regime: one of" in refused(home, "regimes", "confirm", "jp-act", *begins, *word)
    assert "person" in refused(
        home, "regimes", "confirm", "nis2", *begins, "--person", " ", *word[2:]
    )
    kept = done(home, "regimes", "confirm", "nis2", *begins, *word)
    assert kept == {"regime": "nis2", "valid_from": "2026-11-01"}
    assert states()["nis2"] == "confirmed"
    assert "already" in refused(home, "regimes", "confirm", "nis2", *begins, *word)
    done(home, "regimes", "withdraw", "nis2", *word)
    assert states()["nis2"] == "proposed"
    assert "not confirmed" in refused(home, "regimes", "withdraw", "nis2", *word)
