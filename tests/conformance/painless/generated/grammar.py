"""Typed random programs. A seed gives the same program on every machine as long as the library's tables are the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from reindex_operator.painless.library import CLASSES, FUNCTIONS, Method, find

from .values import NUMBERS, RANGES, SEEDS, TEXT_HINTS

NUMERIC = ("int", "long", "double", "float", "byte", "short", "char")
WHOLE = ("int", "long", "byte", "short", "char")
WIDER = {
    "int": ("byte", "short", "char", "int"),
    "long": ("int", "long", "char"),
    "float": ("int", "float", "long"),
    "double": ("int", "double", "float", "long"),
    "short": ("byte", "short"),
}
REFERENCES = sorted(set(SEEDS) - set(NUMBERS) - {"Collector", "Comparator"})
TEXTLESS = {"DateTimeFormatter"}
"""What this project refuses to show as text."""
SHOWN = [name for name in REFERENCES if name not in TEXTLESS]
UNSTEADY = {
    "random",
    "nanoTime",
    "currentTimeMillis",
    "hashCode",
    "hash",
    "doubleToRawLongBits",
    "floatToRawIntBits",
    "now",
    "identityHashCode",
    "capacity",
    "randomUUID",
    "wait",
    "explain",
    "parallel",
}
"""Methods whose result is another one each time, or differs from Java's by design (docs/painless.md)."""
GROWING = {
    "range",
    "rangeClosed",
    "nCopies",
    "setLength",
    "pow",
    "shiftLeft",
    "setScale",
    "movePointLeft",
    "movePointRight",
    "scaleByPowerOfTen",
    "setBit",
    "flipBit",
    "iterate",
    "generate",
    "ensureCapacity",
    "set",
    "flip",
}
SMALL = {"int": ("0", "1", "3", "-2"), "long": ("0L", "2L", "5L", "-1L"), "double": ("0.0", "2.0", "-1.5", "0.5")}


@dataclass(slots=True)
class Variable:
    """A variable that a program has declared."""

    name: str
    type: str
    fixed: bool = False


