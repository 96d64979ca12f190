"""Constraints that OpenAPI cannot express: combinations of parameters, valid cursors, and keys of a single request."""

import hashlib
import json
import re

import schemathesis

TAGS = re.compile(r'(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)')


@schemathesis.hook
def before_call(context, case, kwargs):
    """Repairs requests that are meant to be accepted, and leaves those that are meant to be rejected."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    repair_query(case.query or {})
    case.body = with_whole_numbers(case.body)
    repair_headers(case, case.headers or {})


def repair_query(query):
    # A cursor that no list returned is rejected.
    query.pop("cursor", None)
    if not is_one_plain_column(query.get("order_by")):
        query.pop("order_dir", None)
    if is_true(query.get("include_deleted")) and is_true(query.get("only_deleted")):
        del query["only_deleted"]


def is_one_plain_column(order):
    # `order_dir` requires a single column without a direction.
    text = ",".join(order) if isinstance(order, list) else order
    return isinstance(text, str) and "," not in text and not text.startswith("-")


def is_true(value):
    return value is True or value == "true"


def with_whole_numbers(value):
    # 3.0 is an integer in JSON Schema, and not in serde. Floats outside of the range of an integer column stay floats.
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**64:
        return int(value)
    if isinstance(value, list):
        return [with_whole_numbers(item) for item in value]
    if isinstance(value, dict):
        return {name: with_whole_numbers(item) for name, item in value.items()}
    return value


def repair_headers(case, headers):
    if is_true((case.query or {}).get("hard")):
        # A permanent removal ignores the version.
        headers.pop("If-Match", None)
    for name in ("If-Match", "If-None-Match"):
        tags = headers.get(name)
        # One phase generates tags without the quotes that the pattern requires.
        if tags is not None and not TAGS.fullmatch(str(tags)):
            headers[name] = '"0"'
    key = headers.get("Idempotency-Key")
    if key is not None:
        # The same key for a different request is rejected.
        request = json.dumps([case.path_parameters, case.body], default=repr)
        headers["Idempotency-Key"] = str(key)[:200] + hashlib.sha256(request.encode()).hexdigest()[:32]
