-- milestone dates
-- The .json file beside this one says what it does to the tables: keep them together.

SET SESSION lock_wait_timeout = 5;

ALTER TABLE `goal_milestones` ADD COLUMN `due_on` DATE NULL;
