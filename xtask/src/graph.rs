//! The core stays pure: what it may not reach in the dependency graph, and what it may not say in
//! its sources. Source: DESIGN 2, principle 2, and DESIGN 3.

use crate::failure::{Context, Failure};
use crate::lexer::{Token, attribute, attribute_path, rust_files, tokens};
use crate::run::{metadata, workspace_root};
use cargo_metadata::{DependencyKind, Metadata, PackageId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

pub const HELP: &str = "\
usage: cargo xtask graph

Fails, and says where, if a core crate can reach a runtime, a database driver, HTTP or random
numbers through its normal dependencies, or mentions the system clock, files, network, threads,
the environment or async outside tests; or if the second books (`sim`) reach the code they audit.
";

const CORE: &[&str] = &[
    "access",
    "units",
    "calendar",
    "params",
    "ledger",
    "readings",
    "prepay",
    "guards",
    "supply",
    "timeline",
    "vending",
    "virtual-meters",
    "sharing",
    "prosumer",
    "procedures",
    "gridquality",
    "ivr",
];
const NOT_FOR_CORE: &[&str] = &[
    "tokio",
    "rusqlite",
    "libsqlite3-sys",
    "tokio-postgres",
    "hyper",
    "axum",
    "reqwest",
    "rand",
    "getrandom",
];
/// The second books audit these, so they share none of their code.
const NOT_FOR_SIM: &[&str] =
    &["ledger", "readings", "prepay", "guards", "supply", "timeline", "vending", "sharing"];

/// Paths of the standard library; the last one may be a type or a module of any depth.
const IMPURE_PATHS: &[&[&str]] = &[
    &["std", "fs"],
    &["std", "net"],
    &["std", "thread"],
    &["std", "env"],
    &["std", "process"],
    &["std", "time", "SystemTime"],
    &["std", "time", "Instant"],
    &["std", "time", "*"],
    &["std", "*"],
];
/// A type's way to the clock or the machine's time zone, under whatever path the type came in.
const IMPURE_CALLS: &[(&str, &str)] = &[
    ("Instant", "now"),
    ("SystemTime", "now"),
    ("Timestamp", "now"),
    ("Zoned", "now"),
    ("TimeZone", "system"),
    // After `use std::time;`.
    ("time", "Instant"),
    ("time", "SystemTime"),
];

pub fn command(arguments: &[String]) -> Result<(), Failure> {
    if !arguments.is_empty() {
        return Err(Failure::Usage("takes no arguments".into()));
    }
    let breaches = breaches()?;
    for breach in &breaches {
        eprintln!("{breach}");
    }
    verdict(&breaches).map(|closing_line| eprintln!("{closing_line}"))
}

pub fn verdict(breaches: &[String]) -> Result<String, Failure> {
    match breaches.len() {
        0 => Ok(format!("{} core crates are pure, `sim` stands alone", CORE.len())),
        count => Err(Failure::Failed(format!("{count} breaches of the crate graph"))),
    }
}

/// Every breach, as a line for the person who made it.
pub fn breaches() -> Result<Vec<String>, Failure> {
    let metadata = metadata()?;
    let root = workspace_root();
    let mut found = dependency_breaches(&metadata);
    for name in CORE {
        // `virtual` is a word of the language: the package has another name than its folder.
        let folder = name.strip_suffix("-meters").unwrap_or(name);
        let source = root.join("crates").join(folder).join("src");
        let lines = source_breaches(&root, &source);
        found.extend(lines.context(|| format!("could not read {source:?}"))?);
    }
    Ok(found)
}

fn dependency_breaches(metadata: &Metadata) -> Vec<String> {
    let mut found = Vec::new();
    let forbidden = CORE.iter().map(|name| (name, NOT_FOR_CORE)).chain([(&"sim", NOT_FOR_SIM)]);
    for (name, not_for_it) in forbidden {
        let members = metadata.workspace_packages();
        let Some(package) = members.iter().find(|package| package.name.as_str() == *name) else {
            found.push(format!("`{name}` is not a crate of the workspace"));
            continue;
        };
        for (reached, way) in reach(metadata, &package.id) {
            if not_for_it.contains(&reached.as_str()) {
                found.push(format!("`{name}` must not reach `{reached}`: {}", way.join(" -> ")));
            }
        }
    }
    found
}

/// Every package reached by normal dependencies, with the shortest way to it.
fn reach(metadata: &Metadata, from: &PackageId) -> BTreeMap<String, Vec<String>> {
    let nodes: BTreeMap<&PackageId, _> = metadata
        .resolve
        .iter()
        .flat_map(|resolve| &resolve.nodes)
        .map(|node| (&node.id, node))
        .collect();
    let names: BTreeMap<&PackageId, &str> =
        metadata.packages.iter().map(|package| (&package.id, package.name.as_str())).collect();
    let name_of = |id: &PackageId| (*names.get(id).unwrap_or(&"?")).to_owned();

    let mut ways = BTreeMap::new();
    let mut seen = BTreeSet::from([from]);
    let mut queue = VecDeque::from([(from, vec![name_of(from)])]);
    while let Some((id, way)) = queue.pop_front() {
        for dependency in nodes.get(id).iter().flat_map(|node| &node.deps) {
            let kinds = &dependency.dep_kinds;
            let is_normal = kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            if is_normal && seen.insert(&dependency.pkg) {
                let name = name_of(&dependency.pkg);
                let longer: Vec<_> = way.iter().cloned().chain([name.clone()]).collect();
                ways.entry(name).or_insert_with(|| longer.clone());
                queue.push_back((&dependency.pkg, longer));
            }
        }
    }
    ways
}

fn source_breaches(root: &Path, folder: &Path) -> std::io::Result<Vec<String>> {
    let mut sources = Vec::new();
    let mut test_modules: Vec<PathBuf> = Vec::new();
    for path in rust_files(folder)? {
        let source = std::fs::read_to_string(&path)?;
        let all = tokens(&source);
        let modules = production_code(&all).test_modules;
        test_modules.extend(modules.iter().map(|name| module_folder(&path).join(name)));
        sources.push((path, source));
    }
    let mut found = Vec::new();
    for (path, source) in &sources {
        let is_test = test_modules.iter().any(|module| path.with_extension("").starts_with(module));
        if is_test {
            continue;
        }
        let shown = path.strip_prefix(root).unwrap_or(path).display();
        for (line, what) in impure_mentions(&production_code(&tokens(source)).tokens) {
            found.push(format!("{shown}:{line}: `{what}` in the core"));
        }
    }
    Ok(found)
}

/// Where the modules that a file declares lie.
fn module_folder(file: &Path) -> PathBuf {
    let is_root = ["lib.rs", "main.rs", "mod.rs"].iter().any(|name| file.ends_with(name));
    if is_root { file.with_file_name("") } else { file.with_extension("") }
}

struct ProductionCode<'a> {
    tokens: Vec<Token<'a>>,
    /// Names of modules in files of their own that exist in tests only.
    test_modules: Vec<&'a str>,
}

