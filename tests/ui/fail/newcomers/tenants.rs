//! The tenant is forgotten, and what the call returns is used.

mod create {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, soft_delete)]
    pub struct Budget {
        pub name: String,
    }

    pub async fn used(db: &Db, draft: BudgetCreate) -> Result<(), Error> {
        let row = Budget::repository().create(db, draft).await?;
        println!("{} {}", row.name, row.created_at);
        let id: Uuid = row.id;
        println!("{id}");
        Ok(())
    }
}

mod list {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, soft_delete)]
    pub struct Budget {
        pub name: String,
    }

    pub async fn used(db: &Db) -> Result<(), Error> {
        let page = Budget::repository().list(db, BudgetQuery::new()).await?;
        println!("{:?}", page.next);
        for row in page {
            println!("{}", row.name);
        }
        Ok(())
    }
}

mod count {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, soft_delete)]
    pub struct Budget {
        pub name: String,
    }

    pub async fn used(db: &Db) -> Result<(), Error> {
        let rows = Budget::repository().count(db, BudgetQuery::new()).await?;
        println!("{}", rows + 1);
        Ok(())
    }
}

mod find {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, soft_delete)]
    pub struct Budget {
        pub name: String,
    }

    pub async fn used(db: &Db, id: Uuid) -> Result<(), Error> {
        let row = Budget::repository().find(db, id).await?;
        println!("{:?}", row.map(|row| row.name));
        Ok(())
    }
}

mod purge {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, soft_delete)]
    pub struct Budget {
        pub name: String,
    }

    pub async fn used(db: &Db) -> Result<(), Error> {
        let purged = Budget::repository().purge_deleted(db, Utc::now()).await?;
        println!("{purged} {}", purged.kept);
        Ok(())
    }
}

mod scoped_query {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, soft_delete)]
    pub struct Budget {
        pub name: String,
    }

    pub async fn used(db: &Db) -> Result<(), Error> {
        let rows = Budget::repository().scoped_query().sql("name = 'a'").fetch_all(db).await?;
        println!("{}", rows.len());
        Ok(())
    }
}

mod all_tenants {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, soft_delete)]
    pub struct Budget {
        pub name: String,
    }

    pub async fn used(db: &Db, id: Uuid) -> Result<(), Error> {
        let row = Budget::repository().all_tenants().get(db, id).await?;
        println!("{}", row.name);
        Ok(())
    }
}

mod soft_delete {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, id: Uuid) -> Result<(), Error> {
        let row = Budget::repository().restore(db, id).await?;
        println!("{}", row.name);
        Ok(())
    }
}

fn main() {}
