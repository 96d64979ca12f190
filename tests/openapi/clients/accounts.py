"""Uses the API with the client that openapi-python-client makes of the document. Arguments: the server's URL and a tenant."""

import sys
from datetime import date

from accounts_client import AuthenticatedClient
from accounts_client.api.account import (
    create_account,
    delete_account,
    get_account,
    list_accounts,
    restore_account,
    update_account,
)
from accounts_client.api.currency import create_currency
from accounts_client.api.invoice import create_invoice
from accounts_client.api.movement import create_movement, list_movements
from accounts_client.models import (
    Account,
    AccountCreate,
    AccountPage,
    AccountUpdate,
    CurrencyCreate,
    InvoiceCreate,
    InvoiceCreateLine,
    InvoiceCreated,
    ListMovementsFieldsItem,
    MovementCreate,
    MovementFields,
    Problem,
    Purpose,
)
from accounts_client.types import UNSET

url, tenant = sys.argv[1:]
client = AuthenticatedClient(base_url=url, token=tenant, prefix="", auth_header_name="x-tenant-id")

answer = create_account.sync_detailed(client=client, body=AccountCreate(name="Rainy days", purpose=Purpose.SAVINGS))
assert answer.status_code == 201, answer
account, tag = answer.parsed, answer.headers["etag"]
assert isinstance(account, Account) and account.purpose is Purpose.SAVINGS and account.ceiling is None, account
assert create_currency.sync_detailed(client=client, body=CurrencyCreate(code="USD", rate=1.08)).status_code == 201

taken = create_account.sync(client=client, body=AccountCreate(name="Rainy days", purpose=Purpose.EVERYDAY))
assert isinstance(taken, Problem) and taken.status == 409, taken
assert taken.type_ == "urn:fin-infra:problem:conflict" and [fault.name for fault in taken.errors] == ["name"], taken

for name in ("Bills", "Car"):
    body = AccountCreate(name=name, purpose=Purpose.EVERYDAY, ceiling="250.00", owner=None)
    assert isinstance(create_account.sync(client=client, body=body), Account)
query = {"purposein": [Purpose.EVERYDAY, Purpose.SAVINGS], "ceilinggte": "100", "page_size": 1}
page = list_accounts.sync(client=client, **query)
assert isinstance(page, AccountPage) and [item.name for item in page.items] == ["Bills"], page
rest = list_accounts.sync(client=client, **query, cursor=page.next_cursor)
assert [item.name for item in rest.items] == ["Car"] and rest.next_cursor is None, rest

change = AccountUpdate(ceiling="99.50")
changed = update_account.sync(account.id, client=client, body=change, if_match=tag)
assert isinstance(changed, Account) and changed.ceiling == "99.50" and changed.name == "Rainy days", changed
stale = update_account.sync(account.id, client=client, body=AccountUpdate(ceiling=None), if_match=tag)
assert isinstance(stale, Problem) and stale.status == 412, stale

assert delete_account.sync_detailed(account.id, client=client, if_match="*").status_code == 204
gone = get_account.sync(account.id, client=client)
assert isinstance(gone, Problem) and gone.status == 404, gone
assert restore_account.sync(account.id, client=client).id == account.id

body = MovementCreate(account_id=account.id, amount="5.25", valued_on=date(2026, 11, 28), labels=["rent"])
movement = create_movement.sync(client=client, body=body)
assert movement.amount == "5.2500", movement
page = list_movements.sync(client=client, fields=[ListMovementsFieldsItem.AMOUNT])
(some,) = page.items
assert isinstance(some, MovementFields) and some.id == movement.id and some.amount == "5.2500", some
assert some.labels is UNSET and some.account_id is UNSET, some

lines = [InvoiceCreateLine(purpose=Purpose.EVERYDAY, amount=amount) for amount in ("20.00", "7.5")]
invoice = create_invoice.sync(client=client, body=InvoiceCreate(customer="Ada", lines=lines))
assert isinstance(invoice, InvoiceCreated), invoice
created = invoice.related.lines.items
assert [(line.invoice_id, line.amount) for line in created] == [(invoice.id, "20.00"), (invoice.id, "7.50")], created
alone = create_invoice.sync(client=client, body=InvoiceCreate(customer="Ada"))
assert isinstance(alone, InvoiceCreated) and alone.related is UNSET, alone
