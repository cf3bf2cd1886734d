"""The official contract and the recorded samples: read where they are, never part of this project."""

import os
from pathlib import Path

import pytest


def contract_folder() -> Path:
    """Give the folder of the official WSDL and XSD; the test is not run where there is none."""
    return _folder("INSI_CONTRACT_DIR")


def samples_folder() -> Path:
    """Give the folder of the recorded messages; the test is not run where there is none."""
    return _folder("INSI_SAMPLES_DIR")


def _folder(variable: str) -> Path:
    value = os.environ.get(variable)
    if not value:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{variable} must name a folder when CI=true")
        pytest.skip(f"{variable} names no folder")
    return Path(value)
