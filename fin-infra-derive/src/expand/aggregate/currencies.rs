//! The currencies of an aggregate: it has a type parameter for each column of amounts in several currencies, which says
//! whether the rows are grouped by the currency.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::super::context::Context;
use crate::model::{Column, Money};

/// A column of amounts in several currencies, by its ordinal, and its parameter.
pub(super) struct Currencies(Vec<(usize, Ident)>);

impl Currencies {
    pub(super) fn new(context: &Context<'_>) -> Self {
        let is_computed =
            |column: &Column| column.money == Some(Money::Amount) && !column.measures.is_empty();
        let columns = context.columns().filter(|(_, column)| is_computed(column));
        Self(columns.map(|(ordinal, _)| (ordinal, format_ident!("FinCurrency{ordinal}"))).collect())
    }

    /// The parameters, each after a comma.
    pub(super) fn parameters(&self) -> TokenStream {
        let parameters = self.0.iter().map(|(_, parameter)| parameter);
        quote!(#(, #parameters)*)
    }

    /// The parameters of the definition.
    pub(super) fn with_defaults(&self, private: &TokenStream) -> TokenStream {
        let parameters = self.0.iter().map(|(_, parameter)| quote!(#parameter = #private::Ungrouped));
        quote!(#(, #parameters)*)
    }

    /// The arguments after the rows are grouped by the column at an ordinal.
    pub(super) fn grouped_by(&self, private: &TokenStream, ordinal: usize) -> TokenStream {
        let arguments = self.0.iter().map(|(amount, parameter)| {
            if amount + 1 == ordinal { quote!(#private::ByCurrency) } else { quote!(#parameter) }
        });
        quote!(#(, #arguments)*)
    }

    /// The bound of what is computed of the column at an ordinal.
    pub(super) fn bound(&self, private: &TokenStream, ordinal: usize) -> Option<TokenStream> {
        let (_, parameter) = self.0.iter().find(|(amount, _)| *amount == ordinal)?;
        Some(quote!(#parameter: #private::InOneCurrency))
    }

    /// The field that uses the parameters, after a comma.
    pub(super) fn field(&self, private: &TokenStream) -> Option<TokenStream> {
        let parameters = self.0.iter().map(|(_, parameter)| parameter);
        (!self.0.is_empty()).then(|| quote!(, #private::PhantomData<fn() -> (#(#parameters,)*)>))
    }

    /// The value of that field.
    pub(super) fn value(&self, private: &TokenStream) -> Option<TokenStream> {
        (!self.0.is_empty()).then(|| quote!(, #private::PhantomData))
    }

    /// The arguments for which everything can be computed, if there are any. The core checks what an aggregate without types
    /// computes.
    pub(super) fn all_grouped(&self, private: &TokenStream) -> Option<TokenStream> {
        let arguments = self.0.iter().map(|_| quote!(#private::ByCurrency));
        (!self.0.is_empty()).then(|| quote!(#(, #arguments)*))
    }
}
