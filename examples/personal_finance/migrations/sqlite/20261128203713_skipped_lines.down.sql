-- skipped lines
-- The .json file beside this one says what it does to the tables: keep them together.
-- loses column `imports.skipped`

PRAGMA defer_foreign_keys = ON;

CREATE TEMPORARY TABLE `fin_rebuild_guard` (no_other_table_deletes_with_it INTEGER CHECK (no_other_table_deletes_with_it = 0), nothing_was_added_by_hand INTEGER CHECK (nothing_was_added_by_hand = 0), every_value_fits INTEGER CHECK (every_value_fits = 0));

INSERT INTO `fin_rebuild_guard` (no_other_table_deletes_with_it) VALUES ((SELECT count(*) FROM sqlite_schema AS child, pragma_foreign_key_list(child.name) AS reference WHERE child.type = 'table' AND reference."table" = 'imports' COLLATE NOCASE AND reference.on_delete NOT IN ('NO ACTION', 'RESTRICT')));

INSERT INTO `fin_rebuild_guard` (nothing_was_added_by_hand) VALUES ((SELECT (SELECT count(*) FROM pragma_table_xinfo('imports') WHERE name NOT IN ('id', 'account_id', 'file', 'added', 'known', 'skipped', 'refused', 'created_at', 'updated_at')) + (SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'imports' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name NOT IN ('ix_imports_account_id', 'ix_imports_created_at')) + (SELECT (SELECT count(*) FROM pragma_index_list('imports') AS list WHERE origin = 'u' AND (SELECT group_concat(name) FROM pragma_index_info(list.name)) NOT IN ()) + (SELECT count(*) FROM (SELECT lower("table" || ' ' || group_concat("from" || ' ' || ifnull("to", ''))) AS reference FROM pragma_foreign_key_list('imports') GROUP BY id) WHERE reference NOT IN ('accounts account_id id')) + (SELECT count(*) FROM (SELECT text, text AS rest FROM (SELECT replace(replace(replace(replace(replace(replace(upper(sql), ' ', ''), char(10), ''), char(13), ''), char(9), ''), '"', ''), '`', '') AS text FROM sqlite_schema WHERE type = 'table' AND name = 'imports' COLLATE NOCASE)) WHERE length(rest) - length(replace(rest, 'CHECK', '')) > 0 OR length(rest) - length(replace(rest, 'COLLATE', '')) > 0 OR length(rest) - length(replace(rest, 'CONFLICT', '')) > 0 OR length(rest) - length(replace(rest, 'ONDELETE', '')) > 0 OR length(rest) - length(replace(rest, 'ONUPDATE', '')) > 0 OR length(rest) - length(replace(rest, 'DEFERR', '')) > 0 OR length(rest) - length(replace(rest, 'AUTOINCREMENT', '')) > 0 OR length(rest) - length(replace(rest, 'WITHOUTROWID', '')) > 0 OR length(rest) - length(replace(rest, ')STRICT', '')) > 0 OR instr(text, 'REFERENCESACCOUNTS(ID)') = 0))));

INSERT INTO `fin_rebuild_guard` (every_value_fits) VALUES ((0));

DROP TABLE `fin_rebuild_guard`;

CREATE TABLE `fin_rebuild_imports` AS SELECT `id` AS `id`, `account_id` AS `account_id`, `file` AS `file`, `added` AS `added`, `known` AS `known`, `refused` AS `refused`, `created_at` AS `created_at`, `updated_at` AS `updated_at` FROM `imports`;

DROP TABLE `imports`;

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

INSERT INTO `imports` (`id`, `account_id`, `file`, `added`, `known`, `refused`, `created_at`, `updated_at`) SELECT `id`, `account_id`, `file`, `added`, `known`, `refused`, `created_at`, `updated_at` FROM `fin_rebuild_imports`;

DROP TABLE `fin_rebuild_imports`;

CREATE INDEX "ix_imports_created_at" ON "imports" ("created_at", "id");

CREATE INDEX "ix_imports_account_id" ON "imports" ("account_id", "id");
