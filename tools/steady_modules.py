"""Which exports of a minified JavaScript module are given another value after the module was evaluated: an importer
sees the new one, a copy would not.

No parser: the text is cut into words and signs, and scopes are read from brackets. Every doubt counts as a change, and
a form that is not foreseen raises Unreadable. As a program, writes the list of the modules of Streamlit of which no
export changes, which those who serve pages may merge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dashboard.web import served_program
from dashboard.web.merged_modules import exported, references

_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_WORD = re.compile(r"#?[A-Za-z_$\u0080-\uffff][\w$]*")
_NUMBER = re.compile(r"(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)n?")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.DOTALL)
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_SIGN = re.compile(
    r">>>=|\*\*=|<<=|>>=|&&=|\|\|=|\?\?=|===|!==|>>>|\.\.\.|=>|\+\+|--|&&|\|\||\?\?|\?\.(?!\d)|==|!=|<=|>=|\*\*|<<|>>"
    r"|[-+*/%&|^]=|[-+*/%&|^!~<>=?:;,.(){}\[\]@]"
)
_ASSIGNED = {"=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??="}
_ASSIGNED |= {"++", "--"}
_PAIRS = {")": "(", "]": "[", "}": "{"}
# Words after which a value begins, so that a stroke opens a regular expression.
_BEFORE_VALUE = {
    *("return", "typeof", "case", "in", "of", "do", "else", "void", "delete", "throw", "new", "instanceof"),
    *("yield", "await"),
}
_CONTROL = {"if", "for", "while", "with", "switch"}
_VALUE = '"'  # stands for a text, a template or a regular expression
_BEFORE_LINE = {"", ";", "{", "(", "[", ",", "=", _VALUE}
_STARTS = {"", ";", "{", "}"}


class Unreadable(Exception):
    """A form that is not foreseen."""


@dataclass
class _Brackets:
    """Those that are still open: what opened each, "${" in a template, and whether it holds the condition of a
    statement; `closed_head` tells that of the last one closed."""

    opened: list[tuple[str, bool]] = field(default_factory=list)
    closed_head: bool = False

    def in_template(self) -> bool:
        return bool(self.opened) and self.opened[-1][0] == "${"

    def note(self, word: str, before: list[str]) -> bool:
        """Opens or closes one where a word that stands after those `before` does; False where it closes another."""
        if word in ("(", "[", "{"):
            is_head = word == "(" and before[-1:] != [] and before[-1] in _CONTROL and before[-2:-1] != ["."]
            self.opened.append((word, is_head))
        elif word in _PAIRS:
            if not self.opened or self.opened[-1][0] != _PAIRS[word]:
                return False
            self.closed_head = self.opened.pop()[1]
        return True


def _words(text: str) -> list[str]:
    """The words and signs of a text; `${…}` in a template counts as `(…)` between two texts."""
    words: list[str] = []
    brackets = _Brackets()
    at = 0
    while at < len(text):
        sign = text[at]
        if space := _SPACE.match(text, at):
            at = space.end()
            if "\n" in space[0] and (words[-1] if words else "") not in _BEFORE_LINE:
                raise Unreadable("une instruction peut finir avec la ligne")
        elif sign == "`" or (sign == "}" and brackets.in_template()):
            if sign == "}":
                brackets.opened.pop()
                words.append(")")
            at, more = _template(text, at + 1)
            words.append(_VALUE)
            if more:
                brackets.opened.append(("${", False))
                words.append("(")
        else:
            word, end = _word(text, at, is_regex=sign == "/" and _begins_value(words, brackets.closed_head))
            if not brackets.note(word, words):
                raise Unreadable(text[at : at + 40])
            words.append(word)
            at = end
    if brackets.opened:
        raise Unreadable("crochet ouvert")
    return words


def _word(text: str, at: int, is_regex: bool) -> tuple[str, int]:
    """The word or sign at a place, or what stands for the regular expression that begins there; and its end."""
    if is_regex:
        match, word = _REGEX.match(text, at), _VALUE
    elif match := _STRING.match(text, at):
        word = _VALUE
    else:
        match = _WORD.match(text, at) or _NUMBER.match(text, at) or _SIGN.match(text, at)
        word = match[0] if match else ""
    if not match:
        raise Unreadable(text[at : at + 40])
    return word, match.end()


def _template(text: str, at: int) -> tuple[int, bool]:
    """The end of a piece of template, and whether a value follows it."""
    if not (match := _TEMPLATE.match(text, at)):
        raise Unreadable(text[at : at + 40])
    return match.end(), match[0].endswith("${")


def _begins_value(words: list[str], closed_head: bool) -> bool:
    """Whether a stroke, here, opens a regular expression."""
    last = words[-1] if words else ""
    if last == "}":
        raise Unreadable("trait après une accolade")
    if last == ")":
        return closed_head
    if _WORD.fullmatch(last):
        return last in _BEFORE_VALUE and (len(words) < 2 or words[-2] not in (".", "?."))
    return not (last in ("]", _VALUE, "++", "--") or _NUMBER.fullmatch(last))


@dataclass
class _Scopes:
    """Where names are bound: name → pieces of the text, by the places of their words; and the places of these names."""

    words: list[str]
    partner: dict[int, int]
    functions: list[tuple[int, int]] = field(default_factory=list)
    bound: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    declared: set[int] = field(default_factory=set)

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def bind(self, at: int, start: int, end: int) -> None:
        self.bound.setdefault(self.words[at], []).append((start, end))
        self.declared.add(at)

    def targets(self, start: int, end: int) -> list[int]:
        """The places of the names that a list of parameters or a pattern binds; values by default are left out."""
        places, at = [], start
        while at < end:
            word = self.words[at]
            if word == "=":
                at = self.value_end(at + 1, end)
                continue
            if _WORD.fullmatch(word) and self.word(at + 1) in (",", "=", "}", "]", ")"):
                places.append(at)
            elif word == "[" and self.word(at - 1) in ("{", ",") and self.word(self.partner[at] + 1) == ":":
                at = self.partner[at]  # a key that is computed
            at += 1
        return places

    def value_end(self, at: int, end: int) -> int:
        """Where an expression ends: at a comma, a semicolon or the bracket around it."""
        while at < end and self.words[at] not in (",", ";", ")", "]", "}"):
            at = self.partner[at] + 1 if self.words[at] in ("(", "[", "{") else at + 1
        return at

    def read(self) -> None:
        """Notes every function and what is bound where."""
        for at, word in enumerate(self.words):
            if word == "=>":
                self._arrow(at)
            elif word == "(" and self.word(self.partner[at] + 1) == "{":
                self._called(at)
            elif word == "static" and self.word(at + 1) == "{":  # keeps what it declares to itself
                self.functions.append((at, self.partner[at + 1]))
        self.functions.sort()
        for at, word in enumerate(self.words):
            if self.word(at - 1) in (".", "?.") or self.word(at + 1) == ":":
                continue
            if word in ("var", "let", "const"):
                self._declared(at, word == "var")
            elif word in ("function", "class"):
                self._named(at)
            elif word == "export" or (word == "import" and self.word(at + 1) not in ("(", ".")):
                raise Unreadable(word)

    def _arrow(self, at: int) -> None:
        start = self.partner[at - 1] if self.words[at - 1] == ")" else at - 1
        body = at + 1
        end = self.partner[body] if self.words[body] == "{" else self._body_end(body)
        self.functions.append((start, end))
        for place in self.targets(start + 1, at - 1) if start < at - 1 else [at - 1]:
            self.bind(place, start, end)

    def _body_end(self, at: int) -> int:
        """Where a value ends that an arrow gives; the second branch of a choice may follow it."""
        end, choices = self.value_end(at, len(self.words)), 0
        while at < end:
            choices += {"?": 1, ":": -1}.get(self.words[at], 0)
            if choices < 0:
                return at
            at = self.partner[at] + 1 if self.words[at] in ("(", "[", "{") else at + 1
        return end

    def _called(self, at: int) -> None:
        """`(…){`: a statement, a function, a method, or what is after the superclass of a class."""
        before = at - 1
        word, end = self.word(before), self.partner[self.partner[at] + 1]
        member = self.word(before - 1) in (".", "?.")
        if word == "catch" and not member:
            for place in self.targets(at + 1, self.partner[at]):
                self.bind(place, at, end)
            return
        if not member and (word in _CONTROL or (word == "await" and self.word(before - 1) == "for")):
            return
        while before >= 0 and (self.words[before] in (".", ")", "]") or _WORD.fullmatch(self.words[before])):
            if self.words[before] == "extends":
                return
            before = self.partner[before] - 1 if self.words[before] in (")", "]") else before - 1
        if not (word in ("]", "*", _VALUE) or _WORD.fullmatch(word) or _NUMBER.fullmatch(word)):
            raise Unreadable(" ".join(self.words[max(at - 10, 0) : at + 10]))
        self.functions.append((at, end))
        for place in self.targets(at + 1, self.partner[at]):
            self.bind(place, at, end)

    def _block(self, at: int) -> tuple[int, int]:
        """The brackets around a place; the whole text where there is none."""
        before = at - 1
        while before >= 0 and self.words[before] not in ("(", "[", "{"):
            before = self.partner[before] - 1 if self.words[before] in _PAIRS else before - 1
        return (before, self.partner[before]) if before >= 0 else (-1, len(self.words))

    def function_around(self, at: int) -> tuple[int, int]:
        """The innermost function around a place; the whole text where there is none."""
        around = [(start, end) for start, end in self.functions if start <= at <= end]
        return max(around, default=(-1, len(self.words)))

    def _declared(self, at: int, whole: bool) -> None:
        start, end = self.function_around(at) if whole else self._block(at)
        if not whole and self.word(start) == "(" and self.word(end + 1) == "{":
            end = self.partner[end + 1]  # the head of a loop
        at += 1
        while True:
            if self.words[at] in ("{", "["):
                for place in self.targets(at + 1, self.partner[at]):
                    self.bind(place, start, end)
                at = self.partner[at] + 1
            elif _WORD.fullmatch(self.words[at]):
                self.bind(at, start, end)
                at += 1
            else:
                raise Unreadable(" ".join(self.words[at - 10 : at + 10]))
            if self.word(at) == "=":
                at = self.value_end(at + 1, len(self.words))
            if self.word(at) != ",":
                break
            at += 1

    def _named(self, at: int) -> None:
        name = at + 2 if self.word(at + 1) == "*" else at + 1
        if not _WORD.fullmatch(self.word(name)) or self.word(name) == "extends":
            return
        before = at - 2 if self.word(at - 1) == "async" else at - 1
        if self.word(before) in _STARTS:
            self.bind(name, *self._block(at))
        elif self.words[at] == "function":
            head = self.words.index("(", name)
            self.bind(name, head, self.partner[self.partner[head] + 1])


def _partners(words: list[str]) -> dict[int, int]:
    partner, opened = {}, []
    for at, word in enumerate(words):
        if word in ("(", "[", "{"):
            opened.append(at)
        elif word in _PAIRS:
            partner[at], partner[opened[-1]] = opened[-1], at
            opened.pop()
    return partner


def reassigned(text: str, names: set[str]) -> set[str]:
    """Those of the names, bound at the top of a module, that one of its functions gives another value."""
    words = _words(text)
    scopes = _Scopes(words, _partners(words))
    scopes.read()
    changed: set[str] = set()
    for at, word in enumerate(words):
        outermost = (word == "await" or word in names) and scopes.function_around(at) == (-1, len(words))
        if word == "await" and outermost:
            raise Unreadable("la suite du module attend")
        if word in names and _written(scopes, at) and not outermost:
            around = [(start, end) for start, end in scopes.bound.get(word, ()) if start >= 0 and start <= at <= end]
            if not around and not _replaces_itself(scopes, at):
                changed.add(word)
    return changed


def _replaces_itself(scopes: _Scopes, at: int) -> bool:
    """Whether it is a function that puts a better one in its place when it is first called, and then calls it: who
    keeps the first, calls the better one all the same."""
    brace = at - 2
    if scopes.words[max(brace - 1, 0) : at - 1] == [_VALUE, ";"]:  # a remark to who builds
        brace -= 2
    if scopes.word(at - 1) != "return" or scopes.word(at + 1) != "=" or scopes.word(brace) != "{":
        return False
    head = scopes.partner.get(brace - 1, 0)
    return scopes.words[max(head - 2, 0) : head] == ["function", scopes.words[at]]


def _written(scopes: _Scopes, at: int) -> bool:
    """Whether a name is given a value at a place that does not declare it."""
    before, after = scopes.word(at - 1), scopes.word(at + 1)
    if at in scopes.declared or before in (".", "?."):
        return False
    if after in _ASSIGNED or before in ("++", "--"):
        return True
    if after in ("of", "in") and before == "(":
        return scopes.word(at - 2) in ("for", "await")
    start, end = scopes._block(at)
    while start >= 0 and scopes.words[start] in ("[", "{"):
        following = scopes.word(end + 1)
        if following == "=" or (following in ("of", "in") and scopes.word(start - 1) == "("):
            return True
        start, end = scopes._block(start)
    return False


def steady(texts: Callable[[str], str], names: Iterable[str]) -> set[str]:
    """Those of some modules whose exports keep the value that they have once the module was evaluated."""
    lasting = set()
    for name in names:
        if (module := exported(texts(name))) is None:
            continue
        body, exports = module
        try:
            changing = reassigned(body, set(exports.values()))
        except Unreadable:
            continue
        if not changing:
            lasting.add(name)
    return lasting


def listed() -> str:
    """The list for the version of Streamlit that is installed, as the file says it."""
    first, then = served_program.roots()
    names = references(served_program.text, [*first, *then])
    return "".join(f"{name}\n" for name in sorted(steady(served_program.text, names)))


if __name__ == "__main__":
    served_program.STEADY.write_text(listed(), encoding="utf-8")
