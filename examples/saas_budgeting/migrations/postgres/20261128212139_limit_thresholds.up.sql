-- limit thresholds
-- The .json file beside this one says what it does to the tables: keep them together.

SET LOCAL lock_timeout = '5s';

-- Written by hand: a threshold above 100 was never reached before a category was overspent. The owner sees the rows of all
-- companies only without FORCE.
ALTER TABLE "budget_categories" NO FORCE ROW LEVEL SECURITY;
UPDATE "budget_categories" SET "approaching_at" = 100 WHERE "approaching_at" > 100;
ALTER TABLE "budget_categories" FORCE ROW LEVEL SECURITY;

ALTER TABLE "budget_categories" DROP CONSTRAINT "ck_budget_categories_feb6d113";

ALTER TABLE "budget_categories" ADD CONSTRAINT "ck_budget_categories_5c32d2f1" CHECK (("approaching_at" > 0) AND ("approaching_at" <= 100)) NOT VALID;

ALTER TABLE "budget_categories" VALIDATE CONSTRAINT "ck_budget_categories_5c32d2f1";
