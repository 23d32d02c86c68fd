//! The list of rules, and the tests that prove each: a rule without a test is a missing row.

use crate::failure::{Context, Failure};
use crate::lexer::{Token, attribute, attribute_path, rust_files, tokens};
use crate::run::workspace_root;
use std::path::Path;

pub const HELP: &str = "\
usage: cargo xtask rules [--json]

Lists every rule of DOMAIN that is built, with the tests that prove it, and fails on a rule without
one. A test proves a rule if its function name holds the id in lower case between underscores:
`fn pa_13_st_01_exhausted_at_night()` proves PA-13 and ST-01. Counted are functions under `#[test]`
and `#[tokio::test]`, also inside `proptest!`, in crates/*/src and crates/*/tests; not those under
`#[ignore]` and not those whose name a macro makes.

  --json   one JSON object per rule: {\"rule\":…,\"tests\":[{\"name\":…,\"file\":…,\"line\":…}]}
";

/// The rules that are built. Ids are DOMAIN's, with their gaps.
const RULES: &[(&str, &[std::ops::RangeInclusive<u8>])] = &[
    ("PA", &[1..=45]),
    ("CG", &[1..=22]),
    ("ST", &[1..=20]),
    ("MT", &[1..=21]),
    ("TP", &[1..=25]),
    ("CM", &[1..=4, 6..=7]),
    ("PR", &[1..=2, 4..=5, 22..=22]),
    ("PS", &[1..=11]),
    ("ES", &[1..=20]),
    ("GQ", &[1..=7]),
];
/// Ids that are not of the form `XX-00`.
const MORE_RULES: &[&str] = &["DS1", "DS2", "DS3", "DS4", "DS5", "limiter"];

#[derive(Debug, Clone, PartialEq, Eq)]
struct Test {
    name: String,
    /// Relative to the workspace.
    file: String,
    line: usize,
}

#[derive(Debug)]
pub struct Proven {
    rule: String,
    tests: Vec<Test>,
}

pub fn command(arguments: &[String]) -> Result<(), Failure> {
    let json = match arguments {
        [] => false,
        [flag] if flag == "--json" => true,
        _ => return Err(Failure::Usage("takes nothing but `--json`".into())),
    };
    let proven = proven_rules(&workspace_root())?;
    for row in &proven {
        if json { println!("{}", row.as_json()) } else { print!("{}", row.as_text()) }
    }
    verdict(&proven).map(|closing_line| eprintln!("{closing_line}"))
}

pub fn proven_rules(root: &Path) -> Result<Vec<Proven>, Failure> {
    let tests = all_tests(root)?;
    let prove = |rule: String| {
        let tests = tests.iter().filter(|test| names_rule(&test.name, &rule)).cloned().collect();
        Proven { rule, tests }
    };
    Ok(rule_ids().into_iter().map(prove).collect())
}

/// The closing line, or the rules that nothing proves.
pub fn verdict(proven: &[Proven]) -> Result<String, Failure> {
    let bare: Vec<&str> =
        proven.iter().filter(|row| row.tests.is_empty()).map(|row| row.rule.as_str()).collect();
    if bare.is_empty() {
        return Ok(format!("{} rules, each with a test", proven.len()));
    }
    let (count, all) = (bare.len(), proven.len());
    Err(Failure::Failed(format!("{count} of {all} rules have no test: {}", bare.join(" "))))
}

impl Proven {
    fn as_text(&self) -> String {
        if self.tests.is_empty() {
            return format!("{:<8} {:>3}  NO TEST\n", self.rule, 0);
        }
        let mut text = String::new();
        for (index, test) in self.tests.iter().enumerate() {
            let place = format!("{} ({}:{})", test.name, test.file, test.line);
            text += &match index {
                0 => format!("{:<8} {:>3}  {place}\n", self.rule, self.tests.len()),
                _ => format!("{:<8} {:>3}  {place}\n", "", ""),
            };
        }
        text
    }

    fn as_json(&self) -> serde_json::Value {
        let tests: Vec<_> = self
            .tests
            .iter()
            .map(|test| {
                serde_json::json!({ "name": test.name, "file": test.file, "line": test.line })
            })
            .collect();
        serde_json::json!({ "rule": self.rule, "tests": tests })
    }
}

fn rule_ids() -> Vec<String> {
    let numbered = RULES.iter().flat_map(|(family, ranges)| {
        ranges.iter().cloned().flatten().map(move |number| format!("{family}-{number:02}"))
    });
    numbered.chain(MORE_RULES.iter().map(|id| (*id).to_owned())).collect()
}

/// Whether the words of a function name hold the words of the id, in a row.
fn names_rule(name: &str, rule: &str) -> bool {
    let wanted = rule.to_ascii_lowercase();
    let wanted: Vec<&str> = wanted.split('-').collect();
    let words: Vec<&str> = name.split('_').collect();
    words.windows(wanted.len()).any(|window| window == wanted)
}

fn all_tests(root: &Path) -> Result<Vec<Test>, Failure> {
    let mut found = Vec::new();
    let crates = root.join("crates");
    let entries = std::fs::read_dir(&crates).context(|| format!("could not read {crates:?}"))?;
    let mut folders: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    folders.sort();
    for folder in folders.iter().flat_map(|folder| [folder.join("src"), folder.join("tests")]) {
        let files = rust_files(&folder).context(|| format!("could not read {folder:?}"))?;
        for path in files {
            let source =
                std::fs::read_to_string(&path).context(|| format!("could not read {path:?}"))?;
            let file = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            found.extend(tests_in(&source).into_iter().map(|(name, line)| Test {
                name,
                file: file.clone(),
                line,
            }));
        }
    }
    Ok(found)
}

/// The test functions of a source, with their lines.
fn tests_in(source: &str) -> Vec<(String, usize)> {
    let all = tokens(source);
    let mut rest: &[Token<'_>] = &all;
    let mut found = Vec::new();
    let (mut is_test, mut is_ignored) = (false, false);
    while let [token, after @ ..] = rest {
        if let Some((inside, next)) = attribute(rest) {
            let path = attribute_path(inside);
            is_test |= path.last() == Some(&"test");
            is_ignored |= path == ["ignore"];
            rest = next;
            continue;
        }
        match (token.text, after) {
            ("pub" | "async" | "const" | "unsafe", _) => {}
            ("fn", [name, ..]) => {
                // A macro's `fn $name` has no name we could read.
                if is_test && !is_ignored && name.text != "$" {
                    found.push((name.text.to_owned(), name.line));
                }
                (is_test, is_ignored) = (false, false);
            }
            _ => (is_test, is_ignored) = (false, false),
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_that_are_built_are_listed_with_their_gaps() {
        let ids = rule_ids();
        assert_eq!(ids.len(), 45 + 22 + 20 + 21 + 25 + 6 + 5 + 11 + 20 + 7 + 5 + 1);
        assert!(ids.contains(&"MT-21".to_owned()) && !ids.contains(&"MT-22".to_owned()));
        assert!(ids.contains(&"CG-22".to_owned()) && !ids.contains(&"CM-05".to_owned()));
    }

    #[test]
    fn a_name_proves_the_rules_it_holds_at_word_boundaries() {
        for (name, rule, expected) in [
            ("pa_13_st_01_exhausted", "PA-13", true),
            ("pa_13_st_01_exhausted", "ST-01", true),
            ("emergency_credit_pa_13", "PA-13", true),
            ("pa_130_other", "PA-13", false),
            ("spa_13_other", "PA-13", false),
            ("pa_1_other", "PA-01", false),
            ("ds4_held_on", "DS4", true),
            ("ds45_other", "DS4", false),
            ("the_limiter_lasts_six_months", "limiter", true),
            ("unlimiter", "limiter", false),
        ] {
            assert_eq!(names_rule(name, rule), expected, "{name} {rule}");
        }
    }

    #[test]
    fn tests_are_found_under_any_test_attribute_but_not_when_ignored() {
        let source = r##"
            #[test]
            /// Documented.
            fn plain() { "#[test] fn in_a_string() {}"; }
            #[tokio::test(flavor = "current_thread")]
            #[should_panic(expected = "no")]
            pub async fn on_a_runtime() {}
            proptest! {
                #![proptest_config(ProptestConfig::with_cases(8))]
                #[test]
                fn a_law(steps in vec(any(), 0..3)) { prop_assert!(true); }
            }
            #[test]
            #[ignore = "slow"]
            fn not_run() {}
            // #[test] fn in_a_comment() {}
            #[cfg(test)]
            fn helper() {}
            macro_rules! both { ($name:ident) => { #[test] fn $name() {} } }
        "##;
        let names: Vec<_> = tests_in(source).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["plain", "on_a_runtime", "a_law"]);
    }

    #[test]
    fn a_rule_without_a_test_is_a_failure_that_names_it() {
        let test = Test { name: "cg_01_x".into(), file: "crates/a/src/lib.rs".into(), line: 3 };
        let row = |rule: &str, tests| Proven { rule: rule.into(), tests };
        let proven = [row("CG-01", vec![test.clone(), test]), row("CG-02", vec![])];
        assert_eq!(verdict(&proven).unwrap_err().to_string(), "1 of 2 rules have no test: CG-02");
        let text: String = proven.iter().map(Proven::as_text).collect();
        assert_eq!(
            text,
            "CG-01      2  cg_01_x (crates/a/src/lib.rs:3)\n              \
             cg_01_x (crates/a/src/lib.rs:3)\nCG-02      0  NO TEST\n"
        );
    }
}
