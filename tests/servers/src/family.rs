//! A process and those that it started.

use std::fs;

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

fn children(process: u32) -> Result<Vec<i32>, Error> {
    let processes = fs::read_dir("/proc").map_err(Error::because("looking at the processes"))?;
    let numbers = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    Ok(numbers.filter(|&number: &i32| parent(number) == Some(process)).collect())
}

/// The number after the name, which is in parentheses, and the state.
fn parent(process: i32) -> Option<u32> {
    let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    line.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
