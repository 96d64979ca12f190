//! Tables, their keys and their indexes.

use sqlparser::ast::{
    AlterTable, AlterTableOperation, ColumnOption, CreateIndex, CreateTable, Expr, ForeignKeyConstraint,
    IndexColumn, TableConstraint,
};

use super::{Kind, StatementChecker, Verdict, last};

impl StatementChecker {
    pub(super) fn create_table(&self, create: &CreateTable) -> Verdict {
        let table = last(&create.name)?;
        // Keys that are written beside a column are of that column alone.
        for column in &create.columns {
            for option in &column.options {
                if let ColumnOption::PrimaryKey(_) | ColumnOption::Unique(_) | ColumnOption::ForeignKey(_) =
                    option.option
                {
                    return Err(format!("`{}` is a key of its own", column.name));
                }
            }
        }
        for constraint in &create.constraints {
            self.constraint(&table, constraint)?;
        }
        if create.constraints.iter().any(|constraint| matches!(constraint, TableConstraint::PrimaryKey(_))) {
            return Ok(Kind::CreateTable);
        }
        Err(format!("`{table}` has no primary key"))
    }

    pub(super) fn create_index(&self, index: &CreateIndex) -> Verdict {
        self.begins_with_tenant(&last(&index.table_name)?, &index.columns)?;
        Ok(Kind::CreateIndex)
    }

    pub(super) fn alter_table(&self, alter: &AlterTable) -> Verdict {
        let table = last(&alter.name)?;
        for operation in &alter.operations {
            if let AlterTableOperation::AddConstraint { constraint, .. } = operation {
                self.constraint(&table, constraint)?;
            }
        }
        Ok(Kind::AlterTable)
    }

    fn constraint(&self, table: &str, constraint: &TableConstraint) -> Result<(), String> {
        match constraint {
            TableConstraint::PrimaryKey(key) => self.begins_with_tenant(table, &key.columns),
            TableConstraint::Unique(key) => self.begins_with_tenant(table, &key.columns),
            TableConstraint::Index(index) => self.begins_with_tenant(table, &index.columns),
            TableConstraint::ForeignKey(key) => self.foreign_key(table, key),
            TableConstraint::Check(_) => Ok(()),
            other => Err(format!("nobody has said what this has to say of the tenant: {other}")),
        }
    }

    /// Every index does, so that it serves the statements: each is about one tenant.
    fn begins_with_tenant(&self, table: &str, columns: &[IndexColumn]) -> Result<(), String> {
        let tenant = self.tenant(table)?;
        match columns.first().map(|column| &column.column.expr) {
            Some(Expr::Identifier(name)) if name.value == tenant => Ok(()),
            _ => Err(format!("a key or index of `{table}` does not begin with `{tenant}`")),
        }
    }

    /// A row refers to one of the same tenant.
    fn foreign_key(&self, table: &str, key: &ForeignKeyConstraint) -> Result<(), String> {
        let (own, theirs) = (self.tenant(table)?, self.tenant(&last(&key.foreign_table)?)?);
        let mut pairs = key.columns.iter().zip(&key.referred_columns);
        if pairs.any(|(column, referred)| column.value == own && referred.value == theirs) {
            return Ok(());
        }
        Err(format!("a foreign key of `{table}` does not compare the tenants"))
    }
}
