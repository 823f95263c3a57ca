"""Déposer: from one's pre-filled template to a numbered receipt, and where each deposit stands."""

from dashboard import deposits
from dashboard.components import address, deposit, deposit_history, shell
from dashboard.components.markup import tag

text = deposits.words()
places = deposits.places()
shell.opening(text["opening"]["title"], text["opening"]["lead"] if places else text["opening"]["nowhere"])
if places and address.edition() is not None:
    shell.show(shell.notice(text["opening"]["edition"]))
elif places:
    if deposits.demonstration():
        shell.show(tag("p", text["opening"]["demonstration"], class_="note"))
    given = deposit.just_given()
    if given:
        shell.show(deposit_history.receipts(given))
    deposit.take_template(places)
    files = deposit.drop()
    if files:
        deposit.confirm(files, deposit.look(files, deposits.state()))
    shell.show(shell.heading(text["steps"]["history"]), tag("p", text["steps"]["history_note"], class_="note"))
    deposit_history.following(places)
