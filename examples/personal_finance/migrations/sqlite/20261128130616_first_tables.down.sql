-- first tables
-- The .json file beside this one says what it does to the tables: keep them together.
-- loses table `transactions`
-- loses table `rules`
-- loses table `net_worth_snapshots`
-- loses table `imports`
-- loses table `contributions`
-- loses table `goals`
-- loses table `budgets`
-- loses table `accounts`

DROP TABLE `transactions`;

DROP TABLE `rules`;

DROP TABLE `net_worth_snapshots`;

DROP TABLE `imports`;

DROP TABLE `contributions`;

DROP TABLE `goals`;

DROP TABLE `budgets`;

DROP TABLE `accounts`;
