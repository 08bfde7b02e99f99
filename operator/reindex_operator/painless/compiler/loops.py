"""Loops, and how statements end."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from reindex_operator.painless.library.collections.iteration import careful, iterate, raw
from reindex_operator.painless.nodes import Block, Expression, For, ForEach, Node, Statement, Step, While
from reindex_operator.painless.runtime.limits import check, step, walk
from reindex_operator.painless.types import resolve, shown

from .code import Value
from .expressions import Expressions
from .facts import counter, may_change

Statements_ = list[ast.stmt]


@dataclass(slots=True)
class Loop:
    """The loop around: what runs before a ``continue``, and what was seen inside."""

    before_continue: Callable[[], Statements_]
    breaks: bool = False
    continues: bool = False


@dataclass(slots=True)
class Flow:
    """Compiled statements and how they end: ``returns`` on every path, or ``leaves`` (that, or break or continue)."""

    code: Statements_ = field(default_factory=list)
    returns: bool = False
    leaves: bool = False


class Loops(Expressions):
    """``while``, ``do``, and both kinds of ``for``."""

    loops: list[Loop]

    def block(self, body: tuple[Statement, ...], *, last: bool = False) -> Flow:
        """Statements in a scope of their own."""
        raise NotImplementedError

    def statement(self, node: Statement, *, last: bool = False) -> Flow:
        """One statement."""
        raise NotImplementedError

    def loop(self, node: For | While | ForEach) -> Flow:
        """A loop, in a scope of its own."""
        self.frame.loops = True
        self.frame.scopes.append({})
        flow = self._for(node) if isinstance(node, For) else self._while(node) if isinstance(node, While) else self._for_each(node)
        self.frame.scopes.pop()
        return flow

    def unused(self, node: Expression) -> Value:
        """An expression whose value nobody needs: ``i++`` is ``++i`` then."""
        return self.expression(replace(node, before=True) if isinstance(node, Step) else node)

    def plain(self, value: ast.expr) -> ast.stmt:
        """An expression as a statement; an assignment needs no value."""
        if isinstance(value, ast.NamedExpr):
            return ast.copy_location(
                ast.Assign([ast.copy_location(ast.Name(value.target.id, ast.Store()), value.target)], value.value), value
            )
        return self.code.evaluate(value)

    def _loop_body(self, body: Block | None, loop: Loop, node: Node) -> Flow:
        self.loops.append(loop)
        flow = self.block(body.body) if body is not None else Flow()
        self.loops.pop()
        if flow.leaves and not loop.continues:
            self.fail("extraneous loop: it never runs a second time", node.at, 3)
        return flow

    def _count(self) -> Statements_:
        """A step of a loop whose steps are limited: ``_n`` are left, and at ``_m`` of them the clock is looked at."""
        code = self.code
        due = code.compare(code.name("_n"), (ast.LtE(), code.name("_m")))
        return [self._one_less("_n"), code.if_(due, [code.assign("_m", code.call(step, code.name("_n")))], [])]

    def _walk(self) -> Statements_:
        """A step over a collection: of these there may be any number, and after ``_w`` of them the clock is looked at."""
        code = self.code
        due = code.compare(code.name("_w"), (ast.LtE(), code.constant(0)))
        return [self._one_less("_w"), code.if_(due, [code.assign("_w", code.call(walk))], [])]

    def _one_less(self, name: str) -> ast.stmt:
        return self.code.assign(name, self.code.binary(self.code.name(name), ast.Sub(), self.code.constant(1)))

    def _constant_test(self, node: Expression | None) -> bool | None:
        if node is None:
            return True
        found = self.expression(node).constant
        return found if isinstance(found, bool) else None

    def _while(self, node: While) -> Flow:
        constant = self._constant_test(node.test)
        if constant is False:
            self.fail("extraneous loop: the condition is false", node.at, 5)

        def leave() -> Statements_:
            self.here(node)
            return [self.code.if_(self.code.negation(self.condition(node.test)), [self.code.break_()], [])]

        loop = Loop(leave if node.after else list)
        body = self._loop_body(node.body, loop, node)
        endless = constant is True and not loop.breaks
        self.here(node)
        test = self.code.constant(True) if node.after else self.condition(node.test)
        inside = self._count() + body.code + (leave() if node.after else [])
        self.here(node)
        return Flow([self.code.evaluate(self.code.call(check)), self.code.while_(test, inside)], returns=endless, leaves=endless)

    def _for(self, node: For) -> Flow:
        start = self._for_start(node)
        constant = self._constant_test(node.test)
        if constant is False:
            self.fail("extraneous loop: the condition is false", node.at, 3)
        loop = Loop(lambda: self._for_step(node))
        body = self._loop_body(node.body, loop, node)
        endless = constant is True and not loop.breaks
        self.here(node)
        test = self.code.constant(True) if node.test is None else self.condition(node.test)
        inside = self._count() + body.code + (self._for_step(node) if not body.leaves else [])
        self.here(node)
        check_time = self.code.evaluate(self.code.call(check))
        return Flow([*start, check_time, self.code.while_(test, inside)], returns=endless, leaves=endless)

    def _for_start(self, node: For) -> Statements_:
        if node.start is None:
            return []
        return self.statement(node.start).code

    def _for_step(self, node: For) -> Statements_:
        if node.step is None:
            return []
        if (below := self._counts_below(node)) is not None:
            self.here(node.step)
            return [self.code.assign(below, self.code.binary(self.code.name(below), ast.Add(), self.code.constant(1)))]
        return [self.plain(self.unused(node.step).code)]

    def _counts_below(self, node: For) -> str | None:
        """The Python name of a counter that is below another int whenever it is stepped, so that the step can not overflow."""
        found = counter(node)
        if found is None:
            return None
        local = self.frame.own(found[0])
        if local is None or local.type != "int" or self.expression(found[1].right).type not in {"int", "short", "byte", "char"}:
            return None
        return local.code

    def _for_each(self, node: ForEach) -> Flow:
        type_name = resolve(node.type, node.at + 5)
        items = self.expression(node.items)
        self.here(node)
        element = "def"
        if items.type.endswith("[]"):
            element = items.type[:-2]
        elif items.type != "def" and not self._iterable(items.type):
            self.fail(f"Cannot iterate over [{shown(items.type)}].", node.items.at)
        way = raw if element != "def" else careful if may_change(node.body) else iterate
        source = self.code.call(way, items.code)
        check_time = self.code.evaluate(self.code.call(check))
        local = self.declare(node.name, type_name, node.at, read_only=True)
        incoming = local.code if type_name == element else self.code.fresh("p_")
        first: Statements_ = []
        if incoming != local.code:
            given = Value(self.code.name(incoming), element)
            first = [self.code.assign(local.code, self.convert(given, type_name, node.at))]
        body = self._loop_body(node.body, Loop(list), node)
        self.here(node)
        return Flow([check_time, self.code.for_(incoming, source, self._walk() + first + body.code)])

    def _iterable(self, type_name: str) -> bool:
        from reindex_operator.painless.library import is_a

        return is_a(type_name, "Iterable")
