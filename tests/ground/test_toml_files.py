"""TOML files of any origin are read within bounds, or refused in one line that names the file."""

import pytest

from xlcost.errors import BadFile
from xlcost.toml import MAX_BYTES, MAX_KEY_PARTS, read_toml


@pytest.fixture
def read(tmp_path):
    def of(content):
        path = tmp_path / "settings.toml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_toml(path)

    return of


def test_content_is_read(read):
    assert read('# note\n[a]\nb = "x.y.z" # 1.2.3\n') == {"a": {"b": "x.y.z"}}


def test_a_byte_order_mark_as_windows_writes_it_is_no_content(read):
    assert read(b"\xef\xbb\xbfa = 1") == {"a": 1}


def test_many_dots_in_texts_and_numbers_are_no_long_key(read):
    dots, numbers = "." * 1000, ", ".join(["1.5"] * 1000)
    assert read(f'a = "{dots}"\nb = [{numbers}]')["a"] == dots


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a = ", "not a TOML file"),
        (b"\xff\xfea\x00", "no text in UTF-8"),
        (b"\x00\x01\x02", "not a TOML file"),
        ("a = " + "[" * 10_000, "nested too deeply"),
        ("a = " + "9" * 10_000, "not a TOML file"),
        ("a" + ".a" * MAX_KEY_PARTS * 2 + " = 1", "a key of more than"),
        ("[a" + ' . "a"' * MAX_KEY_PARTS * 2 + "]", "a key of more than"),
        ("x = { a" + ".a" * MAX_KEY_PARTS * 2 + " = 1 }", "a key of more than"),
        ("a = 1\n" + "#" * MAX_BYTES, "larger than 1 MB"),
    ],
)
def test_what_is_no_sound_file_is_one_line_that_names_it(read, tmp_path, content, says):
    with pytest.raises(BadFile) as refused:
        read(content)
    message = str(refused.value)
    assert message.startswith(str(tmp_path / "settings.toml"))
    assert says in message
    assert "\n" not in message


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(BadFile, match="no such file"):
        read_toml(tmp_path / "none.toml")
    with pytest.raises(BadFile, match="cannot be read"):
        read_toml(tmp_path)
