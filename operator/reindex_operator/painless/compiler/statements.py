"""Statements, with what Java checks of them: unreachable code, missing returns, loops that are none."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from reindex_operator.painless.library.collections import careful, iterate
from reindex_operator.painless.nodes import (
    Assign,
    Block,
    Call,
    Declare,
    Evaluate,
    Expression,
    For,
    ForEach,
    If,
    Jump,
    LocalCall,
    New,
    Node,
    Return,
    Statement,
    Step,
    Throw,
    Try,
    While,
)
from reindex_operator.painless.runtime.limits import LOOP_STEPS, check, loop_exhausted
from reindex_operator.painless.runtime.throwable import translate
from reindex_operator.painless.types import NUMERIC, resolve, shown

from .code import NOT_CONSTANT, Value
from .expressions import Expressions

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


class Statements(Expressions):
    """All statements."""

    loops: list[Loop]

    def block(self, body: tuple[Statement, ...], *, last: bool = False) -> Flow:
        """Statements in a scope of their own; ``last``: a function ends with them, so a last expression is its value."""
        flow = Flow()
        self.frame.scopes.append({})
        for number, node in enumerate(body):
            if flow.leaves:
                self.fail("unreachable statement", node.at)
            part = self.statement(node, last=last and number == len(body) - 1)
            flow.code += part.code
            flow.returns, flow.leaves = part.returns, part.leaves or part.returns
        self.frame.scopes.pop()
        return flow

    def block_body(self, block: Block) -> Statements_:
        """The body of a function or lambda: with its loop counter, and a check that every path returns."""
        loops, self.loops = self.loops, []
        flow = self.block(block.body, last=True)
        self.loops = loops
        returns = self.frame.returns
        if not flow.returns and returns not in {"void", "def"}:
            self.fail(f"not all paths provide a return value of type [{shown(returns)}]", block.at)
        if not flow.returns and returns == "def" and self.frame.outer is None:
            self.fail("not all paths provide a return value", block.at)
        return self.counted(flow.code)

    def counted(self, code: Statements_) -> Statements_:
        """A function's body, with its loop counter set up if it has loops."""
        return [self.code.assign("_n", self.code.constant(LOOP_STEPS)), *code] if self.frame.loops else code

    def statement(self, node: Statement, *, last: bool = False) -> Flow:
        """One statement."""
        self.here(node)
        if isinstance(node, Evaluate):
            return self._evaluate(node, last)
        if isinstance(node, Declare):
            return self._declare(node)
        if isinstance(node, If):
            return self._if(node, last)
        if isinstance(node, For | While | ForEach):
            self.frame.loops = self.frame.loops or not isinstance(node, ForEach)
            self.frame.scopes.append({})
            flow = self._for(node) if isinstance(node, For) else self._while(node) if isinstance(node, While) else self._for_each(node)
            self.frame.scopes.pop()
            return flow
        if isinstance(node, Return):
            return self._return(node)
        if isinstance(node, Throw):
            value = self.expression(node.value)
            self.here(node)
            thrown = self.convert(value, "Exception", node.value.at)
            return Flow([self.code.raise_(self.code.call(translate_thrown, thrown))], returns=True, leaves=True)
        if isinstance(node, Jump):
            return self._jump(node)
        if isinstance(node, Try):
            return self._try(node, last)
        raise TypeError(type(node))

    def _evaluate(self, node: Evaluate, last: bool) -> Flow:
        returns = self.frame.returns
        if last and returns != "void":
            value = self.expression(node.expression, returns)
            if value.type != "void":
                self.here(node)
                return Flow([self.code.return_(self.convert(value, returns, node.expression.at))], returns=True, leaves=True)
            return Flow([self.code.evaluate(value.code)])
        if not isinstance(node.expression, Assign | Step | Call | LocalCall | New):
            self.fail("not a statement: the value of this expression is not used", node.expression.at)
        value = self.expression(node.expression)
        self.here(node)
        return Flow([self._plain(value.code)])

    def _plain(self, value: ast.expr) -> ast.stmt:
        if isinstance(value, ast.NamedExpr):
            return ast.copy_location(
                ast.Assign([ast.copy_location(ast.Name(value.target.id, ast.Store()), value.target)], value.value), value
            )
        return self.code.evaluate(value)

    def _declare(self, node: Declare) -> Flow:
        type_name = resolve(node.type, node.at)
        if type_name == "void":
            self.fail("a variable can not be [void]", node.at, 4)
        code = []
        for name, start, at in node.variables:
            if start is None:
                default = (
                    False if type_name == "boolean" else 0.0 if type_name in {"float", "double"} else 0 if type_name in NUMERIC else None
                )
                value = self.code.constant(default)
            else:
                value = self.convert(self.expression(start, type_name), type_name, start.at)
            self.here(node)
            code.append(self.code.assign(self.declare(name, type_name, at).code, value))
        return Flow(code)

    def _if(self, node: If, last: bool) -> Flow:
        value = self.expression(node.test)
        if value.constant is not NOT_CONSTANT:
            self.fail("extraneous if block: the condition is constant", node.at, 2)
        test = self.convert(value, "boolean", node.test.at)
        if not node.then.body or (node.other is not None and not node.other.body):
            self.fail("extraneous if block: it is empty", node.at, 2)
        then = self.block(node.then.body, last=last)
        other = self.block(node.other.body, last=last) if node.other is not None else Flow()
        self.here(node)
        both = node.other is not None
        return Flow(
            [self.code.if_(test, then.code, other.code)],
            returns=both and then.returns and other.returns,
            leaves=both and then.leaves and other.leaves,
        )

    def _loop_body(self, body: Block | None, loop: Loop, node: Node) -> Flow:
        self.loops.append(loop)
        flow = self.block(body.body) if body is not None else Flow()
        self.loops.pop()
        if flow.leaves and not loop.continues:
            self.fail("extraneous loop: it never runs a second time", node.at, 3)
        return flow

    def _count(self) -> Statements_:
        code = self.code
        counted = code.assign("_n", code.binary(code.name("_n"), ast.Sub(), code.constant(1)))
        over = code.compare(code.name("_n"), (ast.LtE(), code.constant(0)))
        return [counted, code.if_(over, [code.evaluate(code.call(loop_exhausted))], [])]

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
        value = self.expression(node.step)
        return [self._plain(self._unsaved(value.code))]

    def _unsaved(self, value: ast.expr) -> ast.expr:
        """``i++`` as a statement needs no copy of the old value."""
        return value

    def _for_each(self, node: ForEach) -> Flow:
        type_name = resolve(node.type, node.at + 5)
        items = self.expression(node.items)
        self.here(node)
        element = "def"
        if items.type.endswith("[]"):
            element = items.type[:-2]
        elif items.type != "def" and not self._iterable(items.type):
            self.fail(f"Cannot iterate over [{shown(items.type)}].", node.items.at)
        walk = careful if _may_change(node.body) else iterate
        source = self.code.call(walk, items.code)
        check_time = self.code.evaluate(self.code.call(check))
        local = self.declare(node.name, type_name, node.at)
        incoming = local.code if type_name == element else self.code.fresh("p_")
        first: Statements_ = []
        if incoming != local.code:
            raw = Value(self.code.name(incoming), element)
            first = [self.code.assign(local.code, self.convert(raw, type_name, node.at))]
        body = self._loop_body(node.body, Loop(list), node)
        self.here(node)
        return Flow([check_time, self.code.for_(incoming, source, first + body.code)])

    def _iterable(self, type_name: str) -> bool:
        from reindex_operator.painless.library import is_a

        return is_a(type_name, "Iterable")

    def _return(self, node: Return) -> Flow:
        returns = self.frame.returns
        if node.value is None:
            if returns not in {"void", "def"}:
                self.fail(f"a value of type [{shown(returns)}] must be returned", node.at, 6)
            return Flow([self.code.return_(None)], returns=True, leaves=True)
        value = self.expression(node.value, None if returns == "void" else returns)
        self.here(node)
        return Flow([self.code.return_(self.convert(value, returns, node.value.at))], returns=True, leaves=True)

    def _jump(self, node: Jump) -> Flow:
        if not self.loops:
            self.fail(f"invalid {node.word} statement: not inside loop", node.at, len(node.word))
        loop = self.loops[-1]
        if node.word == "break":
            loop.breaks = True
            return Flow([self.code.break_()], leaves=True)
        loop.continues = True
        before = loop.before_continue()
        self.here(node)
        return Flow([*before, self.code.continue_()], leaves=True)

    def _try(self, node: Try, last: bool) -> Flow:
        body = self.block(node.body.body, last=last)
        code = self.code
        caught, java = code.fresh("e_"), code.fresh("e_")
        handler: Statements_ = [code.raise_(None)]
        returns, leaves = body.returns, body.leaves
        for clause in reversed(node.catches):
            type_name = resolve(clause.type, clause.at)
            self.frame.scopes.append({})
            local = self.declare(clause.name, type_name, clause.at)
            flow = self.block(clause.body.body, last=last)
            self.frame.scopes.pop()
            self.here(clause)
            from reindex_operator.painless.library import CLASSES

            test = code.attribute_call(code.name(java), "is_a", code.constant(CLASSES[type_name].full))
            handler = [code.if_(test, [code.assign(local.code, code.name(java)), *flow.code], handler)]
            returns, leaves = returns and flow.returns, leaves and flow.leaves
        self.here(node)
        handler = [code.assign(java, code.call(translate, code.name(caught))), *handler]
        return Flow([code.try_(body.code, caught, handler)], returns=returns, leaves=leaves)


