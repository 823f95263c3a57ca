"""Reads one file, a report or a table, in a process that is bounded: what it says, or why it is refused."""

from __future__ import annotations

from pathlib import Path

from pipelines.ingest.confined import AHEAD, Files, read_ahead, read_confined
from pipelines.ingest.direct import unreadable, weighed
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.parsed import Answer, Parsed
from pipelines.store.contents import Content


def read_file(sha256: str, content: Content, catalogue: Path | None = None) -> Parsed:
    """All that the bytes say; a file that cannot be read gives a finding, never an exception.

    What is known of official tables is in the package, and in the folder of a catalogue."""
    return _answer(sha256, content, catalogue).parsed()


def _answer(sha256: str, content: Content, catalogue: Path | None) -> Answer:
    try:
        weighed(content)
        return read_confined(sha256, content, catalogue)
    except UnreadableFile as error:
        return Answer.of(sha256, unreadable(sha256, error))


def read_files(files: Files, catalogue: Path | None = None) -> list[Answer]:
    """The same of several files, in their order, column by column; small ones are asked for together."""
    answers: list[Answer] = []
    while len(answers) < len(files):
        rest, room = files[len(answers) :], AHEAD
        small: Files = []
        for file in rest:
            room -= len(file[1])
            if room < 0:
                break
            small.append(file)
        answers_ahead = read_ahead(small, catalogue) if len(small) > 1 else []
        answers += answers_ahead or [_answer(*rest[0], catalogue)]
    return answers
