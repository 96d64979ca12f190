//! A directory and a process group for one server, which are removed together.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    os::unix::{fs::OpenOptionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{account::Account, error::Error};

/// How long a process may take to end before it is killed. Longer than the keeper's shell waits for the server.
const PATIENCE: Duration = Duration::from_secs(15);

/// A temporary directory, and a process group for all that runs in it.
///
/// A shell outside this process removes both as soon as this value is dropped or this process ends. It detects that by
/// the end of a pipe, so it works for a panic, an `exit`, Ctrl-C and SIGKILL alike. (A parent-death signal would not
/// work: it fires when the starting *thread* ends, and only Linux has it.)
#[derive(Debug)]
pub(crate) struct Keeper {
    directory: PathBuf,
    account: Option<Account>,
    /// Keeps the process group alive, from before the first command to after the last.
    anchor: Child,
    /// The shell that clears up.
    shell: Child,
}

impl Keeper {
    /// Creates the directory, and starts its keeper. `signal` is the signal that stops the server best.
    pub(crate) fn start(name: &str, account: Option<Account>, signal: &str) -> Result<Self, Error> {
        let directory = tempfile::Builder::new()
            .prefix(&format!("fin-infra-{name}-"))
            .tempdir()
            .map_err(Error::because("making a temporary directory"))?;
        if let Some(account) = account {
            account.own(directory.path())?;
        }
        let anchor = spawn(helper("cat").process_group(0))?;
        let shell = spawn(
            helper("sh")
                .args(["-c", include_str!("keeper.sh"), "fin-infra-keeper"])
                .arg(directory.path())
                .args([&anchor.id().to_string(), signal])
                // A separate process group: otherwise Ctrl-C would reach it together with the tests.
                .process_group(0),
        )?;
        // From here on the directory is the shell's to remove.
        Ok(Self { directory: directory.keep(), account, anchor, shell })
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// A command that runs in here: as the server's user, in the process group, with its output in `log`.
    pub(crate) fn command(&self, program: &Path, log: &Path) -> Result<Command, Error> {
        let group = i32::try_from(self.anchor.id()).map_err(Error::because("joining the process group"))?;
        let output = File::create(log).map_err(Error::because(format_args!("making {}", log.display())))?;
        let errors = output.try_clone().map_err(Error::because("sharing the log"))?;
        let mut command = Command::new(program);
        command
            .current_dir(&self.directory)
            // The log is read for a phrase, in English.
            .env("LC_ALL", "C")
            // MariaDB, when it starts, removes every server's temporary tables from where it puts its own.
            .env("TMPDIR", &self.directory)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .process_group(group);
        if let Some(account) = self.account {
            account.run(&mut command);
        }
        Ok(command)
    }

    /// Writes a file that only the server's user can read.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<PathBuf, Error> {
        let path = self.directory.join(name);
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(Error::because(format_args!("writing {}", path.display())))?;
        if let Some(account) = self.account {
            account.own(&path)?;
        }
        Ok(path)
    }

    /// Makes the shell clear up now.
    pub(crate) fn close(&mut self) {
        self.anchor.stdin = None;
        self.shell.stdin = None;
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.close();
        reap(&mut self.anchor);
        reap(&mut self.shell);
    }
}

/// Waits until a process has ended. One that its parent never waits for stays in the process table, and in its group.
pub(crate) fn reap(process: &mut Child) {
    let deadline = Instant::now() + PATIENCE;
    while matches!(process.try_wait(), Ok(None)) {
        if Instant::now() > deadline {
            // It may have ended just now, which is as good.
            let _ = process.kill();
            let _ = process.wait();
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// A command that detects the end of this process on its standard input, and prints nothing.
fn helper(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn spawn(command: &mut Command) -> Result<Child, Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.spawn().map_err(Error::because(format_args!("starting {program}")))
}
