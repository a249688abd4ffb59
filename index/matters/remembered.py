"""Values that are worked out once and kept for a while."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """The values of the keys that were asked for last."""

    def __init__(self, most: int) -> None:
        """Keep so many."""
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def __len__(self) -> int:
        """How many are known."""
        return len(self._values)

    def get(self, key: Hashable) -> Value | None:
        """The value, if it is still known."""
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def put(self, key: Hashable, value: Value) -> Value:
        """Keep a value; the one that nobody asked for longest goes."""
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.popitem(last=False)
        return value

    def found(self, key: Hashable, find: Callable[[], Value]) -> Value:
        """The value, found first where it isn't known."""
        known = self.get(key)
        return self.put(key, find()) if known is None else known
