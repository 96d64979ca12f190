//! The system user that a server runs as.

use std::{fs, os::unix::process::CommandExt, path::Path, process::Command};

use crate::error::Error;

/// A user without privileges, since database servers do not run as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// The first of `names` that this machine knows, or `None` where this process is not root and its own user will do.
    pub(crate) fn for_server(names: &[&str]) -> Result<Option<Self>, Error> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd").map_err(Error::because("reading /etc/passwd"))?;
        match names.iter().find_map(|name| Self::find(&users, name)) {
            Some(account) => Ok(Some(account)),
            None => Err(Error::new(format!(
                "A database server refuses to run as root, and this machine has none of the users {}; \
                 run the tests as an ordinary user.",
                names.join(", ")
            ))),
        }
    }

    fn find(users: &str, name: &str) -> Option<Self> {
        let mut fields =
            users.lines().map(|line| line.split(':')).find(|line| line.clone().next() == Some(name))?;
        // name:password:user:group:…
        Some(Self { user: fields.nth(2)?.parse().ok()?, group: fields.next()?.parse().ok()? })
    }

    /// Gives a file or a directory to this user.
    pub(crate) fn own(self, path: &Path) -> Result<(), Error> {
        std::os::unix::fs::chown(path, Some(self.user), Some(self.group))
            .map_err(Error::because(format_args!("giving {} to the server's user", path.display())))
    }

    /// Lets a command run as this user.
    pub(crate) fn run(self, command: &mut Command) {
        command.uid(self.user).gid(self.group);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let users =
            "root:x:0:0:root:/root:/bin/sh\nmysqlx:x:7:8::/:/bin/sh\nmysql:x:107:110:server:/:/bin/false\n";
        assert_eq!(Account::find(users, "mysql"), Some(Account { user: 107, group: 110 }));
        assert_eq!(Account::find(users, "my"), None);
    }
}
