//! Concurrent and killed tools.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::{Connection, MySqlConnection, PgConnection};

use crate::journey::{add_budgets, column, sql};
use crate::project::{Answer, Kind, Project, on_each_database};

/// Starts the tool.
pub(crate) fn start(project: &Project, stage: &str, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_migrate_app"));
    let command = command.args(arguments).current_dir(project.path());
    let command = command.env("DATABASE_URL", &project.url).env("FIN_TEST_STAGE", stage);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

pub(crate) fn end(child: Child) -> Answer {
    let output = child.wait_with_output().unwrap();
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    Answer { code: output.status.code().unwrap_or(-1), said }
}

/// The lock of another tool, held until it is dropped.
pub(crate) enum Held {
    File(#[expect(dead_code, reason = "it is locked")] std::fs::File),
    Postgres(#[expect(dead_code, reason = "it holds the lock")] PgConnection),
    MySql(#[expect(dead_code, reason = "it holds the lock")] MySqlConnection),
}

pub(crate) async fn hold(project: &Project) -> Held {
    match project.kind {
        Kind::Sqlite => {
            let file = std::fs::File::create(project.path().join("app.db-migrate")).unwrap();
            file.lock().unwrap();
            Held::File(file)
        }
        // As sqlx's tools do.
        Kind::Postgres => {
            let mut connection = PgConnection::connect(&project.url).await.unwrap();
            sqlx::migrate::Migrate::lock(&mut connection).await.unwrap();
            Held::Postgres(connection)
        }
        Kind::MySql => {
            let mut connection = MySqlConnection::connect(&project.url).await.unwrap();
            let take = "SELECT GET_LOCK(LOWER(HEX(1026731422 * CRC32(DATABASE()))), 10)";
            assert_eq!(sqlx::query_scalar::<_, i64>(take).fetch_one(&mut connection).await.unwrap(), 1);
            Held::MySql(connection)
        }
    }
}

on_each_database!(
    tools_at_once_do_everything_once,
    a_waiting_tool_names_the_lock_holder_and_gives_up,
    a_killed_tool_continues_from_anywhere,
);

async fn tools_at_once_do_everything_once(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    let more = if project.kind == Kind::Postgres { &["--concurrently"][..] } else { &[] };
    let revision = ["revision", "-m", "listed", "--autogenerate"];
    project.tool("listed", &[&revision[..], more].concat()).done();
    let tools: Vec<Child> = (0..3).map(|_| start(project, "listed", &["upgrade"])).collect();
    let said: Vec<String> = tools.into_iter().map(|tool| end(tool).done()).collect();
    let applied = said.iter().filter(|said| said.contains("applied ")).count();
    let nothing = said.iter().filter(|said| said.contains("nothing to apply")).count();
    assert_eq!((applied, nothing), (1, 2), "{said:?}");
    project.tool("listed", &["check"]).done();
    assert_eq!(column(project, "name").await, ["Food", "Rent", "Ärger"]);
}

async fn a_waiting_tool_names_the_lock_holder_and_gives_up(project: &Project) {
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    let held = hold(project).await;
    for command in ["upgrade", "refold"] {
        let waited = project.tool("first", &["--lock-wait", "1", command]);
        let whom = match project.kind {
            Kind::Sqlite => "it is run by another process",
            Kind::Postgres => "it is run by process ",
            Kind::MySql => "it is run by connection ",
        };
        let words =
            ["another migration is running", "did not end within 1 seconds", whom, "Nothing was changed"];
        waited.refused(&words);
    }
    project.tool("first", &["current"]).done();
    assert_eq!(project.tool("first", &["check"]).code, 3, "who only looks does not wait");
    let mut waiting = start(project, "first", &["--lock-wait", "120", "upgrade"]);
    let mut first = String::new();
    BufReader::new(waiting.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
    assert!(first.contains("waiting for it, for up to 120 seconds; it is run by "), "{first}");
    drop(held);
    assert!(waiting.wait().unwrap().success());
    project.tool("first", &["check"]).done();
}

async fn a_killed_tool_continues_from_anywhere(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project
        .tool(
            "wider",
            &[
                "revision",
                "-m",
                "wider",
                "--autogenerate",
                "--fill",
                "budgets.rollover=TRUE",
                "--fill",
                "budgets.state='a'",
                "--fill",
                "budgets.reference=name",
            ],
        )
        .done();
    let first = next_file(project, "_first").0;
    for round in 0..6_u64 {
        let (stage, way) = if round % 2 == 0 {
            ("wider", &["upgrade"][..])
        } else {
            ("first", &["downgrade", &first, "--allow-drop"][..])
        };
        let mut tool = start(project, stage, way);
        // It has to continue from anywhere, including before its first and after its last statement.
        std::thread::sleep(Duration::from_millis(15 + 35 * round));
        tool.kill().unwrap();
        end(tool);
    }
    project.tool("wider", &["upgrade"]).done();
    project.tool("wider", &["check"]).done();
    assert_eq!(column(project, "name_folded").await, ["food", "rent", "ärger"]);
    project.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("first", &["check"]).done();
}

/// A revision whose files do not describe what they do.
async fn duplicates(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    sql(project, "UPDATE budgets SET name = 'Food'").await;
    project.tool("named_once", &["revision", "-m", "named", "--autogenerate", "--concurrently"]).done();
}

const INVALID: &str = "SELECT count(*)::text FROM pg_index WHERE NOT indisvalid";

#[tokio::test]
async fn an_index_that_finds_duplicates_is_not_left_invalid() {
    let project = Project::new(Kind::Postgres);
    duplicates(&project).await;
    let said = project.tool("named_once", &["upgrade"]);
    assert!(!said.said.contains(" at line "), "{}", said.said);
    said.refused(&["could not create unique index", "; Key (tenant_id, name)=", "is duplicated"]);
    assert_eq!(sql(&project, INVALID).await, ["0"]);
    sql(&project, "UPDATE budgets SET name = id::text").await;
    project.tool("named_once", &["upgrade"]).done();
    project.tool("named_once", &["check"]).done();
}

#[tokio::test]
async fn an_invalid_index_is_dropped_and_built_again() {
    let project = Project::new(Kind::Postgres);
    duplicates(&project).await;
    let mut connection = PgConnection::connect(&project.url).await.unwrap();
    let create = "CREATE UNIQUE INDEX CONCURRENTLY uq_budgets_name ON budgets (tenant_id, name)";
    sqlx::raw_sql(create).execute(&mut connection).await.unwrap_err();
    assert_eq!(sql(&project, INVALID).await, ["1"]);
    let checked = project.tool("named_once", &["check"]);
    assert!(checked.said.contains("index uq_budgets_name is INVALID"), "{}", checked.said);
    sql(&project, "UPDATE budgets SET name = id::text").await;
    project.tool("named_once", &["upgrade"]).done();
    assert_eq!(sql(&project, INVALID).await, ["0"]);
    project.tool("named_once", &["check"]).done();
}

/// The first pending file, and its version.
pub(crate) fn next_file(project: &Project, name: &str) -> (String, String) {
    let files = project.files(".up.sql");
    let file = files.iter().find(|file| file.to_string_lossy().contains(name)).unwrap();
    let version = file.file_name().unwrap().to_string_lossy().split('_').next().unwrap().to_owned();
    (version, std::fs::read_to_string(file).unwrap())
}

/// Records a file as in progress, as the tool does before it runs it.
pub(crate) async fn interrupt(project: &Project, name: &str) {
    let (version, _) = next_file(project, name);
    let folder = sqlx::migrate::Migrator::new(project.migrations()).await.unwrap();
    let one = folder.iter().find(|one| one.version.to_string() == version).unwrap();
    let checksum: String = one.checksum.iter().map(|byte| format!("{byte:02x}")).collect();
    let checksum =
        if project.kind == Kind::Postgres { format!("'\\x{checksum}'") } else { format!("X'{checksum}'") };
    let insert = format!(
        "INSERT INTO _sqlx_migrations VALUES ({version}, 'x', CURRENT_TIMESTAMP, FALSE, {checksum}, -1)"
    );
    sql(project, &insert).await;
}

#[tokio::test]
async fn the_catalogue_shows_whether_an_interrupted_statement_was_executed() {
    for was_done in [true, false] {
        let project = Project::new(Kind::MySql);
        project.go("first", &[]);
        add_budgets(&project).await;
        project.tool("notes", &["revision", "-m", "notes", "--autogenerate"]).done();
        interrupt(&project, "_notes_1_of").await;
        if was_done {
            sql(&project, &next_file(&project, "_notes_1_of").1).await;
        }
        let word =
            if was_done { "the database has done all of the file" } else { "nothing of the file was done" };
        for command in ["current", "history"] {
            let said = project.tool("notes", &[command]).done();
            assert!(said.contains("was interrupted at") && said.contains(word), "{said}");
        }
        let said = project.tool("notes", &["upgrade"]).done();
        assert!(said.contains(word), "{said}");
        project.tool("notes", &["check"]).done();
        project.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
        project.tool("first", &["check"]).done();
    }
}

#[tokio::test]
async fn the_outcome_of_an_edited_file_is_unknown() {
    let project = Project::new(Kind::MySql);
    project.go("first", &[]);
    project.tool("notes", &["revision", "-m", "notes", "--autogenerate"]).done();
    let file = project.files("_notes_1_of_3.up.sql").pop().unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\nALTER TABLE budgets COMMENT 'by hand';\n")).unwrap();
    interrupt(&project, "_notes_1_of").await;
    let words = [
        "failed halfway",
        "cannot tell",
        "SET success = TRUE",
        "DELETE FROM _sqlx_migrations WHERE version = ",
    ];
    for command in [&["upgrade"][..], &["downgrade", "-1"], &["current"], &["history"]] {
        project.tool("notes", command).refused(&words);
    }
    sql(&project, "DELETE FROM _sqlx_migrations WHERE NOT success").await;
    project.tool("notes", &["upgrade"]).done();
    project.tool("notes", &["check"]).done();
}

/// The server continues an `ALTER` whose client was killed.
#[tokio::test]
async fn an_alter_is_reconciled_after_its_tool_was_killed() {
    let project = Project::new(Kind::MySql);
    project.go("whole", &[]);
    add_budgets(&project).await;
    let many = "INSERT INTO budgets (id, tenant_id, name, amount, created_at, updated_at) \
                SELECT UNHEX(LPAD(HEX(seq + 100), 32, '0')), tenant_id, name, amount, created_at, updated_at FROM (SELECT * FROM budgets LIMIT 1) one, seq_1_to_150000";
    sql(&project, many).await;
    project.tool("first", &["revision", "-m", "cents", "--autogenerate", "--allow-drop"]).done();
    let mut tool = start(&project, "first", &["upgrade"]);
    let altering = "SELECT CAST(COUNT(*) AS CHAR) FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'ALTER%' \
                    OR info LIKE '--%ALTER%'";
    let deadline = Instant::now() + Duration::from_secs(30);
    while sql(&project, altering).await == ["0"]
        && Instant::now() < deadline
        && tool.try_wait().unwrap().is_none()
    {
        std::thread::sleep(Duration::from_millis(5));
    }
    tool.kill().unwrap();
    end(tool);
    project.tool("first", &["upgrade"]).done();
    project.tool("first", &["check"]).done();
    assert_eq!(sql(&project, "SELECT CAST(COUNT(*) AS CHAR) FROM budgets").await, ["150003"]);
    project.tool("whole", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("whole", &["check"]).done();
}

#[tokio::test]
async fn a_downgrade_begins_with_the_interrupted_revision() {
    let project = Project::new(Kind::MySql);
    project.go("first", &[]);
    add_budgets(&project).await;
    project.tool("folded", &["revision", "-m", "folded", "--autogenerate"]).done();
    let mut reader = MySqlConnection::connect(&project.url).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT * FROM budgets").execute(&mut reader).await.unwrap();
    let mut tool = start(&project, "folded", &["upgrade"]);
    let waiting = "SELECT CAST(id AS CHAR) FROM information_schema.processlist WHERE db = DATABASE() \
                   AND state LIKE 'Waiting for table metadata lock'";
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut connections = sql(&project, waiting).await;
    while connections.is_empty() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(5));
        connections = sql(&project, waiting).await;
    }
    tool.kill().unwrap();
    end(tool);
    for connection in connections {
        sql(&project, &format!("KILL {connection}")).await;
    }
    reader.close().await.unwrap();
    let said = project.tool("folded", &["downgrade", "-1", "--allow-drop"]).done();
    assert!(said.contains("nothing of the file was done") && said.contains("nothing to undo"), "{said}");
    assert_eq!(sql(&project, "SELECT CAST(COUNT(*) AS CHAR) FROM budgets").await, ["3"]);
    project.tool("first", &["check"]).done();
}

#[tokio::test]
async fn statements_are_ordered_by_their_dependencies() {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MySql] {
        let project = Project::new(kind);
        project.go("listed", &[]);
        project.go("unlisted", &["--allow-drop"]);
        project.tool("listed", &["downgrade", "-1", "--allow-drop"]).done();
        project.tool("listed", &["check"]).done();
        project.tool("unlisted", &["upgrade"]).done();

        if kind == Kind::Sqlite {
            // A text has no limit there.
            continue;
        }
        let project = Project::new(kind);
        project.go("text_tenant", &[]);
        project.go("long_text_tenant", &[]);
        project.tool("text_tenant", &["downgrade", "-1", "--allow-drop"]).done();
        project.tool("text_tenant", &["check"]).done();
    }
}
