//! The methods that sqlx provides in the same way for each database.

/// The methods of [`Backend`](super::Backend) whose code is the same for each database, but whose bounds only hold for
/// a concrete one.
macro_rules! through_sqlx {
    () => {
        fn add_text(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
            sqlx::Arguments::add(arguments, text)
        }

        fn add_time(time: &DateTime<Utc>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
            NativeIn::<Self>::add(time, &Limits::DEFAULT, arguments)
        }

        fn add_integer(value: i64, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
            sqlx::Arguments::add(arguments, value)
        }

        fn get_json<T: DeserializeOwned>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError> {
            Ok(sqlx::Row::try_get::<Option<Json<T>>, _>(row, index)?.map(|Json(value)| value))
        }

        async fn fetch_optional(
            connection: &mut Self::Connection,
            sql: SqlStr,
            mut arguments: Self::Arguments,
        ) -> Result<Option<Self::Row>, sqlx::Error> {
            Self::check_length(connection, &mut arguments).await?;
            // Not by the method of the query, whose future keeps several copies of the arguments.
            let query = sqlx::query_with::<Self, _>(sql, arguments);
            answered(sqlx::Executor::fetch_optional(connection, query)).await
        }

        fn integer(row: &Self::Row, index: usize) -> Result<i64, sqlx::Error> {
            sqlx::Row::try_get(row, index)
        }

        fn text(row: &Self::Row, index: usize) -> Result<Option<String>, sqlx::Error> {
            sqlx::Row::try_get(row, index)
        }

        fn date(row: &Self::Row, index: usize) -> Result<Option<chrono::NaiveDate>, BoxDynError> {
            NativeIn::<Self>::get(row, index, &Limits::DEFAULT)
        }

        fn own<T: crate::value::OwnType>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError> {
            NativeIn::<Self>::get(row, index, &Limits::DEFAULT)
        }

        fn add_own<T: crate::value::OwnType>(
            value: Option<&T>,
            arguments: &mut Self::Arguments,
        ) -> Result<(), BoxDynError> {
            match value {
                Some(value) => NativeIn::<Self>::add(value, &Limits::DEFAULT, arguments),
                None => <T as NativeIn<Self>>::add_null(arguments),
            }
        }

        async fn referring(
            connection: &mut Self::Connection,
            table: &'static str,
        ) -> Result<Vec<super::Referring>, sqlx::Error> {
            let rows =
                answered(sqlx::query::<Self>(Self::REFERRING).bind(table).fetch_all(connection)).await?;
            let column = |row: &Self::Row| {
                Ok(super::KeyColumn {
                    table: sqlx::Row::try_get(row, 0)?,
                    reference: sqlx::Row::try_get(row, 1)?,
                    key: sqlx::Row::try_get(row, 2)?,
                    column: sqlx::Row::try_get(row, 3)?,
                    parent: sqlx::Row::try_get(row, 4)?,
                })
            };
            let columns = rows.iter().map(column).collect::<Result<_, sqlx::Error>>()?;
            Ok(super::Referring::of(columns))
        }
    };
}
pub(super) use through_sqlx;
