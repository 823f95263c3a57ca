"""Déposer: from one's pre-filled template to a numbered receipt, and where each deposit stands."""

from dashboard import deposits
from dashboard.components.deposit import history, steps
from dashboard.components.html.markup import tag
from dashboard.components.layout import shell
from dashboard.components.links import address

text = deposits.words()
places = deposits.places()
shell.opening(text["opening"]["title"], text["opening"]["lead"] if places else text["opening"]["nowhere"])
if places and address.edition() is not None:
    shell.show(shell.notice(text["opening"]["edition"]))
elif places:
    if deposits.demonstration():
        shell.show(tag("p", text["opening"]["demonstration"], class_="note"))
    receipts = steps.just_given()
    if receipts:
        shell.show(history.receipts(receipts))
    steps.take_template(places)
    files = steps.drop()
    if files:
        steps.confirm(files, steps.look(files))
    shell.show(shell.heading(text["steps"]["history"]), tag("p", text["steps"]["history_note"], class_="note"))
    history.following(places)
