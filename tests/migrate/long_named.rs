//! Tables and columns with the longest names that there are, as they change.

#![allow(dead_code, reason = "the tool reads what the structs say, and no program uses their types")]

/// The tables as they are first.
pub(crate) mod plain {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(
        table = "budgets_with_a_name_of_sixty_three_letters_which_is_the_longes1",
        tenant,
        soft_delete,
        rls
    )]
    #[fin(unique("column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a1"), check(column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a2 > 0))]
    pub struct Budget {
        #[fin(length(max = 200))]
        pub column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a1: String,
        #[fin(filter)]
        pub column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a2: i64,
    }

    #[derive(FinResource)]
    #[fin(table = "budgets_with_a_name_of_sixty_three_letters_which_is_the_longes2", tenant, rls)]
    pub struct Deposit {
        #[fin(belongs_to = "Budget")]
        pub column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a3: Uuid,
    }
}

/// The text can be searched.
pub(crate) mod searched {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(
        table = "budgets_with_a_name_of_sixty_three_letters_which_is_the_longes1",
        tenant,
        soft_delete,
        rls
    )]
    #[fin(
        search = "column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a1",
        unique_ci("column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a1")
    )]
    #[fin(check(column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a2 > 0))]
    pub struct Budget {
        #[fin(length(max = 200))]
        pub column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a1: String,
        #[fin(filter)]
        pub column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a2: i64,
    }

    #[derive(FinResource)]
    #[fin(table = "budgets_with_a_name_of_sixty_three_letters_which_is_the_longes2", tenant, rls)]
    pub struct Deposit {
        #[fin(belongs_to = "Budget")]
        pub column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a3: Uuid,
    }
}

/// The text is called otherwise, and there are other keys and rules.
pub(crate) mod changed {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(
        table = "budgets_with_a_name_of_sixty_three_letters_which_is_the_longes1",
        tenant,
        soft_delete,
        search = "column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a4"
    )]
    #[fin(check(column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a2 > 1), check(column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a2 + column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a2 > 0))]
    pub struct Budget {
        #[fin(
            length(max = 200),
            renamed_from = "column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a1"
        )]
        pub column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a4: String,
        #[fin(filter, unique)]
        pub column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a2: i64,
    }

    #[derive(FinResource)]
    #[fin(table = "budgets_with_a_name_of_sixty_three_letters_which_is_the_longes2", tenant, rls)]
    pub struct Deposit {
        #[fin(belongs_to = "Budget")]
        pub column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a3: Uuid,
        #[fin(belongs_to = "Deposit")]
        pub column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a1: Option<Uuid>,
    }
}
