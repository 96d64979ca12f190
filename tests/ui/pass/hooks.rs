//! `prepare` and `validate`, and `validate(..)` and `schema(..)` on fields.

use fin_infra::prelude::*;

/// The functions of the application.
mod policy {
    use super::{Category, CategoryUpdate, Error, Input};

    pub(super) fn refuse_nothing(input: Input<'_, Category>) -> Result<(), Error> {
        let name = match input {
            Input::Create(create) => &create.name,
            Input::Update(CategoryUpdate { name: Some(name), .. }) => name,
            Input::Update(_) => return Ok(()),
        };
        if name.is_empty() { Err(Error::invalid("name", "must not be empty")) } else { Ok(()) }
    }
}

#[derive(FinResource)]
#[fin(prepare = Category::tidy, validate = "policy::refuse_nothing")]
pub struct Category {
    #[fin(validate(length(max = 8)), schema(example = "Food"))]
    pub name: String,
    #[fin(validate(range(min = 1)))]
    pub position: i64,
}

impl Category {
    #[expect(clippy::unnecessary_wraps, reason = "a function that tidies may also refuse")]
    fn tidy(input: Input<'_, Self>) -> Result<(), Error> {
        if let Input::Create(create) = input {
            create.name = create.name.trim().to_owned();
        }
        Ok(())
    }
}

#[derive(FinResource)]
#[fin(update = false, validate = only_created)]
pub struct Stamp {
    pub text: String,
}

#[expect(clippy::unnecessary_wraps, reason = "a function that validates may also refuse")]
fn only_created(input: Input<'_, Stamp>) -> Result<(), Error> {
    match input {
        Input::Create(_) => Ok(()),
        Input::Update(never) => match *never {},
    }
}

#[tokio::test]
async fn input_is_prepared_and_then_validated() {
    let db = Db::memory();
    let categories = Category::repository();
    let category = |name: &str, position| CategoryCreate { name: name.to_owned(), position };
    let food = categories.create(&db, category("  Food ", 1)).await.expect("created");
    assert_eq!(food.name, "Food");
    for wrong in [category("  ", 1), category("Groceries", 1), category("Food", 0)] {
        assert!(categories.create(&db, wrong).await.expect_err("refused").is_invalid());
    }
    let update = CategoryUpdate { position: Some(0), ..CategoryUpdate::default() };
    assert!(categories.update(&db, food.id, update).await.expect_err("refused").is_invalid());
    Stamp::repository().create(&db, StampCreate { text: "a".to_owned() }).await.expect("created");
}

#[test]
fn the_schema_of_a_field_is_in_the_generated_type() {
    let schema = serde_json::to_value(<CategoryCreate as utoipa::PartialSchema>::schema()).expect("JSON");
    assert_eq!(schema["properties"]["name"]["example"], "Food");
}
