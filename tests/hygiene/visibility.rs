//! Structs that are not public.

mod inner {
    use fin_infra::prelude::*;

    /// Private to this module.
    #[derive(FinResource)]
    #[fin(soft_delete, unique("name"))]
    struct Hidden {
        #[fin(filter, order)]
        name: String,
        amount: Decimal,
    }

    #[derive(FinResource)]
    #[fin(tenant)]
    pub(super) struct Seen {
        pub(super) name: String,
        private: i64,
    }

    #[derive(FinResource)]
    pub(in crate::visibility) struct SeenFromAfar {
        pub(in crate::visibility) name: String,
    }

    pub(super) async fn hidden(db: &Db) -> i64 {
        let draft = HiddenCreate { name: "Food".to_owned(), amount: Decimal::ONE };
        let row = Hidden::repository().create(db, draft).await.expect("created");
        let row: Hidden = row.into();
        i64::from(row.name == "Food") + i64::from(row.amount == Decimal::ONE)
    }

    pub(super) fn seen(seen: &Seen) -> i64 {
        seen.private
    }
}

use fin_infra::prelude::*;

#[tokio::test]
async fn generated_types_have_the_visibility_of_the_struct() {
    let db = Db::memory();
    assert_eq!(inner::hidden(&db).await, 2);
    let draft = inner::SeenCreate { name: "Food".to_owned(), private: 3 };
    let seen = inner::Seen::repository().tenant(Uuid::nil()).create(&db, draft).await.expect("created");
    assert_eq!(inner::seen(&seen.into()), 3);
    let far = inner::SeenFromAfarCreate { name: "Food".to_owned() };
    let far: inner::SeenFromAfar =
        inner::SeenFromAfar::repository().create(&db, far).await.expect("created").into();
    assert_eq!(far.name, "Food");
}

#[tokio::test]
async fn a_struct_in_a_function_is_a_resource() {
    /// The type of a column.
    #[derive(Debug, Clone, Copy, PartialEq, sqlx::Type, serde::Serialize, serde::Deserialize)]
    #[sqlx(type_name = "text")]
    enum Period {
        Weekly,
        Monthly,
    }

    #[derive(FinResource)]
    #[fin(tenant, soft_delete, unique("name"), prepare = tidy)]
    struct Local {
        #[fin(filter, order, search)]
        name: String,
        #[fin(filter, default = Period::Weekly)]
        period: Period,
    }

    #[expect(clippy::unnecessary_wraps, reason = "a function that tidies may also refuse")]
    fn tidy(input: Input<'_, Local>) -> Result<(), Error> {
        if let Input::Create(create) = input {
            create.period = Period::Monthly;
        }
        Ok(())
    }

    let db = super::store::<Local>().await;
    let draft: LocalCreate = serde_json::from_str(r#"{ "name": "Food" }"#).expect("a draft");
    assert_eq!(draft.period, Period::Weekly);
    let row = Local::repository().tenant(Uuid::nil()).create(&db, draft).await.expect("created");
    assert_eq!((row.name.as_str(), row.period), ("Food", Period::Monthly));
}
