//! A process and those that it started.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::error::Error;

/// Sends a signal to a process, and then to its children: PostgreSQL has one for each connection, in a separate process
/// group.
pub(crate) fn signal(process: u32, signal: Signal) -> Result<(), Error> {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or_else(|| Error::new("The process has no number."))?;
    kill_process(pid, signal).map_err(Error::because("sending a signal to the server"))?;
    for child in children(process)?.into_iter().filter_map(Pid::from_raw) {
        // A process that has ended meanwhile needs no signal.
        let _ = kill_process(child, signal);
    }
    Ok(())
}

/// How long a process may take to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Stops a process and its children, and returns when none of their threads runs any more. The signal alone does not tell:
/// a thread may go on until it is next scheduled, and answer.
pub(crate) fn stop(process: u32) -> Result<(), Error> {
    signal(process, Signal::STOP)?;
    let own = i32::try_from(process).map_err(Error::because("reading the number of the process"))?;
    let deadline = Instant::now() + PATIENCE;
    for process in children(process)?.into_iter().chain([own]) {
        while !is_stopped(process) {
            if Instant::now() > deadline {
                return Err(Error::new(format!("The process {process} goes on after SIGSTOP.")));
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
    Ok(())
}

/// Whether every thread of a process has stopped or ended.
fn is_stopped(process: i32) -> bool {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return true };
    threads.filter_map(Result::ok).all(|thread| {
        let state = after_the_name(&thread.path().join("stat")).and_then(|fields| fields.chars().next());
        state.is_none_or(|state| matches!(state, 'T' | 'Z' | 'X'))
    })
}

fn children(process: u32) -> Result<Vec<i32>, Error> {
    let processes = fs::read_dir("/proc").map_err(Error::because("looking at the processes"))?;
    let numbers = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    Ok(numbers.filter(|&number: &i32| parent(number) == Some(process)).collect())
}

/// The number after the state.
fn parent(process: i32) -> Option<u32> {
    let fields = after_the_name(Path::new(&format!("/proc/{process}/stat")))?;
    fields.split_whitespace().nth(1)?.parse().ok()
}

/// The fields of a `stat` file after the name, which is in parentheses: the state is the first.
fn after_the_name(stat: &Path) -> Option<String> {
    let line = fs::read_to_string(stat).ok()?;
    Some(line.rsplit_once(')')?.1.trim_start().to_owned())
}
