-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.

SET SESSION lock_wait_timeout = 5;

CREATE TABLE `goal_contributions` (
    `id` BINARY(16) NOT NULL,
    `tenant_id` BINARY(16) NOT NULL,
    `goal_id` BINARY(16) NOT NULL,
    `amount` DECIMAL(18, 4) NOT NULL,
    `amount_currency` VARCHAR(3) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `booked_on` DATE NOT NULL,
    `note` VARCHAR(500) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NULL,
    `external_id` VARCHAR(200) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NULL,
    `created_at` DATETIME(6) NOT NULL,
    PRIMARY KEY `pk_goal_contributions` (`tenant_id`, `id`),
    KEY `ix_goal_contributions_amount` (`tenant_id`, `amount_currency`, `amount`, `id`),
    KEY `ix_goal_contributions_booked_on` (`tenant_id`, `booked_on`, `id`),
    KEY `ix_goal_contributions_created_at` (`tenant_id`, `created_at`, `id`),
    KEY `ix_goal_contributions_goal_id` (`tenant_id`, `goal_id`, `id`),
    KEY `ix_goal_contributions_external_id` (`tenant_id`, `external_id`, `id`),
    UNIQUE KEY `uq_goal_contributions_goal_id_external_id` (`tenant_id`, `goal_id`, `external_id`),
    CONSTRAINT `fk_goal_contributions_goal_id` FOREIGN KEY (`tenant_id`, `goal_id`) REFERENCES `goals` (`tenant_id`, `id`),
    CONSTRAINT `ck_goal_contributions_83d67e11` CHECK (`amount` <> 0)
);
