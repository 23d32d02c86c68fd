//! Fluent files to typed constants, from the build script of a crate that has words.
//!
//! Translators write [Fluent](https://projectfluent.org), a file for each family of texts and language; the
//! compiler sees a struct with a field for each message. A text that is missing in a language, a value that
//! one language does not put in, and a plural that its language does not have end the build, with file and
//! key. At run time there is nothing to load and nothing to look up: a text is a constant.
//!
//! Of Fluent there is what our texts need: values (`{ $day }`), quoted text (`{ " " }`) and plurals. A
//! compiled text has its values in braces, and a plural as `{days~fr:jour|jours}`: whoever puts in `days` chooses the
//! form by the rules of that language. Source: DESIGN 7, CM-02.

mod family;
mod rust;
mod text;

#[cfg(test)]
mod tests;

use family::Family;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// All of a build script: `locales` of the crate to its `OUT_DIR`. Where that fails it ends the build and says why.
pub fn build(languages: &[&str], fewer: &[(&str, &[&str])]) {
    println!("cargo::rerun-if-changed=locales");
    let locales = Locales { folder: Path::new("locales"), languages, fewer };
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    if let Err(error) = locales.compile(&out) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

/// Where the files are: `LANGUAGE/FAMILY.ftl`, a family may lie in folders of its own.
#[derive(Debug, Clone, Copy)]
pub struct Locales<'a> {
    pub folder: &'a Path,
    /// The first one has the order of keys, and stands in for languages that a family does not have.
    pub languages: &'a [&'a str],
    /// Families, or folders of them, that have these languages only.
    pub fewer: &'a [(&'a str, &'a [&'a str])],
}

/// Why nothing is compiled.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}: line {line}: {what}", path.display())]
    Syntax { path: PathBuf, line: usize, what: String },
    #[error("{}: `{key}`: {what}", path.display())]
    Message { path: PathBuf, key: String, what: String },
    #[error("{}: there are no languages", _0.display())]
    NoLanguage(PathBuf),
}

impl Locales<'_> {
    /// Writes `FAMILY.rs` below `out` for each family, all texts to `all.rs`, and says which families there are.
    pub fn compile(&self, out: &Path) -> Result<Vec<String>, Error> {
        let Some(first) = self.languages.first() else {
            return Err(Error::NoLanguage(self.folder.to_owned()));
        };
        let mut names = BTreeSet::new();
        for language in self.languages {
            find(&self.folder.join(language), "", &mut names)?;
        }
        let mut families = Vec::new();
        for name in &names {
            let has = |language: &&&str| self.has(name, language);
            let languages: Vec<&str> = self.languages.iter().filter(has).copied().collect();
            let family = Family::read(self.folder, name, &languages)?;
            let to = out.join(format!("{name}.rs"));
            let folder = to.parent().unwrap_or(out);
            fs::create_dir_all(folder).map_err(at(folder))?;
            fs::write(&to, rust::code(&family, self.languages, first)).map_err(at(&to))?;
            families.push(family);
        }
        let to = out.join(format!("{ALL}.rs"));
        fs::create_dir_all(out).map_err(at(out))?;
        fs::write(&to, rust::all(&families, self.languages)).map_err(at(&to))?;
        Ok(names.into_iter().collect())
    }

    fn has(&self, name: &str, language: &str) -> bool {
        let of = |folder: &str| {
            name.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match self.fewer.iter().find(|(folder, _)| of(folder)) {
            Some((_, only)) => only.contains(&language),
            None => true,
        }
    }
}

/// The file of all families at once.
const ALL: &str = "all";

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File { path, source }
}

/// The families below `folder`, without `.ftl`.
fn find(folder: &Path, prefix: &str, names: &mut BTreeSet<String>) -> Result<(), Error> {
    let failed = |source| Error::File { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        let name = if prefix.is_empty() { stem.to_owned() } else { format!("{prefix}/{stem}") };
        if path.is_dir() {
            find(&path, &name, names)?;
        } else if path.extension().is_some_and(|extension| extension == "ftl") {
            names.insert(name);
        }
    }
    Ok(())
}
