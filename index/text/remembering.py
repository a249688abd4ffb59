"""Caches that go with who holds them."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar
from weakref import WeakMethod

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def held_weakly(method: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A method of who holds it itself: in a cycle its owner would wait for the collector."""
    known = WeakMethod(method)

    def called(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if (own := known()) is None:
            raise ReferenceError(str(args))
        return own(*args, **kwargs)

    return called
