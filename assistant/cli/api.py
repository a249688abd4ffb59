"""The commands that serve programs: `lvzhi api`, `lvzhi keys` and `lvzhi mcp`."""

from typing import Annotated

import typer

from assistant.cli.common import (
    ERR,
    OUT,
    AsJson,
    Host,
    Port,
    ServedTown,
    load_serving,
    plain_errors,
    print_json,
    serve_by_default,
)
from assistant.settings import Settings

MAX_WORKERS = 64

api_app = typer.Typer()
keys_app = typer.Typer(
    help="接口的密钥：发放、查看、作废。设 LVZHI_API_ACCESS=keys 后没有密钥的一律不答。",
    epilog="例：lvzhi keys add 公众号机器人；lvzhi keys list；lvzhi keys remove 公众号机器人",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(help="给谁用的，如 公众号机器人。")]


@api_app.command(
    epilog="例：lvzhi api；lvzhi api --host 0.0.0.0 --port 8080 --workers 2。"
    "设置、nginx、指标见 docs/operations.md。"
)
def api(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[
        int, typer.Option(min=1, max=MAX_WORKERS, help="开几个进程，一般等于核数。")
    ] = 1,
    town: ServedTown = "",
) -> None:
    """只提供 HTTP 接口，没有网页；按 Ctrl+C 停止，正在答的会答完。"""
    with plain_errors():
        serve_by_default(town)
        from assistant.service.api_server import serve_api

        code = serve_api(host, port, workers)
    raise typer.Exit(code)


@api_app.command(
    epilog='例：在客户端的 MCP 设置里写 {"command": "lvzhi", "args": ["mcp"]}；'
    "走 HTTP 的用 lvzhi serve 或 lvzhi api 的 /mcp。"
)
def mcp(town: ServedTown = "") -> None:
    """供 AI 助手作为 MCP 工具调用，走标准输入输出；由助手启动，关掉助手就停。"""
    from assistant.service.desk import Desk
    from assistant.service.mcp.server import build_mcp
    from assistant.service.running.logs import configure_logs
    from assistant.service.running.metrics import Metrics
    from assistant.service.towns import Towns

    with plain_errors():
        serve_by_default(town)
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


@keys_app.command("add")
def add_key(name: Name) -> None:
    """发一把密钥；只显示这一次，请当场记下。"""
    from assistant.service.rest.keys import KeyRing

    with plain_errors():
        key = KeyRing(Settings.from_environment().api_keys).add(name)
    typer.echo(key)


@keys_app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """列出密钥的名字和发放时间；密钥本身没有保存，看不到。"""
    from assistant.service.rest.keys import KeyRing

    with plain_errors():
        keys = KeyRing(Settings.from_environment().api_keys).known()
    if as_json:
        print_json([{"name": key.name, "created": key.created.isoformat()} for key in keys])
        return
    for key in keys:
        OUT.print(f"{key.created:%Y-%m-%d %H:%M}  {key.name}", markup=False)
    if not keys:
        OUT.print("还没有密钥。发一把：lvzhi keys add 名字")


@keys_app.command("remove")
def remove_key(name: Name) -> None:
    """作废一把密钥，马上生效。"""
    from assistant.service.rest.keys import KeyRing

    with plain_errors():
        KeyRing(Settings.from_environment().api_keys).remove(name)
    OUT.print(f"已作废：{name}", markup=False)
