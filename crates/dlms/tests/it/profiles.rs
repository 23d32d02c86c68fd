//! Profiles as data: what is wrong is told with file and line.

use dlms::{Profile, Role};

fn text() -> String {
    include_str!("../../profiles/be-single-phase.toml").to_owned()
}

fn said(text: &str) -> String {
    Profile::parse("x.toml", text).unwrap_err().to_string()
}

#[test]
fn mt_17_shipped_profiles_are_right_and_have_what_prepayment_needs() {
    let shipped = Profile::shipped().unwrap();
    assert_eq!(shipped.len(), 3);
    for profile in shipped {
        for role in [Role::Disconnect, Role::DailyProfile, Role::DisplayBalance, Role::Push] {
            assert!(profile.object(role).is_some(), "{} has no {role}", profile.name);
        }
    }
}

#[test]
fn mt_17_mistakes_in_a_profile_are_named_with_file_and_line() {
    let change = |from: &str, to: &str| {
        let text = text();
        assert!(text.contains(from), "{from}");
        said(&text.replacen(from, to, 1))
    };
    let cases = [
        (
            change("role = \"clock\"", "role = \"cluck\""),
            "line 42 of `x.toml`: unknown variant `cluck`",
        ),
        (change("class = 8", "class = 9"), "line 41 of `x.toml`: a clock is of class 8, not `9`"),
        (
            change("class = 7\nversion = 1", "class = 7\nversion = 3"),
            "line 94 of `x.toml`: version `3` of class 7 is not known",
        ),
        (change("scaler = 0\n", ""), "line 48 of `x.toml`: a register needs `scaler`"),
        (
            change("control_mode = 1", "control_mode = 2"),
            "control mode `2` closes from afar, or is not known; 1, 3, 5, 6 are allowed for electricity",
        ),
        (change("period_s = 900", "period_s = 700"), "a period of `700` s does not divide a day"),
        (
            change("\"1-0:1.8.1.255\", \"1-0:1.8.2.255\"", "\"1-0:1.8.9.255\""),
            "column 1-0:1.8.9.255 is no object of this profile",
        ),
        (
            change("obis = \"1-0:1.8.2.255\"", "obis = \"1-0:1.8.1.255\""),
            "1-0:1.8.1.255 of class 3 comes a second time",
        ),
        (change("obis = \"1-0:1.8.2.255\"", "obis = \"1.8.2\""), "`1.8.2` is no OBIS code"),
        (change("max_pdu = 1024", "max_pdu = 64"), "line 11 of `x.toml`: an APDU of `64` bytes"),
        (change("title =", "titel ="), "unknown field `titel`"),
        (change("energy = \"electricity\"", "energy = \"gas\""), "a gas meter has no limiter"),
        (change("unit = \"Wh\"", "unit = \"kWh\""), "unknown variant `kWh`"),
    ];
    for (said, expected) in cases {
        assert!(said.contains(expected), "{said}\nshould hold\n{expected}");
        assert!(said.starts_with("line ") && said.contains("`x.toml`: "), "{said}");
    }
}

#[test]
fn mt_17_a_folder_of_profiles_is_read_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.toml"), text()).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "not a profile").unwrap();
    assert_eq!(Profile::load(folder.path()).unwrap().len(), 1);
    std::fs::write(folder.path().join("b.toml"), text()).unwrap();
    let error = Profile::load(folder.path()).unwrap_err().to_string();
    assert_eq!(error, "`a.toml` and `b.toml` both describe the profile `be-single-phase`");
    std::fs::write(folder.path().join("b.toml"), "name = ").unwrap();
    assert!(
        Profile::load(folder.path()).unwrap_err().to_string().starts_with("line 1 of `b.toml`: ")
    );
    assert!(Profile::load(&folder.path().join("absent")).is_err());
}
