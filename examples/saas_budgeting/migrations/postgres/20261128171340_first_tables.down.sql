-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.
-- loses table `transactions`
-- loses table `members`
-- loses table `companies`
-- loses table `budget_categories`
-- loses table `budgets`

SET LOCAL lock_timeout = '5s';

DROP TABLE "transactions";

DROP TABLE "members";

DROP TABLE "companies";

DROP TABLE "budget_categories";

DROP TABLE "budgets";
