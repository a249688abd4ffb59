"""The extras of the install: which packages each brings, and what is said where they are absent."""

from enum import StrEnum
from importlib.util import find_spec
from types import MappingProxyType


class Extra(StrEnum):
    """A part of the product that answering does without, as pyproject.toml names it."""

    BUILD = "build"
    TUNE = "tune"
    WEB = "web"
    EVAL = "eval"
    MILVUS = "milvus"


# The modules that each is imported for.
MODULES = MappingProxyType(
    {
        Extra.BUILD: ("torch", "sentence_transformers", "transformers", "onnx", "sklearn", "scipy"),
        Extra.TUNE: ("accelerate", "datasets"),
        Extra.WEB: ("gradio", "jinja2", "openpyxl", "segno"),
        Extra.EVAL: ("ir_measures", "httpx", "aiohttp"),
        Extra.MILVUS: ("pymilvus",),
    }
)
_PURPOSES = MappingProxyType(
    {
        Extra.BUILD: "制作向量引擎和训练",
        Extra.TUNE: "调校向量模型",
        Extra.WEB: "网页",
        Extra.EVAL: "评测",
        Extra.MILVUS: "把向量放在 Milvus 里",
    }
)


class ExtraMissing(RuntimeError):  # noqa: N818 - a state of the machine, not a fault
    """Packages of an extra are not installed; the message (Chinese) names it and the remedy."""


def require(extra: Extra) -> None:
    """ExtraMissing where a package of the extra is absent; nothing is imported."""
    absent = [name for name in MODULES[extra] if find_spec(name) is None]
    if absent:
        raise ExtraMissing(
            f"{_PURPOSES[extra]}要用的 {'、'.join(absent)} 这里没有安装；请在项目文件夹里运行 "
            f'python -m pip install ".[{extra}]" 后重试，容器请换用装有它的镜像。'
        )
