-- members own rows
-- The .json file beside this one says what it does to the tables: keep them together.

SET LOCAL lock_timeout = '5s';

-- The ready resources know no members: a user's id is any UUID there. Here it is the id of a member of the same company.
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_user_is_a_member"
    FOREIGN KEY ("tenant_id", "user_id") REFERENCES "members" ("tenant_id", "id");

ALTER TABLE "transactions" ADD CONSTRAINT "transactions_user_is_a_member"
    FOREIGN KEY ("tenant_id", "user_id") REFERENCES "members" ("tenant_id", "id");

-- Nobody is added to a company that is being erased.
ALTER TABLE "members" ADD CONSTRAINT "members_company_exists"
    FOREIGN KEY ("tenant_id") REFERENCES "companies" ("id");
