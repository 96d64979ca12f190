-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.

SET SESSION lock_wait_timeout = 5;

CREATE TABLE `advisors` (
    `id` BINARY(16) NOT NULL,
    `name` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `created_at` DATETIME(6) NOT NULL,
    `updated_at` DATETIME(6) NOT NULL,
    PRIMARY KEY `pk_advisors` (`id`),
    KEY `ix_advisors_created_at` (`created_at`, `id`),
    KEY `ix_advisors_name` (`name`, `id`),
    UNIQUE KEY `uq_advisors_name` (`name`)
);
