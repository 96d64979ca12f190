-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.

SET SESSION lock_wait_timeout = 5;

CREATE TABLE `clients` (
    `id` BINARY(16) NOT NULL,
    `tenant_id` BINARY(16) NOT NULL,
    `reference` VARCHAR(32) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `name` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `email` VARCHAR(254) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NULL,
    `manager` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NULL,
    `notes` LONGTEXT CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NULL,
    `created_at` DATETIME(6) NOT NULL,
    `updated_at` DATETIME(6) NOT NULL,
    `deleted_at` DATETIME(6) NULL,
    `version` BIGINT NOT NULL DEFAULT (1),
    `reference_folded` VARCHAR(32) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `name_folded` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `fin_live` TINYINT AS (IF(`deleted_at` IS NULL, 1, NULL)) STORED,
    PRIMARY KEY `pk_clients` (`tenant_id`, `id`),
    KEY `ix_clients_created_at` (`tenant_id`, `fin_live`, `created_at`, `id`),
    KEY `ix_clients_name` (`tenant_id`, `fin_live`, `name`, `id`),
    KEY `ix_clients_name_folded` (`tenant_id`, `fin_live`, `name_folded`, `id`),
    KEY `ix_clients_reference` (`tenant_id`, `fin_live`, `reference`, `id`),
    KEY `ix_clients_reference_folded` (`tenant_id`, `fin_live`, `reference_folded`, `id`),
    UNIQUE KEY `uq_clients_reference` (`tenant_id`, `reference`, `fin_live`),
    KEY `ix_clients_manager` (`tenant_id`, `fin_live`, `manager`, `id`)
);
