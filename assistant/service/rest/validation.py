"""A request that is not in the form it should have, told in one Chinese sentence."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.log.personal_data import without_personal_numbers
from assistant.service.refusals import Refusal, RefusedError

_SHOWN_CHARS = 40  # of a wrong value
_REMEDY = "请改正后重发，写法见 /openapi.json。"
_NOT_JSON = "json_invalid"  # its place is a character, no field
_NUMBER = "应为整数"
_SWITCH = "应为 true 或 false"
# What was expected, by pydantic's names of errors; `{name}` are parts of the error's context.
_EXPECTED = {
    "string_type": "应为文字",
    "string_unicode": "应为 UTF-8 文字",
    "string_too_long": "应为最多 {max_length} 个字",
    "string_too_short": "应为至少 {min_length} 个字",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "too_long": "应为最多 {max_length} 条的列表",
    "too_short": "应为至少 {min_length} 条的列表",
    "text_or_parts": "应为文字，或内容段的列表",  # of a chat message
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "greater_than_equal": "应不小于 {ge}",
    "less_than_equal": "应不大于 {le}",
    "none_required": "应不写：这里不支持",
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "model_attributes_type": "应为 JSON 对象，Content-Type 应为 application/json",
}


def invalid(errors: Sequence[Mapping[str, Any]], remedy: str = _REMEDY) -> RefusedError:
    """The refusal for a request with these errors of pydantic; it tells the first."""
    error = errors[0]
    param = "" if error["type"] == _NOT_JSON else ".".join(map(str, error["loc"][1:]))
    tell = _SENTENCES.get(error["type"], _wrong_value)
    return RefusedError(
        Refusal.INVALID, param=param or None, sentence=f"{tell(param, error)}；{remedy}"
    )


def _missing(param: str, error: Mapping[str, Any]) -> str:
    return f"没有写 {param}" if param else "请求没有内容，应为 JSON 对象"


def _not_json_text(param: str, error: Mapping[str, Any]) -> str:
    return f"请求内容不是 JSON（第 {error['loc'][-1]} 个字符处读不懂），应为 UTF-8 的 JSON 对象"


def _unknown(param: str, error: Mapping[str, Any]) -> str:
    return f"没有“{_shown(param)}”这一项，请核对名字"


def _wrong_choice(param: str, error: Mapping[str, Any]) -> str:
    choices = str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    return f"{_told(param, error)}，应为 {choices.replace(', ', '、')} 之一"


def _wrong_value(param: str, error: Mapping[str, Any]) -> str:
    expected = _EXPECTED.get(error["type"], "与规定的写法不符")
    return f"{_told(param, error)}，{expected.format(**error.get('ctx', {}))}"


_SENTENCES: dict[str, Callable[[str, Mapping[str, Any]], str]] = {
    "missing": _missing,
    _NOT_JSON: _not_json_text,
    "extra_forbidden": _unknown,
    "enum": _wrong_choice,
    "literal_error": _wrong_choice,
}


def _told(param: str, error: Mapping[str, Any]) -> str:
    """The field and its value; a long or nested value is only counted."""
    value = error.get("input")
    if not param:
        return "请求内容不对"
    if isinstance(value, str) and len(value) > _SHOWN_CHARS:
        return f"{param} 有 {len(value)} 个字"
    if isinstance(value, list):
        return f"{param} 有 {len(value)} 条"
    if isinstance(value, str | int | float) or value is None:
        return f"{param} 的值“{_shown(value)}”不对"
    return f"{param} 的值不对"


def _shown(value: object) -> str:
    """A value as it may be repeated: short, one that UTF-8 holds, no personal number."""
    text = "null" if value is None else str(value)[:_SHOWN_CHARS]
    return without_personal_numbers(text.encode(errors="replace").decode())
