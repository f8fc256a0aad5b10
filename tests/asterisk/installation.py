"""Where the real Asterisk is: on this machine, or in a directory of its own that is entered by chroot."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

DEFAULT_ROOT = Path("/var/tmp/santral-asterisk")  # what scripts/install-test-servers makes
ADVICE = "run scripts/install-test-servers as root (or point SANTRAL_ASTERISK_ROOT to a system with Asterisk)"


@dataclass(frozen=True, slots=True)
class Installation:
    """`root` is the directory in which Asterisk finds itself; `/` when it is installed on this machine."""

    root: Path

    @property
    def chrooted(self) -> bool:
        return self.root != Path("/")

    @property
    def program(self) -> Path:
        return self.root / "usr/sbin/asterisk"

    def command(self, config: Path) -> list[str]:
        """How Asterisk is started in the foreground with this `asterisk.conf` (a path on this machine)."""
        asterisk = ["/usr/sbin/asterisk", "-f", "-C", self.inside(config)]
        return ["chroot", str(self.root), *asterisk] if self.chrooted else asterisk

    def inside(self, path: Path) -> str:
        """How Asterisk calls a path of this machine."""
        return f"/{path.relative_to(self.root)}"


def find_installation() -> Installation | str:
    """The Asterisk to test with, or a sentence that says what is missing."""
    named = os.environ.get("SANTRAL_ASTERISK_ROOT")
    roots = [Path(named)] if named else [Path("/"), DEFAULT_ROOT]
    for installation in map(Installation, roots):
        if installation.program.exists():
            if installation.chrooted and os.geteuid() != 0:
                return f"Asterisk in {installation.root} is entered by chroot: run the tests as root"
            if shutil.which("sipp") is None:
                return f"sipp is missing: {ADVICE}, or install the package sip-tester"
            return installation
    return f"no Asterisk found: {ADVICE}"
