"""Single changes to C: what of a function's text is replaced by what.

Works on tokens, and relies on the tree's layout (.clang-format): a function's body is what stands between a
line that is `{` and one that is `}`. Whether a change makes sense the compiler says (world.py).
"""
import re
from typing import NamedTuple

TOKEN = re.compile(r"""
    (?P<space>\s+|/\*.*?\*/|//[^\n]*|\\\n)
  | (?P<text>(?:u8|[uUL])?"(?:\\.|[^"\\])*")
  | (?P<char>[uUL]?'(?:\\.|[^'\\])+')
  | (?P<number>(?:0[xX][0-9A-Fa-f]+|\d+)(?:[uUlL]*)(?![.\w]))
  | (?P<word>[A-Za-z_]\w*)
  | (?P<sign><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
""", re.VERBOSE | re.DOTALL)

OPERATORS = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
    "==": ("!=",), "!=": ("==",), "&&": ("||",), "||": ("&&",),
    "+": ("-",), "-": ("+",), "*": ("+",), "/": ("*",), "%": ("/",),
    "<<": (">>",), ">>": ("<<",), "&": ("|",), "|": ("&",), "^": ("|",),
    "+=": ("-=",), "-=": ("+=",), "|=": ("&=",), "&=": ("|=",), "++": ("--",), "--": ("++",),
}
AMBIGUOUS = ("*", "&", "-", "+")  # unary too
NO_VALUE = ("return", "case", "sizeof", "else", "do")
HEADS = ("if", "while", "for", "switch", "json_array_foreach", "json_object_foreach")
OPENING = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    kind: str
    text: str
    at: int

    @property
    def end(self):
        return self.at + len(self.text)


class Function(NamedTuple):
    name: str
    at: int   # of the body's text, behind its `{`
    end: int  # of its `}`
    boolean: bool


class Change(NamedTuple):
    kind: str
    at: int
    end: int
    new: str


def tokens_of(text, at=0):
    found = []
    for match in TOKEN.finditer(text):
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match.group(), at + match.start()))
    return found


def functions_of(text):
    for match in re.finditer(r"^\{\n(.*?)^\}\n", text, re.DOTALL | re.MULTILINE):
        head = text[:match.start()].rsplit("\n\n", 1)[-1]
        head = re.sub(r"/\*.*?\*/|^#.*?$", "", head, flags=re.DOTALL | re.MULTILINE)
        name = re.search(r"(\w+)\(", head)
        if name and "=" not in head:
            yield Function(name.group(1), match.start(1), match.end(1),
                           re.search(r"\bbool\s+\w+\(", head) is not None)


def closing(tokens, index):
    """The index of what closes the bracket at index."""
    depth = 0
    for i in range(index, len(tokens)):
        if tokens[i].kind == "sign":
            depth += tokens[i].text in OPENING
            depth -= tokens[i].text in OPENING.values()
            if depth == 0:
                return i
    return len(tokens) - 1


def is_value(token):
    """Whether an operator behind this is one of two operands."""
    return (token.kind in ("number", "char", "text") or token.text in (")", "]")
            or (token.kind == "word" and token.text not in NO_VALUE))


def operators(tokens):
    for before, token in zip(tokens, tokens[1:]):
        if token.kind == "sign" and token.text in OPERATORS:
            if token.text in AMBIGUOUS and not is_value(before):
                continue
            for new in OPERATORS[token.text]:
                yield Change("operator", token.at, token.end, new)
        elif token.text == "!":
            yield Change("negation", token.at, token.end, "")


def constants(tokens):
    for i, (before, token) in enumerate(zip(tokens, tokens[1:])):
        if [t.text for t in tokens[max(i - 2, 0):i + 1:2]] == ["sizeof", "["]:
            continue  # which element's size it is makes no difference
        if token.kind == "number" and before.text != "#":
            digits = re.sub("[uUlL]+$", "", token.text)
            if digits != "0" and digits.isdigit() and digits.startswith("0"):
                continue  # octal: a file's mode
            number = int(digits, 0)
            suffix = re.search("[uUlL]*$", token.text).group()
            for new in (number + 1, number - 1):
                if new >= 0:
                    yield Change("constant", token.at, token.end, f"{new}{suffix}")
        elif token.kind == "char":
            yield Change("constant", token.at, token.end, f"({token.text} + 1)")
        elif token.text in ("true", "false"):
            yield Change("constant", token.at, token.end,
                         "false" if token.text == "true" else "true")


