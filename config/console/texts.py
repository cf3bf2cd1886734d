"""The console's words in French and English; the terminal writes them in ASCII."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@cache
def texts() -> dict[str, dict[str, str]]:
    """Read the packaged texts: by id, then by language."""
    return tomllib.loads(files("config.console").joinpath("texts.toml").read_text("utf-8"))


def text(language: Language, text_id: str, **arguments: object) -> str:
    """Give a text with its placeholders filled. Raises KeyError for an unknown id or placeholder."""
    return texts()[text_id][language].format(**arguments)
