//! A program of a guide that serves, and the requests that are printed beside it.

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::package::{Package, said};

/// The address in the guides.
const PRINTED: &str = "localhost:8080";

/// A running program, until it is dropped.
pub(crate) struct Served {
    process: Child,
    address: String,
    /// The log until it was ready.
    pub(crate) log: Vec<String>,
}

impl Served {
    /// Starts a program that was written with [`on_any_port`].
    pub(crate) fn start(package: &Package, program: &Path) -> Self {
        Self::of(package.command(program), "serving address=")
    }

    /// Starts a program that prints its address after these words.
    pub(crate) fn of(mut command: Command, words: &str) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut log = Vec::new();
        let address = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it ended before it served: {log:?}"));
            let address = line
                .split_once(words)
                .map(|(_, rest)| rest.split([',', ' ', '/']).next().unwrap().to_owned());
            log.push(line);
            if let Some(address) = address {
                break address;
            }
        };
        // Its output must be read, or it blocks.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address, log }
    }

    /// Runs a script of requests, and gives for each its status and the answer. The status that a line promises in its
    /// comment has to be the one that is answered.
    pub(crate) fn run(&self, package: &Package, script: &str) -> String {
        let promised: Vec<&str> = script.lines().filter_map(promise).collect();
        assert!(!promised.is_empty(), "{script}");
        let (folder, log) = (package.folder.join("bin"), package.folder.join("statuses"));
        std::fs::create_dir_all(&folder).unwrap();
        let _ = std::fs::remove_file(&log);
        let curl = format!(
            "#!/bin/sh\nPATH=${{PATH#*:}}\nexec curl \"$@\" -w '%{{stderr}}%{{http_code}}\\n' 2>>{}\n",
            log.display()
        );
        let file = folder.join("curl");
        std::fs::write(&file, curl).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        let script = format!("PATH={}:$PATH\n{}", folder.display(), script.replace(PRINTED, &self.address));
        let output = package.shell(&script);
        let said = said(&output);
        assert!(output.status.success(), "{script}\n{said}");
        let answered = std::fs::read_to_string(log).unwrap();
        assert_eq!(answered.lines().collect::<Vec<_>>(), promised, "{said}");
        said
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The status at the end of a line.
fn promise(line: &str) -> Option<&str> {
    let (_, status) = line.rsplit_once("# ")?;
    status.bytes().all(|byte| byte.is_ascii_digit()).then_some(status)
}

/// A program of a guide, on a port that is free.
pub(crate) fn on_any_port(program: &str) -> String {
    let printed = "\"127.0.0.1:8080\"";
    assert_eq!(program.matches(printed).count(), 1, "{program}");
    program.replace(printed, "\"127.0.0.1:0\"")
}