/// A source without the items under `#[cfg(test)]` and `#[test]`.
fn production_code<'a>(all: &[Token<'a>]) -> ProductionCode<'a> {
    let mut code = ProductionCode { tokens: Vec::new(), test_modules: Vec::new() };
    let mut rest = all;
    while let [token, after @ ..] = rest {
        let Some((inside, next)) = attribute(rest) else {
            code.tokens.push(*token);
            rest = after;
            continue;
        };
        let is_inner = after.first().is_some_and(|token| token.text == "!");
        match (is_for_tests(inside), is_inner) {
            (true, true) => return ProductionCode { tokens: Vec::new(), ..code },
            (true, false) => {
                let (item, after_item) = next.split_at(item_length(next));
                if let [.., module, name, end] = item
                    && (module.text, end.text) == ("mod", ";")
                {
                    code.test_modules.push(name.text);
                }
                rest = after_item;
            }
            (false, _) => rest = next,
        }
    }
    code
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]`, `#[cfg(all(test, …))]`; not `any` and not `not`.
fn is_for_tests(attribute: &[Token<'_>]) -> bool {
    let path = attribute_path(attribute);
    let texts: Vec<_> = attribute.iter().map(|token| token.text).collect();
    path.last() == Some(&"test")
        || texts.starts_with(&["cfg", "(", "test", ")"])
        || texts.starts_with(&["cfg", "(", "all", "("])
            && texts.contains(&"test")
            && !texts.contains(&"not")
            && !texts.contains(&"any")
}

/// How many tokens the next item takes: to its `;`, or to the end of its braces.
fn item_length(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0_i32;
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        match token.text {
            ";" if depth == 0 => return index + 1,
            "}" if depth == 0 => return index + 1,
            _ if depth < 0 => return index,
            _ => {}
        }
    }
    tokens.len()
}

/// What a source says that the core may not say, with its line.
fn impure_mentions(tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = tokens;
    while let [token, after @ ..] = rest {
        if token.text == "std" && starts_path(after) {
            let mut paths = Vec::new();
            path_tree(&[], rest, &mut paths);
            let impure = |path: &Vec<&str>| IMPURE_PATHS.iter().any(|bad| path.starts_with(bad));
            let mentions = paths.into_iter().filter(impure);
            found.extend(mentions.map(|path| (token.line, path.join("::"))));
        }
        if let [first, second, name, ..] = after
            && (first.text, second.text) == (":", ":")
            && IMPURE_CALLS.contains(&(token.text, name.text))
        {
            found.push((token.line, format!("{}::{}", token.text, name.text)));
        }
        if token.text == "async" {
            found.push((token.line, "async".into()));
        }
        rest = after;
    }
    found.dedup();
    found
}

