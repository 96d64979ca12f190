//! Programs that tests run, which are no servers of databases.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{error::Error, install::Product, programs};

const CHROMIUM: Product = Product { name: "Chromium", package: "chromium-driver", variable: None };

const PYTHON: Product = Product { name: "Python with venv", package: "python3-venv", variable: None };

const NODE: Product = Product { name: "Node.js 20.19 or newer with npm", package: "npm", variable: None };

/// A browser, and the program by which tests drive it.
#[derive(Debug)]
pub struct Browser {
    /// The browser.
    pub browser: PathBuf,
    /// The program that drives it, by the protocol of `WebDriver`.
    pub driver: PathBuf,
}

/// Chromium, installed if need be.
///
/// # Errors
///
/// If it is missing and cannot be installed.
pub fn chromium() -> Result<Browser, Error> {
    CHROMIUM.find_or_install(|| {
        let folders = programs::folders();
        let browser = programs::find(&folders, &["chromium", "chromium-browser", "google-chrome"])?;
        Some(Browser { browser, driver: programs::find(&folders, &["chromedriver"])? })
    })
}

/// A Python that can create virtual environments, installed if necessary.
///
/// # Errors
///
/// If it is missing and cannot be installed.
pub fn python() -> Result<PathBuf, Error> {
    PYTHON.find_or_install(|| {
        let candidates = programs::folders().into_iter().map(|folder| folder.join("python3"));
        candidates.into_iter().find(|python| makes_environments(python))
    })
}

fn makes_environments(python: &Path) -> bool {
    let mut command = Command::new(python);
    command.args(["-c", "import venv, ensurepip"]).stdin(Stdio::null());
    command.output().is_ok_and(|output| output.status.success())
}

/// Node.js with npm, installed if need be.
///
/// # Errors
///
/// If it is missing or too old, and cannot be installed.
pub fn node() -> Result<PathBuf, Error> {
    NODE.find_or_install(|| {
        let folders = programs::folders();
        programs::find(&folders, &["npm"])?;
        programs::find(&folders, &["node"]).filter(|node| is_recent(node))
    })
}

fn is_recent(node: &Path) -> bool {
    let mut command = Command::new(node);
    let check = "const [major, minor] = process.versions.node.split('.').map(Number); \
                 process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)";
    command.args(["-e", check]).stdin(Stdio::null());
    command.output().is_ok_and(|output| output.status.success())
}
