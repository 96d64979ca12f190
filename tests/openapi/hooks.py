"""What OpenAPI cannot say of queries: which parameters do not go together, and what a cursor is."""

import schemathesis


@schemathesis.hook
def map_query(context, query):
    if not query:
        return query
    query = dict(query)
    # A cursor that nobody was given is refused; links give real ones.
    query.pop("cursor", None)
    if query.get("order_dir") in ("asc", "desc") and "order_by" not in query:
        del query["order_dir"]
    if is_true(query.get("include_deleted")) and is_true(query.get("only_deleted")):
        del query["only_deleted"]
    return query


def is_true(value):
    return value is True or value == "true"
