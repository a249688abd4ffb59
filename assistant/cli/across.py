"""`lvzhi across`: a question across all towns; no logic of its own."""

from typing import Annotated

import typer

from assistant.cli.common import OUT, AsJson, load_assistant, plain_errors, print_json
from assistant.settings import Settings

across_app = typer.Typer()


@across_app.command(
    epilog="例：lvzhi across 哪些镇把秸秆焚烧放在基本清单；lvzhi across 危房改造 --top 20 --json"
)
def across(
    question: Annotated[list[str], typer.Argument(help="要问的话，或者一件事。")],
    top: Annotated[int, typer.Option("--top", min=1, help="最多看多少个镇的原文。")] = 200,
    as_json: AsJson = False,
) -> None:
    """问哪些镇怎样放一件事：镇、清单、部门，每条都对着那个镇的原文核对过。"""
    from assistant.cli.printing.across import across_facts, print_across
    from assistant.province.across import ask_across, read_across
    from index.vectors.store import vector_store

    with plain_errors():
        settings = Settings.from_environment()
        assistant = load_assistant(settings)
        read = read_across(" ".join(question), assistant)
        vectors = vector_store(settings.vectors, settings.cache_dir)
        answer = ask_across(read, assistant, settings.towns, vectors, top)
    if as_json:
        print_json(across_facts(answer))
    else:
        print_across(OUT, answer)
