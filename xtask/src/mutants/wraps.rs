//! The wrapped functions: those that create or choose predicates.
//!
//! In the copy, each is renamed, and a new function with its old name calls it and leaves a predicate out if the mutant
//! requires that. A function is found by its name, so its body may change; renaming or moving it is an error when the
//! copy is created.

/// A function of the core, and the function that replaces it in the copy.
pub(super) struct Wrap {
    /// The file in the core's `src`.
    pub(super) file: &'static str,
    pub(super) function: &'static str,
    /// The replacement. It calls the function by its name with `_unmutated` appended.
    pub(super) wrapper: &'static str,
}

/// All wrapped functions. For those with `track_caller`, each caller is a separate mutant, named by its file.
pub(super) const WRAPS: &[Wrap] = &[
    Wrap {
        file: "operation/mod.rs",
        function: "statements",
        wrapper: r"
            pub(crate) fn statements<DB: Backend>(scope: ErasedScope<'_, DB>) -> Result<&'static Statements> {
                let table = scope.stored.table;
                statements_unmutated(scope).map(|texts| crate::mutant::statements::<DB>(table, texts))
            }",
    },
    Wrap {
        file: "statements.rs",
        function: "of",
        wrapper: r"
            impl Selection {
                #[track_caller]
                pub(crate) fn of(&self, rows: Rows) -> &'static str {
                    self.of_unmutated(crate::mutant::rows(rows))
                }
            }",
    },
    Wrap {
        file: "sql/statement.rs",
        function: "rows_of_table",
        wrapper: r#"
            impl<DB: Backend> Statement<DB> {
                #[track_caller]
                pub(crate) fn rows_of_table<'a>(
                    &mut self,
                    scope: ErasedScope<'a, DB>,
                    table: &Table,
                    rows: Rows,
                    tenant: impl for<'x> FnOnce(&'x mut Args<'a, DB>) -> Result<&'x mut Args<'a, DB>>,
                ) -> Result<&mut Self> {
                    let rows = if crate::mutant::is_here(", another table: live") { Rows::All } else { rows };
                    let has_tenants = !crate::mutant::is_here(", another table: tenant");
                    let table = Table { tenant: table.tenant.filter(|_| has_tenants), ..*table };
                    self.rows_of_table_unmutated(scope, &table, rows, tenant)
                }
            }"#,
    },
    Wrap {
        file: "predicate/mod.rs",
        function: "append",
        wrapper: r#"
            pub(crate) fn append<T>(to: &mut Vec<T>, more: Vec<T>) {
                if crate::mutant::is("filters: narrow") { *to = more } else { append_unmutated(to, more) }
            }"#,
    },
    Wrap {
        file: "query/resolved.rs",
        function: "folded_searches",
        wrapper: r#"
            impl<M: Medium> Selected<'_, M> {
                pub(crate) fn folded_searches(&self) -> Result<impl Iterator<Item = String>> {
                    let most = if crate::mutant::is("searches: narrow") { 1 } else { usize::MAX };
                    self.folded_searches_unmutated().map(|searches| searches.take(most))
                }
            }"#,
    },
    Wrap {
        file: "query/mod.rs",
        function: "include_deleted",
        wrapper: r#"
            impl<R: SoftDelete> Query<R> {
                /// As it is called.
                #[must_use]
                pub fn include_deleted(self) -> Self {
                    let query = self.include_deleted_unmutated();
                    if crate::mutant::is("only_deleted: stays") { Self { rows: Rows::All, ..query } } else { query }
                }
            }"#,
    },
    Wrap {
        file: "operation/change.rs",
        function: "check_version",
        wrapper: r"
            #[track_caller]
            pub(super) fn check_version<DB: Backend>(
                stored: &StoredTable<DB>,
                expected: Option<i64>,
                row: &dyn AnyRow,
            ) -> Result<()> {
                check_version_unmutated(stored, crate::mutant::version(expected), row)
            }",
    },
    Wrap {
        file: "memory/tables.rs",
        function: "find",
        wrapper: r"
            impl Tables {
                #[track_caller]
                pub(crate) fn find(
                    &self,
                    scope: ErasedScope<'_, InMemory>,
                    id: &AnyValue,
                    rows: Rows,
                ) -> Result<Option<Row>> {
                    self.find_unmutated(scope, id, crate::mutant::rows(rows))
                }
            }",
    },
    Wrap {
        file: "memory/tables.rs",
        function: "target",
        wrapper: r"
            impl Tables {
                #[track_caller]
                pub(crate) fn target(
                    &mut self,
                    scope: ErasedScope<'_, InMemory>,
                    id: &AnyValue,
                    rows: Rows,
                    version: Option<i64>,
                ) -> Result<Key> {
                    let (rows, version) = (crate::mutant::rows(rows), crate::mutant::version(version));
                    self.target_unmutated(scope, id, rows, version)
                }
            }",
    },
    Wrap {
        file: "memory/tables.rs",
        function: "select",
        wrapper: r"
            impl Tables {
                #[track_caller]
                pub(crate) fn select(
                    &self,
                    scope: ErasedScope<'_, InMemory>,
                    selected: Selected<'_, InMemory>,
                ) -> Result<Vec<Row>> {
                    let rows = crate::mutant::rows(selected.rows);
                    self.select_unmutated(scope, Selected { rows, ..selected })
                }
            }",
    },
    Wrap {
        file: "memory/rowset.rs",
        function: "is_among",
        wrapper: r"
            #[track_caller]
            pub(super) fn is_among(table: &Table, row: &Row, rows: Rows) -> bool {
                is_among_unmutated(table, row, crate::mutant::rows(rows))
            }",
    },
    Wrap {
        file: "memory/rowset.rs",
        function: "key",
        wrapper: r#"
            impl Table {
                pub(super) fn key(&self, unique: &'static Unique, row: &Row) -> Option<Vec<Scalar>> {
                    let tenant = self.tenant.filter(|_| !crate::mutant::is("memory/rowset: tenant"));
                    Table { tenant, ..*self }.key_unmutated(unique, row)
                }
            }"#,
    },
    Wrap {
        file: "memory/evaluate.rs",
        function: "is_tenants",
        wrapper: r#"
            impl Filter {
                fn is_tenants(&self, row: &[Cell]) -> bool {
                    crate::mutant::is("memory/evaluate: tenant") || self.is_tenants_unmutated(row)
                }
            }"#,
    },
];

