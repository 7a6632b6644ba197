"""Strict reading of definition files: every key is taken once, an unknown or missing one is an error that names file and key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar, cast

from core.errors import TemplateError

T = TypeVar("T")
_MISSING = object()


class Keys:
    """One table of a definition file. Call `done()` after the last `take`: keys nobody took are errors."""

    def __init__(self, data: dict[str, Any], file: str, place: str = "") -> None:
        self._data = dict(data)
        self._file = file
        self._place = place

    def take(self, key: str, kind: type[T], default: object = _MISSING) -> T:
        """The value of `key`, of type `kind`. Raises TemplateError when absent (without default) or of another type."""
        if key not in self._data:
            if default is _MISSING:
                raise self.error(key, "缺少这一项")
            return cast("T", default)
        value = self._data.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.error(key, f"应为 {kind.__name__}")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings, () when absent."""
        values = cast("list[Any]", self.take(key, list, []))
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, "应为字符串列表")
        return tuple(values)

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers, () when absent."""
        values = cast("list[Any]", self.take(key, list, []))
        if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            raise self.error(key, "应为数字列表")
        return tuple(float(value) for value in values)

    def tables(self, key: str) -> list[Keys]:
        """An array of tables, [] when absent."""
        values = cast("list[Any]", self.take(key, list, []))
        if not all(isinstance(value, dict) for value in values):
            raise self.error(key, "应为表的列表")
        return [Keys(value, self._file, f"{self._place}{key}[{index}].") for index, value in enumerate(values)]

    def table(self, key: str) -> Keys:
        """A sub-table; an empty one when absent."""
        return Keys(cast("dict[str, Any]", self.take(key, dict, {})), self._file, f"{self._place}{key}.")

    def string_map(self, key: str) -> dict[str, str]:
        """A sub-table of strings, {} when absent."""
        values = cast("dict[str, Any]", self.take(key, dict, {}))
        if not all(isinstance(value, str) for value in values.values()):
            raise self.error(key, "的值应为字符串")
        return values

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet taken."""
        return key in self._data

    def names(self) -> tuple[str, ...]:
        """The keys not yet taken, in the file's order."""
        return tuple(self._data)

    def done(self) -> None:
        """Raises TemplateError if a key is left that nobody took."""
        for key in self._data:
            raise self.error(key, "不认识这一项")

    def error(self, key: str, reason: str) -> TemplateError:
        """An error at this file and key, to be raised by the caller."""
        return TemplateError(f"表样定义有误：{self._file} 的 {self._place}{key}：{reason}。")


def read_toml(path: Path) -> Keys:
    """A definition file, to be taken apart key by key. Raises TemplateError when absent or not TOML."""
    name = f"{path.parent.name}/{path.name}"
    try:
        return Keys(tomllib.loads(path.read_text(encoding="utf-8-sig")), name)
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"表样定义有误：{name} 无法读取，请重新安装程序或检查该文件夹。") from error
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"表样定义有误：{name} 不是正确的 TOML（{error}）。") from error
