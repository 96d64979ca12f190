// A program that uses the API with the types that openapi-typescript makes of the document. It is type-checked, and run
// against a server. Arguments: the server's URL and a tenant.

import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { argv: [string, string, string, string] };

type Account = components["schemas"]["Account"];
type Purpose = components["schemas"]["Purpose"];

const [, , url, tenant] = process.argv;
const client = createClient<paths>({ baseUrl: url, headers: { "x-tenant-id": tenant } });

function equal(found: unknown, expected: unknown) {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${left} is not ${right}`);
}

// What has a default, or may be null, can be left out.
const purpose: Purpose = "savings";
const created = await client.POST("/accounts", { body: { name: "Rainy days", purpose } });
equal(created.response.status, 201);
const account: Account = created.data!;
const ceiling: string | null = account.ceiling;
equal([account.name, account.purpose, ceiling, account.deleted_at], ["Rainy days", "savings", null, null]);
await client.POST("/money/currencies", { body: { code: "EUR", rate: 1 } });

// @ts-expect-error There is no such purpose.
const refused = await client.POST("/accounts", { body: { name: "Holidays", purpose: "holidays" } });
equal(refused.response.status, 422);
equal(refused.error?.type, "urn:fin-infra:problem:invalid-body");
equal(refused.error?.errors?.map((fault) => fault.name), ["purpose"]);

// @ts-expect-error A name is required.
equal((await client.POST("/accounts", { body: { purpose } })).response.status, 422);

for (const name of ["Bills", "Car"]) {
  await client.POST("/accounts", { body: { name, purpose: "everyday", ceiling: "250.00", owner: null } });
}
const list = await client.GET("/accounts", {
  params: { query: { "purpose[in]": ["everyday", "savings"], "ceiling[gte]": "100", order_by: ["-name"], page_size: 1 } },
});
equal(list.data?.items.map((item) => item.name), ["Car"]);
const next = list.data?.next_cursor;
const rest = await client.GET("/accounts", {
  params: {
    query: { "purpose[in]": ["everyday", "savings"], "ceiling[gte]": "100", order_by: ["-name"], cursor: next! },
  },
});
equal(rest.data?.items.map((item) => item.name), ["Bills"]);
equal(rest.data?.next_cursor, null);

const path = { id: account.id };
const tag = created.response.headers.get("etag")!;
const changed = await client.PATCH("/accounts/{id}", {
  params: { path, header: { "If-Match": tag } },
  body: { ceiling: "99.50" },
});
equal([changed.data?.ceiling, changed.data?.name], ["99.50", "Rainy days"]);
const stale = await client.PATCH("/accounts/{id}", {
  params: { path, header: { "If-Match": tag } },
  body: { ceiling: null },
});
equal([stale.response.status, stale.error?.status], [412, 412]);

// @ts-expect-error A change has to say which version it means.
equal((await client.PATCH("/accounts/{id}", { params: { path }, body: {} })).response.status, 428);

const removed = await client.DELETE("/accounts/{id}", { params: { path, header: { "If-Match": "*" } } });
equal(removed.response.status, 204);
equal((await client.GET("/accounts/{id}", { params: { path } })).error?.title, "Row not found");
const restored = await client.POST("/accounts/{id}/restore", { params: { path } });
equal(restored.data?.id, account.id);

// A field that is not selected may be absent.
const movement = { account_id: account.id, amount: "5.25", valued_on: "2026-11-28", labels: ["rent"] };
const moved = await client.POST("/movements", { body: movement });
equal(moved.data?.amount, "5.2500");
const selected = await client.GET("/movements", { params: { query: { fields: ["amount"] } } });
const some: components["schemas"]["MovementFields"] = selected.data!.items[0]!;
const amount: string | undefined = some.amount;
equal([some.id, amount, some.labels], [moved.data?.id, "5.2500", undefined]);
const one = await client.GET("/movements/{id}", { params: { path: { id: some.id }, query: { fields: ["labels"] } } });
equal([one.data?.labels, one.data?.amount], [["rent"], undefined]);
// @ts-expect-error There is no such field.
equal((await client.GET("/movements", { params: { query: { fields: ["colour"] } } })).response.status, 400);

// The children of a new row do not refer to it.
const lines = [{ purpose, amount: "20.00" }, { purpose, amount: "7.5" }];
const invoice = await client.POST("/invoices", { body: { customer: "Ada", lines } });
const items = invoice.data?.related?.lines?.items;
equal(items?.map((line) => [line.invoice_id, line.amount]), [[invoice.data?.id, "20.00"], [invoice.data?.id, "7.50"]]);
// @ts-expect-error The API sets the reference.
const stray: components["schemas"]["InvoiceCreateLine"] = { purpose, amount: "1", invoice_id: account.id };
equal((await client.POST("/invoices", { body: { customer: "Ada", lines: [stray] } })).response.status, 422);