impl Wrap {
    /// Returns the text of the file with the function renamed and its wrapper appended.
    pub(super) fn apply(&self, text: &str) -> Result<String, String> {
        let Self { file, function, wrapper } = self;
        let mut starts = Vec::new();
        for after in ["<", "("] {
            starts.extend(text.match_indices(&format!("fn {function}{after}")).map(|(start, _)| start));
        }
        let [start] = starts[..] else {
            return Err(format!(
                "{file} has {} functions `{function}`, and the mutants wrap one",
                starts.len()
            ));
        };
        let (before, after) = text.split_at(start + "fn ".len() + function.len());
        Ok(format!("{before}_unmutated{after}\n{wrapper}\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::Wrap;

    #[test]
    fn a_function_is_found_by_its_whole_name_and_only_once() {
        let wrap = Wrap { file: "rows.rs", function: "of", wrapper: "fn of() { of_unmutated() }" };
        let wrapped = wrap.apply("fn offset() {}\nfn of<T>() {}\n").unwrap();
        assert_eq!(wrapped, "fn offset() {}\nfn of_unmutated<T>() {}\n\nfn of() { of_unmutated() }\n");
        for text in ["fn offset() {}", "fn of() {} mod inner { fn of<T>() {} }"] {
            assert!(wrap.apply(text).is_err_and(|error| error.contains("rows.rs")));
        }
    }
}
