-- milestone dates
-- The .json file beside this one says what it does to the tables: keep them together.

SET SESSION lock_wait_timeout = 5;

ALTER TABLE `goal_milestones` ADD INDEX `ix_goal_milestones_due_on` (`tenant_id`, `due_on`, `id`);
