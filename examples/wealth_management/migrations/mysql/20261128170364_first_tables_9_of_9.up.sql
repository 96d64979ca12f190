-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.

SET SESSION lock_wait_timeout = 5;

CREATE TABLE `net_worth_snapshots` (
    `id` BINARY(16) NOT NULL,
    `tenant_id` BINARY(16) NOT NULL,
    `user_id` BINARY(16) NOT NULL,
    `day` DATE NOT NULL,
    `assets` DECIMAL(18, 4) NOT NULL,
    `assets_currency` VARCHAR(3) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `liabilities` DECIMAL(18, 4) NOT NULL,
    `liabilities_currency` VARCHAR(3) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `net` DECIMAL(18, 4) NOT NULL,
    `net_currency` VARCHAR(3) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `assets_by_kind` JSON NOT NULL,
    `liabilities_by_kind` JSON NOT NULL,
    `extra` JSON NOT NULL,
    `created_at` DATETIME(6) NOT NULL,
    `deleted_at` DATETIME(6) NULL,
    `fin_live` TINYINT AS (IF(`deleted_at` IS NULL, 1, NULL)) STORED,
    PRIMARY KEY `pk_net_worth_snapshots` (`tenant_id`, `id`),
    KEY `ix_net_worth_snapshots_created_at` (`tenant_id`, `fin_live`, `created_at`, `id`),
    KEY `ix_net_worth_snapshots_day` (`tenant_id`, `fin_live`, `day`, `id`),
    KEY `ix_net_worth_snapshots_net` (`tenant_id`, `fin_live`, `net_currency`, `net`, `id`),
    KEY `ix_net_worth_snapshots_user_id` (`tenant_id`, `fin_live`, `user_id`, `id`),
    UNIQUE KEY `uq_net_worth_snapshots_user_id_day` (`tenant_id`, `user_id`, `day`, `fin_live`),
    CONSTRAINT `ck_net_worth_snapshots_0cdf116d` CHECK (`liabilities` >= 0),
    CONSTRAINT `ck_net_worth_snapshots_10f0c2db` CHECK (((`net_currency` = `assets_currency`) AND (`assets_currency` = `liabilities_currency`)) AND (`net` = `assets` - `liabilities`)),
    CONSTRAINT `ck_net_worth_snapshots_e662d685` CHECK (`assets` >= 0)
);
