//! Starting other programs, and where things lie in the workspace.

use crate::failure::{Context, Failure};
use cargo_metadata::{Metadata, MetadataCommand};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};

/// The folder of the workspace. The run-time variable comes first: with a shared target folder the
/// binary may have been built by another clone.
pub fn workspace_root() -> PathBuf {
    let manifest_dir = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest_dir.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// `cargo`, the one that runs us, in the folder of the workspace.
pub fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace_root()).args(arguments);
    command
}

pub fn metadata() -> Result<Metadata, Failure> {
    MetadataCommand::new()
        .manifest_path(workspace_root().join("Cargo.toml"))
        .exec()
        .context(|| "could not read the dependency graph".into())
}

/// Runs to the end with our own input and output; the line that is run goes to stderr first.
pub fn run(command: &mut Command) -> Result<ExitStatus, Failure> {
    announce(command);
    command.status().context(|| format!("could not start `{}`", program(command)))
}

pub fn run_or_fail(command: &mut Command) -> Result<(), Failure> {
    match run(command)? {
        status if status.success() => Ok(()),
        status => Err(Failure::Failed(format!("`{}` ended with {status}", program(command)))),
    }
}

/// Says on stderr what is about to run, as one could type it.
pub fn announce(command: &Command) {
    let arguments: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
    eprintln!("$ {} {}", program(command), without_password(&arguments.join(" ")));
}

fn program(command: &Command) -> String {
    let path = Path::new(command.get_program());
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// `postgres://name:secret@host` with the secret left out: logs of build machines are public.
pub fn without_password(text: &str) -> String {
    let secret = text.find("://").and_then(|scheme| {
        let authority = scheme + 3;
        let rest = text.get(authority..)?;
        let rest = rest.get(..rest.find(['/', ' ']).unwrap_or(rest.len()))?;
        let end = rest.rfind('@')?;
        let start = rest.get(..end)?.find(':')? + 1;
        Some(authority + start..authority + end)
    });
    let mut shown = text.to_owned();
    if let Some(secret) = secret {
        shown.replace_range(secret, "***");
    }
    shown
}

/// The exit code of a program we only stand in for; 1 if a signal ended it.
pub fn passed_on(status: ExitStatus) -> ExitCode {
    ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_is_not_shown() {
        let url = "--url postgres://tirelire:s3cret@127.0.0.1:5432/postgres --accounts 5";
        let shown = "--url postgres://tirelire:***@127.0.0.1:5432/postgres --accounts 5";
        assert_eq!(without_password(url), shown);
        assert_eq!(without_password("postgres://localhost/x"), "postgres://localhost/x");
        assert_eq!(without_password("run --workspace"), "run --workspace");
    }
}
