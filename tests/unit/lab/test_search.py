"""What a search node is started with."""

import base64
import hashlib
from pathlib import Path

import pytest
import yaml

from lab.certificates import Authority
from lab.search.catalog import PRODUCTS, product
from lab.search.configuration import Configuration, User, _hashed
from lab.search.launch import Place, command

PLACE = Place(Path("/home/es"), Path("/node"), Path("/jdk"))


def settings(configuration: Configuration) -> dict[str, object]:
    loaded: dict[str, object] = yaml.safe_load(configuration.yaml("n", Path("/node"), 9200, 9300))
    return loaded


def test_a_product_has_two_names() -> None:
    assert product("es9") is product("es-9.4.3")
    assert product("os3") is product("os-3.8.0")
    with pytest.raises(ValueError, match="no search node 'es6': one of es9, es8"):
        product("es6")


def test_security_is_off_unless_there_is_a_user() -> None:
    assert settings(Configuration(product("es9")))["xpack.security.enabled"] is False
    secured = settings(Configuration(product("es9"), user=User("u", "p"), tls=Authority("a")))
    assert secured["xpack.security.enabled"] is True
    assert secured["xpack.security.http.ssl.enabled"] is True


@pytest.mark.parametrize("name", [name for name, one in PRODUCTS.items() if not one.security])
def test_what_has_no_security_gets_no_setting_of_it(name: str) -> None:
    assert not [key for key in settings(Configuration(product(name))) if key.startswith("xpack")]


def test_own_settings_win() -> None:
    assert settings(Configuration(product("es9"), settings={"cluster.name": "mine", "a.list": ["x"]}))["cluster.name"] == "mine"


def test_the_heap_is_the_jvms_and_work_is_not_slowed_unless_quick() -> None:
    quick, steady = (Configuration(product("es9"), heap="2g", quick=quick).jvm_options() for quick in (True, False))
    assert "-Xmx2g" in quick
    assert "-XX:TieredStopAtLevel=1" in quick
    assert "-XX:TieredStopAtLevel=1" not in steady
    assert [option for option in quick if option.endswith("GC")] == ["-XX:+UseSerialGC"]
    assert [option for option in steady if option.endswith("GC")] == ["-XX:+UseG1GC"]


def test_a_password_is_stored_as_its_hash_alone() -> None:
    stored = _hashed("planted")
    scheme, salt, derived = stored.split("$")
    rounds = int(scheme.removeprefix("{PBKDF2}"))
    expected = hashlib.pbkdf2_hmac("sha512", b"planted", base64.b64decode(salt), rounds, dklen=32)
    assert base64.b64decode(derived) == expected
    assert "planted" not in repr(Configuration(product("es9"), user=User("u", "planted")))


def test_opensearch_is_started_by_its_launcher_of_ordinary_jars() -> None:
    words = command(PLACE, Configuration(product("os3")))
    assert words[-2:] == ["lab.OpenSearchLauncher", "/node"]
    assert "/home/es/classes:/home/es/jars/*" in words
