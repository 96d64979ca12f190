-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.

CREATE TABLE "accounts" (
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "opening" INTEGER(18, 4) NOT NULL,
    "opening_currency" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "name_folded" TEXT NOT NULL,
    CONSTRAINT "pk_accounts" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "uq_accounts_name_ci" ON "accounts" ("name_folded");

CREATE INDEX "ix_accounts_name" ON "accounts" ("name", "id");

CREATE INDEX "ix_accounts_kind" ON "accounts" ("kind", "id");

CREATE INDEX "ix_accounts_created_at" ON "accounts" ("created_at", "id");

CREATE TABLE "budgets" (
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "starts_on" TEXT NOT NULL,
    "categories" TEXT NOT NULL,
    "total" INTEGER(18, 4) NOT NULL,
    "total_currency" TEXT NOT NULL,
    "rollover" BOOLEAN NOT NULL DEFAULT (FALSE),
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "deleted_at" INTEGER NULL,
    "name_folded" TEXT NOT NULL,
    CONSTRAINT "pk_budgets" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "uq_budgets_name_ci" ON "budgets" ("name_folded") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_starts_on" ON "budgets" ("starts_on", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_name" ON "budgets" ("name", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_fin_deleted" ON "budgets" ("id") WHERE "deleted_at" IS NOT NULL;

CREATE INDEX "ix_budgets_created_at" ON "budgets" ("created_at", "id") WHERE "deleted_at" IS NULL;

CREATE TABLE "goals" (
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "target" INTEGER(18, 4) NOT NULL,
    "target_currency" TEXT NOT NULL,
    "starts_on" TEXT NOT NULL,
    "due" TEXT NULL,
    "status" TEXT NOT NULL,
    "milestones" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "name_folded" TEXT NOT NULL,
    CONSTRAINT "pk_goals" PRIMARY KEY ("id"),
    CONSTRAINT "ck_goals_127c6e52" CHECK (`target` > 0)
);

CREATE UNIQUE INDEX "uq_goals_name_ci" ON "goals" ("name_folded");

CREATE INDEX "ix_goals_name" ON "goals" ("name", "id");

CREATE INDEX "ix_goals_created_at" ON "goals" ("created_at", "id");

CREATE TABLE "contributions" (
    "id" BLOB NOT NULL,
    "goal_id" BLOB NOT NULL,
    "day" TEXT NOT NULL,
    "amount" INTEGER(18, 4) NOT NULL,
    "amount_currency" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "pk_contributions" PRIMARY KEY ("id"),
    FOREIGN KEY ("goal_id") REFERENCES "goals" ("id")
);

CREATE INDEX "ix_contributions_goal_id" ON "contributions" ("goal_id", "id");

CREATE INDEX "ix_contributions_day" ON "contributions" ("day", "id");

CREATE INDEX "ix_contributions_created_at" ON "contributions" ("created_at", "id");

CREATE TABLE "imports" (
    "id" BLOB NOT NULL,
    "account_id" BLOB NOT NULL,
    "file" TEXT NOT NULL,
    "added" INTEGER NOT NULL DEFAULT (0),
    "known" INTEGER NOT NULL DEFAULT (0),
    "refused" INTEGER NOT NULL DEFAULT (0),
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    CONSTRAINT "pk_imports" PRIMARY KEY ("id"),
    FOREIGN KEY ("account_id") REFERENCES "accounts" ("id")
);

CREATE INDEX "ix_imports_created_at" ON "imports" ("created_at", "id");

CREATE INDEX "ix_imports_account_id" ON "imports" ("account_id", "id");

CREATE TABLE "net_worth_snapshots" (
    "id" BLOB NOT NULL,
    "taken_on" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "assets" INTEGER(18, 4) NOT NULL,
    "liabilities" INTEGER(18, 4) NOT NULL,
    "net" INTEGER(18, 4) NOT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "pk_net_worth_snapshots" PRIMARY KEY ("id"),
    CONSTRAINT "ck_net_worth_snapshots_0cdf116d" CHECK (`liabilities` >= 0),
    CONSTRAINT "ck_net_worth_snapshots_10f0c2db" CHECK (`net` = `assets` - `liabilities`),
    CONSTRAINT "ck_net_worth_snapshots_e662d685" CHECK (`assets` >= 0)
);

CREATE UNIQUE INDEX "uq_net_worth_snapshots_taken_on_currency" ON "net_worth_snapshots" ("taken_on", "currency");

CREATE INDEX "ix_net_worth_snapshots_taken_on" ON "net_worth_snapshots" ("taken_on", "id");

CREATE INDEX "ix_net_worth_snapshots_currency" ON "net_worth_snapshots" ("currency", "id");

CREATE INDEX "ix_net_worth_snapshots_created_at" ON "net_worth_snapshots" ("created_at", "id");

CREATE TABLE "rules" (
    "id" BLOB NOT NULL,
    "pattern" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "pattern_folded" TEXT NOT NULL,
    CONSTRAINT "pk_rules" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "uq_rules_pattern_ci" ON "rules" ("pattern_folded");

CREATE INDEX "ix_rules_created_at" ON "rules" ("created_at", "id");

CREATE TABLE "transactions" (
    "id" BLOB NOT NULL,
    "account_id" BLOB NOT NULL,
    "booked_on" TEXT NOT NULL,
    "amount" INTEGER(18, 4) NOT NULL,
    "amount_currency" TEXT NOT NULL,
    "payee" TEXT NOT NULL DEFAULT (''),
    "purpose" TEXT NOT NULL DEFAULT (''),
    "category" TEXT NOT NULL,
    "fingerprint" BLOB NULL,
    "import_id" BLOB NULL,
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "deleted_at" INTEGER NULL,
    "payee_folded" TEXT NOT NULL,
    "purpose_folded" TEXT NOT NULL,
    CONSTRAINT "pk_transactions" PRIMARY KEY ("id"),
    FOREIGN KEY ("account_id") REFERENCES "accounts" ("id"),
    FOREIGN KEY ("import_id") REFERENCES "imports" ("id")
);

CREATE INDEX "ix_transactions_import_id" ON "transactions" ("import_id", "id");

CREATE INDEX "ix_transactions_fingerprint" ON "transactions" ("fingerprint", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_payee_folded" ON "transactions" ("payee_folded", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_fin_deleted" ON "transactions" ("id") WHERE "deleted_at" IS NOT NULL;

CREATE INDEX "ix_transactions_created_at" ON "transactions" ("created_at", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_category" ON "transactions" ("category", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_booked_on" ON "transactions" ("booked_on", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_amount" ON "transactions" ("amount_currency", "amount", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_account_id" ON "transactions" ("account_id", "id");
