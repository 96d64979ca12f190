//! The code of a query: its parts as a constant, and the values.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Ident, Path, Type};

use crate::attr::located_at;

use super::check::{Checked, Column};
use super::input::{Database, Input};
use super::tables::{Tables, alias, position};
use super::template::{Kind, Template, ValueType};
use super::units::{Of, Origin, Origins};

/// The resources and values of all texts, each once.
#[derive(Default)]
struct Used {
    resources: Vec<Path>,
    values: Vec<(Ident, ValueType)>,
}

impl Used {
    fn resource(&mut self, path: &Path) -> usize {
        position(&self.resources, path).unwrap_or_else(|| {
            self.resources.push(path.clone());
            self.resources.len() - 1
        })
    }

    fn value(&mut self, name: &Ident, ty: &ValueType) -> usize {
        let known = self.values.iter().position(|(other, other_type)| other == name && other_type == ty);
        known.unwrap_or_else(|| {
            self.values.push((name.clone(), ty.clone()));
            self.values.len() - 1
        })
    }
}

/// The number of resources that a query can name.
const MOST_RESOURCES: usize = 12;

pub(super) fn expand(input: &Input, templates: &[(Template, Checked)]) -> syn::Result<TokenStream> {
    let core = &input.core;
    let private = quote!(#core::private);
    let mut used = Used::default();
    let texts: Vec<TokenStream> =
        templates.iter().map(|(template, _)| parts(&private, template, &mut used)).collect();
    let columns = templates.first().map_or(&[][..], |(_, checked)| &checked.columns);
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let facts = templates
        .iter()
        .flat_map(|(template, checked)| checked.facts.iter().map(move |fact| (fact, template)));
    let (alike, origins) = units(&private, templates, &mut used);
    let values = values(input, &private, &mut used)?;
    let text = input.texts.first().map_or_else(Span::call_site, super::input::Text::span);
    // Resolved where the other tokens are: an error about tokens that are not is shown on the whole macro.
    let span = Span::call_site().located_at(text);
    let resources = &used.resources;
    if resources.is_empty() {
        return Err(syn::Error::new(span, "the query reads no resource: name one, as in `FROM {Budget}`"));
    }
    if resources.len() > MOST_RESOURCES {
        let message =
            format!("a query names at most {MOST_RESOURCES} resources, and this one {}", resources.len());
        return Err(syn::Error::new(span, message));
    }
    let for_database = |database| {
        let text = input.texts.iter().position(|text| text.is_for(database));
        text.map_or_else(|| quote!(&[]), |index| texts[index].clone())
    };
    let [sqlite, postgres, mysql] = [Database::Sqlite, Database::Postgres, Database::MySql].map(for_database);
    let (tenant, row) = (&input.tenant, &input.row);
    let tables = Tables { core: &private, span, resources };
    let (aliases, all, checks) = (tables.aliases(), tables.all(), tables.checks(facts));
    let row_at = located_at(&private, row.span());
    let row_itself = quote_spanned!(row.span()=> <#row as #row_at::FinRow>::Itself);
    let columns_are_fields = columns_are_fields(&private, span, columns, &row_itself);
    // With the hygiene of the macro wherever it occurs, also if a macro of the program wrote only the tenant.
    let given = Ident::new("fin_tenant", Span::call_site());
    let tenants = tables.tenants(tenant.span(), &given);
    let here = located_at(&private, span);
    let query = quote_spanned! {span=>
        #here::scoped_sql::<#all, #row_itself, _>(&FIN_SOURCE, #given, #private::Vec::from([#(#values),*]))
    };
    Ok(quote! {{
        #[allow(unused_imports)]
        use #private::TenantScoped as _;
        #aliases
        static FIN_SOURCE: #private::SqlSource =
            #private::SqlSource::new([#sqlite, #postgres, #mysql], &[#(#names),*], #alike, #origins);
        #checks
        #columns_are_fields
        let #given = #tenant;
        #tenants
        #query
    }})
}

/// Checks that each column is a field of the row, and each field a column.
fn columns_are_fields(
    private: &TokenStream,
    span: Span,
    columns: &[Column],
    row: &TokenStream,
) -> TokenStream {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let (count, messages) = (columns.len(), columns.iter().map(|column| &column.is_no_field));
    let missing = format!(
        "a field of the row is not selected: the columns are {}; add the field to them, or remove it from the struct",
        names.join(", ")
    );
    quote_spanned! {span=>
        const _: () = {
            let fin_fields = <#row as #private::FinRow>::FIELDS;
            #(::std::assert!(#private::is_field(fin_fields, #names), "{}", #messages);)*
            ::std::assert!(fin_fields.len() <= #count, "{}", #missing);
        };
    }
}

/// The parts of a text.
fn parts(private: &TokenStream, template: &Template, used: &mut Used) -> TokenStream {
    let parts = template.pieces.iter().enumerate().map(|(index, piece)| match &piece.kind {
        // Tools recognize a statement by its first word.
        Kind::Sql(sql) if index == 0 => {
            let sql = sql.trim_start();
            quote!(#private::SqlPart::Sql(#sql))
        }
        Kind::Sql(sql) => quote!(#private::SqlPart::Sql(#sql)),
        Kind::Table(path) => {
            let next = template.pieces.get(index + 1).map(|piece| &piece.kind);
            let (table, has_name) = (used.resource(path), has_name(next));
            quote!(#private::SqlPart::Table(#table, #has_name))
        }
        Kind::Value(name, ty) => {
            let value = used.value(name, ty);
            match ty.is_list() {
                true => quote!(#private::SqlPart::List(#value)),
                false => quote!(#private::SqlPart::Value(#value)),
            }
        }
    });
    let parts: Vec<TokenStream> = parts.collect();
    quote!(&[#(#parts),*])
}

/// What the texts take for values that are stored alike, and the origins of the columns.
fn units(
    private: &TokenStream,
    templates: &[(Template, Checked)],
    used: &mut Used,
) -> (TokenStream, TokenStream) {
    let mut all = |of: fn(&Checked) -> Vec<&Origins>| -> TokenStream {
        let groups = templates
            .iter()
            .flat_map(|(template, checked)| of(checked).into_iter().map(move |origins| (template, origins)));
        let groups = groups.map(|(template, origins)| {
            let origins = origins.iter().map(|origin| self::origin(private, template, origin, used));
            quote!(&[#(#origins),*])
        });
        quote!(&[#(#groups),*])
    };
    let alike = all(|checked| checked.units.alike.iter().collect());
    (alike, all(|checked| checked.units.columns.iter().collect()))
}

fn origin(private: &TokenStream, template: &Template, origin: &Origin, used: &mut Used) -> TokenStream {
    let piece = |index: usize| template.pieces.get(index).map(|piece| &piece.kind);
    match origin {
        Origin::Column(Of::Resource(index), name) => match piece(*index) {
            Some(Kind::Table(path)) => {
                let table = used.resource(path);
                quote!(#private::SqlOrigin::Column(#private::Some(#table), #name))
            }
            _ => quote!(#private::SqlOrigin::Column(#private::None, #name)),
        },
        Origin::Column(_, name) => quote!(#private::SqlOrigin::Column(#private::None, #name)),
        Origin::Value(index) => match piece(*index) {
            Some(Kind::Value(name, ty)) => {
                let value = used.value(name, ty);
                quote!(#private::SqlOrigin::Value(#value))
            }
            _ => quote!(#private::SqlOrigin::Unknown),
        },
        Origin::Every => quote!(#private::SqlOrigin::Every),
        Origin::Number => quote!(#private::SqlOrigin::Number),
        Origin::Calendar => quote!(#private::SqlOrigin::Calendar),
        Origin::Text => quote!(#private::SqlOrigin::Text),
        Origin::Unknown => quote!(#private::SqlOrigin::Unknown),
        Origin::Summand => quote!(#private::SqlOrigin::Summand),
    }
}

/// Whether the SQL after a table gives it a name. If not, it has the name of the table.
pub(crate) fn has_name(next: Option<&Kind>) -> bool {
    const CLAUSES: &[&str] = &[
        "cross",
        "except",
        "fetch",
        "full",
        "group",
        "having",
        "inner",
        "intersect",
        "join",
        "left",
        "limit",
        "natural",
        "offset",
        "on",
        "order",
        "right",
        "straight_join",
        "union",
        "using",
        "where",
        "window",
    ];
    let Some(Kind::Sql(sql)) = next else { return false };
    let sql = sql.trim_start();
    let is_in_a_word = |character: &char| character.is_alphanumeric() || *character == '_';
    let word: String = sql.chars().take_while(is_in_a_word).collect();
    sql.starts_with(['"', '`']) || !word.is_empty() && !CLAUSES.contains(&word.to_ascii_lowercase().as_str())
}

/// The values, from the arguments of the macro or from variables with their names.
fn values(input: &Input, private: &TokenStream, used: &mut Used) -> syn::Result<Vec<TokenStream>> {
    for (name, _) in &input.values {
        if !used.values.iter().any(|(other, _)| other == name) {
            let message = format!("the SQL has no value `{{{name}: ..}}`");
            return Err(syn::Error::new(name.span(), message));
        }
    }
    let values = used.values.clone();
    let values = values.into_iter().map(|(name, ty)| {
        let given = input.values.iter().find(|(other, _)| *other == name);
        let value = given.map_or_else(|| quote!(#name), |(_, value)| quote!(#value));
        let span = given.map_or(name.span(), |(_, value)| value.span());
        // A list has a name in errors.
        let list = ty.is_list().then(|| name.unraw().to_string());
        let private = located_at(private, span);
        match ty.item() {
            ValueType::Column(resource, field) => {
                let (table, text) = (used.resource(resource), field.unraw().to_string());
                let at = Span::call_site().located_at(field.span());
                let resource = Ident::new(&alias(table).to_string(), at);
                let column = quote_spanned! {at=>
                    |columns: &<#resource as #private::Resource>::Columns<#private::InMemory>| &columns.#field
                };
                let column = quote_spanned!(span=> #private::value_of(#table, #text, #column));
                match list {
                    Some(list) => quote_spanned!(span=> #column.values(#list, #value)),
                    None => quote_spanned!(span=> #column.value(#value)),
                }
            }
            ValueType::Plain(ty) => match list {
                Some(list) => quote_spanned!(span=> #private::plain_list::<#ty>(#list, #value)),
                // A text may be given as a literal.
                None if is_string(ty) => quote_spanned! {span=>
                    #private::plain_value(<#ty as #private::From<_>>::from(#value))
                },
                None => quote_spanned! {span=> {
                    let value: #ty = #value;
                    #private::plain_value(value)
                }},
            },
            ValueType::List(_) => TokenStream::new(),
        }
    });
    Ok(values.collect())
}

fn is_string(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == "String"))
}
