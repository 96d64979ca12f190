-- milestone dates
-- The .json file beside this one says what it does to the tables: keep them together.
-- loses column `goal_milestones.due_on`

SET SESSION lock_wait_timeout = 5;

ALTER TABLE `goal_milestones` DROP COLUMN `due_on`;
