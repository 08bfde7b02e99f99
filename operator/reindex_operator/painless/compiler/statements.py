"""Statements, with what Java checks of them: unreachable code, missing returns, loops that are none."""

from reindex_operator.painless.nodes import (
    Assign,
    Block,
    Call,
    Declare,
    Evaluate,
    For,
    ForEach,
    If,
    Jump,
    LocalCall,
    New,
    Return,
    Statement,
    Step,
    Throw,
    Try,
    While,
)
from reindex_operator.painless.runtime.limits import LOOP_STEPS, STEPS_AT_ONCE
from reindex_operator.painless.runtime.throwable import translate
from reindex_operator.painless.types import NUMERIC, resolve, shown

from .code import NOT_CONSTANT
from .loops import Flow, Loops, Statements_


class Statements(Loops):
    """All statements."""

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
        if not flow.returns and self.frame.outer is not None:
            self.fail("not all paths return a value for lambda", block.at)
        if not flow.returns and returns != "void":
            self.fail(f"not all paths provide a return value of type [{shown(returns)}]", block.at)
        return self.counted(flow.code)

    def counted(self, code: Statements_) -> Statements_:
        """A function's body, with its loop counters set up if it has loops."""
        counters = {"_n": LOOP_STEPS, "_m": LOOP_STEPS - STEPS_AT_ONCE, "_w": STEPS_AT_ONCE} if self.frame.loops else {}
        return [*(self.code.assign(name, self.code.constant(value)) for name, value in counters.items()), *code]

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
            return self.loop(node)
        if isinstance(node, Return):
            return self._return(node)
        if isinstance(node, Throw):
            value = self.expression(node.value, "Exception")
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
            value = self.expression(node.expression, returns, internal=True)
            if value.type != "void":
                self.here(node)
                return Flow([self.code.return_(self.convert(value, returns, node.expression.at, internal=True))], returns=True, leaves=True)
            return Flow([self.code.evaluate(value.code)])
        if not isinstance(node.expression, Assign | Step | Call | LocalCall | New):
            self.fail("not a statement: the value of this expression is not used", node.expression.at)
        value = self.unused(node.expression)
        self.here(node)
        return Flow([self.plain(value.code)])

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
        value = self.expression(node.test, "boolean")
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

    def _return(self, node: Return) -> Flow:
        returns = self.frame.returns
        if node.value is None:
            if returns not in {"void", "def"} or self.frame.outer is not None:
                self.fail(f"a value of type [{shown(returns)}] must be returned", node.at, 6)
            return Flow([self.code.return_(None)], returns=True, leaves=True)
        value = self.expression(node.value, None if returns == "void" else returns, internal=True)
        self.here(node)
        return Flow([self.code.return_(self.convert(value, returns, node.value.at, internal=True))], returns=True, leaves=True)

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
