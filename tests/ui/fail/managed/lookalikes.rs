mod a_deletion_without_soft_delete {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub deleted_at: Option<DateTime<Utc>>,
    }
}

mod a_deletion_of_another_type {
    use fin_infra::prelude::*;

    #[derive(Debug, Clone, PartialEq, sqlx::Type)]
    #[sqlx(transparent)]
    pub struct Gone(bool);

    #[derive(FinResource)]
    #[fin(soft_delete = false)]
    pub struct Budget {
        pub name: String,
        #[fin(readonly)]
        pub deleted_at: Gone,
    }
}

mod a_version_without_version {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub version: i64,
    }
}

mod a_version_that_is_text {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Document {
        pub name: String,
        pub r#version: String,
    }
}

mod a_version_of_an_immutable_row {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(immutable)]
    pub struct Posting {
        pub text: String,
        pub version: i64,
    }
}

mod times_without_timestamps {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(timestamps = false)]
    pub struct Setting {
        pub value: String,
        pub created_at: DateTime<Utc>,
        pub updated_at: i64,
        pub createdAt: DateTime<Utc>,
    }
}

mod a_change_of_an_immutable_row {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(immutable)]
    pub struct Posting {
        pub text: String,
        pub updated_at: DateTime<Utc>,
    }
}

mod names_in_another_case {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub Deleted_At: Option<DateTime<Utc>>,
        pub deletedAt: Option<DateTime<Utc>>,
        pub tenantId: Uuid,
        pub Version: i64,
    }
}

mod names_in_another_case_beside_the_librarys {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(soft_delete)]
    pub struct Budget {
        pub name: String,
        pub DELETED_AT: Option<DateTime<Utc>>,
        pub deletedat: Option<DateTime<Utc>>,
        pub updatedAt: DateTime<Utc>,
    }
}

mod names_beside_marked_fields {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(id)]
        pub number: Uuid,
        #[fin(tenant)]
        pub org_id: Uuid,
        pub ID: i64,
        pub tenantid: Uuid,
    }
}

mod columns_of_other_fields {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        #[fin(column = "deleted_at")]
        pub gone_at: Option<DateTime<Utc>>,
        #[fin(column = "VERSION")]
        pub edition: u32,
        #[fin(column = "tenant_id")]
        pub org_id: String,
    }
}

mod a_column_beside_the_renamed_one {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(deleted_at, column = "gone")]
        pub gone_at: Option<DateTime<Utc>>,
        #[fin(column = "deleted_at")]
        pub removed_at: Option<DateTime<Utc>>,
    }
}

mod a_column_of_times {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(timestamps = false)]
    pub struct Budget {
        #[fin(column = "created_at")]
        pub since: DateTime<Utc>,
    }
}

fn main() {}
