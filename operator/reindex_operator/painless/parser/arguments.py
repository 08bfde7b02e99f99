"""The arguments of calls: expressions, and the lambdas and method references that may stand only there."""

from reindex_operator.painless.nodes import Block, Expression, Lambda, Parameter, Reference

from .stream import Stream


class ArgumentParser(Stream):
    """Arguments; their expressions and a lambda's block are parsed by the parsers that build on this."""

    def block(self) -> Block:
        """A block in braces."""
        raise NotImplementedError

    def expression(self) -> Expression:
        """The whole of an expression."""
        raise NotImplementedError

    def arguments(self) -> tuple[Expression, ...]:
        """The arguments of a call, with its parentheses; only here lambdas and references may stand."""
        self.expect("(")
        found = []
        if not self.at(")"):
            found.append(self.argument())
            while self.accept(","):
                found.append(self.argument())
        self.expect(")")
        return tuple(found)

    def argument(self) -> Expression:
        """An expression, a lambda or a method reference."""
        token = self.token
        if token.kind == "id" and self.peek().text == "->":
            return self.lambda_()
        if token.text == "(" and self.tokens[self.closing(self.index) + 1].text == "->":
            return self.lambda_()
        if token.text == "this" and self.peek().text == "::":
            self.next()
            return self.reference("this", token.offset)
        end = self.type_end(self.index)
        if end is not None and self.tokens[end].text == "::":
            return self.reference(self.type(), token.offset)
        return self.expression()

    def reference(self, owner: str, at: int) -> Reference:
        """What follows the owner of a method reference."""
        self.expect("::")
        name = self.next()
        if name.kind != "id" and name.text != "new":
            self.index -= 1
            self.fail("a method's name")
        return Reference(at=at, owner=owner, name=name.text)

    def closing(self, index: int) -> int:
        """The index of the parenthesis that closes the one at an index."""
        depth = 0
        while index < len(self.tokens) - 2:
            token = self.tokens[index]
            if token.kind == "op":
                depth += (token.text == "(") - (token.text == ")")
                if depth == 0:
                    break
            index += 1
        return index

    def lambda_(self) -> Lambda:
        """A lambda."""
        at = self.token.offset
        parameters = [self.lambda_parameter()] if not self.accept("(") else self.lambda_parameters()
        self.expect("->")
        self.deeper()
        body = self.block() if self.at("{") else self.expression()
        self.depth -= 1
        return Lambda(at=at, parameters=tuple(parameters), body=body)

    def lambda_parameters(self) -> list[Parameter]:
        """Those in parentheses."""
        found = []
        if not self.at(")"):
            found.append(self.lambda_parameter())
            while self.accept(","):
                found.append(self.lambda_parameter())
        self.expect(")")
        return found

    def lambda_parameter(self) -> Parameter:
        """One, with or without a type."""
        end = self.type_end(self.index)
        type_name = self.type() if end is not None and self.tokens[end].kind == "id" else None
        name = self.identifier()
        return Parameter(at=name.offset, type=type_name, name=name.text)