def translate_thrown(value: object) -> BaseException:
    """What ``throw`` raises."""
    from reindex_operator.painless.runtime.throwable import Throwable, null_pointer

    return value if isinstance(value, Throwable) else null_pointer("cannot throw null")


_CHANGES = frozenset(
    [
        "add",
        "addAll",
        "remove",
        "removeIf",
        "removeAll",
        "retainAll",
        "clear",
        "put",
        "putAll",
        "putIfAbsent",
        "computeIfAbsent",
        "computeIfPresent",
        "compute",
        "merge",
        "sort",
        "addFirst",
        "addLast",
        "removeFirst",
        "removeLast",
        "push",
        "pop",
        "poll",
        "offer",
        "replaceAll",
        "set",
        "setValue",
    ]
)


def _may_change(node: object) -> bool:
    """Whether statements could change the size of what is iterated over: any call that changes a collection, any function of the script."""
    if isinstance(node, LocalCall) or (isinstance(node, Call) and node.name in _CHANGES):
        return True
    if isinstance(node, tuple | list):
        return any(_may_change(part) for part in node)
    if isinstance(node, Assign):
        return type(node.target).__name__ != "Name" or _may_change(node.value)
    slots = getattr(type(node), "__slots__", ())
    return any(_may_change(getattr(node, name)) for name in slots) if isinstance(node, Node) else False