def conditions(tokens):
    for i, token in enumerate(tokens[:-1]):
        if token.text in ("if", "while") and tokens[i + 1].text == "(":
            last = closing(tokens, i + 1)
            yield Change("condition", tokens[i + 1].end, tokens[last].at, "!({})")
        elif token.text == "?":
            first = begins(tokens, i)
            yield Change("condition", tokens[first].at, tokens[i - 1].end, "!({})")


def begins(tokens, index):
    """The index of the first token of the condition that ends before index."""
    depth = 0
    for i in range(index - 1, -1, -1):
        text = tokens[i].text if tokens[i].kind in ("sign", "word") else ""
        if text in (")", "]", "}"):
            depth += 1
        elif text in ("(", "[", "{", ",", "?", ":", ";", "=", "return", "+=", "-=", "|=", "&="):
            if depth == 0:
                return i + 1
            depth -= text in OPENING
    return 0


def statements(tokens):
    """(first, last) token index of each simple statement; last is its semicolon."""
    i = 0
    while i < len(tokens):
        if tokens[i].text in HEADS and i + 1 < len(tokens):
            i = closing(tokens, i + 1) + 1
        elif tokens[i].text in ("{", "}", "else", "do", ";") or tokens[i].text == ":":
            i += 1
        elif tokens[i].text in ("case", "default"):
            while tokens[i].text != ":":
                i += 1
        else:
            first = i
            while i < len(tokens) and tokens[i].text != ";":
                i = closing(tokens, i) + 1 if tokens[i].text in OPENING else i + 1
            if i < len(tokens):
                yield first, i
            i += 1


def is_declaration(tokens, first):
    """Two words side by side, or a word, stars and a word."""
    return (tokens[first].kind == "word" and
            (tokens[first + 1].kind == "word" or
             (tokens[first + 1].text == "*" and tokens[first + 2].kind in ("word", "sign")
              and tokens[first + 2].text not in ("(",))))


def whole_statements(tokens, boolean):
    for first, last in statements(tokens):
        begin = tokens[first].text
        if begin == "return":
            if last > first + 1 and tokens[first + 1].text not in ("true", "false", "NULL", "0", "1"):
                at, end = tokens[first + 1].at, tokens[last - 1].end
                if boolean:
                    yield Change("value", at, end, "true")
                    yield Change("value", at, end, "false")
                else:
                    yield Change("value", at, end, "0")
        elif not is_declaration(tokens, first) and "".join(t.text for t in tokens[first:first + 3]) != "(void)":
            yield Change("statement", tokens[first].at, tokens[last].end, ";")


def arguments(tokens, text_at):
    """Neighbours in a call change places."""
    for i in range(1, len(tokens)):
        if tokens[i].text != "(" or tokens[i - 1].kind != "word" or \
                tokens[i - 1].text in (*HEADS, "sizeof", "return"):
            continue
        last = closing(tokens, i)
        edges = [tokens[i].end]
        j = i + 1
        commas = []
        while j < last:
            if tokens[j].text in OPENING:
                j = closing(tokens, j)
            elif tokens[j].text == ",":
                commas.append(j)
            j += 1
        edges = [i, *commas, last]
        for a, b, c in zip(edges, edges[1:], edges[2:]):
            left = text_at(tokens[a + 1].at, tokens[b - 1].end)
            right = text_at(tokens[b + 1].at, tokens[c - 1].end)
            if left != right:
                yield Change("arguments", tokens[a + 1].at, tokens[c - 1].end, f"{right}, {left}")


def changes_of(text, function):
    """All single changes to a function's body, in the order of the text."""
    tokens = tokens_of(text[function.at:function.end], function.at)

    def text_at(at, end):
        return " ".join(text[at:end].split())

    found = [*operators(tokens), *constants(tokens), *conditions(tokens),
             *whole_statements(tokens, function.boolean), *arguments(tokens, text_at)]
    done = [change._replace(new=change.new.replace("{}", text[change.at:change.end]))
            for change in found]
    return sorted(set(done), key=lambda change: (change.at, change.end, change.new))
