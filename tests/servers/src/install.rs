//! Installs a missing server, if that needs no password.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    error::Error,
    programs::{find, folders},
    server::last_lines,
};

const SCRIPT: &str = include_str!("install.sh");

/// A server, as a person knows it.
#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) name: &'static str,
    /// The package of Debian and its descendants.
    pub(crate) package: &'static str,
    /// The environment variable that makes the product unnecessary, where there is one.
    pub(crate) variable: Option<&'static str>,
}

impl Product {
    /// Returns the result of `find`, after installing the product if necessary.
    pub(crate) fn find_or_install<T>(&self, find: impl Fn() -> Option<T>) -> Result<T, Error> {
        if let Some(programs) = find() {
            return Ok(programs);
        }
        let installer = Installer::find().ok_or_else(|| self.missing())?;
        let _turn = installer.wait_for_turn()?;
        // Another process may have installed it in the meantime.
        if let Some(programs) = find() {
            return Ok(programs);
        }
        installer.install(self)?;
        find().ok_or_else(|| self.missing())
    }

    fn missing(&self) -> Error {
        let Self { name, package, .. } = self;
        Error::new(format!(
            "The programs of {name} are not on this machine: install {name} (the package is called {package} on Debian \
             and Ubuntu){}.",
            self.other_way()
        ))
    }

    fn other_way(&self) -> String {
        self.variable.map_or_else(String::new, |variable| {
            format!(", or set {variable} to the URL of a running server in which databases may be created")
        })
    }
}

/// `apt-get`, with a prefix to run it as root.
struct Installer {
    apt_get: PathBuf,
    shell: Command,
}

impl Installer {
    fn find() -> Option<Self> {
        let apt_get = find(&folders(), &["apt-get"])?;
        let mut shell = Command::new("sh");
        if !rustix::process::geteuid().is_root() {
            let sudo = find(&folders(), &["sudo"])?;
            is_free_of_password(&sudo).then_some(())?;
            shell = Command::new(sudo);
            shell.args(["-n", "sh"]);
        }
        Some(Self { apt_get, shell })
    }

    /// Waits for other test processes that install. `apt-get update` itself would not wait but fail.
    fn wait_for_turn(&self) -> Result<File, Error> {
        let doing = "waiting for other installations";
        // Any file that everyone can open suffices: this one need not be created or removed.
        let file = File::open(&self.apt_get).map_err(Error::because(doing))?;
        file.lock().map_err(Error::because(doing))?;
        Ok(file)
    }

    fn install(mut self, product: &Product) -> Result<(), Error> {
        let Product { name, package, .. } = product;
        eprintln!("Installing {name} (apt-get install {package}); this takes a minute.");
        let output = self
            .shell
            .args(["-c", SCRIPT, "fin-infra-install", package])
            .stdin(Stdio::null())
            .output()
            .map_err(Error::because("starting apt-get"))?;
        if output.status.success() {
            return Ok(());
        }
        let text = [output.stdout, output.stderr].concat();
        Err(Error::new(format!(
            "{name} is not on this machine and apt-get could not install it; install it by hand{}. apt-get said:\n{}",
            product.other_way(),
            last_lines(&String::from_utf8_lossy(&text))
        )))
    }
}

fn is_free_of_password(sudo: &Path) -> bool {
    Command::new(sudo).args(["-n", "true"]).output().is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_product_is_an_error_that_says_what_to_install_and_which_variable_to_set() {
        let product =
            Product { name: "PostgreSQL", package: "postgresql", variable: Some("FIN_TEST_POSTGRES_URL") };
        let sentence = product.missing().to_string();
        assert!(sentence.contains("install PostgreSQL"), "{sentence}");
        assert!(sentence.contains("set FIN_TEST_POSTGRES_URL"), "{sentence}");
    }

    #[test]
    fn a_product_that_is_there_is_not_installed() {
        let product = Product { name: "Nothing", package: "no-such-package", variable: None };
        assert_eq!(product.find_or_install(|| Some(1)), Ok(1));
    }
}
