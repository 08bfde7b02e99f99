"""A whole script to one Python function."""

import ast
import warnings
from types import FunctionType

from reindex_operator.painless.errors import FILENAME, CompileProblem
from reindex_operator.painless.nodes import Block, Function, Script
from reindex_operator.painless.runtime.limits import check
from reindex_operator.painless.types import resolve

from .scope import Frame, Local
from .statements import Statements


class Program(Statements):
    """The compiler of a script."""

    def __init__(self, source: str, kind: str) -> None:
        super().__init__(source)
        self.kind = kind
        self.functions = {}
        self.dispatches = {}
        self.loops = []
        self.warnings = []

    def compile(self, script: Script) -> FunctionType:
        """A function of ctx and params."""
        for function in script.functions:
            self._announce(function)
        parts = [self._function(function) for function in script.functions]
        self.frame = Frame("void" if self.kind == "reindex" else "def")
        self.frame.scopes[0] = {"params": Local("params", "Map", read_only=True)}
        if self.kind == "reindex":
            self.frame.scopes[0]["ctx"] = Local("ctx", "Ctx", read_only=True)
        flow = self.block(script.body, last=True)
        self.code.line, self.code.column = 1, 0
        body = self.counted(flow.code)
        main = self.code.function("main", self.code.parameters(["ctx", "params"], {}), body)
        tree = ast.Module([*self.hoisted, *parts, main], [])
        with warnings.catch_warnings():
            # Python warns of constants in odd places; here they are the script's business.
            warnings.simplefilter("ignore")
            exec(compile(tree, FILENAME, "exec"), self.code.namespace)  # noqa: S102 - the tree is the compiler's own
        found = self.code.namespace["main"]
        if not isinstance(found, FunctionType):
            raise TypeError
        return found

    def _announce(self, node: Function) -> None:
        if (node.name, len(node.parameters)) in self.functions:
            self.fail(f"Duplicate function with name [{node.name}/{len(node.parameters)}].", node.at, len(node.name))
        params = tuple(resolve(parameter.type or "def", parameter.at) for parameter in node.parameters)
        name = self.code.fresh(f"fn_{node.name}_")
        self.functions[node.name, len(params)] = (name, params, resolve(node.type, node.at))

    def _function(self, node: Function) -> ast.stmt:
        name, params, returns = self.functions[node.name, len(node.parameters)]
        self.frame = Frame(returns)
        names = [
            self.declare(parameter.name, type_name, parameter.at).code for parameter, type_name in zip(node.parameters, params, strict=True)
        ]
        body = self.block_body(Block(at=node.at, body=node.body.body))
        self.here(node)
        begin = self.code.evaluate(self.code.call(check))
        return self.code.function(name, self.code.parameters(names, {}), [begin, *body])


def compile_script(script: Script, source: str, kind: str) -> tuple[FunctionType, list[CompileProblem]]:
    """The function of a parsed script and what to warn of; raises CompileProblem."""
    program = Program(source, kind)
    main = program.compile(script)
    # The test of a loop is compiled twice.
    return main, list({warning.offset: warning for warning in program.warnings}.values())
