"""One table of options: where each value comes from, and what is said of a wrong one."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from familydash.config import CONFIG, WrongConfig, data_directory, load, show


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    config = load(tmp_path, {}, {})
    assert (config.port, config.cors_origins, config.log_level) == (8000, (), "info")
    assert set(config.origin.values()) == {"default"}


def test_the_command_line_comes_before_variables_before_the_file_before_the_default(tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_text('port = 1\nhost = "10.0.0.1"\nlog_level = "error"\n')
    config = load(tmp_path, {"port": 3, "host": None}, {"FAMILYDASH_PORT": "2", "FAMILYDASH_HOST": "10.0.0.2"})
    assert (config.port, config.host, config.log_level, config.log_format) == (3, "10.0.0.2", "error", "text")
    assert config.origin["port"] == "--port"
    assert config.origin["host"] == "FAMILYDASH_HOST"
    assert config.origin["log_level"] == str(tmp_path / CONFIG)
    assert config.origin["log_format"] == "default"


def test_lists_are_comma_separated_in_a_variable_and_lists_in_the_file(tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_text('allowed_hosts = ["Gifts.Example.org"]\ntrusted_proxies = "172.16.0.0/12, ::1"\n')
    config = load(tmp_path, {}, {"FAMILYDASH_CORS_ORIGINS": "https://a.example/, http://b.example:3000"})
    assert config.cors_origins == ("https://a.example", "http://b.example:3000")
    assert config.allowed_hosts == ("gifts.example.org",)
    assert config.trusted_proxies == (ip_network("172.16.0.0/12"), ip_network("::1"))


def test_an_empty_variable_is_as_none(tmp_path: Path) -> None:
    assert load(tmp_path, {}, {"FAMILYDASH_PORT": ""}).port == 8000


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("HOST", "a b"),
        ("CORS_ORIGINS", "*"),
        ("CORS_ORIGINS", "https://a.example/path"),
        ("TRUSTED_PROXIES", "proxy"),
        ("ALLOWED_HOSTS", "gifts.example.org:8000"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_named_with_where_it_is_from(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(WrongConfig) as raised:
        load(tmp_path, {}, {f"FAMILYDASH_{variable}": value})
    assert raised.value.message.startswith(f"{variable.lower()} must be")
    assert f"FAMILYDASH_{variable}" in raised.value.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 8000", "has prot, which is no option; there are host, port"),
        ("port = true", "port must be a number"),
        ("port = = 1", "is not TOML"),
        ("allowed_hosts = [1]", "allowed_hosts must be a list of texts"),
        ("[server]\nport = 1", "has server, which is no option"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / CONFIG).write_text(text)
    with pytest.raises(WrongConfig, match=said):
        load(tmp_path, {}, {})


def test_a_file_that_is_not_utf8_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_bytes(b"host = '\xff'")
    with pytest.raises(WrongConfig, match="cannot be read"):
        load(tmp_path, {}, {})


def test_what_is_shown_would_be_taken_by_the_file(tmp_path: Path) -> None:
    environ = {"FAMILYDASH_TRUSTED_PROXIES": "10.0.0.0/8,::1", "FAMILYDASH_HOST": "127.0.0.1"}
    lines = show(load(tmp_path, {"port": 9}, environ))
    assert 'host = "127.0.0.1"  # FAMILYDASH_HOST' in lines
    assert "port = 9  # --port" in lines
    (tmp_path / CONFIG).write_text("\n".join(lines))
    again = load(tmp_path, {}, {})
    assert (again.host, again.port, len(again.trusted_proxies)) == ("127.0.0.1", 9, 2)


def test_the_data_directory_is_the_option_the_variable_systemds_or_the_platforms(tmp_path: Path) -> None:
    environ = {"FAMILYDASH_DATA_DIR": "/a", "STATE_DIRECTORY": "/b:/c"}
    assert data_directory(tmp_path, environ) == tmp_path
    assert data_directory(None, environ) == Path("/a")
    del environ["FAMILYDASH_DATA_DIR"]
    assert data_directory(None, environ) == Path("/b")
    assert data_directory(None, {}).name == "familydash"
    assert data_directory(Path("relative"), {}).is_absolute()
    assert data_directory(Path("~/house"), {}) == Path.home() / "house"