@dataclass(slots=True)
class Program:
    """A program under way."""

    random: Random
    depth: int = 4
    scopes: list[list[Variable]] = field(default_factory=lambda: [[]])
    count: int = 0

    def pick(self, *options: str) -> str:
        """One of some texts."""
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        """True for a share of the times."""
        return self.random.random() < share

    def fresh(self, type_name: str, *, fixed: bool = False) -> str:
        """A new variable in the innermost scope."""
        self.count += 1
        name = f"v{self.count}"
        self.scopes[-1].append(Variable(name, type_name, fixed))
        return name

    def variables(self, type_name: str, *, fixed: bool = True) -> list[str]:
        """Those of a type that can be seen; without ``fixed`` only what may be written."""
        return [v.name for scope in self.scopes for v in scope if v.type == type_name and (fixed or not v.fixed)]

    def body(self) -> str:
        """Statements, and the values of what they made."""
        lines = [self.statement() for _ in range(self.random.randint(1, 5))]
        shown = [self.shown(self.random.choice([*NUMERIC, "boolean", "String", "def", *SHOWN]))]
        shown += [self.shown_variable(v) for scope in self.scopes for v in scope if v.type not in {*ONCE, *TEXTLESS}]
        return "\n".join(lines) + "\nreturn " + " + '|' + ".join(shown[:6]) + ";"

    def shown_variable(self, variable: Variable) -> str:
        """A variable as text."""
        return f"{'many' if variable.type.endswith('[]') else 'shown'}({variable.name})"

    def shown(self, type_name: str) -> str:
        """A fresh expression as text."""
        if type_name in ONCE:
            return f"many({drained(self.expression(type_name), type_name)})"
        return f"{'many' if type_name.endswith('[]') else 'shown'}({self.expression(type_name)})"

    def statement(self) -> str:
        """One statement."""
        kinds: list[Callable[[], str]] = (
            [self.declaration] * 6 + [self.update] * 4 + [self.branch, self.loop, self.walk, self.attempt, self.change, self.choice]
        )
        return self.random.choice(kinds)()

    def block(self) -> str:
        """A few statements in a scope of their own."""
        self.scopes.append([])
        self.depth -= 1
        lines = [self.statement() for _ in range(self.random.randint(1, 2))]
        self.depth += 1
        self.scopes.pop()
        return "{ " + " ".join(lines) + " }"

    def declaration(self) -> str:
        """A variable of any type."""
        type_name = self.random.choice([*NUMERIC[:4], *NUMERIC, "boolean", "String", "def", "def", "List", "Map", *REFERENCES])
        value = self.expression(type_name)
        if self.chance(0.2) and type_name not in NUMERIC and not type_name.endswith("[]"):
            return f"def {self.fresh('def')} = {value};"
        return f"{type_name} {self.fresh(type_name)} = {value};"

    def update(self) -> str:
        """An assignment of any kind."""
        type_name = self.random.choice([*NUMERIC, "boolean", "String", "def"])
        names = self.variables(type_name, fixed=False)
        if not names:
            return self.declaration()
        name = self.random.choice(names)
        if type_name in NUMERIC:
            if self.chance(0.3):
                return self.pick(f"{name}++;", f"--{name};", f"{name}--;")
            if self.chance(0.6):
                ops = ["+=", "-=", "*=", "/=", "%="] + (["&=", "|=", "^=", "<<=", ">>=", ">>>="] if type_name in WHOLE else [])
                op = self.random.choice(ops)
                other = self.random.choice(WHOLE) if op in {"&=", "|=", "^=", "<<=", ">>=", ">>>="} else self.random.choice(NUMERIC)
                return f"{name} {op} {self.expression(other)};"
        if type_name in {"String", "def"} and self.chance(0.4):
            return f"{name} += {self.expression(self.random.choice([*NUMERIC, 'String', 'def']))};"
        return f"{name} = {self.expression(type_name)};"

    def branch(self) -> str:
        """``if`` with or without ``else``."""
        other = f" else {self.block()}" if self.chance(0.4) else ""
        return f"if ({self.condition()}) {self.block()}{other}"

    def condition(self) -> str:
        """A boolean that is no constant."""
        names = self.variables("boolean")
        if names and self.chance(0.3):
            return self.random.choice(names)
        left = self.random.choice(NUMERIC[:4])
        return f"{self.expression(left)} {self.pick('<', '<=', '>', '>=', '==', '!=')} params.size()"

    def loop(self) -> str:
        """A ``for`` or ``while`` that ends."""
        limit = self.random.randint(1, 4)
        self.scopes.append([])
        if self.chance(0.6):
            name = self.fresh("int", fixed=True)
            text = f"for (int {name} = 0; {name} < {limit}; {name}++) {self.block()}"
        else:
            name = f"w{self.count}"
            self.count += 1
            text = f"int {name} = {limit}; while ({name}-- > 0) {self.block()}"
        self.scopes.pop()
        return text

    def walk(self) -> str:
        """A for-each."""
        kind = self.random.choice(["List", "Set", "int[]", "String[]", "def[]"])
        items = self.expression(kind)
        element = {"int[]": "int", "String[]": "String"}.get(kind, "def")
        self.scopes.append([])
        name = self.fresh(element, fixed=True)
        text = f"for ({element} {name} : {items}) {self.block()}"
        self.scopes.pop()
        return text

    def attempt(self) -> str:
        """A ``try``."""
        error = self.pick("Exception", "NullPointerException", "ClassCastException", "IllegalArgumentException", "ArithmeticException")
        self.count += 1
        thrown = self.pick("", "", f" if ({self.condition()}) {{ throw new {error}('x'); }}")
        return f"try {{{thrown} {self.block()[2:-2]} }} catch ({error} e{self.count}) {self.block()}"

    def change(self) -> str:
        """A call for its effect on a list or map."""
        lists, maps = self.variables("List"), self.variables("Map")
        if lists and self.chance(0.5):
            name = self.random.choice(lists)
            return self.pick(
                f"{name}.add({self.expression('def')});",
                f"{name}[{self.expression('int')}] = {self.expression('def')};",
                f"{name}.addAll({self.expression('List')});",
            )
        if maps:
            name = self.random.choice(maps)
            return self.pick(
                f"{name}.put({self.expression('String')}, {self.expression('def')});",
                f"{name}.k{self.random.randint(1, 3)} = {self.expression('def')};",
                f"{name}.remove({self.expression('String')});",
            )
        return self.declaration()

    def choice(self) -> str:
        """A conditional whose branches may have two types, in a place that may have none."""
        kind = self.pick("def", "def", "Map")
        value, key = self.mixed(), self.mixed() if self.chance(0.3) else "'k'"
        place = self.pick("{0}.k = {1};", "{0}[{2}] = {1};", "{0}.put({2}, {1});", "{0}.a += {1};")
        name = f"m{self.count}"
        text = f"{kind} {name} = ['a': {self.seed('int')}]; {place.format(name, value, key)}"
        self.count += 1
        self.scopes[-1].append(Variable(name, kind, fixed=True))
        return text

    def mixed(self) -> str:
        """``c ? a : b`` or ``a ?: b`` of types that need not be the same."""
        types = NUMERIC if self.chance(0.7) else (*NUMERIC, "String", "Integer", "Long", "def", "null")
        one, two = self.random.choice(types), self.random.choice(types)
        left, right = ("null" if name == "null" else self.expression(name) for name in (one, two))
        return f"({left} ?: {right})" if self.chance(0.1) else f"({self.condition()} ? {left} : {right})"

    def expression(self, type_name: str) -> str:
        """An expression of a static type."""
        names = self.variables(type_name)
        if names and type_name not in ONCE and self.chance(0.35):
            return self.random.choice(names)
        if self.depth <= 0 or self.chance(0.15):
            return self.seed(type_name)
        self.depth -= 1
        text = self.deeper(type_name)
        self.depth += 1
        return text

    def seed(self, type_name: str) -> str:
        """A literal, or what is nearest to one."""
        if type_name == "def":
            return (
                self.seed(self.random.choice(["int", "long", "double", "String", "boolean", "List", "Map", "float"]))
                if self.chance(0.95)
                else "null"
            )
        if type_name in {"Object", "Number", "Comparable"}:
            return self.seed("Integer")
        found = SEEDS.get(type_name)
        if found is None:
            raise KeyError(type_name)
        return self.random.choice(found)

    def deeper(self, type_name: str) -> str:  # noqa: PLR0911 - one for each kind of type
        """An operator, a cast, a conditional or a call."""
        if self.chance(0.08) and type_name != "def":
            return f"({self.condition()} ? {self.expression(type_name)} : {self.expression(type_name)})"
        calls = CALLS.get(type_name, [])
        if type_name in NUMERIC:
            if self.chance(0.5) or not calls:
                return self.arithmetic(type_name)
        elif type_name == "boolean":
            if self.chance(0.5):
                return self.comparison()
        elif type_name == "String" and self.chance(0.25):
            return f"({self.expression('String')} + {self.expression(self.random.choice([*NUMERIC, 'def', 'boolean', 'String']))})"
        elif type_name == "def":
            return self.dynamic()
        elif type_name == "List" and self.chance(0.3):
            return "[" + ", ".join(self.expression("def") for _ in range(self.random.randint(1, 3))) + "]"
        elif type_name == "Map" and self.chance(0.3):
            return "[" + ", ".join(f"{self.expression('String')}: {self.expression('def')}" for _ in range(self.random.randint(1, 3))) + "]"
        return self.call(self.random.choice(calls)) if calls else self.seed(type_name)

    def arithmetic(self, type_name: str) -> str:
        """Numbers: an operator of the very type, or a cast."""
        if type_name in {"byte", "short", "char"} or self.chance(0.2):
            return f"({type_name})({self.expression(self.random.choice(NUMERIC))})"
        left = self.random.choice(WIDER[type_name])
        if type_name in {"int", "long"} and self.chance(0.3):
            if self.chance(0.5):
                return (
                    f"({self.expression(type_name)} {self.pick('<<', '>>', '>>>')} {self.expression(self.random.choice(('int', 'long')))})"
                )
            return (
                f"({self.expression(type_name)} {self.pick('&', '|', '^')} {self.expression(left)})"
                if self.chance(0.8)
                else f"(~{self.expression(type_name)})"
            )
        if self.chance(0.1):
            return f"(-{self.expression(type_name)})"
        pair = [self.expression(type_name), self.expression(left)]
        self.random.shuffle(pair)
        return f"({pair[0]} {self.pick('+', '-', '*', '/', '%')} {pair[1]})"

    def comparison(self) -> str:
        """Something true or false."""
        if self.chance(0.3):
            return f"({self.condition()} {self.pick('&&', '||', '^')} {self.condition()})"
        if self.chance(0.3):
            return f"({self.expression('def')} {self.pick('==', '!=')} {self.expression(self.random.choice(['def', 'int', 'String']))})"
        if self.chance(0.2):
            return f"({self.expression('def')} instanceof {self.pick('String', 'Integer', 'List', 'Map', 'Number', 'Long', 'Double', 'int', 'def')})"
        left, right = self.random.choice(NUMERIC), self.random.choice(NUMERIC)
        return f"({self.expression(left)} {self.pick('<', '<=', '>', '>=', '==', '!=')} {self.expression(right)})"

    def dynamic(self) -> str:  # noqa: PLR0911 - one for each kind of expression
        """What only the running script knows the type of."""
        defs = self.variables("def")
        which = self.random.random()
        if which < 0.35:
            return (
                self.expression(self.random.choice([*NUMERIC, "String", "boolean", "List", "Map", *REFERENCES]))
                if self.chance(0.5)
                else self.seed("def")
            )
        if which < 0.55 and defs:
            return f"({self.random.choice(defs)} {self.pick('+', '-', '*', '/', '%', '<<', '>>', '&')} {self.operand()})"
        if which < 0.65:
            return f"{self.expression('Map')}{self.pick('.a', '.k1', '[' + self.expression('String') + ']')}"
        if which < 0.75:
            return f"{self.expression('List')}[{self.expression('int')}]"
        if which < 0.8 and defs:
            return f"({self.random.choice(defs)} ?: {self.expression('def')})"
        if defs:
            name, call = self.random.choice(defs), self.random.choice(CALLS["def"] + CALLS["String"] + CALLS["int"] + CALLS["boolean"])
            if not call.static and call.method.name != "new" and call.owner not in FUNCTIONS:
                return f"{name}{self.pick('.', '?.')}{call.method.name}({self.arguments(call, untyped=True)})"
        return self.call(self.random.choice(CALLS["def"]))

    def operand(self) -> str:
        """The right side of an operator between def values: what no compiler can refuse."""
        defs = self.variables("def")
        return self.random.choice(defs) if defs and self.chance(0.5) else self.seed("int")

    def call(self, call: "Callee") -> str:
        """A call of the library."""
        if call.method.name == "new":
            return f"new {call.owner}({self.arguments(call)})"
        target = call.owner if call.static else self.receiver(call.owner)
        return f"{target}.{call.method.name}({self.arguments(call)})"

    def receiver(self, owner: str) -> str:
        """A value with the owner's methods."""
        if owner in FUNCTIONS or owner not in SEEDS:
            owner = self.random.choice(BELOW[owner])
        text = self.expression(owner)
        return (
            text
            if text.isidentifier() or text[0] in "('[" or (text[-1] == ")" and text[0].isalpha() and not text.startswith("new "))
            else f"({text})"
        )

    def arguments(self, call: "Callee", *, untyped: bool = False) -> str:
        """The arguments of a call; where a number makes something as large as it says, a small one."""
        method = call.method
        if method.name in GROWING or (call.owner == "MathContext" and method.name == "new"):
            return ", ".join(self.pick(*SMALL[param]) if param in SMALL else self.expression(param) for param in method.params)
        return ", ".join(self.argument(call, param, untyped) for param in method.params)

    def argument(self, call: "Callee", param: str, untyped: bool) -> str:
        """One argument, more often than not one that makes sense."""
        if param in FUNCTIONS and param != "Comparator":
            return self.function(param)
        hints = TEXT_HINTS.get((call.owner, call.method.name)) if param in {"String", "CharSequence"} else None
        if hints is None and param in {"int", "long"}:
            hints = RANGES.get(call.owner)
        if hints is not None and self.chance(0.75):
            return self.random.choice(hints)
        return self.expression("def" if untyped and self.chance(0.3) else param)

    def function(self, param: str) -> str:
        """A lambda for a functional interface."""
        shape = FUNCTIONS[param]
        self.scopes.append([])
        names = [self.fresh(kind, fixed=True) for kind in shape.params]
        depth, self.depth = self.depth, min(self.depth, 1)
        body = self.expression("def" if shape.returns == "void" else shape.returns)
        self.depth = depth
        self.scopes.pop()
        return f"({', '.join(names)}) -> {body}" if len(names) != 1 else f"{names[0]} -> {body}"


