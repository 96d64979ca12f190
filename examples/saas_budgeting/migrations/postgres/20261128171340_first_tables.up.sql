-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.

SET LOCAL lock_timeout = '5s';

CREATE TABLE "budgets" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" VARCHAR(128) COLLATE "C" NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "period" TEXT COLLATE "C" NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE NOT NULL,
    "rollover" BOOLEAN NOT NULL DEFAULT (FALSE),
    "extra" JSONB NOT NULL,
    "rolled_from" UUID NULL,
    "counted_from" DATE NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ NULL,
    "version" BIGINT NOT NULL DEFAULT (1),
    "name_folded" VARCHAR(128) COLLATE "C" NOT NULL,
    CONSTRAINT "pk_budgets" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "ck_budgets_89661d01" CHECK ("ends_on" >= "starts_on")
);

CREATE INDEX "ix_budgets_created_at" ON "budgets" ("tenant_id", "created_at", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_ends_on" ON "budgets" ("tenant_id", "ends_on", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_fin_deleted" ON "budgets" ("tenant_id", "id") WHERE "deleted_at" IS NOT NULL;

CREATE INDEX "ix_budgets_kind" ON "budgets" ("tenant_id", "kind", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_name" ON "budgets" ("tenant_id", "name", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_name_folded" ON "budgets" ("tenant_id", "name_folded", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_period" ON "budgets" ("tenant_id", "period", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_rollover" ON "budgets" ("tenant_id", "rollover", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_starts_on" ON "budgets" ("tenant_id", "starts_on", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_user_id" ON "budgets" ("tenant_id", "user_id", "id") WHERE "deleted_at" IS NULL;

CREATE UNIQUE INDEX "uq_budgets_user_id_name_ci" ON "budgets" ("tenant_id", "user_id", "name_folded") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budgets_rolled_from" ON "budgets" ("tenant_id", "rolled_from", "id") WHERE "deleted_at" IS NULL;

CREATE UNIQUE INDEX "uq_budgets_rolled_from" ON "budgets" ("tenant_id", "rolled_from") WHERE "deleted_at" IS NULL;

ALTER TABLE "budgets" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "budgets" FORCE ROW LEVEL SECURITY;

CREATE POLICY "budgets_access" ON "budgets" USING (true) WITH CHECK (true);

CREATE POLICY "budgets_tenant" ON "budgets" AS RESTRICTIVE USING ("tenant_id" = (SELECT nullif(current_setting('app.current_tenant', true), '')::UUID)) WITH CHECK ("tenant_id" = (SELECT nullif(current_setting('app.current_tenant', true), '')::UUID));

CREATE TABLE "budget_categories" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "budget_id" UUID NOT NULL,
    "name" VARCHAR(128) COLLATE "C" NOT NULL,
    "planned" NUMERIC(18, 4) NOT NULL,
    "planned_currency" VARCHAR(3) COLLATE "C" NOT NULL,
    "carried" NUMERIC(18, 4) NULL,
    "carried_currency" VARCHAR(3) COLLATE "C" NULL,
    "approaching_at" NUMERIC(7, 2) NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ NULL,
    "name_folded" VARCHAR(128) COLLATE "C" NOT NULL,
    CONSTRAINT "pk_budget_categories" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_budget_categories_budget_id" FOREIGN KEY ("tenant_id", "budget_id") REFERENCES "budgets" ("tenant_id", "id"),
    CONSTRAINT "ck_budget_categories_134784fd" CHECK (("carried_currency" = "planned_currency") AND ("carried" - "planned" <= "carried")),
    CONSTRAINT "ck_budget_categories_ac6110cf" CHECK (("carried" IS NULL) = ("carried_currency" IS NULL)),
    CONSTRAINT "ck_budget_categories_f5ef22ea" CHECK ("planned" >= 0),
    CONSTRAINT "ck_budget_categories_feb6d113" CHECK ("approaching_at" > 0)
);

CREATE INDEX "ix_budget_categories_budget_id" ON "budget_categories" ("tenant_id", "budget_id", "id");

CREATE INDEX "ix_budget_categories_created_at" ON "budget_categories" ("tenant_id", "created_at", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budget_categories_fin_deleted" ON "budget_categories" ("tenant_id", "id") WHERE "deleted_at" IS NOT NULL;

CREATE INDEX "ix_budget_categories_name" ON "budget_categories" ("tenant_id", "name", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_budget_categories_planned_currency" ON "budget_categories" ("tenant_id", "planned_currency", "id") WHERE "deleted_at" IS NULL;

CREATE UNIQUE INDEX "uq_budget_categories_budget_id_name_ci" ON "budget_categories" ("tenant_id", "budget_id", "name_folded") WHERE "deleted_at" IS NULL;

ALTER TABLE "budget_categories" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "budget_categories" FORCE ROW LEVEL SECURITY;

CREATE POLICY "budget_categories_access" ON "budget_categories" USING (true) WITH CHECK (true);

CREATE POLICY "budget_categories_tenant" ON "budget_categories" AS RESTRICTIVE USING ("tenant_id" = (SELECT nullif(current_setting('app.current_tenant', true), '')::UUID)) WITH CHECK ("tenant_id" = (SELECT nullif(current_setting('app.current_tenant', true), '')::UUID));

CREATE TABLE "companies" (
    "id" UUID NOT NULL,
    "slug" VARCHAR(63) COLLATE "C" NOT NULL,
    "name" VARCHAR(128) COLLATE "C" NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "pk_companies" PRIMARY KEY ("id")
);

CREATE INDEX "ix_companies_created_at" ON "companies" ("created_at", "id");

CREATE INDEX "ix_companies_name" ON "companies" ("name", "id");

CREATE INDEX "ix_companies_slug" ON "companies" ("slug", "id");

CREATE UNIQUE INDEX "uq_companies_slug" ON "companies" ("slug");

CREATE TABLE "members" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "email" VARCHAR(254) COLLATE "C" NOT NULL,
    "name" VARCHAR(128) COLLATE "C" NOT NULL,
    "role" TEXT COLLATE "C" NOT NULL,
    "password_hash" VARCHAR(255) COLLATE "C" NULL,
    "password_set_at" TIMESTAMPTZ NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ NULL,
    CONSTRAINT "pk_members" PRIMARY KEY ("tenant_id", "id")
);

CREATE INDEX "ix_members_created_at" ON "members" ("tenant_id", "created_at", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_members_email" ON "members" ("tenant_id", "email", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_members_fin_deleted" ON "members" ("tenant_id", "id") WHERE "deleted_at" IS NOT NULL;

CREATE INDEX "ix_members_name" ON "members" ("tenant_id", "name", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_members_role" ON "members" ("tenant_id", "role", "id") WHERE "deleted_at" IS NULL;

CREATE UNIQUE INDEX "uq_members_email" ON "members" ("tenant_id", "email") WHERE "deleted_at" IS NULL;

ALTER TABLE "members" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "members" FORCE ROW LEVEL SECURITY;

CREATE POLICY "members_access" ON "members" USING (true) WITH CHECK (true);

CREATE POLICY "members_tenant" ON "members" AS RESTRICTIVE USING ("tenant_id" = (SELECT nullif(current_setting('app.current_tenant', true), '')::UUID)) WITH CHECK ("tenant_id" = (SELECT nullif(current_setting('app.current_tenant', true), '')::UUID));

CREATE TABLE "transactions" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "budget_id" UUID NULL,
    "category" VARCHAR(128) COLLATE "C" NOT NULL,
    "booked_on" DATE NOT NULL,
    "amount" NUMERIC(18, 4) NOT NULL,
    "amount_currency" VARCHAR(3) COLLATE "C" NOT NULL,
    "description" VARCHAR(500) COLLATE "C" NOT NULL DEFAULT (''),
    "external_id" VARCHAR(200) COLLATE "C" NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ NULL,
    "version" BIGINT NOT NULL DEFAULT (1),
    "description_folded" VARCHAR(500) COLLATE "C" NOT NULL,
    CONSTRAINT "pk_transactions" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_transactions_budget_id" FOREIGN KEY ("tenant_id", "budget_id") REFERENCES "budgets" ("tenant_id", "id")
);

CREATE INDEX "ix_transactions_amount" ON "transactions" ("tenant_id", "amount_currency", "amount", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_booked_on" ON "transactions" ("tenant_id", "booked_on", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_booked_on_category" ON "transactions" ("tenant_id", "booked_on", "category", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_category" ON "transactions" ("tenant_id", "category", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_created_at" ON "transactions" ("tenant_id", "created_at", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_description_folded" ON "transactions" ("tenant_id", "description_folded", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_fin_deleted" ON "transactions" ("tenant_id", "id") WHERE "deleted_at" IS NOT NULL;

CREATE INDEX "ix_transactions_user_id" ON "transactions" ("tenant_id", "user_id", "id") WHERE "deleted_at" IS NULL;

CREATE INDEX "ix_transactions_budget_id" ON "transactions" ("tenant_id", "budget_id", "id");

CREATE INDEX "ix_transactions_external_id" ON "transactions" ("tenant_id", "external_id", "id") WHERE "deleted_at" IS NULL;

CREATE UNIQUE INDEX "uq_transactions_user_id_external_id" ON "transactions" ("tenant_id", "user_id", "external_id") WHERE "deleted_at" IS NULL;

ALTER TABLE "transactions" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "transactions" FORCE ROW LEVEL SECURITY;

CREATE POLICY "transactions_access" ON "transactions" USING (true) WITH CHECK (true);

CREATE POLICY "transactions_tenant" ON "transactions" AS RESTRICTIVE USING ("tenant_id" = (SELECT nullif(current_setting('app.current_tenant', true), '')::UUID)) WITH CHECK ("tenant_id" = (SELECT nullif(current_setting('app.current_tenant', true), '')::UUID));
