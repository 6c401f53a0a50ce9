"""Mail as files: readable by any mail program, written once, and no header added by a value."""

from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from core.clock import JAPAN
from core.errors import Invalid
from workers.mail import Letter, write_letter

LETTER = Letter(
    sender="出入国在留管理庁 <daicho@example.jp>",
    to="髙﨑 𠮷子 <takasaki@example.jp>",
    subject="【至急】推薦の差戻しについて（2025-1-0042）",
    body="確認書類をもう一度お送りください。\n",
    written_at=datetime(2025, 5, 7, 17, 0, tzinfo=JAPAN),
)


def test_a_letter_reads_back_as_it_was_written(tmp_path: Path) -> None:
    assert write_letter(tmp_path / "outbox", "mail-1", LETTER)
    read = message_from_bytes((tmp_path / "outbox/mail-1.eml").read_bytes(), policy=default)
    assert (read["From"], read["To"], read["Subject"]) == LETTER[:3]
    assert read["Date"].datetime == LETTER.written_at
    assert read.get_content().splitlines() == LETTER.body.splitlines()


def test_headers_are_ascii_as_every_relay_wants_them(tmp_path: Path) -> None:
    write_letter(tmp_path, "mail-1", LETTER)
    assert (tmp_path / "mail-1.eml").read_bytes().isascii()


def test_a_repeat_writes_nothing_and_leaves_nothing_behind(tmp_path: Path) -> None:
    assert write_letter(tmp_path, "mail-1", LETTER)
    first = (tmp_path / "mail-1.eml").read_bytes()
    assert not write_letter(tmp_path, "mail-1", LETTER._replace(body="二通目"))
    assert [path.name for path in tmp_path.iterdir()] == ["mail-1.eml"]
    assert (tmp_path / "mail-1.eml").read_bytes() == first


@pytest.mark.parametrize("field", ["sender", "to", "subject"])
def test_a_line_break_cannot_add_a_header(tmp_path: Path, field: str) -> None:
    values = {**LETTER._asdict(), field: "a@example.jp\r\nBcc: b@c.jp"}
    with pytest.raises(Invalid):
        write_letter(tmp_path, "mail-1", Letter(**values))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mail_id", ["", "../mail", "a/b", ".hidden", "メール", "x" * 121])
def test_a_mail_id_is_a_file_name_or_nothing(tmp_path: Path, mail_id: str) -> None:
    with pytest.raises(Invalid):
        write_letter(tmp_path, mail_id, LETTER)
    assert not list(tmp_path.iterdir())
