//! What is left out has no methods.

mod repository {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(repository = false)]
    pub struct Budget {
        pub name: String,
    }

    pub fn asked() {
        let _ = Budget::repository();
    }
}

mod upsert {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(update = false, unique("name"))]
    pub struct Budget {
        pub name: String,
    }

    pub async fn upserted(db: &Db, draft: BudgetCreate) {
        let _ = Budget::repository().upsert_by_name(db, draft).await;
    }
}

mod http {
    use fin_infra::prelude::*;
    use fin_infra::http::HttpResource;

    #[derive(FinResource)]
    #[fin(http = false)]
    pub struct Budget {
        pub name: String,
    }

    fn served<R: HttpResource>() {}

    pub fn serve() {
        served::<Budget>();
    }
}

fn main() {}
