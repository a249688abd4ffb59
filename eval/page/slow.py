"""An old phone on a poor line, as Chromium can play it, with what comes over the wire."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

CPU_RATE = 4  # times slower
LINE = {
    "offline": False,
    "latency": 400,  # ms, a round trip
    "downloadThroughput": 400_000 / 8,  # bytes a second
    "uploadThroughput": 400_000 / 8,
}


class OldPhone:
    """Slows a page down, and watches its network."""

    def __init__(self, page: "Page", *, is_slow: bool = True) -> None:
        """Begin now; without `is_slow` it only watches."""
        self.addresses: list[str] = []
        self.sent_bytes = 0
        self._received: dict[str, int] = defaultdict(int)  # by request
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        if is_slow:
            network.send("Network.emulateNetworkConditions", dict(LINE))
            network.send("Emulation.setCPUThrottlingRate", {"rate": CPU_RATE})
        network.on("Network.requestWillBeSent", self._on_request)
        network.on("Network.responseReceived", self._on_response)
        network.on("Network.dataReceived", self._on_data)
        network.on("Network.loadingFinished", self._on_finished)

    def _on_request(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith(("data:", "blob:")):
            self.addresses.append(event["request"]["url"])
            self.sent_bytes += len(event["request"].get("postData", "").encode())

    def _on_response(self, event: dict[str, Any]) -> None:
        self._received[event["requestId"]] += int(event["response"]["encodedDataLength"])

    def _on_data(self, event: dict[str, Any]) -> None:
        self._received[event["requestId"]] += int(event["encodedDataLength"])

    def _on_finished(self, event: dict[str, Any]) -> None:
        # Of the page itself, Chromium tells the size only now.
        self._received[event["requestId"]] = int(event["encodedDataLength"])

    @property
    def received_bytes(self) -> int:
        """What has come, compressed, headers included."""
        return sum(self._received.values())
