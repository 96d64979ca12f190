-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.

SET SESSION lock_wait_timeout = 5;

CREATE TABLE `funding_accounts` (
    `id` BINARY(16) NOT NULL,
    `tenant_id` BINARY(16) NOT NULL,
    `user_id` BINARY(16) NOT NULL,
    `name` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `allocated` DECIMAL(5, 2) NOT NULL DEFAULT (0),
    `created_at` DATETIME(6) NOT NULL,
    `updated_at` DATETIME(6) NOT NULL,
    `name_folded` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    PRIMARY KEY `pk_funding_accounts` (`tenant_id`, `id`),
    KEY `ix_funding_accounts_created_at` (`tenant_id`, `created_at`, `id`),
    KEY `ix_funding_accounts_name` (`tenant_id`, `name`, `id`),
    KEY `ix_funding_accounts_user_id` (`tenant_id`, `user_id`, `id`),
    UNIQUE KEY `uq_funding_accounts_user_id_name_ci` (`tenant_id`, `user_id`, `name_folded`),
    CONSTRAINT `ck_funding_accounts_d0108ff0` CHECK ((`allocated` >= 0) AND (`allocated` <= 100))
);
