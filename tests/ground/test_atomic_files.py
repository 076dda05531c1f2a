"""A file is written whole or not at all, and never over something that is no file."""

import os

import pytest

from xlcost.atomic import write_text, written_atomically
from xlcost.errors import BadFile


def test_a_text_is_written_in_utf_8(tmp_path):
    write_text(tmp_path / "out.txt", "10 €")
    assert (tmp_path / "out.txt").read_bytes() == "10 €".encode()


def test_a_file_name_that_is_no_text_can_be_written_about(tmp_path):
    write_text(tmp_path / "out.txt", "\udcff.xlsx")
    assert (tmp_path / "out.txt").read_bytes() == b"\\udcff.xlsx"


def fill(path, texts):
    with written_atomically(path) as temporary, temporary.open("w") as file:
        file.writelines(texts)


def test_what_fails_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(TypeError):
        fill(path, ["half", 1])
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("out.txt", "old")]


def test_an_existing_file_keeps_its_permissions_and_a_new_one_gets_the_usual(tmp_path):
    old, new, usual = tmp_path / "old", tmp_path / "new", tmp_path / "usual"
    old.touch(0o640)
    usual.touch()
    for path in (old, new):
        write_text(path, "x")
    assert (old.stat().st_mode & 0o777, new.stat().st_mode) == (0o640, usual.stat().st_mode)


@pytest.mark.parametrize("where", ["no such folder/out.txt", "n" * 300])
def test_where_nothing_can_be_written_the_message_names_the_file_meant(tmp_path, where):
    path = tmp_path / where
    with pytest.raises(BadFile) as refused:
        write_text(path, "x")
    assert str(refused.value).startswith(f"{path}: cannot be written (")


def test_folders_and_pipes_are_not_written_over(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(BadFile, match="it is no file"):
            write_text(path, "x")
    assert (tmp_path / "pipe").is_fifo()
