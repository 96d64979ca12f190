-- The tables of a shop that rents films.
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE language (
    language_id TINYINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name CHAR(20) NOT NULL,
    changed DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    last_update TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
) COMMENT 'Languages */ ``` of films';
CREATE TABLE film (
    film_id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    title VARCHAR(128) NOT NULL COMMENT 'The `title`, */ #[x]',
    description TEXT,
    release_year YEAR,
    language_id TINYINT UNSIGNED NOT NULL,
    original_language_id TINYINT UNSIGNED,
    rental_rate DECIMAL(4, 2) NOT NULL DEFAULT 4.99,
    length SMALLINT UNSIGNED,
    rating ENUM ('G', 'PG', 'PG-13', 'it''s', ''',''') DEFAULT 'G',
    special_features SET ('Trailers', 'Scenes'),
    facts JSON,
    shelf BINARY(16) NOT NULL,
    big BIGINT UNSIGNED NOT NULL DEFAULT 0,
    is_new BOOLEAN NOT NULL DEFAULT TRUE,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME NOT NULL,
    twice INT AS (length * 2) STORED,
    KEY idx_title (title),
    KEY idx_start (title(10)),
    FULLTEXT KEY idx_text (title, description),
    CONSTRAINT fk_film_language FOREIGN KEY (language_id) REFERENCES language (language_id) ON UPDATE CASCADE,
    CONSTRAINT fk_film_original FOREIGN KEY (original_language_id) REFERENCES language (language_id) ON DELETE SET NULL,
    CONSTRAINT film_is_long CHECK (length > 0)
);
CREATE TABLE film_actor (
    actor_id SMALLINT UNSIGNED NOT NULL, film_id INT UNSIGNED NOT NULL,
    PRIMARY KEY (actor_id, film_id), KEY idx_film (film_id),
    CONSTRAINT fk_actor_film FOREIGN KEY (film_id) REFERENCES film (film_id)
);
CREATE TABLE `options` (
    id BINARY(16) NOT NULL,
    tenant_id BINARY(16) NOT NULL,
    `key` VARCHAR(700) NOT NULL,
    `value` LONGTEXT,
    PRIMARY KEY (id),
    UNIQUE KEY option_key (tenant_id, `key`)
);
CREATE TABLE option_values (
    id CHAR(36) NOT NULL PRIMARY KEY, tenant_id BINARY(16) NOT NULL, option_id BINARY(16) NOT NULL, label VARCHAR(2000) NOT NULL,
    hidden BIT(1) NOT NULL,
    KEY labels (label(100)), KEY by_option (option_id),
    CONSTRAINT fk_value_option FOREIGN KEY (option_id) REFERENCES `options` (id)
);
CREATE TABLE wide (
    -- Each character takes one byte here, and four in a field.
    id BINARY(16) NOT NULL PRIMARY KEY, a VARCHAR(1000), b VARCHAR(1000), c VARCHAR(1000), d VARCHAR(1000), e VARCHAR(1000),
    f VARCHAR(1000), g VARCHAR(1000), h VARCHAR(1000), i VARCHAR(1000), j VARCHAR(1000), k VARCHAR(1000), l VARCHAR(1000),
    m VARCHAR(1000), n VARCHAR(1000), o VARCHAR(1000), p VARCHAR(1000), q VARCHAR(1000)
) CHARACTER SET latin1;
CREATE TABLE visits (
    visit_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, previous_id BIGINT UNSIGNED,
    CONSTRAINT fk_visit_previous FOREIGN KEY (previous_id) REFERENCES visits (visit_id)
);
CREATE TABLE `*/ fn main() {}` (id INT PRIMARY KEY, `a"b` INT);
CREATE VIEW titles AS SELECT title FROM film;
CREATE TRIGGER film_added BEFORE INSERT ON film FOR EACH ROW SET NEW.title = TRIM(NEW.title);
-- An engine without transactions, and an id of a type that only MariaDB has.
CREATE TABLE page_views (id BINARY(16) NOT NULL PRIMARY KEY, page VARCHAR(40) NOT NULL, seen_at DATETIME(6) NOT NULL) ENGINE = MyISAM;
CREATE TABLE sessions (id UUID NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL);
-- Deleted rows are marked, and the column that fin-infra reads is not there.
CREATE TABLE wallets (id BINARY(16) NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL, deleted_at DATETIME(6) NULL);
