"""What a setting may be, read from the schema for the manual and for the console's help."""

from typing import Any, Literal, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo


def choices(field: FieldInfo) -> tuple[str, ...]:
    """Give the words a setting may be, where they are few."""
    annotation: Any = field.annotation
    if annotation is bool:
        return "true", "false"
    if get_origin(annotation) is Literal:
        return tuple(str(word) for word in get_args(annotation))
    return tuple(str(member.value) for member in getattr(annotation, "__members__", {}).values())


def limits(field: FieldInfo) -> str:
    """Give the range of a number, such as "1 to 60"."""
    low = next((limit.ge for limit in field.metadata if isinstance(limit, annotated_types.Ge)), None)
    high = next((limit.le for limit in field.metadata if isinstance(limit, annotated_types.Le)), None)
    return f"{low} to {high}" if low is not None else ""


def form(field: FieldInfo) -> str:
    """Give the pattern of a text."""
    return next((part.pattern for part in field.metadata if getattr(part, "pattern", None)), "")


def allowed(field: FieldInfo) -> str:
    """Give whichever of these says most, in one line."""
    return ", ".join(choices(field)) or limits(field) or form(field)
