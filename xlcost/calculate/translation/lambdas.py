"""LET, LAMBDA and what their names stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlcost.calculate.translation.emission import Bound, CannotEvaluate, Scope, Text, Work
from xlcost.calculate.translation.referencing import defined, named_tree
from xlcost.formula.parser import bare_name
from xlcost.formula.tree import Apply, Binary, Call, Literal, Missing, NameUse, Node, Structured, Unary

_RANDOM: Final = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY"})


def apply(work: Work, node: Apply, mode: str, scope: Scope, inside: bool) -> Text:
    """A LAMBDA called where it stands."""
    function: Node = node.function
    if isinstance(function, Call) and function.name == "LAMBDA":
        return _lambda_body(work, function, node.arguments, mode, scope, scope, inside)
    raise CannotEvaluate("a call of something that is no LAMBDA")


def _lambda_body(
    work: Work,
    function: Call,
    arguments: tuple[Node, ...],
    mode: str,
    scope: Scope,
    outer: Scope,
    inside: bool,
) -> Text:
    """The body of a LAMBDA with its arguments in place of the parameters."""
    *parameters, body = function.arguments
    if len(arguments) > len(parameters):
        raise CannotEvaluate("a LAMBDA with more arguments than parameters")
    bound = dict(scope)
    for number, parameter in enumerate(parameters):
        given = arguments[number] if number < len(arguments) else Missing()
        bound[_parameter(parameter)] = Bound(given, outer)
        _refuse_random(work, given)
    return named_tree(work, body, mode, bound, inside)


def let(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """LET: the last argument with the names replaced by what they stand for."""
    *pairs, body = node.arguments
    if len(pairs) % 2:
        raise CannotEvaluate("a LET with a name that has no value")
    bound: dict[str, Bound] = dict(scope)
    for name, value in zip(pairs[::2], pairs[1::2], strict=True):
        if not isinstance(name, NameUse):
            raise CannotEvaluate("a LET whose name is no name")
        _refuse_random(work, value)
        bound[bare_name(name.name)] = Bound(value, dict(bound))
    return named_tree(work, body, mode, bound, inside)


def _refuse_random(work: Work, node: Node) -> None:
    """Writing a name's value out at each use is sound unless each use would draw another number."""
    if any(isinstance(part, Call) and part.name in _RANDOM for part in walk(node)):
        raise CannotEvaluate("a name within LET or LAMBDA that stands for a random number")


def named_lambda(work: Work, node: Call, bound: Bound | None, mode: str, scope: Scope, inside: bool) -> Text:
    """A call of a name or parameter that stands for a LAMBDA."""
    tree, inner = bound if bound is not None else (defined(work, NameUse(None, node.name)), {})
    while isinstance(tree, NameUse) and bare_name(tree.name) in inner:
        tree, inner = inner[bare_name(tree.name)]
    if not (isinstance(tree, Call) and tree.name == "LAMBDA"):
        raise CannotEvaluate(f"the name {node.name} is called but is no LAMBDA")
    return _lambda_body(work, tree, node.arguments, mode, inner, scope, inside)


def is_missing(work: Work, node: Node, scope: Scope) -> bool:
    """Whether an argument was left out, be it by a LAMBDA's caller."""
    while isinstance(node, NameUse) and bare_name(node.name) in scope:
        node, scope = scope[bare_name(node.name)]
    return isinstance(node, Missing)


def omitted(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """ISOMITTED: known without calculating."""
    del mode, inside
    return Text(["TRUE" if is_missing(work, node.arguments[0], scope) else "FALSE"])


def constant_for(work: Work, node: Node, scope: Scope) -> Node:
    """A constant for a name that stands for one."""
    if not isinstance(node, NameUse):
        return node
    tree: Node = node
    while isinstance(tree, NameUse) and tree.prefix is None and bare_name(tree.name) in scope:
        tree, scope = scope[bare_name(tree.name)]
    if isinstance(tree, NameUse):
        tree = defined(work, tree)
    return tree if isinstance(tree, Literal) else node


def _parameter(node: Node) -> str:
    """The name of a parameter of LAMBDA; one that may be left out is written in brackets."""
    if isinstance(node, NameUse):
        return bare_name(node.name)
    if isinstance(node, Structured) and node.table is None:
        return bare_name(node.inside)
    raise CannotEvaluate("a LAMBDA whose parameter is no name")


def walk(node: Node) -> Iterator[Node]:
    """The node and all nodes below it."""
    yield node
    children: tuple[Node, ...] = ()
    if isinstance(node, Call):
        children = node.arguments
    elif isinstance(node, Apply):
        children = (node.function, *node.arguments)
    elif isinstance(node, Unary):
        children = (node.operand,)
    elif isinstance(node, Binary):
        children = (node.left, node.right)
    for child in children:
        yield from walk(child)
