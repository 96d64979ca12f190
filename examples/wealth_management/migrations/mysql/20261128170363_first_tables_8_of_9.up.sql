-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.

SET SESSION lock_wait_timeout = 5;

CREATE TABLE `goal_milestones` (
    `id` BINARY(16) NOT NULL,
    `tenant_id` BINARY(16) NOT NULL,
    `goal_id` BINARY(16) NOT NULL,
    `name` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `amount` DECIMAL(18, 4) NOT NULL,
    `amount_currency` VARCHAR(3) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `reached_on` DATE NULL,
    `created_at` DATETIME(6) NOT NULL,
    `updated_at` DATETIME(6) NOT NULL,
    PRIMARY KEY `pk_goal_milestones` (`tenant_id`, `id`),
    KEY `ix_goal_milestones_amount` (`tenant_id`, `amount_currency`, `amount`, `id`),
    KEY `ix_goal_milestones_created_at` (`tenant_id`, `created_at`, `id`),
    KEY `ix_goal_milestones_goal_id` (`tenant_id`, `goal_id`, `id`),
    UNIQUE KEY `uq_goal_milestones_goal_id_amount_currency_amount` (`tenant_id`, `goal_id`, `amount_currency`, `amount`),
    KEY `ix_goal_milestones_reached_on` (`tenant_id`, `reached_on`, `id`),
    CONSTRAINT `fk_goal_milestones_goal_id` FOREIGN KEY (`tenant_id`, `goal_id`) REFERENCES `goals` (`tenant_id`, `id`),
    CONSTRAINT `ck_goal_milestones_4944c257` CHECK (`amount` > 0)
);
