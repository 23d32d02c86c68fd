use crate::Locales;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const LANGUAGES: &[&str] = &["en", "fr"];

/// Files as `(LANGUAGE/FAMILY.ftl, text)`.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for language in LANGUAGES {
        fs::create_dir_all(folder.path().join("in").join(language)).unwrap();
    }
    for (name, text) in files {
        let path = folder.path().join("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn compiled(files: &[(&str, &str)], fewer: &[(&str, &[&str])]) -> Result<String, String> {
    let folder = folder(files);
    let (from, out) = (folder.path().join("in"), folder.path().join("out"));
    let locales = Locales { folder: &from, languages: LANGUAGES, fewer };
    let relative = |error: String| error.replace(from.to_str().unwrap_or_default(), "");
    let names = locales.compile(&out).map_err(|error| relative(error.to_string()))?;
    let code = |name: &String| fs::read_to_string(out.join(format!("{name}.rs"))).unwrap();
    Ok(names.iter().map(code).collect())
}

#[track_caller]
fn refused(english: &str, french: &str, error: &str) {
    let files = [("en/day.ftl", english), ("fr/day.ftl", french)];
    assert_eq!(compiled(&files, &[]).unwrap_err(), error);
}

#[test]
fn a_family_is_a_struct_and_a_constant_for_each_language() {
    let files = [
        (
            "en/my/day.ftl",
            "# Of a page.\ntitle = Your day\nabout-it = { $day } has { $first-hour }",
        ),
        ("fr/my/day.ftl", "about-it = { $first-hour }{ \" \" }le { $day }\ntitle = Votre jour"),
    ];
    expect_test::expect![[r#"
        /// Compiled from `my/day.ftl`.
        #[derive(Debug)]
        pub(crate) struct Words {
            pub(crate) title: &'static str,
            pub(crate) about_it: &'static str,
        }

        static EN: Words = Words {
            title: "Your day",
            about_it: "{day} has {first_hour}",
        };

        static FR: Words = Words {
            title: "Votre jour",
            about_it: "{first_hour} le {day}",
        };

        impl Words {
            pub(crate) fn of(language: units::Language) -> &'static Self {
                match language {
                    units::Language::En => &EN,
                    units::Language::Fr => &FR,
                }
            }

            #[cfg(test)]
            pub(crate) fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![
                    ("title", self.title),
                    ("about_it", self.about_it),
                ]
            }
        }
    "#]]
    .assert_eq(&compiled(&files, &[]).unwrap());
}

#[test]
fn a_message_in_parts_is_a_constant_with_all_languages() {
    let files = [
        (
            "en/m.ftl",
            "low =\n    .subject = Low\n    .letter =\n        Low.\n        - Top up\nheld-up =\n    .subject = Held",
        ),
        (
            "fr/m.ftl",
            "low =\n    .subject = Bas\n    .letter =\n        Bas.\n        - Rechargez\nheld-up =\n    .subject = Tenu",
        ),
    ];
    expect_test::expect![[r#"
        /// Compiled from `m.ftl`.
        pub(crate) const LOW: Texts = Texts {
            letter: Some(["Low.\n- Top up", "Bas.\n- Rechargez"]),
            subject: ["Low", "Bas"],
        };

        /// Compiled from `m.ftl`.
        pub(crate) const HELD_UP: Texts = Texts {
            letter: None,
            subject: ["Held", "Tenu"],
        };

    "#]]
    .assert_eq(&compiled(&files, &[]).unwrap());
    let lacks =
        [files[0], ("fr/m.ftl", "low =\n    .subject = Bas\nheld-up =\n    .subject = Tenu")];
    assert_eq!(compiled(&lacks, &[]).unwrap_err(), "/fr/m.ftl: `low.letter`: is missing");
    let mixed = "low =\n    .subject = Low\nhigh = High";
    refused(mixed, mixed, "/day.ftl: `high`: has no attributes, others have");
}

#[test]
fn cm_02_a_plural_follows_the_rules_of_its_language() {
    let plural = |one: &str, other: &str| {
        format!("days = {{ $days }} {{ $days ->\n    [one] {one}\n   *[other] {other}\n}}")
    };
    let files =
        [("en/day.ftl", &*plural("day", "days")), ("fr/day.ftl", &*plural("jour", "jours"))];
    let code = compiled(&files, &[]).unwrap();
    assert!(code.contains(r#"days: "{days} {days~en:day|days}""#), "{code}");
    assert!(code.contains(r#"days: "{days} {days~fr:jour|jours}""#), "{code}");
}

#[test]
fn cm_02_a_text_that_is_missing_in_a_language_does_not_compile() {
    refused("one = 1\ntwo = 2", "one = 1", "/fr/day.ftl: `two`: is missing");
    refused("one = 1", "one = 1\ntwo = 2", "/fr/day.ftl: `two`: is not in the first language");
    let error = compiled(&[("en/day.ftl", "one = 1")], &[]).unwrap_err();
    assert!(error.starts_with("/fr/day.ftl: "), "{error}");
}

#[test]
fn a_family_of_fewer_languages_says_so() {
    let files = [("en/api/day.ftl", "one = 1")];
    let code = compiled(&files, &[("api", &["en"])]).unwrap();
    assert!(code.contains("units::Language::Fr => &EN,"), "{code}");
    assert!(compiled(&files, &[("ap", &["en"])]).is_err(), "another folder is no part of it");
}

#[test]
fn cm_02_languages_put_in_the_same_values() {
    refused(
        "day = On { $day }",
        "day = Le { $jour }",
        "/fr/day.ftl: `day`: has the values (jour), not (day)",
    );
}

#[test]
fn what_is_no_text_of_ours_is_named() {
    let wrong = |french: &str, what: &str| {
        refused("day = Day", french, &format!("/fr/day.ftl: `day`: {what}"));
    };
    wrong("day = { \"\" }", "is empty");
    wrong("day = Jour\nday = Jour", "stands there twice");
    wrong("day = Jour\n    .title = Titre", "has a text beside attributes");
    wrong("day = { DATE() }", "has more than values, quoted text and plurals");
    wrong("day = { \"{\" }", "has a brace: it would be taken for a value");
    let lacks = "day = { $day ->\n   *[other] jours\n}";
    wrong(lacks, "has a plural that lacks a form");
    let many = "day = { $day ->\n    [one] jour\n    [many] de jours\n   *[other] jours\n}";
    wrong(many, "has a plural with other forms than [one] and *[other]");
    refused(
        "day = Day",
        "day = Jour\n\nnight",
        "/fr/day.ftl: line 3: Expected a token starting with \"=\"",
    );
}

#[test]
fn a_folder_without_languages_is_refused() {
    let none = Locales { folder: Path::new("nowhere"), languages: &[], fewer: &[] };
    assert!(none.compile(Path::new("nowhere")).is_err());
}

#[test]
fn all_texts_stand_in_one_list_by_family_and_key() {
    let files = [
        ("en/day.ftl", "title = Your day\nabout = { $day }"),
        ("fr/day.ftl", "about = Le { $day }\ntitle = Votre jour"),
        ("en/guide.ftl", "one =\n    .title = First\n    .body = Then"),
    ];
    let folder = folder(&files);
    let (from, out) = (folder.path().join("in"), folder.path().join("out"));
    let fewer: &[(&str, &[&str])] = &[("guide", &["en"])];
    Locales { folder: &from, languages: LANGUAGES, fewer }.compile(&out).unwrap();
    expect_test::expect![[r#"
        type Family = (&'static str, &'static [(&'static str, [&'static str; 2])]);

        /// In: en, fr.
        pub(crate) static FAMILIES: &[Family] = &[
            ("day", &[
                ("title", ["Your day", "Votre jour"]),
                ("about", ["{day}", "Le {day}"]),
            ]),
            ("guide", &[
                ("one.title", ["First", ""]),
                ("one.body", ["Then", ""]),
            ]),
        ];

        /// Family and key of every text, with what it says in each language, in the order of their codes.
        pub fn all_texts() -> impl Iterator<Item = (&'static str, &'static str, [&'static str; 2])> {
            let of = |(family, texts): &'static (&'static str, &'static [_])| {
                texts.iter().map(|(key, texts)| (*family, *key, *texts))
            };
            FAMILIES.iter().flat_map(of)
        }
    "#]]
    .assert_eq(&fs::read_to_string(out.join("all.rs")).unwrap());
}