@dataclass(frozen=True, slots=True)
class Callee:
    """A method with the class that has it."""

    owner: str
    method: Method
    static: bool


ONCE = {"Stream", "IntStream", "LongStream", "DoubleStream", "Iterator"}
"""What can be gone through but once: never kept in a variable."""
BELOW: dict[str, list[str]] = {}
CALLS: dict[str, list[Callee]] = {}


def drained(text: str, type_name: str) -> str:
    """A stream as an array."""
    return f"({text}).toArray()" if type_name != "Iterator" else text


def _usable(type_name: str) -> bool:
    return type_name in SEEDS or type_name in FUNCTIONS or type_name in {"def", "Object"}


def _index() -> None:
    for owner, java in CLASSES.items():
        below = [name for name in SEEDS if name in CLASSES and _inherits(name, owner)]
        if below:
            BELOW[owner] = below
        found = [Callee(owner, method, False) for method in java.methods.values()] if below else []
        found += [Callee(owner, method, True) for method in java.statics.values()]
        found += [Callee(owner, method, False) for method in java.constructors.values()]
        for call in found:
            if (
                call.method.name not in UNSTEADY
                and (owner, call.method.name, call.method.params) != ("Date", "new", ())
                and all(_usable(param) for param in call.method.params)
                and owner not in FUNCTIONS
                and owner not in HIDDEN
            ):
                CALLS.setdefault(call.method.returns, []).append(call)


def _inherits(name: str, parent: str) -> bool:
    return name == parent or any(_inherits(up, parent) for up in CLASSES[name].supers if up in CLASSES)


HIDDEN = {"Array", "FrozenList", "FrozenMap", "FrozenSet", "Ctx", "Object", "Throwable", "Comparable"}
_index()


def program(seed: int) -> str:
    """The body of the program of a seed."""
    made = Program(Random(seed))
    while True:
        try:
            return made.body()
        except KeyError:
            made = Program(Random(made.random.random()))


__all__ = ["find", "program"]
