"""The command `lvzhi mcp`: the MCP server on standard input and output."""

import typer

from assistant.cli.common import ERR, load_serving, plain_errors
from assistant.settings import Settings

mcp_app = typer.Typer()


@mcp_app.command(
    epilog='例：在客户端的 MCP 设置里写 {"command": "lvzhi", "args": ["mcp"]}；'
    "走 HTTP 的用 lvzhi serve 或 lvzhi api 的 /mcp。"
)
def mcp() -> None:
    """供 AI 助手作为 MCP 工具调用，走标准输入输出；由助手启动，关掉助手就停。"""
    from assistant.service.desk import Desk
    from assistant.service.mcp.server import build_mcp
    from assistant.service.running.logs import configure_logs
    from assistant.service.running.metrics import Metrics
    from assistant.service.towns import Towns

    with plain_errors():
        settings = Settings.from_environment()
        towns = Towns(settings, load_serving)
        towns.office()
    configure_logs()  # to standard error: the other is the client's
    ERR.print("MCP 服务已就绪，等客户端从标准输入发来请求。")
    desk = Desk(towns, Metrics(towns))
    try:
        build_mcp(desk).run("stdio")
    finally:
        desk.close()
