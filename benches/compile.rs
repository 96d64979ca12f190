//! How long the compiler checks fifty resources of twelve fields, on SQLite alone:
//! `cargo bench -p fin-infra-benches -- compile`.
//!
//! It writes a package into the target folder, checks it once with all that it depends on, and then again and again
//! after touching its one file: as it is done while one works, and from nothing, without what the compiler remembers.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const RESOURCES: usize = 50;
const TIMES: usize = 5;

/// One resource. `{}` is its number.
const RESOURCE: &str = r#"
/// A resource.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "name", unique("owner_id", "name"))]
pub struct Resource{} {
    /// Whose it is.
    #[fin(filter)]
    pub owner_id: Uuid,
    /// What it is called.
    #[fin(filter, order)]
    pub name: String,
    /// What is to be said of it.
    pub notes: Option<String>,
    /// How much it is.
    #[fin(filter, order)]
    pub amount: Decimal,
    /// How much it may be.
    pub ceiling: Option<Decimal>,
    /// How many there are.
    #[fin(order)]
    pub quantity: i64,
    /// In which order it is shown.
    #[fin(default)]
    pub position: i32,
    /// Whether it is in use.
    #[fin(filter, default)]
    pub active: bool,
    /// When it begins.
    #[fin(filter, order)]
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: Option<DateTime<Utc>>,
    /// What it is about.
    #[fin(json)]
    pub labels: Vec<String>,
    /// Where it came from.
    #[fin(filter)]
    pub source_id: Option<Uuid>,
}
"#;

fn main() -> Outcome {
    let arguments: Vec<_> = env::args().skip(1).collect();
    // Cargo says that this is a benchmark; without it, it is a test of whether it can be built.
    let bench = arguments.iter().any(|argument| argument == "--bench");
    let mut words = arguments.iter().filter(|argument| !argument.starts_with('-'));
    if !bench || words.clone().next().is_some() && !words.any(|word| word == "compile") {
        return Ok(());
    }
    let package = Package::write()?;
    println!("Checking what {RESOURCES} resources depend on, once…");
    package.check(true)?;
    let remembered = package.median(true)?;
    let from_nothing = package.median(false)?;
    println!("checked after touching the file:      {:.2} s", remembered.as_secs_f64());
    println!("the same without incremental builds:  {:.2} s", from_nothing.as_secs_f64());
    println!("expanded lines:                       {}", package.expanded_lines()?);
    Ok(())
}

/// The package with the resources.
struct Package(PathBuf);

impl Package {
    fn write() -> Outcome<Self> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fifty-resources");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the workspace has a folder")?;
        fs::create_dir_all(folder.join("src"))?;
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let core = workspace.join("fin-infra");
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[package]\nname = \"fifty-resources\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies.fin-infra]\n\
                 path = {core:?}\ndefault-features = false\nfeatures = [\"sqlite\"]\n"
            ),
        )?;
        let mut source = String::from("//! Resources.\n\nuse fin_infra::prelude::*;\n");
        for number in 0..RESOURCES {
            write!(source, "{}", RESOURCE.replacen("{}", &number.to_string(), 1))?;
        }
        fs::write(folder.join("src/lib.rs"), source)?;
        Ok(Self(folder))
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments).args(["--quiet", "--offline"]).current_dir(&self.0);
        command.env("CARGO_TARGET_DIR", self.0.join("target"));
        command
    }

    /// How long a check takes.
    fn check(&self, incremental: bool) -> Outcome<Duration> {
        let source = self.0.join("src/lib.rs");
        fs::write(&source, fs::read(&source)?)?;
        let start = Instant::now();
        let status =
            self.cargo(&["check"]).env("CARGO_INCREMENTAL", u8::from(incremental).to_string()).status()?;
        if status.success() { Ok(start.elapsed()) } else { Err("the resources do not compile".into()) }
    }

    fn median(&self, incremental: bool) -> Outcome<Duration> {
        let mut times = (0..TIMES).map(|_| self.check(incremental)).collect::<Outcome<Vec<_>>>()?;
        times.sort_unstable();
        Ok(times[TIMES / 2])
    }

    /// How many lines the compiler sees.
    fn expanded_lines(&self) -> Outcome<usize> {
        let mut command = self.cargo(&["rustc", "--profile", "check", "--lib"]);
        // Only what is printed is unstable; the code is checked by the toolchain that is there.
        let command = command.args(["--", "-Zunpretty=expanded"]).env("RUSTC_BOOTSTRAP", "1");
        let output = command.stderr(Stdio::inherit()).output()?;
        Ok(output.stdout.iter().filter(|&&byte| byte == b'\n').count())
    }
}
