"""What the platforms have delivered: a signature passes again only with the same message."""

from starlette.datastructures import QueryParams

from assistant.service.store import Store
from assistant.service.wechat.accounts import Account
from assistant.service.wechat.crypto import NotGenuineError
from assistant.service.wechat.messages import Message
from assistant.service.wechat.sessions import user_key


class Deliveries:
    """The signatures of late: who has overheard one can say nothing else with it.

    A plain signature does not cover the body, and none tells timestamp and nonce apart.
    """

    def __init__(self, store: Store) -> None:
        """Remember in `store`; workers that share it share what they have seen."""
        self._store = store

    async def check(self, account: Account, query: QueryParams, message: Message) -> None:
        """NotGenuineError where a message's signature has come with anything else before."""
        signature = query["msg_signature" if account.aes_key else "signature"]
        place = user_key(account.token, account.platform, account.name, signature)
        parts = (message.user, message.kind, message.identity, message.text)
        content = user_key(account.token, query["timestamp"], query["nonce"], *parts)
        live_s = 2.0 * account.max_age_s  # a clock may be behind by as much as ahead
        if await self._store.add(f"signed:{place}", content, live_s):
            return
        if await self._store.get(f"signed:{place}") not in (content, None):
            raise NotGenuineError("这个签名已经用在别的消息上")
