"""Variables, fields, elements: reading them and assigning to them."""

import ast
import difflib
from collections.abc import Callable
from dataclasses import dataclass

from reindex_operator.painless.library import CLASSES, FULL, find
from reindex_operator.painless.library.absent import absent_type
from reindex_operator.painless.library.dispatch import get_index, load, set_index, store
from reindex_operator.painless.nodes import Assign, Expression, Field, Index, Name, Step
from reindex_operator.painless.runtime.text import concat
from reindex_operator.painless.runtime.values import BOXES
from reindex_operator.painless.types import NUMERIC, shown

from .code import Value
from .context import Context
from .operators import COMPOUND
from .scope import Local


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


@dataclass(frozen=True, slots=True)
class Place:
    """A field or element: ``before`` evaluates what it belongs to, once, for ``read`` and ``write``."""

    before: tuple[ast.expr, ...]
    read: ast.expr
    write: Callable[[ast.expr, bool], ast.expr]
    type: str
    dynamic: bool = False
    """Whether only the run shows what is written to: then nothing is expected of the value, and a conditional has the type common to its branches."""


class Access(Context):
    """Places that hold values."""

    def type_of(self, node: Expression) -> str | None:
        """The class that an expression names (``Math``, ``java.lang.Math``, ``Map.Entry``), if it names one."""
        if isinstance(node, Name):
            if self.frame.find(node.name) is not None:
                return None
            return node.name if node.name in CLASSES else None
        words = []
        walk: Expression = node
        while isinstance(walk, Field) and not walk.null_safe:
            words.append(walk.name)
            walk = walk.target
        if not isinstance(walk, Name) or self.frame.find(walk.name) is not None:
            return None
        dotted = ".".join([walk.name, *reversed(words)])
        found = FULL.get(dotted) or (dotted if dotted in CLASSES else None)
        if found is None and (known := absent_type(dotted)) is not None:
            self.fail(known, walk.at, len(dotted))
        return found

    def variable(self, node: Name) -> Value:
        """A variable, read."""
        local = self.frame.find(node.name)
        if local is None:
            if (known := absent_type(node.name)) is not None:
                self.fail(known, node.at, len(node.name))
            names = self.frame.names()
            near = difflib.get_close_matches(node.name, names, 1, 0.6)
            hint = f"; did you mean [{near[0]}]?" if near else ""
            self.fail(f"unknown variable [{node.name}]{hint}", node.at, len(node.name))
        return Value(self.code.name(local.code), local.type)

    def field(self, node: Field) -> Value:
        """``target.name``."""
        owner = None if node.null_safe else self.type_of(node.target)
        if owner is not None:
            return self._constant(owner, node)
        self.read(node)
        target = self.expression(node.target) if node.null_safe else self.inside(node.target)
        self.here(node)
        if node.null_safe:
            return self.null_safe(target, lambda value: self._load(value, node), node.at)
        return self._load(target, node)

    def null_safe(self, target: Value, access: Callable[[Value], Value], at: int) -> Value:
        """``?.``: null where the target is."""
        if target.type in NUMERIC or target.type == "boolean":
            self.fail(f"a [{target.type}] is never null", at)
        name = self.code.fresh()
        kept = self.code.keep(name, target.code)
        found = access(Value(self.code.name(name), target.type))
        if found.type in NUMERIC or found.type == "boolean":
            self.fail(f"the result of [?.] is a [{found.type}], which is never null", at, 2)
        result = found.type if found.type != "void" else "def"
        code = self.code.choose(self.code.is_none(kept), self.code.constant(None), found.code)
        return Value(code, result)

    def _constant(self, owner: str, node: Field) -> Value:
        found = CLASSES[owner].constants.get(node.name)
        if found is None:
            nested = f"{owner}.{node.name}"
            if nested in CLASSES:
                self.fail(f"[{nested}] is a type, not a value", node.at)
            self.fail(f"static field [{CLASSES[owner].full}, {node.name}] not found", node.at, len(node.name) + 1)
        type_name, value = found
        if type_name in NUMERIC or type_name == "String":
            return Value(self.code.constant(value), type_name, value)
        return Value(self.code.pool(value), type_name)

    def _load(self, target: Value, node: Field) -> Value:
        code, name = self.code, node.name
        if target.type == "def" and name != "empty":
            return self._entry(target, name)
        if target.type == "def":
            return Value(code.call(load, target.code, code.constant(name)), "def")
        if target.type.endswith("[]"):
            if name == "length":
                return Value(code.call(len, target.code), "int")
            self.fail(f"an array has no field [{name}], only [length]", node.at)
        if target.type in {"Map", "HashMap", "List", "ArrayList"} or find(target.type, "put", 2) or find(target.type, "set", 2):
            for getter in (f"get{_capital(name)}", f"is{_capital(name)}"):
                if find(target.type, "put", 2) and (method := find(target.type, getter, 0)):
                    return Value(code.call(method.run, target.code), method.returns)
            if find(target.type, "set", 2) and name == "length":
                return Value(code.call(len, target.code), "int")
            if target.type == "Ctx":
                return Value(code.attribute_call(target.code, "get", code.constant(name)), "def")
            if target.type in {"Map", "HashMap"}:
                return self._entry(target, name)
            if find(target.type, "put", 2) or name.isdigit():
                return Value(code.call(load, target.code, code.constant(name)), "def")
        for getter in (f"get{_capital(name)}", f"is{_capital(name)}"):
            method = find(target.type, getter, 0)
            if method is not None:
                return Value(code.call(method.run, target.code), method.returns)
        return self.fail(f"field [{shown(target.type)}, {name}] not found", node.at, len(name) + 1)

    def _entry(self, target: Value, name: str) -> Value:
        """``target.name`` where the target is a document's object, nearly always."""
        code = self.code
        first = target.code
        slot = first.id if isinstance(first, ast.Name) else code.fresh()
        again = code.name(slot)
        if not isinstance(first, ast.Name):
            first = code.keep(slot, first)
        fast = code.attribute_call(again, "get", code.constant(name))
        return Value(code.choose(code.is_type(first, dict), fast, code.call(load, again, code.constant(name))), "def")

    def index(self, node: Index) -> Value:
        """``target[key]``."""
        self.read(node)
        target = self.inside(node.target)
        key = self._key(target, node.key)
        self.here(node)
        return self._element(target, key, node)

    def _key(self, target: Value, node: Expression) -> Value:
        """What stands in brackets: of a ``def`` value nobody knows what it must be."""
        by_number = target.type.endswith("[]") or find(target.type, "set", 2) is not None
        return self.expression(node, "int" if by_number else None if target.type == "def" else "def")

    def _element(self, target: Value, key: Value, node: Index) -> Value:
        code = self.code
        if target.type.endswith("[]"):
            element = target.type[:-2]
            found = Value(code.call(get_index, target.code, self.convert(key, "int", node.key.at)), "def")
            if element not in BOXES:
                return Value(found.code, element)
            return self.cast(found, element, node.at)
        if isinstance(key.constant, str) and target.type in {"def", "Ctx"}:
            return self._load(target, Field(at=node.at, target=node.target, name=key.constant, null_safe=False))
        if target.type not in {"def", "Ctx"} and not find(target.type, "put", 2) and not find(target.type, "set", 2):
            self.fail(f"Illegal array access on type [{shown(target.type)}].", node.at)
        if find(target.type, "set", 2):
            return Value(code.call(get_index, target.code, self.convert(key, "int", node.key.at)), "def")
        return Value(code.call(get_index, target.code, self.convert(key, "def", node.key.at)), "def")

    def assign(self, node: Assign) -> Value:
        """``target = value`` and ``target op= value``."""
        if not node.op and isinstance(node.target, Name):
            local = self._writable(node.target)
            value = self.expression(node.value, local.type)
            self.here(node)
            return Value(self.code.keep(local.code, self.convert(value, local.type, node.value.at)), local.type)
        if not node.op:
            place = self._place(node.target)
            value = self.expression(node.value, None if place.dynamic else place.type)
            self.here(node)
            return Value(place.write(self.convert(value, place.type, node.value.at), False), place.type)
        return self._update(node, lambda old: self._combined(node.op, old, self.expression(node.value), node), keep_old=False)

    def step(self, node: Step) -> Value:
        """``++`` and ``--``."""
        one = Value(self.code.constant(1), "int", 1)
        return self._update(node, lambda old: self._combined(node.op, old, one, node), keep_old=not node.before)

    def _combined(self, op: str, old: Value, value: Value, node: Assign | Step) -> Value:
        self.here(node)
        if old.type == "String":
            if op != "+":
                self.fail(f"cannot apply [{op}=] to a String", node.at)
            return Value(self.code.call(concat, old.code, self.box(value)), "String")
        if old.type == "def" and value.type == "String" and op == "+":
            return Value(self.code.call(concat, self.convert(old, "String", node.at), value.code), "String")
        if old.type == "def":
            return Value(self.code.call(COMPOUND[op], old.code, self.convert(value, "def", node.at)), "def")
        if old.type == "boolean":
            if op not in {"&", "|", "^"} or value.type not in {"boolean", "def"}:
                self.fail(f"cannot apply [{op}=] to a boolean", node.at)
            python: ast.operator = {"&": ast.BitAnd, "|": ast.BitOr, "^": ast.BitXor}[op]()
            return Value(self.code.binary(old.code, python, self.convert(value, "boolean", node.at)), "boolean")
        return self.operate(op, old, value, node.at)

    def _update(self, node: Assign | Step, change: Callable[[Value], Value], *, keep_old: bool) -> Value:
        code = self.code
        target = node.target
        if isinstance(target, Name):
            local = self._writable(target)
            old = Value(code.name(local.code), local.type)
            if not keep_old:
                new = change(old)
                return Value(code.keep(local.code, self.convert(new, local.type, node.at, explicit=True)), local.type)
            saved = code.fresh()
            kept = code.keep(saved, old.code)
            new = change(Value(code.name(saved), local.type))
            written = code.keep(local.code, self.convert(new, local.type, node.at, explicit=True))
            return Value(code.item(code.tuple_(kept, written), code.constant(0)), local.type)
        place = self._place(target)
        if not keep_old:
            new = change(Value(place.read, place.type))
            written = place.write(self.convert(new, place.type, node.at, explicit=True), True)
            return Value(code.item(code.tuple_(*place.before, written), code.constant(-1)), place.type)
        saved = code.fresh()
        kept = code.keep(saved, place.read)
        new = change(Value(code.name(saved), place.type))
        written = place.write(self.convert(new, place.type, node.at, explicit=True), True)
        return Value(code.item(code.tuple_(*place.before, kept, written), code.constant(-2)), place.type)

    def _writable(self, node: Name) -> Local:
        local = self.frame.find(node.name)
        if local is None:
            self.variable(node)
            raise AssertionError
        if local.read_only:
            self.fail(f"Variable [{node.name}] is read-only.", node.at, len(node.name))
        return local

    def _place(self, node: Expression) -> Place:
        """A field or element as something to assign to."""
        code = self.code
        self.written(node)
        if isinstance(node, Field):
            owner = self.type_of(node.target)
            if owner is not None:
                self.fail(f"invalid assignment: cannot assign a value to read-only field [{node.name}]", node.at)
            if node.null_safe:
                self.fail("invalid assignment: cannot assign to a null-safe access", node.at)
            target = self.inside(node.target)
            self.here(node)
            return self._field_place(node, target)
        if not isinstance(node, Index):
            self.fail("invalid assignment: only a variable, a field or an element can be assigned to", node.at)
        target = self.inside(node.target)
        key = self._key(target, node.key)
        self.here(node)
        by_number = target.type.endswith("[]") or find(target.type, "set", 2) is not None
        key_code = self.convert(key, "int" if by_number else "def", node.key.at)
        element = target.type[:-2] if target.type.endswith("[]") else "def"
        if element == "def" and not by_number and target.type not in {"def", "Ctx"} and not find(target.type, "put", 2):
            self.fail(f"Illegal array access on type [{shown(target.type)}].", node.at)
        slot, key_slot = code.fresh(), code.fresh()
        read = self._element(Value(code.name(slot), target.type), Value(code.name(key_slot), "int" if by_number else "def"), node)

        def write(value: ast.expr, again: bool) -> ast.expr:
            boxed = self.convert(Value(value, element), "def", node.at)
            if again:
                return code.call(set_index, code.name(slot), code.name(key_slot), boxed)
            return code.call(set_index, target.code, key_code, boxed)

        return Place((code.keep(slot, target.code), code.keep(key_slot, key_code)), read.code, write, element, target.type == "def")

    def _field_place(self, node: Field, target: Value) -> Place:
        code = self.code
        if target.type.endswith("[]"):
            self.fail("an array's length can not be assigned", node.at)
        bean = target.type not in {"def", "Ctx"} and not find(target.type, "put", 2) and not find(target.type, "set", 2)
        setter = find(target.type, f"set{_capital(node.name)}", 1) if bean else None
        if bean and setter is None:
            self.fail(f"field [{shown(target.type)}, {node.name}] not found", node.at)
        slot = code.fresh()
        read = self._load(Value(code.name(slot), target.type), node) if setter is None else target

        def write(value: ast.expr, again: bool) -> ast.expr:
            owner = code.name(slot) if again else target.code
            return code.call(store, owner, code.constant(node.name), value)

        return Place((code.keep(slot, target.code),), read.code, write, "def", target.type == "def")
