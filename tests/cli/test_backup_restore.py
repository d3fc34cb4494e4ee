"""`familydash backup` and `restore`, with a server and without."""

from pathlib import Path

from tests.cli.conftest import Cli


def test_a_backup_of_a_running_server_brings_back_what_was_there_and_signs_everybody_out(
    cli: Cli, tmp_path: Path
) -> None:
    cli.init()
    with cli.serving() as served:
        token = served.sign_in("ana@example.org", "correct horse")
        assert served.ask("POST", "gifts", {"name": "LEGO castle"}, token=token)[0] == 201
        made = cli.told("backup", str(tmp_path))
        assert Path(made["path"]).stat().st_size == made["size"]
        assert made["rows"] > 2
        assert served.ask("POST", "gifts", {"name": "Bicycle"}, token=token)[0] == 201
        assert "in use by process" in cli.refused(1, "restore", made["path"], "--force")

    assert "--force" in cli.refused(1, "restore", made["path"])
    told = cli.told("restore", made["path"], "--force")
    assert Path(told["kept"]).is_dir()
    with cli.serving() as served:
        assert served.ask("GET", "gifts", token=token)[0] == 401
        token = served.sign_in("ana@example.org", "correct horse")
        assert [gift["name"] for gift in served.ask("GET", "gifts", token=token)[1]["data"]] == ["LEGO castle"]


def test_they_say_in_words_what_they_did(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    said = cli.done("backup", str(tmp_path / "b.tar.gz"))
    assert said.startswith(f"{tmp_path / 'b.tar.gz'}  ")
    assert said.endswith(" 2 rows\n")
    elsewhere = Cli(tmp_path / "other", cli.home)
    assert "Everybody signs in again." in elsewhere.done("restore", str(tmp_path / "b.tar.gz"))
    assert "is kept in" in elsewhere.done("restore", str(tmp_path / "b.tar.gz"), "--force")


def test_what_cannot_be_is_a_sentence(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    (tmp_path / "letter").write_text("Dear Oma")
    assert "is no backup" in cli.refused(1, "restore", str(tmp_path / "letter"), "--force")
    assert "there is no file" in cli.refused(1, "restore", str(tmp_path / "nothing"), "--force")
    assert "a backup is a .tar.gz" in cli.refused(1, "backup", str(tmp_path / "letter"))
    (tmp_path / "letter.tar.gz").write_text("Dear Oma")
    assert "exists and is no backup" in cli.refused(1, "backup", str(tmp_path / "letter.tar.gz"))
    assert "there is no folder" in cli.refused(1, "backup", str(tmp_path / "no" / "b.tar.gz"))
