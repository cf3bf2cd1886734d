"""What the README promises to a stranger with another client."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.emulators.insi import faults
from tests.emulators.insi.misbehavior import BadHttp, BadTls, Drop
from tests.emulators.insi.people import load
from tests.emulators.insi.pki import ClientCertificate, ServerCertificate
from tests.emulators.insi.wire import Base, Liberty
from tests.integration.insi_simulator.client import ask

pytestmark = pytest.mark.xdist_group("insi_simulator")

README = (Path(faults.__file__).parent / "README.md").read_text()


def test_the_smallest_request_is_answered(simulator):
    [request] = re.findall(r"```xml\n(.*?)```", README, re.DOTALL)

    assert ask(simulator, request.encode()).text_of("CodeCR") == "00"


def test_the_command_with_curl_works(simulator, tmp_path):
    [request] = re.findall(r"```xml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "request.xml").write_text(request)
    [command] = re.findall(r"(    curl .*?\n)\n", README, re.DOTALL)
    words = command.replace("out/insi", str(simulator.pki.folder)).replace("https://localhost:8443/lps", simulator.url)

    answer = subprocess.run(["sh", "-c", words], cwd=tmp_path, capture_output=True, text=True, timeout=20, check=True)

    assert "<CodeCR>00</CodeCR>" in answer.stdout


def test_every_word_of_the_steering_is_in_the_readme():
    words = [*Drop, *BadHttp, *BadTls, *ServerCertificate, *ClientCertificate, *Base, *Liberty, *faults.TABLE]

    assert [word for word in words if f"`{word}`" not in README and f"`+{word}`" not in README] == []


def test_every_person_is_in_the_readme():
    families = {name for person in load() for name in (person.family_name, *person.other_family_names)}

    assert [name for name in families if name not in README] == []


def test_the_files_named_are_there(simulator):
    named = re.findall(r"`([a-z.-]+\.(?:pem|key|p12))`", README.split("## Point")[0])

    for name in named:
        assert list(simulator.pki.folder.rglob(name)), name
