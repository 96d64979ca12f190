-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.
-- loses table `goals`

SET SESSION lock_wait_timeout = 5;

DROP TABLE `goals`;
