"""What a simulated exchange says, for tests that need no port."""

from __future__ import annotations

from santral.cti.pbx_simulator import PbxSimulator

Message = dict[str, str]


class Tape:
    """Listens from its making on."""

    def __init__(self, pbx: PbxSimulator) -> None:
        self._texts: list[bytes] = []
        pbx.exchange.listeners.append(self)

    def on_event(self, event: str, text: bytes) -> None:
        self._texts.append(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def events(self, *names: str) -> list[Message]:
        messages = [
            dict(line.split(": ", 1) for line in text.decode().split("\r\n") if line) for text in self._texts
        ]
        return [message for message in messages if not names or message["Event"] in names]

    def told(self, *names: str) -> list[str]:
        return [message["Event"] for message in self.events(*names)]
