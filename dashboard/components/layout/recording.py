"""What forms that record something share: told once it is recorded, emptied then, and kept as typed after a refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.components.layout import shell
from pipelines.errors import DecisionError

ALREADY = "Déjà enregistré : rien n'a été ajouté."


@dataclass(frozen=True)
class Recording:
    """The forms of one subject, which names what they remember from one run to the next."""

    subject: str

    def show_message(self) -> None:
        """Says what the last click recorded, once."""
        message = st.session_state.pop(f"said_of_{self.subject}", None)
        if message:
            shell.recorded(message)

    def key(self, name: str) -> str:
        """Of a field that is empty again once something was recorded; after a refusal, what was typed stays."""
        return f"{self.subject}_{name}_{st.session_state.get(self._count, 0)}"

    def write(self, write: Callable[[], bool], done: str) -> None:
        """Writes, then shows the page again with what was written, or says what to type instead."""
        try:
            new = write()
        except DecisionError as error:
            shell.refused(str(error))
            return
        st.session_state[f"said_of_{self.subject}"] = done if new else ALREADY
        st.session_state[self._count] = st.session_state.get(self._count, 0) + 1
        st.rerun()

    @property
    def _count(self) -> str:
        return f"{self.subject}_recorded"
