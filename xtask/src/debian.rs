//! Packages of Debian that tests need.

use crate::cluster::is_root;
use crate::failure::{Context, Failure};
use crate::run::run_or_fail;
use std::process::Command;

/// Installs packages, as root or with sudo. Errors: they cannot be had.
pub fn install(packages: &[&str]) -> Result<(), Failure> {
    eprintln!("installing Debian's {}", packages.join(", "));
    for words in [&["update"][..], &[&["install", "-y"][..], packages].concat()[..]] {
        let mut command = Command::new(if is_root() { "env" } else { "sudo" });
        if !is_root() {
            command.arg("env");
        }
        run_or_fail(command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(words))
            .context(|| format!("could not install {}", packages.join(", ")))?;
    }
    Ok(())
}

/// Whether a program is on the path.
pub fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
