-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.

SET SESSION lock_wait_timeout = 5;

CREATE TABLE `goal_fundings` (
    `id` BINARY(16) NOT NULL,
    `tenant_id` BINARY(16) NOT NULL,
    `goal_id` BINARY(16) NOT NULL,
    `account_id` BINARY(16) NOT NULL,
    `percent` DECIMAL(5, 2) NOT NULL,
    `created_at` DATETIME(6) NOT NULL,
    `updated_at` DATETIME(6) NOT NULL,
    PRIMARY KEY `pk_goal_fundings` (`tenant_id`, `id`),
    KEY `ix_goal_fundings_account_id` (`tenant_id`, `account_id`, `id`),
    KEY `ix_goal_fundings_created_at` (`tenant_id`, `created_at`, `id`),
    KEY `ix_goal_fundings_goal_id` (`tenant_id`, `goal_id`, `id`),
    UNIQUE KEY `uq_goal_fundings_goal_id_account_id` (`tenant_id`, `goal_id`, `account_id`),
    CONSTRAINT `fk_goal_fundings_account_id` FOREIGN KEY (`tenant_id`, `account_id`) REFERENCES `funding_accounts` (`tenant_id`, `id`),
    CONSTRAINT `fk_goal_fundings_goal_id` FOREIGN KEY (`tenant_id`, `goal_id`) REFERENCES `goals` (`tenant_id`, `id`),
    CONSTRAINT `ck_goal_fundings_8abace8f` CHECK ((`percent` > 0) AND (`percent` <= 100))
);
