"""A real Asterisk with the sample configuration of deploy/asterisk, on loopback, on ports of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.asterisk.installation import Installation
from tests.asterisk.ports import EXCHANGE_MEDIA, SIGNALLING, free_tcp_port, free_udp_ports
from tests.patience import PATIENCE_S

SAMPLE = Path(__file__).parents[2] / "deploy/asterisk"
WIDER = Path(__file__).parent / "wider"
"""What other exchanges have beside: appended to the files of the sample configuration."""
HOST = "127.0.0.1"
CARRIER_HOST = "127.0.0.2"  # an address of its own tells the carrier from the phones
EXTENSIONS = ("1001", "1002", "1003", "1004", "1005")


@dataclass(slots=True)
class Exchange:
    """One Asterisk. `start`, `stop` and `kill` may be repeated: it comes back on the same ports.

    `santral`/`secret` is the account of the sample configuration; `deaf`/`secret` may do the same but hears
    nothing of queues; `recorder`/`secret` hears and may do everything. A `wider` one can do more than the
    sample (`wider/*.conf`).
    """

    installation: Installation
    wider: bool = False
    secret: str = "loopback-only"
    ami_port: int = field(default_factory=free_tcp_port)
    ami_tls_port: int = field(default_factory=free_tcp_port)
    sip_port: int = field(default_factory=lambda: free_udp_ports(1, SIGNALLING)[0])
    carrier_port: int = field(default_factory=lambda: free_udp_ports(1, SIGNALLING)[0])
    phone_ports: Mapping[str, int] = field(
        default_factory=lambda: dict(zip(EXTENSIONS, free_udp_ports(5, SIGNALLING), strict=True))
    )
    _directory: Path = field(init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        temporary = self.installation.root / "tmp"
        self._directory = Path(tempfile.mkdtemp(prefix="santral-exchange-", dir=temporary))
        self._configure()

    @property
    def log(self) -> str:
        """What Asterisk said so far: notices, warnings, errors."""
        path = self._directory / "asterisk.out"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it takes manager logins and calls."""
        with (self._directory / "asterisk.out").open("ab") as output:
            self._process = subprocess.Popen(
                self.installation.command(self._directory / "etc/asterisk.conf"),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE_S
        while not self._booted():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"Asterisk did not start:\n{self.log[-4000:]}")
            time.sleep(0.05)  # the port does not exist yet: nothing to wait on

    def stop(self) -> None:
        """Ask it to end, as an administrator who restarts it does."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """End it without a word, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it stand still with every connection open, as a machine does that has run out of memory."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._directory)

    @property
    def certificate(self) -> Path:
        """What signs its certificate: itself, for the address 127.0.0.1."""
        return self._directory / "etc/certificate.pem"

    def _signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _booted(self) -> bool:
        """FullyBooted follows the answer to a login as soon as calls are taken, and not before."""
        try:
            with socket.create_connection((HOST, self.ami_port), timeout=PATIENCE_S) as connection:
                connection.sendall(
                    f"Action: Login\r\nUsername: recorder\r\nSecret: {self.secret}\r\n\r\n".encode()
                )
                heard = b""
                while b"FullyBooted" not in heard:
                    more = connection.recv(4096)
                    if not more:
                        return False
                    heard += more
        except OSError:
            return False
        return True

    def _configure(self) -> None:
        etc, var = self._directory / "etc", self._directory / "var"
        media = free_udp_ports(200, EXCHANGE_MEDIA)
        values = {
            "AMI_SECRET": self.secret,
            "PHONE_PASSWORD": self.secret,
            "AMI_ADDRESS": HOST,
            "AMI_PORT": self.ami_port,
            "SIP_ADDRESS": HOST,
            "SIP_PORT": self.sip_port,
            "RTP_FIRST": media[0],
            "RTP_LAST": media[-1],
            "CARRIER_ADDRESS": CARRIER_HOST,
            "CARRIER_PORT": self.carrier_port,
        }
        subprocess.run(
            [SAMPLE / "fill", etc],
            env={**os.environ, **{name: str(value) for name, value in values.items()}},
            check=True,
        )
        # The phones of a test are where we say; a place that is written down needs no registration.
        (etc / "pjsip_phones.conf").write_text(
            "".join(
                f"[{extension}]\ntype = aor\ncontact = sip:{extension}@{HOST}:{port}\n"
                for extension, port in self.phone_ports.items()
            )
        )
        self._certify()
        accounts = etc / "manager.conf"
        accounts.write_text(
            accounts.read_text().replace(
                "[general]\n",
                f"[general]\ntlsenable = yes\ntlsbindaddr = {HOST}:{self.ami_tls_port}\n"
                f"tlscertfile = {self.installation.inside(self.certificate)}\n",
            )
            + f"\n[recorder]\nsecret = {self.secret}\nread = all\nwrite = all\n"
            + f"\n[deaf]\nsecret = {self.secret}\nread = call,system\n"
            + "write = call,agent,originate,reporting\n"
        )
        if self.wider:
            self._widen(etc)
        for name in ("run", "db", "log", "spool"):
            (var / name).mkdir(parents=True)
        (etc / "asterisk.conf").write_text(
            "[directories]\n"
            f"astetcdir => {self.installation.inside(etc)}\n"
            f"astrundir => {self.installation.inside(var / 'run')}\n"
            f"astdbdir => {self.installation.inside(var / 'db')}\n"
            f"astlogdir => {self.installation.inside(var / 'log')}\n"
            f"astspooldir => {self.installation.inside(var / 'spool')}\n"
            + (etc / "asterisk.conf").read_text()
        )

    def _widen(self, etc: Path) -> None:
        for addition in WIDER.glob("*.conf"):
            with (etc / addition.name).open("a") as configuration:
                configuration.write(addition.read_text())
        phones = etc / "pjsip.conf"
        group = "[phone](!)\ncall_group = 1\npickup_group = 1\n"  # who may pick up whose calls
        phones.write_text(phones.read_text().replace("[phone](!)\n", group))

    def _certify(self) -> None:
        """Certificate and key go into one file, as Asterisk wants them."""
        key = self.certificate.with_name("key.pem")
        kind = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
        name = f"-subj /CN=exchange -addext subjectAltName=IP:{HOST}"
        command = ["openssl", "req", *kind.split(), *name.split()]
        subprocess.run([*command, "-keyout", key, "-out", self.certificate], check=True, capture_output=True)
        self.certificate.write_text(self.certificate.read_text() + key.read_text())
