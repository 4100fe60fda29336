//! The rules that came later, at random values in a random world: often off, often at an end of their range, often in
//! between. Their luck is their own, so that a world is but for them what it would be without them.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::dice::Dice;

/// A rule's number: where it stands (`*` for every name), at which value it is off, and the other end of what is drawn.
pub struct Rule {
    pub path: &'static str,
    off: f64,
    end: f64,
}

const fn rule(path: &'static str, off: f64, end: f64) -> Rule {
    Rule { path, off, end }
}

/// Every rule that came later. What is there at the start is drawn by `initial`, and has no number of its own.
pub const RULES: [Rule; 17] = [
    rule("forums.assessment", 0.0, 2.0),
    rule("forums.ratchet", 1.0, 0.0),
    rule("forums.assent", 0.0, 1.0),
    rule("forums.count", 0.0, 1.0),
    rule("forums.worth", 0.0, 1.0),
    rule("forums.showdown", 0.0, 5.0),
    rule("target.prior", 0.0, 1.0),
    rule("attention.focus", 1.0, 2.0),
    rule("states.*.stake", 0.0, 1.5),
    rule("citizenship.routine", 0.0, 1.0),
    rule("choice.shelter", 0.0, 1.0),
    rule("choice.exposure", 0.0, 2.0),
    rule("choice.donor", 0.0, 1.0),
    rule("leadership.waiting", 0.0, 2.0),
    rule("norm.wear", 0.0, 1.0),
    rule("crisis.rearm", 0.0, 1.0),
    rule(INITIAL, 0.0, 0.0),
];

const INITIAL: &str = "instruments.*.initial";

impl Rule {
    /// Off, at the other end, or in between.
    fn value(&self, dice: &mut Dice) -> String {
        match dice.whole(0, 9) {
            0..=2 => format!("{:?}", self.off),
            3 | 4 => format!("{:?}", self.end),
            _ if self.path == "forums.count" => "1.0".to_owned(),
            // A focus below 1 spreads attention.
            9 if self.path == "attention.focus" => dice.between(0.2, 1.0),
            _ => dice.between(self.off.min(self.end), self.off.max(self.end)),
        }
    }

    fn parts(&self) -> Vec<&'static str> {
        self.path.split('.').collect()
    }
}

/// Lays the rules, events on them, and mostly something to quarrel about into the text of a world.
pub fn lay(seed: u64, text: &mut String) {
    let mut dice = Dice(seed ^ 0x6c61_7465_7220_7275);
    let world: Table = text.parse().expect("a scenario");
    for rule in &RULES {
        match rule.parts()[..] {
            [section, key] => {
                if dice.chance(0.8) {
                    put(text, section, key, &rule.value(&mut dice));
                }
            }
            ["states", _, key] => {
                let often = if dice.chance(0.4) { 0.0 } else { 0.5 };
                for id in dice.some(&names(&world, "states"), often) {
                    put_into(text, &id, key, &rule.value(&mut dice));
                }
            }
            _ => initial(&mut dice, &world, text),
        }
    }
    let contested = dice.chance(0.85);
    if contested && dice.chance(0.8) {
        let all: Vec<String> = names(&world, "states").iter().map(|id| format!("\"{id}\"")).collect();
        *text = text.replace("rule = \"majority\"", "rule = \"consensus\"");
        *text = text.replace("veto = []", &format!("veto = [{}]", all.join(", ")));
    }
    let mut events = Events::of(&world, text);
    if contested {
        contest(&mut dice, &world, &mut events);
    }
    change(&mut dice, &world, &mut events);
    no_ties(text);
}

/// Writes a number into a section, which is made where it is not there.
pub fn put(text: &mut String, section: &str, key: &str, value: &str) {
    let head = format!("\n[{section}]\n");
    if !text.contains(&head) {
        text.push_str(&head);
    }
    *text = text.replacen(&head, &format!("{head}{key} = {value}\n"), 1);
}

/// Writes a key into the inline table of an entity.
fn put_into(text: &mut String, id: &str, key: &str, value: &str) {
    let head = format!("\n{id} = {{ ");
    assert!(text.contains(&head), "{id} is not written in a line of its own");
    *text = text.replacen(&head, &format!("{head}{key} = {value}, "), 1);
}

fn names(world: &Table, section: &str) -> Vec<String> {
    world[section].as_table().expect("a section").keys().cloned().collect()
}

/// What is there when the history begins: of some instruments, whatever each of them may have.
fn initial(dice: &mut Dice, world: &Table, text: &mut String) {
    let start = world["scenario"]["start"].as_str().expect("a month");
    let often = if dice.chance(0.4) { 0.0 } else { 0.5 };
    for id in dice.some(&names(world, "instruments"), often) {
        let instrument = &world["instruments"][id.as_str()];
        let says = |key: &str| instrument.get(key).is_some_and(|value| value.as_bool() != Some(false));
        let comes_later = instrument.get("from").is_some_and(|from| from.as_str().is_some_and(|from| from > start));
        if comes_later {
            continue;
        }
        let mut parts = Vec::new();
        if says("authority") && dice.chance(0.8) {
            parts.push(format!("authorised = {}", dice.up_to(0.05, 1.0)));
            if says("consent") && dice.chance(0.7) {
                parts.push("consent = true".to_owned());
            }
        }
        let protects = instrument.get("protection").and_then(Value::as_float).is_some_and(|share| share > 0.0);
        if protects && dice.chance(0.7) {
            parts.push(format!("deployed = {}", dice.share()));
        }
        if !parts.is_empty() {
            put_into(text, &id, "initial", &format!("{{ {} }}", parts.join(", ")));
        }
    }
}

