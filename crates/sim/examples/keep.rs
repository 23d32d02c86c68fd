//! `keep SEED` or `keep FILE`: puts out what the books keep, one JSON object per line; `keep SEED
//! scenario` puts out the scenario itself.

use sim::{books, years};

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let first = arguments.first().ok_or("give a seed or a scenario file")?;
    let scenario = match first.parse() {
        Ok(seed) => years::account_year(seed),
        Err(_) => std::fs::read_to_string(first).map_err(|error| format!("{first}: {error}"))?,
    };
    if arguments.get(1).is_some_and(|word| word == "scenario") {
        println!("{scenario}");
        return Ok(());
    }
    for line in books::run(&scenario)? {
        println!("{}", serde_json::to_string(&line).map_err(|error| error.to_string())?);
    }
    Ok(())
}
