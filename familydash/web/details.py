"""What pydantic found wrong, in our words: short, plain, and never the input itself."""

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from familydash.errors import Detail

MOST: Final = 50  # a body of a million wrong fields is not answered with a million lines
_LONGEST: Final = 100  # characters of a name that somebody made up

_WORDS: Final[Mapping[str, str]] = {
    "missing": "is required",
    "extra_forbidden": "is not a field here",
    "string_type": "must be text",
    "string_unicode": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "set_type": "must be a list",
    "frozen_set_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dataclass_type": "must be an object",
    "none_required": "must be null",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must have at most {max_length} characters",
    "too_long": "must have at most {max_length} entries",
    "date_type": "must be a date such as 2026-12-24",
    "date_parsing": "must be a date such as 2026-12-24",
    "date_from_datetime_parsing": "must be a date such as 2026-12-24",
    "date_from_datetime_inexact": "must be a date such as 2026-12-24",
}


def details(error: ValidationError, given: Any) -> list[Detail]:
    """One line for each wrong field of `given`; where it may be of several types, what each of them asks for."""
    lines: dict[str, list[str]] = {}
    for found in error.errors(include_url=False, include_input=False)[:MOST]:
        said = lines.setdefault(_field(found, given), [])
        words = _words(found)
        if words not in said:
            said.append(words)
    return [Detail(field, " or ".join(said)) for field, said in lines.items()]


def shortened(text: str, longest: int = _LONGEST) -> str:
    """A name that a client made up, fit to be said back."""
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _field(found: ErrorDetails, given: Any) -> str:
    """The path into `given`. Where a value may be of several types, pydantic puts in the type that it tried: a part
    that leads nowhere, unless it is what is missing."""
    parts: list[str] = []
    for part in found["loc"]:
        try:
            given = given[part]
        except (LookupError, TypeError):
            if found["type"] != "missing":
                continue
        parts.append(shortened(str(part)))
    return ".".join(parts)


def _words(found: ErrorDetails) -> str:
    context: dict[str, Any] = found.get("ctx", {})
    match found["type"]:
        case "value_error" | "assertion_error":
            return shortened(str(context["error"]), 300)
        case "json_invalid":
            return f"is not valid JSON: {context['error']}"
        case "string_too_short":
            least = context["min_length"]
            return "must not be empty" if least == 1 else f"must have at least {least} characters"
        case "too_short":
            least = context["min_length"]
            return "must not be empty" if least == 1 else f"must have at least {least} entries"
        case "literal_error" | "enum":
            choices = re.findall(r"'([^']*)'", context["expected"])
            if len(choices) == 1:
                return f"must be {choices[0]}"
            return f"must be one of {', '.join(choices)}" if choices else f"must be {context['expected']}"
        case "string_pattern_mismatch":
            if "https?://" in context["pattern"]:
                return "must be an address that begins with http:// or https://"
            return f"must have the form {context['pattern']}"
        case known if known in _WORDS:
            return _WORDS[known].format_map(context)
    return found["msg"].replace("Input should", "must", 1)
