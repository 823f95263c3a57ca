"""What the server says of itself on standard error: French lines, or JSON for a collector; never what people typed."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

import streamlit.logger

from pipelines.settings import options

REQUESTS = "dashboard.requests"
request_id: ContextVar[str] = ContextVar("request_id", default="")
FIELDS = ("event", "method", "path", "status", "milliseconds")
_LEVELS = {"DEBUG": "détail", "INFO": "info", "WARNING": "attention", "ERROR": "erreur", "CRITICAL": "grave"}


class Json(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, event, request, and what the record adds of the known fields."""
        facts: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": "message",
            "request_id": request_id.get() or None,
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        if facts["event"] == "message":
            facts["message"] = _words(record)
        if record.exc_info and record.exc_info[0]:
            facts |= {"error": record.exc_info[0].__name__, "trace": _places(record)}
        return json.dumps({name: value for name, value in facts.items() if value is not None}, ensure_ascii=False)


class French(logging.Formatter):
    """One line to read, then the places an error went through."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, words; an error as its kind and its places."""
        time = datetime.fromtimestamp(record.created).astimezone().strftime("%d/%m/%Y %H:%M:%S")
        lines = [f"{time} {_LEVELS.get(record.levelname, record.levelname)} : {_words(record)}"]
        if record.exc_info and record.exc_info[0]:
            lines += [f"  {record.exc_info[0].__name__}", *(f"    {place}" for place in _places(record))]
        return "\n".join(lines)


def _words(record: logging.LogRecord) -> str:
    """Our own sentences as they are; of other libraries, the sentence without the values put into it."""
    return record.getMessage() if record.name.startswith(("dashboard", "pilotage")) else str(record.msg)


def _places(record: logging.LogRecord) -> list[str]:
    """Where an error went through: never its message, which may quote a report or an account."""
    frames = traceback.extract_tb(record.exc_info[2]) if record.exc_info else []
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def configure() -> None:
    """Sets this process's logs according to PILOTAGE_LOGS: `json`, or French text."""
    as_json = options().logs == "json"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if as_json else French())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(REQUESTS).setLevel(logging.INFO if as_json else logging.ERROR)
    # Streamlit gives each of its loggers, now and later, a handler of its own: it gets ours instead.
    streamlit.logger.setup_formatter = lambda logger: _only(logger, handler)
    streamlit.logger.update_formatter()


def _only(logger: logging.Logger, handler: logging.Handler) -> None:
    logger.handlers = [handler]
