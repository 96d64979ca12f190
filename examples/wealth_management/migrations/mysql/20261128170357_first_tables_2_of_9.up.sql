-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.

SET SESSION lock_wait_timeout = 5;

CREATE TABLE `api_tokens` (
    `id` BINARY(16) NOT NULL,
    `advisor_id` BINARY(16) NOT NULL,
    `person` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `digest` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */ NOT NULL,
    `expires_at` DATETIME(6) NOT NULL,
    `created_at` DATETIME(6) NOT NULL,
    PRIMARY KEY `pk_api_tokens` (`id`),
    KEY `ix_api_tokens_advisor_id` (`advisor_id`, `id`),
    KEY `ix_api_tokens_created_at` (`created_at`, `id`),
    KEY `ix_api_tokens_digest` (`digest`, `id`),
    KEY `ix_api_tokens_person` (`person`, `id`),
    UNIQUE KEY `uq_api_tokens_advisor_id_person` (`advisor_id`, `person`),
    UNIQUE KEY `uq_api_tokens_digest` (`digest`),
    CONSTRAINT `fk_api_tokens_advisor_id` FOREIGN KEY (`advisor_id`) REFERENCES `advisors` (`id`)
);
