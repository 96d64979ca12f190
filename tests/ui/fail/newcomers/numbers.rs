//! Numbers that a program wants to give, and upserts of rows that are numbered.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Invoice {
    #[fin(number(per = "tenant"))]
    pub number: i64,
    #[fin(unique)]
    pub reference: String,
}

mod a_number_in_a_create {
    use super::*;

    pub fn invoice() -> InvoiceCreate {
        InvoiceCreate { number: 1, reference: "a".to_owned() }
    }
}

mod a_number_in_an_update {
    use super::*;

    pub fn update() -> InvoiceUpdate {
        InvoiceUpdate { number: Some(2), ..InvoiceUpdate::default() }
    }
}

mod an_upsert {
    use super::*;

    pub async fn store(db: &Db, invoices: &InvoiceRepository) -> Result<(), Error> {
        invoices.upsert_by_reference(db, InvoiceCreate::new("a".to_owned())).await?;
        Ok(())
    }
}

fn main() {}
