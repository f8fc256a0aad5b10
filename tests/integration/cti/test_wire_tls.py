"""The link to the exchange, encrypted."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from santral.cti.login import log_in
from santral.cti.loss import LinkDown, LossReason
from santral.cti.wire import connect
from tests.integration.cti.scripted_exchange import SECRET, ScriptedExchange, scripted_exchange

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="install openssl to make a certificate"
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that signs itself, for the name localhost, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    kind = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    name = "-subj /CN=localhost -addext subjectAltName=DNS:localhost"
    command = ["openssl", "req", *kind.split(), *name.split(), "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


@pytest.fixture
async def encrypted(certificate: tuple[Path, Path]) -> AsyncIterator[ScriptedExchange]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    async with scripted_exchange(context) as exchange:
        yield exchange


async def test_a_link_is_made_where_the_certificate_is_trusted(
    encrypted: ScriptedExchange, certificate: tuple[Path, Path]
) -> None:
    settings = encrypted.settings(tls=True, ca_file=certificate[0], tls_server_name="localhost")
    connection = await connect(settings)
    await log_in(connection, settings)
    assert encrypted.heard_all("Login")[0]["Secret"] == SECRET
    connection.lose(LinkDown(LossReason.CLOSED))


@pytest.mark.parametrize("flaw", ["not trusted", "another name", "no such file", "not a certificate"])
async def test_a_link_that_cannot_be_trusted_is_refused(
    encrypted: ScriptedExchange, certificate: tuple[Path, Path], flaw: str, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    ca_file = {"not trusted": None, "no such file": tmp_path / "none.pem", "not a certificate": empty}
    server_name = "pbx.example" if flaw == "another name" else "localhost"
    settings = encrypted.settings(
        tls=True, ca_file=ca_file.get(flaw, certificate[0]), tls_server_name=server_name
    )
    with pytest.raises(LinkDown) as loss:
        await connect(settings)
    assert loss.value.reason is LossReason.NOT_ENCRYPTED
    assert not encrypted.heard


async def test_an_exchange_that_does_not_encrypt_is_told(exchange: ScriptedExchange) -> None:
    with pytest.raises(LinkDown) as loss:
        await connect(exchange.settings(tls=True))
    assert loss.value.reason is LossReason.NOT_ENCRYPTED
