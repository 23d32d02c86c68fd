use super::panel::{Key, Next, Panel};
use super::*;
use expect_test::{Expect, expect};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// What a script prints, or why it stops.
fn script(kind: Kind, with: &[&str], lines: &str, json: bool) -> String {
    let book = ParameterBook::shipped().unwrap();
    let at = "2026-11-12T08:00:00+01:00".parse().unwrap();
    let with: Vec<String> = with.iter().map(|option| (*option).to_owned()).collect();
    let stand = Stand::new(placed(kind, at, &with).unwrap().meter(&book).unwrap());
    let mut out = Vec::new();
    let done = line::run(Box::new(stand), &book, lines.as_bytes(), false, json, &mut out);
    let mut said = String::from_utf8(out).unwrap();
    if let Err(error) = done {
        said += &format!("tirelire: {}\n", crate::failure::chain(error.as_ref()));
    }
    said
}

#[test]
fn mt_11_lines_drive_a_meter_and_say_what_it_shows() {
    let said = script(
        Kind::SmartElectricity,
        &["kwh=1302.788,2365.664"],
        "# a comment\npress strip\n> press green\nload 2.3kW\nwait 1h\n",
        false,
    );
    expect![[r#"
                  |                      | asleep             | arrow-over-euro switch-closed tariff-1
            1.8.1 | 001302.788 kWh       | import-t1          | arrow-over-euro switch-closed tariff-1
        94.32.2.1 | ------               | updated            | arrow-over-euro switch-closed tariff-1
        94.32.2.1 | ------               | updated            | arrow-over-euro switch-closed tariff-1
                  |                      | asleep             | arrow-over-euro switch-closed tariff-1
    "#]].assert_eq(&said);
}

#[test]
fn a_script_stops_at_the_line_that_cannot_be_done() {
    let said = script(Kind::SmartGas, &[], "press arrow\ncard in\nwait 1h\n", false);
    expect![[r#"
                  |                      | asleep             | euro cubic-metre valve-open
           24.2.3 | 00000.000 m³         | volume             | euro cubic-metre valve-open
        tirelire: line 2: there is no card in the hand
    "#]]
    .assert_eq(&said);
    let said = script(Kind::SmartGas, &[], "\nloda 1kW\n", false);
    assert!(said.contains("line 2: `loda 1kW` is not understood"), "{said}");
}

#[test]
fn mt_13_a_card_goes_from_a_file_to_the_meter_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("card.txt");
    let file = file.display();
    let lines = format!("card in {file}\ncard out {file}\n");
    script(Kind::CardElectricity, &[], &lines, false);
    let card = std::fs::read_to_string(folder.path().join("card.txt")).unwrap();
    assert!(card.starts_with("meter 000000001\nchip clean\nread 000000001;2026-11-12T07:00:00Z;"));
    let loaded = card.lines().take(2).collect::<Vec<_>>().join("\n") + "\nload 1 15.00\n";
    std::fs::write(folder.path().join("card.txt"), loaded).unwrap();
    let said = script(Kind::CardElectricity, &[], &format!("card in {file}\nwait 10s\n"), false);
    assert!(said.contains("loaded 15.00, balance 35.00"), "{said}");
}

#[test]
fn mt_01_values_are_listed_by_code() {
    let said = script(Kind::SmartGas, &["m3=80.9"], "values\n", false);
    assert!(said.ends_with("0-1:24.2.3  (00080.900*m3)\n"), "{said}");
    let said = script(Kind::SmartElectricity, &[], "values\n", true);
    assert!(said.contains(r#""1-0:32.7.0":"230.0*V""#), "{said}");
}

#[test]
fn json_has_one_object_a_command() {
    let said = script(Kind::SmartGas, &[], "order cut\n", true);
    let lines: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["screen"]["hint"], "hint.top-up");
    assert_eq!(lines[1]["events"][0]["at"], "2026-11-12T08:00:00+01:00");
}

fn panel(kind: Kind, language: Language, with: &[&str]) -> Panel {
    let book = ParameterBook::shipped().unwrap();
    let at = "2026-11-12T08:00:00+01:00".parse().unwrap();
    let with: Vec<String> = with.iter().map(|option| (*option).to_owned()).collect();
    let stand = Stand::new(placed(kind, at, &with).unwrap().meter(&book).unwrap());
    Panel::new(Box::new(stand), language)
}

fn drawn(panel: &Panel, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| panel.draw(frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let rows = buffer.content().chunks(usize::from(width));
    rows.map(|row| {
        row.iter().map(|cell| cell.symbol()).collect::<String>().trim_end().to_owned() + "\n"
    })
    .collect()
}

/// Keys, and what stands on the terminal then. A line in brackets is typed after `:`.
fn check(mut panel: Panel, keys: &str, size: (u16, u16), expected: Expect) {
    for key in keys.chars() {
        let key = match key {
            '\n' => Key::Enter,
            '^' => Key::Up,
            other => Key::Char(other),
        };
        assert_eq!(panel.key(key), Next::Go);
    }
    expected.assert_eq(&drawn(&panel, size.0, size.1));
}

#[test]
fn mt_11_the_terminal_shows_smart_electricity() {
    let panel = panel(Kind::SmartElectricity, Language::En, &["kwh=1302.788,2365.664"]);
    check(
        panel,
        ":order show -22.173076 0\n:order cut\n:order release\nggg",
        (90, 22),
        expect![[r#"
             smart-electricity  2026-11-12 08:00:00  × 1
            ╭──────────────────────────────────────────────╮┌ what happened ─────────────────────────┐
            │┌ balance ───────────────────────────────────┐││08:00:00  ready for reconnection        │
            ││94.32.2.2                                   │││08:00:00  cut                           │
            ││                                    -22.18 €│││08:00:00  balance received              │
            ││▼€  ●╱●  »▼«  T1                            │││                                        │
            │└────────────────────────────────────────────┘││                                        │
            │▼€ arrow over €: prepayment active            ││                                        │
            │●╱● switch open: no power                     ││                                        │
            │»▼« blinking arrow: ready for reconnection    ││                                        │
            │T1 tariff 1, day                              ││                                        │
            │Press the green button for 3 seconds.         ││                                        │
            │                                              ││                                        │
            │                                              ││                                        │
            │[g] green button   [G] 3 s                    ││                                        │
            │[s] other button of the strip                 ││                                        │
            │[m] main breaker up                           ││                                        │
            │load: 0 W                                     ││                                        │
            │                                              ││                                        │
            │                                              ││                                        │
            ╰──────────────────────────────────────────────╯└────────────────────────────────────────┘
             + - time   ↑ ↓ load   : command   q quit
        "#]],
    );
}

#[test]
fn mt_12_the_terminal_shows_smart_gas_in_french() {
    let panel = panel(Kind::SmartGas, Language::Fr, &["m3=80.900"]);
    let keys = ":order cut\n:order release\nA:wait 3m\n^";
    check(
        panel,
        keys,
        (90, 22),
        expect![[r#"
             smart-gas  2026-11-12 08:03:00  × 1
            ╭──────────────────────────────────────────────╮┌ ce qui s’est passé ────────────────────┐
            │┌ volume de gaz ─────────────────────────────┐││08:03:00  du gaz passe : le test        │
            ││24.2.3                                      │││s’arrête, la vanne reste fermée         │
            ││                                00080.900 m³│││08:00:00  le test d’étanchéité commence │
            ││€  m³  ▶◀  »▼«                              │││08:00:00  prêt à réarmer                │
            │└────────────────────────────────────────────┘││08:00:00  coupé                         │
            │€ prépaiement actif                           ││                                        │
            │m³ volume, en mètres cubes                    ││                                        │
            │▶◀ vanne fermée : pas de gaz                  ││                                        │
            │»▼« flèche clignotante : prêt à réarmer       ││                                        │
            │Fermez tous les appareils au gaz. Appuyez 3   ││                                        │
            │secondes sous la flèche.                      ││                                        │
            │                                              ││                                        │
            │[e] bouton sous €                             ││                                        │
            │[v] bouton sous m³                            ││                                        │
            │[a] bouton sous la flèche   [A] 3 s           ││                                        │
            │allumé: 100 l/h                               ││                                        │
            │                                              ││                                        │
            │                                              ││                                        │
            ╰──────────────────────────────────────────────╯└────────────────────────────────────────┘
             + - temps   ↑ ↓ allumé   : commande   q fin
        "#]],
    );
}

#[test]
fn mt_13_the_terminal_shows_card_electricity_also_when_it_is_narrow() {
    let panel = panel(Kind::CardElectricity, Language::Nl, &["balance=0.40"]);
    check(
        panel,
        "^^^^^:wait 3h\nrlniotioti:wait 5s\n",
        (48, 34),
        expect![[r#"
             card-electricity  2026-11-12 11:00:05  × 1
            ╭──────────────────────────────────────────────╮
            │┌ geladen bedrag ────────────────────────────┐│
            ││                                            ││
            ││                                     20.00 €││
            ││▤  ▲|                                       ││
            │└────────────────────────────────────────────┘│
            │▤ kaart in de lezer                           │
            │▲| schakelaar omhoog                          │
            │                                              │
            │                                              │
            │Wacht op de dubbele piep.                     │
            │                                              │
            │                                              │
            │[b] blauwe knop                               │
            │[r] rode knop                                 │
            │[l] schakelaar omhoog                         │
            │[n] kaart   [i] insteken                      │
            │[o] uithalen   [t] 20 € laden                 │
            │aan: 500 W                                    │
            ╰──────────────────────────────────────────────╯
            ┌ wat er gebeurde ─────────────────────────────┐
            │11:00:04  geladen: 20.00 €                    │
            │the terminal refuses the card: the card was   │
            │not in its meter since it was loaded: put it  │
            │in first                                      │
            │11:00:00  gegevens op de kaart geschreven     │
            │11:00:00  weer aan                            │
            │10:39:59  afgesloten                          │
            │                                              │
            │                                              │
            │                                              │
            └──────────────────────────────────────────────┘
             + - tijd   ↑ ↓ aan   : opdracht   q einde
        "#]],
    );
}

#[test]
fn mt_14_the_terminal_shows_card_gas() {
    let panel = panel(Kind::CardGas, Language::De, &["balance=12.00"]);
    check(
        panel,
        "nibbbbbb",
        (90, 22),
        expect![[r#"
             card-gas  2026-11-12 08:00:00  × 1
            ╭──────────────────────────────────────────────╮┌ was geschehen ist ─────────────────────┐
            │┌ Gasvolumen ────────────────────────────────┐││08:00:00  Daten auf die Karte           │
            ││                                            │││geschrieben                             │
            ││                                00000.000 m³│││                                        │
            ││▷◁  ▤                                       │││                                        │
            │└────────────────────────────────────────────┘││                                        │
            │▷◁ Ventil offen: Gas                          ││                                        │
            │▤ Karte im Leser                              ││                                        │
            │                                              ││                                        │
            │                                              ││                                        │
            │                                              ││                                        │
            │                                              ││                                        │
            │                                              ││                                        │
            │[b] blauer Knopf   [B] 3 s                    ││                                        │
            │[r] roter Knopf                               ││                                        │
            │[n] Karte   [i] einstecken                    ││                                        │
            │[o] heraus   [t] 20 € aufladen                ││                                        │
            │eingeschaltet: 0 l/h                          ││                                        │
            │                                              ││                                        │
            ╰──────────────────────────────────────────────╯└────────────────────────────────────────┘
             + - Zeit   ↑ ↓ Last   : Befehl   q Ende
        "#]],
    );
}

#[test]
fn time_runs_as_fast_as_it_is_told() {
    let mut panel = panel(Kind::CardElectricity, Language::En, &[]);
    let time = |panel: &Panel| drawn(panel, 90, 3).lines().next().unwrap().to_owned();
    panel.tick(1_500);
    assert!(time(&panel).contains("08:00:01  × 1"), "{}", time(&panel));
    panel.key(Key::Char('+'));
    panel.tick(500);
    assert!(time(&panel).contains("08:00:31  × 60"), "{}", time(&panel));
    panel.key(Key::Char('-'));
    panel.key(Key::Char('-'));
    panel.tick(60_000);
    assert!(time(&panel).contains("08:00:31  paused"), "{}", time(&panel));
    assert_eq!(panel.key(Key::Char('q')), Next::Quit);
}

/// Every button that a kind has can be reached by a key.
#[test]
fn every_button_has_a_key() {
    for kind in Kind::ALL {
        for button in kind.buttons() {
            assert!(keys::BUTTONS.iter().any(|(_, own)| own == button), "{kind} {button:?}");
        }
    }
}
