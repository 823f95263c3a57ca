"""Reminders as files for a mail-merge or a mail program: a CSV that word processors read, one .eml a message; they are
written, and whoever sends them reads them first: we send nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP

from pipelines.facts.reminders import Reminder
from pipelines.outputs.plain_text import never_a_formula

HEADERS = ("Code", "Comité", "Destinataire", "État", "Objet", "Date", "Indicateurs sans chiffre", "Adresse", "Texte")
_DATE = (1980, 1, 1, 0, 0, 0)


def merge_table(written: Iterable[Reminder], states: dict[str, str]) -> bytes:
    """One line a committee, in what Word, LibreOffice and Excel take for French: semicolons, and a mark of UTF-8.

    `states` gives the words of the codes of a collection."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADERS)
    for reminder in written:
        named = (
            reminder.territory_code,
            reminder.name,
            reminder.recipient,
            states.get(reminder.state, reminder.state),
            reminder.subject,
        )
        cells = (*named, reminder.until, "\n".join(reminder.missing), reminder.link, reminder.text)
        writer.writerow([never_a_formula(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def message_file(reminder: Reminder) -> bytes:
    """A draft that a mail program opens: subject and text, no `To`, which whoever sends it fills; the function to write
    to is under `Comments`, since an address is never known here."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"  # Outlook opens it as a message to send
    message["Subject"] = " ".join(reminder.subject.split())
    message["Comments"] = " ".join(reminder.recipient.split())
    message.set_content(reminder.text, cte="quoted-printable")
    return message.as_bytes()


def drafts(written: Iterable[Reminder], campaign: str) -> bytes:
    """The drafts of all the committees, in one .zip whose bytes depend on them alone."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for reminder in written:
            package.writestr(zipfile.ZipInfo(draft_name(reminder, campaign), _DATE), message_file(reminder))
    return content.getvalue()


def draft_name(reminder: Reminder, campaign: str) -> str:
    return f"{campaign}_{reminder.territory_code}_{reminder.state}.eml"
