mod on_the_struct {
    use fin_infra::prelude::*;

    #[derive(FinResource, serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Budget {
        pub user_id: i64,
    }
}

mod on_a_field {
    use fin_infra::prelude::*;

    #[derive(FinResource, serde::Serialize)]
    pub struct Budget {
        pub name: String,
        #[serde(skip)]
        pub password: String,
    }
}

fn main() {}
