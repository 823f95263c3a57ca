"""What a person sends, by the address, a form or the name of a file, is shown as text: never as markdown nor HTML."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reading_pages import answered, html, open_page
from streamlit.testing.v1 import AppTest

from dashboard.app import FILES
from pipelines.settings import Settings

ROOT = Path(__file__).parents[1]
HOSTILE = "[suivez](http://evil.example) <b>gras</b> :red[rouge] ![](http://evil.example/i) http://evil.example"
# What Streamlit reads markdown in, whatever it is given; of what has a label, the label and the words of help.
READ = {
    "success", "error", "warning", "info", "markdown", "caption", "write", "toast", "title", "header", "subheader",
    "exception", "metric", "latex", "write_stream", "text_input", "text_area", "selectbox", "multiselect", "radio",
    "pills", "segmented_control", "checkbox", "toggle", "button", "form_submit_button", "download_button",
    "link_button", "page_link", "expander", "popover", "status", "spinner", "tabs", "file_uploader", "date_input",
    "number_input", "slider", "table", "dataframe", "badge", "feedback", "chat_message", "chat_input",
}  # fmt: skip
# Labels that are made: of constants of ours, or of numbers.
OURS = {
    "OWNER": "a constant",
    "label": "what the callers of a choice name it, constants that the test finds too",
    "typeset(words['reading'])": "our words",
    "typeset(f\"Déposer {plural(len(ready), 'fichier')}\")": "a number",
    "words()['level'][level]": "our words",
    "f'Phrase du comité : {_title(group.kind).lower()}'": "a kind of reserve, one of our codes",
}
# Functions that give their first argument as a label.
CHOOSERS = {"choose", "typed", "_choose", "choose_campaign", "choose_territory"}
# The parameters that any page reads.
PARAMETERS = (
    "region", "academie", "departement", "territoire", "territoires", "campagne", "objectif", "indicateur", "niveau",
    "edition", "recherche", "page", "uai", "etat", "dispositif", "retard", "comite", "ordre", "type", "reponse", "de",
    "a", "statut", "axe", "figee", "tri", "sens",
)  # fmt: skip


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                yield place, node, name


def read_as_markdown(node: ast.Call, name: str) -> list[str]:
    """The words of a call that are not written where they stand, nor known to be ours."""
    if name not in READ | CHOOSERS or not of_the_page(node, name):
        return []
    words = [
        *node.args[:1],
        *(keyword.value for keyword in node.keywords if keyword.arg in ("label", "help", "body", "text")),
    ]
    expressions = [ast.unparse(word) for word in words if not isinstance(word, ast.Constant)]
    return [expression for expression in expressions if expression not in OURS]


def of_the_page(node: ast.Call, name: str) -> bool:
    """`st.error(…)`, `place.error(…)`; not `_LOG.error(…)`, nor a function of ours of that name."""
    if name in CHOOSERS:
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        return owner is None or ast.unparse(owner) in ("address", "scope")
    return isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in ("st", "answer", "place", "column")


def test_no_call_gives_markdown_what_somebody_sent():
    every = list(calls())
    assert sum(name == "form_submit_button" for _, _, name in every) > 5
    faults = [
        (place, name, expressions) for place, node, name in every if (expressions := read_as_markdown(node, name))
    ]
    assert faults == []


def test_a_call_that_gives_it_is_seen():
    for code in ("st.error(typeset(str(error)))", "answer.error(f'{name}')", "st.button('a', help=text)"):
        node = ast.parse(code, mode="eval").body
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Attribute)
        assert read_as_markdown(node, node.func.attr), code


def test_html_is_made_by_the_functions_that_escape():
    """`st.html` is given markup, never a text; the one other is what the shell gathered of it."""
    every = ((place, node) for place, node, name in calls() if name == "html" and of_the_page(node, name))
    markup = [(place, ast.unparse(node.args[0])) for place, node in every]
    assert len(markup) > 4
    assert [call for call in markup if not call[1].startswith(("tag(", "join([tag(", "band("))] == [
        ("dashboard/components/layout/shell.py", "written"),
    ]


def test_the_address_of_every_page_is_shown_as_text(monkeypatch: pytest.MonkeyPatch, demo_data: Settings):
    app = open_page(monkeypatch, demo_data)
    for page in FILES.values():
        app.switch_page(f"app_pages/{page}.py")
        for name in PARAMETERS:
            app.query_params[name] = HOSTILE
        app.run()
        assert not app.exception, page
        assert live(app) == [], page
        assert "<b>gras" not in html(app), page


def test_what_a_form_or_the_name_of_a_file_says_is_shown_as_text():
    def page(sent: str) -> None:
        from dashboard.components.layout.recording import Recording
        from dashboard.components.layout.shell import recorded, refused
        from pipelines.errors import DecisionError

        def write() -> bool:
            raise DecisionError(sent)

        recorded(sent)
        refused(sent)
        Recording("test").write(write, "")

    app = AppTest.from_function(page, args=(HOSTILE,)).run()
    assert live(app) == []
    messages = [message.replace("\u202f", " ") for kind in ("recorded", "refused") for message in answered(app, kind)]
    assert messages == [HOSTILE] * 3
    assert "<b>gras" not in html(app)


def live(app: Any) -> list[str]:
    """What markdown would be read in, and holds what was sent."""
    boxes = ("success", "warning", "error", "info", "exception", "toast")
    kinds = (*boxes, "markdown", "caption", "title", "header", "subheader")
    return [str(element.value) for kind in kinds for element in app.get(kind) if "evil" in str(element.value)]