fn starts_path(tokens: &[Token<'_>]) -> bool {
    matches!(tokens, [first, second, ..] if first.text == ":" && second.text == ":")
}

/// Collects the full paths of `std::{fs, time::{Instant, Duration}}`; returns what follows.
fn path_tree<'t, 'a>(
    before: &[&'a str],
    tokens: &'t [Token<'a>],
    paths: &mut Vec<Vec<&'a str>>,
) -> &'t [Token<'a>] {
    let [word, after @ ..] = tokens else { return tokens };
    let path = [before, &[word.text]].concat();
    match after {
        [first, second, open, inside @ ..]
            if first.text == ":" && second.text == ":" && open.text == "{" =>
        {
            let mut rest = inside;
            while let [token, after @ ..] = rest {
                rest = match token.text {
                    "}" => return after,
                    "," => after,
                    _ => path_tree(&path, rest, paths),
                };
            }
            rest
        }
        [first, second, rest @ ..] if first.text == ":" && second.text == ":" => {
            path_tree(&path, rest, paths)
        }
        // A macro such as `std::env!` reads at build time.
        [bang, ..] if bang.text == "!" => after,
        [renamed, _, rest @ ..] if renamed.text == "as" => {
            paths.push(path);
            rest
        }
        _ => {
            paths.push(path);
            after
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_crates_stay_pure() {
        let breaches = breaches().unwrap();
        assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    }

    /// The check above would also pass if it saw nothing.
    #[test]
    fn the_graph_is_seen_as_it_is() {
        let metadata = metadata().unwrap();
        let members = metadata.workspace_packages();
        let xtask = members.iter().find(|package| package.name.as_str() == "xtask").unwrap();
        let reached = reach(&metadata, &xtask.id);
        assert_eq!(reached["semver"], ["xtask", "cargo_metadata", "semver"]);
        assert!(reached["serde_json"].len() >= 2);
    }

    fn check(source: &str, expected: &[&str]) {
        let all = tokens(source);
        let mentions = impure_mentions(&production_code(&all).tokens);
        let texts: Vec<_> = mentions.into_iter().map(|(_, what)| what).collect();
        assert_eq!(texts, expected, "{source}");
    }

    #[test]
    fn impure_words_are_found_in_any_form_of_use() {
        check("use std::fs;", &["std::fs"]);
        check("use std::fs::File;", &["std::fs::File"]);
        check(
            "use std::{fmt, env as e, time::{Duration, Instant}};",
            &["std::env", "std::time::Instant"],
        );
        check("use std::time::*;", &["std::time::*"]);
        check("use ::std::net::IpAddr;", &["std::net::IpAddr"]);
        check("use std::time; fn f() { time::Instant::now() }", &["time::Instant", "Instant::now"]);
        check("fn f() { std::thread::spawn(g); }", &["std::thread::spawn"]);
        check("fn f() { jiff::Timestamp::now() }", &["Timestamp::now"]);
        check("async fn f() {}", &["async"]);
        check("#[cfg(not(test))] use std::fs;", &["std::fs"]);
    }

    #[test]
    fn pure_code_tests_and_comments_pass() {
        check("use calendar::Instant; fn f(at: Instant) -> Instant { at }", &[]);
        check("use std::{collections::BTreeMap, fmt}; use std::time::Duration;", &[]);
        check("// std::fs\n/* Instant::now */ const A: &str = \"std::env\";", &[]);
        check("const A: &str = std::env!(\"CARGO_PKG_NAME\");", &[]);
        check("#[cfg(test)] mod tests { use std::fs; fn f() { if a { b } } } fn g() {}", &[]);
        check("#[cfg(test)] #[allow(dead_code)] use std::fs; struct A;", &[]);
        check("#[cfg(all(test, unix))] fn f() -> [u8; 2] { std::fs::read() }", &[]);
        check("#![cfg(test)] use std::fs;", &[]);
        check("#[test] fn f() { std::env::var(\"X\"); }", &[]);
    }

    #[test]
    fn a_test_module_in_its_own_file_is_left_out() {
        let all = tokens("#[cfg(test)] mod tests; #[cfg(test)] pub(crate) mod law; mod real;");
        assert_eq!(production_code(&all).test_modules, ["tests", "law"]);
        assert_eq!(module_folder(Path::new("src/lib.rs")).join("tests"), Path::new("src/tests"));
        assert_eq!(module_folder(Path::new("src/a.rs")).join("tests"), Path::new("src/a/tests"));
    }
}
