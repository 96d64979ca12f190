//! A server runs as long as its value and its process exist, and no longer.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper that fails fails its test")]

use std::{
    collections::BTreeSet,
    env, fs,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use fin_infra_test_servers::Server;

/// Makes `be_another_process` start a server of this kind.
const ROLE: &str = "FIN_TEST_OTHER_PROCESS";

#[test]
fn a_server_that_is_dropped_is_gone_with_its_directory() {
    for server in [Server::postgres(), Server::mysql()] {
        let server = server.unwrap();
        let traces = Traces::of(&server);
        assert!(traces.are_there());
        drop(server);
        assert!(traces.are_gone(), "{traces:?}");
    }
}

#[test]
fn a_postgresql_server_of_a_killed_process_is_gone_with_its_directory() {
    assert_gone_after("postgres", |process| process.kill().unwrap());
}

#[test]
fn a_mariadb_server_of_a_killed_process_is_gone_with_its_directory() {
    assert_gone_after("mysql", |process| process.kill().unwrap());
}

#[test]
fn a_server_that_nobody_drops_is_gone_after_an_ordinary_end() {
    // The other process ends at the end of its input.
    assert_gone_after("postgres", |process| process.stdin = None);
}

#[test]
fn a_process_that_is_killed_before_its_server_runs_leaves_nothing_behind() {
    let position = tempfile::tempdir_in("/tmp").unwrap();
    // A server of another user has to reach its directory in there.
    open_to_all(position.path());
    for kind in ["postgres", "mysql"] {
        let mut process = Command::new(env::current_exe().unwrap());
        let mut process = as_other(&mut process, kind).env("TMPDIR", position.path()).spawn().unwrap();
        wait_until("a directory appears", || fs::read_dir(position.path()).unwrap().count() > 0);
        thread::sleep(Duration::from_millis(200));
        process.kill().unwrap();
        process.wait().unwrap();
        wait_until("the directory is gone", || fs::read_dir(position.path()).unwrap().count() == 0);
    }
}

#[test]
fn servers_that_several_processes_start_at_once_do_not_meet() {
    let mut processes: Vec<Other> = ["postgres", "mysql", "postgres", "mysql"].map(Other::start).into();
    let addresses: BTreeSet<SocketAddr> = processes.iter_mut().map(|other| other.traces().address).collect();
    assert_eq!(addresses.len(), processes.len());
}

/// Not a test: other tests run it in another process.
#[test]
#[ignore = "the other process of other tests"]
fn be_another_process() {
    let server = match env::var(ROLE).as_deref() {
        Ok("postgres") => Server::postgres(),
        Ok("mysql") => Server::mysql(),
        _ => return,
    };
    let server = server.unwrap();
    println!("\ntraces {} {} {}", server.url(), server.process_id(), server.directory().display());
    let _ = std::io::stdin().lock().read_line(&mut String::new());
    // As for a server in a `static`: no destructor runs.
    std::mem::forget(server);
}

fn assert_gone_after(kind: &str, end: impl FnOnce(&mut Child)) {
    let mut other = Other::start(kind);
    let traces = other.traces();
    assert!(traces.are_there());
    end(&mut other.process);
    other.process.wait().unwrap();
    wait_until("the server is gone", || traces.are_gone());
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// This test program again, as a process that keeps a server.
struct Other {
    process: Child,
}

impl Other {
    fn start(kind: &str) -> Self {
        let process = as_other(&mut Command::new(env::current_exe().unwrap()), kind).spawn().unwrap();
        Self { process }
    }

    /// Waits until its server runs.
    fn traces(&mut self) -> Traces {
        let output = BufReader::new(self.process.stdout.as_mut().unwrap());
        let line = output.lines().map(Result::unwrap).find(|line| line.starts_with("traces "));
        let line = line.expect("the other process ended before its server ran");
        let [_, url, process, directory] = line.splitn(4, ' ').collect::<Vec<_>>().try_into().unwrap();
        Traces { address: address(url), process: process.parse().unwrap(), directory: directory.into() }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn as_other<'a>(command: &'a mut Command, kind: &str) -> &'a mut Command {
    command
        .args(["--exact", "be_another_process", "--ignored", "--nocapture"])
        .env(ROLE, kind)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
}

/// The signs that a server exists.
#[derive(Debug)]
struct Traces {
    address: SocketAddr,
    process: u32,
    directory: PathBuf,
}

impl Traces {
    fn of(server: &Server) -> Self {
        Self {
            address: address(server.url()),
            process: server.process_id(),
            directory: server.directory().to_path_buf(),
        }
    }

    fn are_there(&self) -> bool {
        self.directory.exists() && TcpStream::connect(self.address).is_ok()
    }

    fn are_gone(&self) -> bool {
        !self.directory.exists() && TcpStream::connect(self.address).is_err() && !self.has_process()
    }

    /// Whether it runs: a container without an init keeps the entry of an ended process, which has no command line.
    fn has_process(&self) -> bool {
        fs::read(format!("/proc/{}/cmdline", self.process)).is_ok_and(|line| !line.is_empty())
    }
}

fn address(url: &str) -> SocketAddr {
    let (_, rest) = url.split_once('@').unwrap();
    rest.split('/').next().unwrap().parse().unwrap()
}

fn open_to_all(directory: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(directory, fs::Permissions::from_mode(0o777)).unwrap();
}