/// Events in the making.
struct Events<'t> {
    /// Months since year 0.
    start: i64,
    months: usize,
    text: &'t mut String,
}

impl<'t> Events<'t> {
    fn of(world: &Table, text: &'t mut String) -> Events<'t> {
        let months = world["scenario"]["months"].as_integer().expect("months") as usize;
        let (year, month) =
            world["scenario"]["start"].as_str().and_then(|start| start.split_once('-')).expect("YYYY-MM");
        let start = year.parse::<i64>().expect("a year") * 12 + month.parse::<i64>().expect("a month") - 1;
        Events { start, months, text }
    }

    fn set(&mut self, month: usize, path: &str, value: &str) {
        let month = self.start + month as i64;
        let date = format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
        writeln!(self.text, "\n[[events]]\ndate = \"{date}\"\nset = {{ \"{path}\" = {value} }}").expect("a text");
    }
}

/// From the first month on, a crisis that is on every agenda, and bodies that are divided about it. Else hardly any text
/// would be diluted, fall short, or be worth a veto.
fn contest(dice: &mut Dice, world: &Table, events: &mut Events<'_>) {
    let divided = [
        ("attention.rate", 0.8, 1.0),
        ("attention.base", 0.8, 1.0),
        ("crisis.peak", 0.9, 1.3),
        ("crisis.violence_rate", 0.4, 0.8),
        ("forums.agenda_rate", 0.3, 2.0),
        ("forums.vote_noise", 0.1, 0.5),
        ("forums.tolerance", 0.02, 0.3),
        ("forums.step", 0.005, 0.05),
        ("target.concession_rate", 0.6, 1.0),
        ("target.resolve", 0.0, 0.3),
        ("bodies.*.quota", 0.1, 0.7),
        ("bodies.*.entrepreneurship", 0.0, 0.4),
        ("instruments.*.intrusiveness", 0.3, 1.0),
        ("states.*.openness", 0.5, 1.0),
        ("attention.fixed_demand", 0.1, 1.0),
    ];
    for (path, low, high) in divided {
        let often = if path == "attention.fixed_demand" { 0.4 } else { 0.8 };
        if dice.chance(often) {
            let value = dice.between(low, high);
            events.set(0, path, &value);
        }
    }
    for id in names(world, "states") {
        // For it, or rather not.
        let (low, high) = if dice.chance(0.6) { (-0.5, 0.1) } else { (0.2, 1.2) };
        for a in names(world, "instruments") {
            if dice.chance(0.9) {
                let value = dice.between(low, high);
                events.set(0, &format!("states.{id}.reservations.{a}"), &value);
            }
        }
    }
}

/// Events on the numbers of the rules, and on the fragmentation that one of them asks for.
fn change(dice: &mut Dice, world: &Table, events: &mut Events<'_>) {
    for rule in RULES.iter().filter(|rule| rule.path != INITIAL) {
        if !dice.chance(0.2) {
            continue;
        }
        let one = if dice.chance(0.5) { "*".to_owned() } else { dice.pick(&names(world, "states")) };
        for _ in 0..dice.whole(1, 2) {
            let value = rule.value(dice);
            let month = dice.whole(0, events.months - 1);
            events.set(month, &rule.path.replace('*', &one), &value);
        }
    }
    for _ in 0..dice.whole(0, 2) {
        let value = dice.share();
        let month = dice.whole(0, events.months - 1);
        events.set(month, "crisis.fragmentation", &value);
    }
}

/// Where the text on the table is judged and nothing is tolerated, the blocker for whom it is diluted is indifferent to
/// it, and rounding alone decides whether it votes for it: no world has both.
fn no_ties(text: &mut String) {
    for before in ["tolerance = ", "tolerance = { value = ", "tolerance\" = ", "tolerance\" = { value = "] {
        *text = text.replace(&format!("{before}0.00000"), &format!("{before}0.00100"));
    }
}

/// The world with a rule off throughout, by a number or by an event; none where the world does not speak of it.
pub fn without(text: &str, rule: &Rule) -> Option<String> {
    let mut world: Table = text.parse().expect("a scenario");
    let parts = rule.parts();
    let mut found = match parts[..] {
        [section, key] => world[section].as_table_mut().is_some_and(|section| section.remove(key).is_some()),
        _ => {
            let entities = world[parts[0]].as_table_mut().expect("a section").iter_mut();
            let removed = entities.filter_map(|(_, entity)| entity.as_table_mut()?.remove(parts[2]));
            removed.count() > 0
        }
    };
    if let Some(Value::Array(events)) = world.get_mut("events") {
        for event in events {
            let set = event.get_mut("set").and_then(Value::as_table_mut).expect("what an event sets");
            let before = set.len();
            set.retain(|path, _| !is_at(path, &parts));
            found |= set.len() < before;
        }
    }
    found.then(|| world.to_string())
}

/// Whether a path of an event is one of a rule.
fn is_at(path: &str, parts: &[&str]) -> bool {
    let said: Vec<&str> = path.split('.').collect();
    said.len() == parts.len() && said.iter().zip(parts).all(|(said, part)| *part == "*" || said == part)
}
