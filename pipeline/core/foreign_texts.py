"""What the system and pydantic say inside our messages: their English, and its Chinese from our catalogue."""

from collections.abc import Mapping
from typing import Any

from pipeline.core.messages import _

OF_THE_SYSTEM = (
    "Address already in use",
    "Connection refused",
    "Connection reset by peer",
    "Connection timed out",
    "Device or resource busy",
    "Directory not empty",
    "Disk quota exceeded",
    "File exists",
    "File name too long",
    "Input/output error",
    "Invalid cross-device link",
    "Is a directory",
    "Name or service not known",
    "Network is unreachable",
    "No route to host",
    "No space left on device",
    "No such file or directory",
    "Not a directory",
    "Operation not permitted",
    "Permission denied",
    "Read-only file system",
    "Temporary failure in name resolution",
    "Too many levels of symbolic links",
    "Too many open files",
)
"""Texts of error numbers that an installation meets."""

OF_PYDANTIC = {
    "bool_parsing": "Input should be a valid boolean, unable to interpret input",
    "bool_type": "Input should be a valid boolean",
    "date_from_datetime_parsing": "Input should be a valid date or datetime, {error}",
    "date_type": "Input should be a valid date",
    "dict_type": "Input should be a valid dictionary",
    "enum": "Input should be {expected}",
    "extra_forbidden": "Extra inputs are not permitted",
    "float_parsing": "Input should be a valid number, unable to parse string as a number",
    "float_type": "Input should be a valid number",
    "greater_than": "Input should be greater than {gt}",
    "greater_than_equal": "Input should be greater than or equal to {ge}",
    "int_from_float": "Input should be a valid integer, got a number with a fractional part",
    "int_parsing": "Input should be a valid integer, unable to parse string as an integer",
    "int_type": "Input should be a valid integer",
    "less_than": "Input should be less than {lt}",
    "less_than_equal": "Input should be less than or equal to {le}",
    "list_type": "Input should be a valid list",
    "literal_error": "Input should be {expected}",
    "missing": "Field required",
    "model_type": "Input should be a valid dictionary or instance of {class_name}",
    "path_type": "Input is not a valid path",
    "string_pattern_mismatch": "String should match pattern '{pattern}'",
    "string_too_long": "String should have at most {max_length} characters",
    "string_too_short": "String should have at least {min_length} characters",
    "string_type": "Input should be a valid string",
    "too_short": "{field_type} should have at least {min_length} item after validation, not {actual_length}",
    "tuple_type": "Input should be a valid tuple",
}
"""Kind of problem -> what pydantic says of it."""


def reason_of(error: OSError) -> str:
    """Why the system refused, in a few words without a path."""
    return _(error.strerror or type(error).__name__)


def problem_of(problem: Mapping[str, Any]) -> str:
    """What is wrong with a value, of one of pydantic's problems; a validator's own message is told as it stands."""
    own = problem.get("ctx", {}).get("error")
    if isinstance(own, ValueError):
        return _("Value error, {problem}").format(problem=own)
    template = OF_PYDANTIC.get(problem["type"])
    if template is None or template.format(**problem.get("ctx", {})) != problem["msg"]:
        return str(problem["msg"])
    return _(template).format(**problem.get("ctx", {}))
