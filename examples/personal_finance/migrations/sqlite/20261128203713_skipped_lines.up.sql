-- skipped lines
-- The .json file beside this one says what it does to the tables: keep them together.

ALTER TABLE "imports" ADD COLUMN "skipped" INTEGER NOT NULL DEFAULT (0);
