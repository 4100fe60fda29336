//! Small random scenarios, valid ones, that between them use every feature of the model: for tests
//! that compare two ways of computing the same history. The same seed gives the same text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::dice::Dice;
use super::rules;

const STATES: [&str; 7] = ["ada", "bor", "cis", "dun", "eld", "fen", "gor"];
const BODIES: [&str; 4] = ["council", "union", "league", "tribunal"];
const MOVEMENTS: [&str; 3] = ["students", "churches", "olympics"];
const SOCIETIES: [&str; 4] = ["north", "south", "river", "rich"];
const INSTRUMENTS: [&str; 7] = ["aid", "talks", "embargo", "referral", "guards", "blue", "strike"];
const PURSES: [&str; 3] = ["money", "envoys", "troops"];
const COMPONENTS: [&str; 2] = ["intervention", "accountability"];

/// The text of one world.
pub fn random_world(seed: u64) -> String {
    let mut dice = Dice(seed);
    let plan = Plan::new(&mut dice);
    let mut text = String::new();
    plan.scenario(&mut dice, &mut text);
    plan.sections(&mut dice, &mut text);
    plan.instruments(&mut dice, &mut text);
    plan.bodies(&mut dice, &mut text);
    plan.societies(&mut dice, &mut text);
    plan.movements(&mut dice, &mut text);
    plan.states(&mut dice, &mut text);
    plan.seats(&mut dice, &mut text);
    plan.events(&mut dice, &mut text);
    rules::lay(seed, &mut text);
    unlisted(&mut dice, &mut text);
    text
}

/// Numbers of sections that this file does not know yet, so that a new parameter is compared in random worlds too. They
/// are drawn last, so that the worlds of before stay what they were but for them.
fn unlisted(dice: &mut Dice, text: &mut String) {
    let written: toml::Table = text.parse().expect("a scenario");
    for parameter in intsoc::scenario::parameters::parameters() {
        let Some((section, key)) = parameter.path.split_once('.').filter(|(_, key)| !key.contains('.')) else {
            continue;
        };
        let known = written.get(section).is_some_and(|section| section.get(key).is_some())
            || rules::RULES.iter().any(|rule| rule.path == parameter.path);
        // Held demand is there in some worlds alone, and so is the court.
        if known || parameter.path == "attention.held_demand" || section == "court" {
            continue;
        }
        let value = if parameter.range.contains("share") { dice.up_to(0.0, 0.9) } else { dice.between(0.05, 1.0) };
        rules::put(text, section, key, &value);
    }
}

/// How far a rule of a rival holds: mostly not at all.
fn rival_rule(dice: &mut Dice) -> String {
    if dice.chance(0.7) { "0.0".to_owned() } else { dice.share() }
}

// ---------------------------------------------------------------------------------------------
// Writing TOML
// ---------------------------------------------------------------------------------------------

/// An inline table in the making.
#[derive(Default)]
struct Inline(Vec<(String, String)>);

impl Inline {
    fn put(&mut self, key: &str, value: impl Into<String>) {
        self.0.push((key.to_owned(), value.into()));
    }

    fn text(&self) -> String {
        let entries: Vec<String> = self.0.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{{ {} }}", entries.join(", "))
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn list<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name.as_ref())).collect();
    format!("[{}]", names.join(", "))
}

fn month_name(month: i64) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

// ---------------------------------------------------------------------------------------------
// The plan: names, flags and who belongs where
// ---------------------------------------------------------------------------------------------

struct Instrument {
    id: &'static str,
    budget: &'static str,
    authority: Option<&'static str>,
    unauthorised: bool,
    consent: bool,
    protects: bool,
    from: Option<i64>,
}

struct Body {
    id: &'static str,
    rule: &'static str,
    /// Its seats are the members of a society, or listed, or it has none.
    society: Option<&'static str>,
    listed: bool,
}

struct State {
    id: &'static str,
    capability: f64,
    societies: Vec<&'static str>,
    profile: Option<&'static str>,
    /// Of its own or by its profile.
    factions: Vec<&'static str>,
}

struct Plan {
    /// Months since year 0.
    start: i64,
    months: i64,
    states: Vec<State>,
    bodies: Vec<Body>,
    instruments: Vec<Instrument>,
    societies: Vec<&'static str>,
    movements: Vec<&'static str>,
    /// Profiles; the second, if there is one, has factions.
    profiles: Vec<&'static str>,
    region: Option<&'static str>,
    court: Option<&'static str>,
    off: Vec<&'static str>,
    /// Whether some numbers are written with value and grade.
    graded: bool,
    fixed_demand: bool,
}

impl Plan {
    fn new(dice: &mut Dice) -> Plan {
        let start = 2003 * 12 + dice.whole(0, 23) as i64;
        let months = dice.whole(8, 30) as i64;
        let societies = SOCIETIES[..dice.whole(0, 4)].to_vec();
        let movements = MOVEMENTS[..dice.whole(0, 3)].to_vec();
        let profiles = ["plain", "split"][..dice.whole(0, 2)].to_vec();
        let states = plan_states(dice, &societies, &profiles);
        let bodies = plan_bodies(dice, &societies, &states);
        let instruments = plan_instruments(dice, &bodies, start, months);

        let region = if societies.is_empty() || dice.chance(0.3) { None } else { Some(dice.pick(&societies)) };
        let referable: Vec<&'static str> = instruments.iter().filter(|a| a.authority.is_some()).map(|a| a.id).collect();
        let court = if referable.is_empty() || dice.chance(0.2) { None } else { Some(dice.pick(&referable)) };
        let mechanisms = intsoc::scenario::Mechanism::ALL.map(|mechanism| mechanism.name());
        let off = if dice.chance(0.5) {
            Vec::new()
        } else if dice.chance(0.7) {
            vec![dice.pick(&mechanisms)]
        } else {
            dice.some(&mechanisms, 0.4)
        };
        Plan {
            start,
            months,
            states,
            bodies,
            instruments,
            societies,
            movements,
            profiles,
            region,
            court,
            off,
            graded: dice.chance(0.2),
            fixed_demand: dice.chance(0.1),
        }
    }
}

fn plan_states(dice: &mut Dice, societies: &[&'static str], profiles: &[&'static str]) -> Vec<State> {
    let count = dice.whole(2, 7);
    let mut states: Vec<State> = Vec::new();
    for (place, &id) in STATES[..count].iter().enumerate() {
        // The first has some capability, so that the sum is not 0.
        let capability = match dice.whole(0, 9) {
            0 if place > 0 => 0.0,
            1 | 2 => 1.0,
            _ => 0.02 + 0.9 * dice.unit(),
        };
        let profile = if profiles.is_empty() || dice.chance(0.5) { None } else { Some(dice.pick(profiles)) };
        let mut factions: Vec<&'static str> = Vec::new();
        if profile == Some("split") {
            factions.extend(["hawks", "doves"]);
        }
        if dice.chance(0.35) {
            for name in ["hawks", "clergy", "traders"] {
                if !factions.contains(&name) && (dice.chance(0.6) || factions.is_empty()) {
                    factions.push(name);
                }
            }
        }
        states.push(State { id, capability, societies: dice.some(societies, 0.45), profile, factions });
    }
    // At times a society of one.
    if let Some(&last) = societies.last()
        && dice.chance(0.25)
    {
        for (place, state) in states.iter_mut().enumerate() {
            state.societies.retain(|&s| s != last);
            if place == 0 {
                state.societies.push(last);
            }
        }
    }
    states
}

fn plan_bodies(dice: &mut Dice, societies: &[&'static str], states: &[State]) -> Vec<Body> {
    let peopled: Vec<&'static str> = societies
        .iter()
        .filter(|society| states.iter().any(|state| state.societies.contains(society)))
        .copied()
        .collect();
    let count = dice.whole(1, 4).max(dice.whole(1, 4));
    let mut bodies = Vec::new();
    for (place, &id) in BODIES[..count].iter().enumerate() {
        let society = if peopled.is_empty() || dice.chance(0.55) { None } else { Some(dice.pick(&peopled)) };
        // The last of several may be without seats; it then authorises nothing.
        let listed = society.is_none() && (place == 0 || place + 1 < count || dice.chance(0.6));
        let rule = dice.pick(&["veto", "consensus", "majority", "veto"]);
        bodies.push(Body { id, rule, society, listed });
    }
    bodies
}

fn plan_instruments(dice: &mut Dice, bodies: &[Body], start: i64, months: i64) -> Vec<Instrument> {
    let seated: Vec<&'static str> = bodies.iter().filter(|b| b.listed || b.society.is_some()).map(|b| b.id).collect();
    // More often many than few, so that forces of several bodies meet.
    let count = dice.whole(1, 7).max(dice.whole(1, 7));
    let mut ids: BTreeSet<&'static str> = BTreeSet::new();
    while ids.len() < count {
        ids.insert(dice.pick(&INSTRUMENTS));
    }
    // In an order that is not the alphabet's.
    let ids: Vec<&'static str> = INSTRUMENTS.iter().filter(|id| ids.contains(*id)).copied().collect();
    let mut instruments = Vec::new();
    for id in ids {
        let (budget, authorised, consenting, protects) = match id {
            "aid" => ("money", 0.15, 0.2, 0.05),
            "talks" => ("envoys", 0.1, 0.1, 0.0),
            "embargo" => ("envoys", 0.8, 0.0, 0.0),
            "referral" => ("envoys", 1.0, 0.0, 0.0),
            "guards" => ("troops", 1.0, 0.85, 1.0),
            "blue" => ("troops", 1.0, 0.85, 1.0),
            _ => ("troops", 0.7, 0.0, 0.9),
        };
        let budget = if dice.chance(0.1) { dice.pick(&PURSES) } else { budget };
        let authority = if !seated.is_empty() && dice.chance(authorised) { Some(dice.pick(&seated)) } else { None };
        let unauthorised = authority.is_some() && dice.chance(0.2);
        let consent = authority.is_some() && dice.chance(consenting);
        let protects = dice.chance(protects);
        let from = match dice.whole(0, 9) {
            0 | 1 => Some(start + dice.whole(0, months as usize / 2) as i64),
            2 => Some(start + dice.whole(0, months as usize + 3) as i64 - 3),
            _ => None,
        };
        instruments.push(Instrument { id, budget, authority, unauthorised, consent, protects, from });
    }
    instruments
}

// ---------------------------------------------------------------------------------------------
// The text
// ---------------------------------------------------------------------------------------------

impl Plan {
    /// A number as it may be written: plain, or with its grade.
    fn number(&self, dice: &mut Dice, value: String) -> String {
        if self.graded && dice.chance(0.3) {
            format!("{{ value = {value}, source = \"invented\", grade = \"assumed\" }}")
        } else {
            value
        }
    }

    fn scenario(&self, dice: &mut Dice, text: &mut String) {
        let name = if dice.chance(0.5) { "A world" } else { "Another world" };
        writeln!(text, "[scenario]\nname = {}", quoted(name)).unwrap();
        writeln!(text, "start = {}\nmonths = {}", quoted(&month_name(self.start)), self.months).unwrap();
        writeln!(text, "replicates = 2\nseed = {}", dice.whole(0, 1_000_000)).unwrap();
        if !self.off.is_empty() || dice.chance(0.2) {
            writeln!(text, "off = {}", list(&self.off)).unwrap();
        }
    }

    fn section(&self, dice: &mut Dice, text: &mut String, name: &str, numbers: &[(&str, String)]) {
        writeln!(text, "\n[{name}]").unwrap();
        for (key, value) in numbers {
            let value = self.number(dice, value.clone());
            writeln!(text, "{key} = {value}").unwrap();
        }
    }

    fn sections(&self, dice: &mut Dice, text: &mut String) {
        let numbers = [
            ("population", dice.whole(100_000, 9_000_000).to_string()),
            ("violence", dice.up_to(0.0, 1.0)),
            ("peak", dice.between(0.4, 1.3)),
            ("floor", dice.up_to(0.0, 0.4)),
            ("displaced", dice.up_to(0.0, 0.5)),
            ("exhaustion", dice.up_to(0.0, 0.3)),
            ("violence_rate", dice.up_to(0.0, 0.5)),
            ("violence_noise", dice.up_to(0.0, 0.1)),
            ("displacement_rate", dice.up_to(0.0, 0.2)),
            ("return_rate", dice.up_to(0.0, 0.1)),
            ("violent_death_rate", dice.between(0.0001, 0.01)),
            ("deprivation_death_rate", dice.between(0.0001, 0.01)),
            ("insurgency", dice.up_to(0.0, 0.4)),
            ("fragmentation", dice.share()),
            ("talks_rate", dice.up_to(0.0, 0.5)),
            ("haste", dice.share()),
            ("settle", dice.up_to(0.0, 0.4)),
        ];
        self.section(dice, text, "crisis", &numbers);

        let numbers = [
            ("responsibility", dice.or(0.0, 0.8, "1.0")),
            ("resolve", dice.share()),
            ("war_stake", dice.share()),
            ("max_restraint", dice.share()),
            ("sharpness", dice.or(0.5, 25.0, "300.0")),
            ("concession_rate", dice.up_to(0.2, 1.0)),
            ("renege_rate", dice.up_to(0.0, 1.0)),
            ("shopping_rate", dice.up_to(0.0, 1.0)),
            ("shopping_delay", dice.whole(0, 4).to_string()),
            ("mandate_shift", dice.share()),
            ("mandate_return", dice.share()),
            ("anticipation", dice.share()),
            ("publicity", dice.share()),
            ("deflection", dice.share()),
            ("obstruction", dice.share()),
        ];
        self.section(dice, text, "target", &numbers);
        writeln!(text, "name = \"The target\"").unwrap();
        if let Some(region) = self.region {
            writeln!(text, "region = {}", quoted(region)).unwrap();
        }

        let mut numbers =
            vec![("rate", dice.up_to(0.1, 1.0)), ("base", dice.up_to(0.0, 1.0)), ("placation", dice.share())];
        if self.fixed_demand {
            numbers.push(("fixed_demand", dice.share()));
        }
        self.section(dice, text, "attention", &numbers);

        let numbers = [
            ("inertia", dice.up_to(0.1, 1.0)),
            ("noise", dice.up_to(0.0, 0.5)),
            ("commitment", dice.between(0.5, 20.0)),
            ("action_cost", dice.between(0.02, 1.0)),
            ("word_cost", dice.between(0.05, 1.0)),
            ("word_effect", dice.share()),
            ("deflection_cost", dice.between(0.05, 1.0)),
            ("deflection_effect", dice.share()),
            ("credibility_rate", dice.share()),
            ("free_riding", rival_rule(dice)),
            ("random_goal", rival_rule(dice)),
        ];
        self.section(dice, text, "citizenship", &numbers);

        let numbers = [
            ("sharpness", dice.or(0.5, 15.0, "150.0")),
            ("burden", dice.up_to(0.0, 1.5)),
            ("demand_weight", dice.up_to(0.0, 1.0)),
            ("severity_exponent", dice.pick(&["0.0", "0.5", "1.0", "0.73120", "2.10000"]).to_owned()),
        ];
        self.section(dice, text, "choice", &numbers);

        let numbers = [
            ("initial", dice.up_to(0.0, 1.0)),
            ("cost", dice.up_to(0.0, 0.4)),
            ("sharpness", dice.or(0.5, 15.0, "200.0")),
            ("step_forward", dice.up_to(0.1, 1.0)),
            ("withdraw", dice.share()),
            ("followership", dice.up_to(0.0, 0.95)),
            ("discord", dice.share()),
            ("diffusion", dice.share()),
        ];
        self.section(dice, text, "leadership", &numbers);

        let numbers = [
            ("agenda_rate", dice.up_to(0.6, 1.0)),
            ("burden", dice.up_to(0.0, 1.0)),
            ("tolerance", dice.up_to(0.0, 0.4)),
            ("vote_noise", dice.up_to(0.0, 0.2)),
            ("min_strength", dice.up_to(0.0, 0.7)),
            ("step", dice.between(0.01, 0.2)),
            ("subcontracting", dice.share()),
            ("trust_rate", dice.share()),
            ("consent_discount", dice.share()),
        ];
        self.section(dice, text, "forums", &numbers);

        let numbers = [("ramp", dice.up_to(0.05, 1.0)), ("withdrawal", dice.share()), ("relief_rate", dice.share())];
        self.section(dice, text, "delivery", &numbers);

        let numbers = [
            ("gain", dice.up_to(0.0, 30.0)),
            ("words", dice.share()),
            ("authorised", dice.share()),
            ("patronage", dice.share()),
        ];
        self.section(dice, text, "pressure", &numbers);

        if let Some(instrument) = self.court {
            let numbers = [
                ("inquiry_rate", dice.up_to(0.1, 1.0)),
                ("leader_rate", dice.up_to(0.1, 1.0)),
                ("funding", dice.share()),
                ("split", dice.share()),
            ];
            self.section(dice, text, "court", &numbers);
            writeln!(text, "instrument = {}", quoted(instrument)).unwrap();
            for key in ["pressure", "entrenchment"] {
                let mut stages: Vec<String> = (0..4).map(|_| dice.up_to(0.0, 0.4)).collect();
                if dice.chance(0.5) {
                    stages[0] = "0.0".to_owned();
                }
                writeln!(text, "{key} = [{}]", stages.join(", ")).unwrap();
            }
        }

        // At most one of the three to_* is 0.
        let silent = dice.whole(0, 9);
        let mut weight = |place: usize| if place == silent { "0.0".to_owned() } else { dice.between(0.05, 1.0) };
        let (to_states, to_bodies, to_target) = (weight(0), weight(1), weight(2));
        let numbers = [
            ("clarity", dice.share()),
            ("rate", dice.share()),
            ("max_exposure", dice.between(0.3, 3.0)),
            ("body_deflection", dice.share()),
            ("scapegoat", dice.up_to(0.0, 3.0)),
            ("to_states", to_states),
            ("to_bodies", to_bodies),
            ("to_target", to_target),
        ];
        self.section(dice, text, "blame", &numbers);

        let numbers = [
            ("words", dice.share()),
            ("deeds", dice.share()),
            ("rate", dice.up_to(0.0, 0.4)),
            ("council_discretion", dice.share()),
            ("erosion", dice.up_to(0.0, 0.3)),
            ("socialisation", dice.up_to(0.0, 0.5)),
            ("anchoring", dice.up_to(0.0, 0.3)),
            ("backlash", dice.up_to(0.0, 0.1)),
        ];
        self.section(dice, text, "norm", &numbers);
    }

    fn instruments(&self, dice: &mut Dice, text: &mut String) {
        writeln!(text, "\n[instruments]").unwrap();
        for a in &self.instruments {
            let mut entry = Inline::default();
            entry.put("budget", quoted(a.budget));
            if a.id == "referral" || dice.chance(0.15) {
                entry.put("principle", quoted("accountability"));
            } else if dice.chance(0.2) {
                entry.put("principle", quoted("intervention"));
            }
            let benefit = dice.up_to(0.4, 1.0);
            entry.put("benefit", self.number(dice, benefit));
            // An absent number is 0.
            for (key, often, high) in
                [("cost", 0.9, 0.7), ("risk", 0.8, 1.0), ("intrusiveness", 0.9, 0.9), ("visibility", 0.9, 1.0)]
            {
                if dice.chance(often) {
                    let value = dice.up_to(0.0, high);
                    entry.put(key, self.number(dice, value));
                }
            }
            if dice.chance(if a.id == "embargo" { 1.0 } else { 0.4 }) {
                entry.put("pressure", dice.up_to(0.05, 1.0));
            }
            if a.protects {
                entry.put("protection", dice.up_to(0.1, 1.0));
            }
            if dice.chance(if a.id == "aid" { 1.0 } else { 0.05 }) {
                entry.put("relief", dice.up_to(0.3, 1.2));
            }
            if dice.chance(if a.id == "talks" { 1.0 } else { 0.05 }) {
                entry.put("settlement", dice.up_to(0.3, 1.2));
            }
            entry.put("requirement", dice.between(0.005, 0.2));
            if dice.chance(0.5) {
                entry.put("capacity", dice.or(0.0, 0.4, "1.0"));
            }
            if let Some(authority) = a.authority {
                entry.put("authority", quoted(authority));
            }
            if a.unauthorised {
                entry.put("unauthorised", "true");
            }
            if a.consent {
                entry.put("consent", "true");
            }
            if let Some(from) = a.from {
                entry.put("from", quoted(&month_name(from)));
            }
            writeln!(text, "{} = {}", a.id, entry.text()).unwrap();
        }
    }

    fn bodies(&self, dice: &mut Dice, text: &mut String) {
        writeln!(text, "\n[bodies]").unwrap();
        for (place, body) in self.bodies.iter().enumerate() {
            let mut entry = Inline::default();
            let mandate = if place > 0 && dice.chance(0.15) { "0.0".to_owned() } else { dice.between(0.1, 1.0) };
            entry.put("mandate", self.number(dice, mandate));
            entry.put("rule", quoted(body.rule));
            entry.put("quota", dice.up_to(0.0, 0.9));
            if body.rule == "veto" {
                let mut veto: Vec<&str> = self.states.iter().map(|state| state.id).collect();
                veto.retain(|_| dice.chance(0.5));
                entry.put("veto", list(&veto));
            }
            entry.put("entrepreneurship", dice.up_to(0.0, 0.25));
            // At times the same for several: the first of them is then the softest.
            let deference = if dice.chance(0.3) { "0.75".to_owned() } else { dice.share() };
            entry.put("deference", deference);
            if let Some(society) = body.society {
                entry.put("society", quoted(society));
            }
            writeln!(text, "{} = {}", body.id, entry.text()).unwrap();
        }
    }

    fn societies(&self, dice: &mut Dice, text: &mut String) {
        if self.societies.is_empty() {
            return;
        }
        writeln!(text, "\n[societies]").unwrap();
        for society in &self.societies {
            let thickness = dice.share();
            writeln!(text, "{society} = {{ thickness = {thickness} }}").unwrap();
        }
    }

    fn movements(&self, dice: &mut Dice, text: &mut String) {
        if self.movements.is_empty() {
            return;
        }
        writeln!(text, "\n[movements]").unwrap();
        for movement in &self.movements {
            let mut entry = Inline::default();
            let mobilisation = dice.up_to(0.0, 0.8);
            entry.put("mobilisation", self.number(dice, mobilisation));
            entry.put("growth", dice.between(0.2, 3.0));
            entry.put("fatigue", dice.up_to(0.0, 0.3));
            entry.put("fatigue_growth", dice.up_to(0.0, 0.1));
            entry.put("recovery", dice.up_to(0.0, 0.3));
            entry.put("measurability", dice.share());
            let mut reach = Inline::default();
            for state in &self.states {
                if dice.chance(0.7) {
                    reach.put(state.id, dice.up_to(0.1, 1.0));
                }
            }
            if !reach.0.is_empty() || dice.chance(0.5) {
                entry.put("reach", reach.text());
            }
            writeln!(text, "{movement} = {}", entry.text()).unwrap();
        }
    }

    // ----- states

    /// Three weights that sum to 1, in ten-thousandths, some of them 0.
    fn constituencies(dice: &mut Dice) -> [usize; 3] {
        let whole = 10_000;
        let cut = dice.whole(1, 9_999);
        match dice.whole(0, 11) {
            0 => [0, whole, 0],
            1 => [whole, 0, 0],
            2 => [0, 0, whole],
            3 => [cut, whole - cut, 0],
            4 => [0, cut, whole - cut],
            5 => [cut, 0, whole - cut],
            _ => {
                let other = dice.whole(0, whole - cut);
                [cut, other, whole - cut - other]
            }
        }
    }

    fn weights(parts: [usize; 3]) -> [String; 3] {
        parts.map(|part| format!("{}.{:04}", part / 10_000, part % 10_000))
    }

    fn constituencies_text(dice: &mut Dice) -> String {
        let [nationals, society, humanity] = Self::weights(Self::constituencies(dice));
        let mut entry = Inline::default();
        entry.put("nationals", nationals);
        entry.put("society", society);
        if humanity != "0.0000" || dice.chance(0.5) {
            entry.put("humanity", humanity);
        }
        entry.text()
    }

    fn solidarism(&self, dice: &mut Dice) -> String {
        if dice.chance(0.5) {
            let value = dice.share();
            self.number(dice, value)
        } else {
            let mut entry = Inline::default();
            for component in COMPONENTS {
                entry.put(component, dice.share());
            }
            entry.text()
        }
    }

    fn reservations(&self, dice: &mut Dice) -> String {
        let mut entry = Inline::default();
        for a in &self.instruments {
            if dice.chance(0.3) {
                entry.put(a.id, dice.up_to(-0.5, 0.5));
            }
        }
        entry.text()
    }

    fn faction(&self, dice: &mut Dice, holds: &[&str]) -> String {
        let mut entry = Inline::default();
        entry.put("share", dice.between(0.1, 1.0));
        let solidarism = self.solidarism(dice);
        entry.put("solidarism", solidarism);
        if !holds.is_empty() {
            entry.put("holds", list(holds));
        }
        entry.text()
    }

    fn states(&self, dice: &mut Dice, text: &mut String) {
        // The factions of the profile hold the first instruments at most, a state's own the others,
        // so that none is held twice.
        let ids: Vec<&'static str> = self.instruments.iter().map(|a| a.id).collect();
        let (first, others) = ids.split_at(ids.len() / 2);

        if !self.profiles.is_empty() {
            writeln!(text, "\n[profiles]").unwrap();
        }
        for profile in &self.profiles {
            let mut entry = Inline::default();
            entry.put("capability", dice.between(0.1, 1.0));
            // One that leaves all three parts above 0, so that states can shift two of them.
            entry.put("constituencies", "{ nationals = 0.4000, society = 0.3500, humanity = 0.2500 }");
            let components: [String; 2] = [dice.share(), dice.share()];
            entry.put(
                "solidarism",
                format!("{{ intervention = {}, accountability = {} }}", components[0], components[1]),
            );
            for key in ["leverage", "ties", "openness", "overstretch"] {
                if dice.chance(0.6) {
                    entry.put(key, dice.share());
                }
            }
            entry.put("reservations", self.reservations(dice));
            if *profile == "split" {
                let hawks = self.faction(dice, &first[..first.len() / 2]);
                let doves = self.faction(dice, &first[first.len() / 2..]);
                entry.put("factions", format!("{{ hawks = {hawks}, doves = {doves} }}"));
            }
            if !self.societies.is_empty() && dice.chance(0.3) {
                // Overridden by every state that lists its own.
                entry.put("societies", list(&self.societies[..1]));
            }
            writeln!(text, "{profile} = {}", entry.text()).unwrap();
        }

        writeln!(text, "\n[states]").unwrap();
        for state in &self.states {
            let entry = self.state(dice, state, others);
            writeln!(text, "{} = {}", state.id, entry.text()).unwrap();
        }
    }

    fn state(&self, dice: &mut Dice, state: &State, others: &[&'static str]) -> Inline {
        let own = state.profile.is_none();
        let mut entry = Inline::default();
        if let Some(profile) = state.profile {
            entry.put("profile", quoted(profile));
        }
        let capability = format!("{:.5}", state.capability);
        entry.put("capability", self.number(dice, capability));
        if own || dice.chance(0.3) {
            let constituencies = Self::constituencies_text(dice);
            // The profile's humanity would stay if it were left out here.
            if own || constituencies.contains("humanity") {
                entry.put("constituencies", constituencies);
            }
        } else if dice.chance(0.4) {
            // Two of the three over those of the profile (0.40, 0.35, 0.25).
            entry.put("constituencies", "{ nationals = 0.1500, humanity = 0.5000 }");
        }
        if own && state.factions.is_empty() {
            let solidarism = self.solidarism(dice);
            entry.put("solidarism", solidarism);
        } else if dice.chance(0.4) {
            // One component over the profile's two, or one number over them.
            let value = dice.share();
            if dice.chance(0.5) && !own {
                let component = dice.pick(&COMPONENTS);
                entry.put("solidarism", format!("{{ {component} = {value} }}"));
            } else {
                entry.put("solidarism", value);
            }
        }
        self.own_factions(dice, state, others, &mut entry);
        for (key, often) in [("leverage", 0.7), ("ties", 0.6), ("openness", 0.8), ("overstretch", 0.4)] {
            if dice.chance(if own { often } else { 0.25 }) {
                let value = dice.share();
                entry.put(key, self.number(dice, value));
            }
        }
        if dice.chance(0.4) {
            entry.put("interference", dice.up_to(0.0, 0.2));
        }
        if dice.chance(0.4) {
            entry.put("reservations", self.reservations(dice));
        }
        entry.put("societies", list(&state.societies));
        entry
    }

    fn own_factions(&self, dice: &mut Dice, state: &State, others: &[&'static str], entry: &mut Inline) {
        let by_profile: &[&str] = if state.profile == Some("split") { &["hawks", "doves"] } else { &[] };
        let mut factions = Inline::default();
        let mut free = others.to_vec();
        for name in &state.factions {
            if by_profile.contains(name) {
                // A part of the profile's faction is overridden.
                if dice.chance(0.4) {
                    let key = dice.pick(&["share", "solidarism"]);
                    let value = dice.between(0.1, 1.0);
                    factions.put(name, format!("{{ {key} = {value} }}"));
                }
            } else {
                let holds = dice.some(&free, 0.4);
                free.retain(|a| !holds.contains(a));
                let faction = self.faction(dice, &holds);
                factions.put(name, faction);
            }
        }
        if !factions.0.is_empty() {
            entry.put("factions", factions.text());
        }
    }

    // ----- seats

    fn seats(&self, dice: &mut Dice, text: &mut String) {
        let first = self.start.div_euclid(12);
        let last = (self.start + self.months - 1).div_euclid(12);
        for body in self.bodies.iter().filter(|body| body.listed) {
            writeln!(text, "\n[seats.{}]", body.id).unwrap();
            let states: Vec<&str> = self.states.iter().map(|state| state.id).collect();
            let permanent = dice.some(&states, 0.4);
            if !permanent.is_empty() || dice.chance(0.5) {
                writeln!(text, "permanent = {}", list(&permanent)).unwrap();
            }
            let rotating: Vec<&str> = states.iter().filter(|state| !permanent.contains(state)).copied().collect();
            for year in first..=last {
                let mut elected = dice.some(&rotating, 0.5);
                if permanent.is_empty() && elected.is_empty() {
                    elected.push(rotating[0]);
                }
                elected.reverse();
                writeln!(text, "{year} = {}", list(&elected)).unwrap();
            }
        }
    }

    // ----- events

    fn events(&self, dice: &mut Dice, text: &mut String) {
        let count = match dice.whole(0, 5) {
            0 => 0,
            1 => 12,
            _ => dice.whole(1, 6),
        };
        let mut date = self.start;
        for _ in 0..count {
            date = match dice.whole(0, 11) {
                0 => self.start,
                1 => self.start + self.months - 1,
                2 => self.start + self.months + 1,
                3 | 4 => date,
                _ => self.start + dice.whole(0, self.months as usize - 1) as i64,
            };
            let mut paths: Vec<(String, String)> = Vec::new();
            for _ in 0..dice.whole(1, 4) {
                for (path, value) in self.change(dice) {
                    if !paths.iter().any(|(other, _)| *other == path) {
                        paths.push((path, value));
                    }
                }
            }
            let set: Vec<String> = paths
                .into_iter()
                .map(|(path, value)| {
                    let value = self.number(dice, value);
                    format!("\"{path}\" = {value}")
                })
                .collect();
            writeln!(text, "\n[[events]]\ndate = {}", quoted(&month_name(date))).unwrap();
            if dice.chance(0.5) {
                writeln!(text, "name = \"a turn\"").unwrap();
            }
            writeln!(text, "set = {{ {} }}", set.join(", ")).unwrap();
        }
    }

    /// One change: mostly one path, three for the constituencies.
    fn change(&self, dice: &mut Dice) -> Vec<(String, String)> {
        let one = |path: String, value: String| vec![(path, value)];
        match dice.whole(0, 9) {
            0..=3 => self.change_of_state(dice),
            4 => {
                let a = &self.instruments[dice.whole(0, self.instruments.len() - 1)];
                if a.protects && dice.chance(0.3) {
                    return one(format!("instruments.{}.protection", a.id), dice.share());
                }
                let id = if dice.chance(0.25) { "*" } else { a.id };
                let key = dice.pick(&[
                    "benefit",
                    "cost",
                    "risk",
                    "pressure",
                    "relief",
                    "settlement",
                    "intrusiveness",
                    "visibility",
                    "capacity",
                    "requirement",
                ]);
                let value = if key == "requirement" { dice.between(0.01, 0.3) } else { dice.share() };
                one(format!("instruments.{id}.{key}"), value)
            }
            5 => {
                let id = dice.pick(&self.bodies.iter().map(|body| body.id).collect::<Vec<_>>());
                let id = if dice.chance(0.2) { "*" } else { id };
                match dice.whole(0, 3) {
                    0 | 1 => one(format!("bodies.{id}.mandate"), dice.between(0.05, 1.0)),
                    2 => one(format!("bodies.{id}.deference"), dice.share()),
                    _ => {
                        let key = dice.pick(&["quota", "entrepreneurship"]);
                        one(format!("bodies.{id}.{key}"), dice.up_to(0.0, 0.6))
                    }
                }
            }
            6 if !self.movements.is_empty() => {
                let id = dice.pick(&self.movements);
                let id = if dice.chance(0.25) { "*" } else { id };
                let state = self.states[dice.whole(0, self.states.len() - 1)].id;
                match dice.whole(0, 4) {
                    0 | 1 => one(format!("movements.{id}.mobilisation"), dice.share()),
                    2 => one(format!("movements.{id}.reach.{state}"), dice.share()),
                    3 => one(format!("movements.{id}.reach.*"), dice.share()),
                    _ => {
                        let key = dice.pick(&["growth", "fatigue", "fatigue_growth", "recovery", "measurability"]);
                        one(format!("movements.{id}.{key}"), dice.share())
                    }
                }
            }
            7 if !self.societies.is_empty() => {
                let id = dice.pick(&self.societies);
                let id = if dice.chance(0.3) { "*" } else { id };
                one(format!("societies.{id}.thickness"), dice.share())
            }
            8 if self.court.is_some() => {
                let stage = dice.pick(&["0", "1", "2", "3", "*"]);
                match dice.whole(0, 3) {
                    0 => one(format!("court.pressure.{stage}"), dice.up_to(0.0, 0.6)),
                    1 => one(format!("court.entrenchment.{stage}"), dice.up_to(0.0, 0.6)),
                    _ => {
                        let key = dice.pick(&["inquiry_rate", "leader_rate", "funding", "split"]);
                        one(format!("court.{key}"), dice.share())
                    }
                }
            }
            _ => {
                let (path, low, high) = dice.pick(&SECTION_CHANGES);
                let value =
                    if path == "target.shopping_delay" { dice.whole(0, 4).to_string() } else { dice.up_to(low, high) };
                one(path.to_owned(), value)
            }
        }
    }

    fn change_of_state(&self, dice: &mut Dice) -> Vec<(String, String)> {
        let state = &self.states[dice.whole(0, self.states.len() - 1)];
        let id = if dice.chance(0.35) { "*" } else { state.id };
        let one = |path: String, value: String| vec![(path, value)];
        match dice.whole(0, 9) {
            0 => one(format!("states.{id}.capability"), dice.between(0.05, 1.0)),
            1 | 2 => {
                let key = dice.pick(&["leverage", "ties", "openness", "overstretch"]);
                one(format!("states.{id}.{key}"), dice.share())
            }
            3 => one(format!("states.{id}.interference"), dice.up_to(0.0, 0.2)),
            4 => {
                let a = self.instruments[dice.whole(0, self.instruments.len() - 1)].id;
                let a = if dice.chance(0.15) { "*" } else { a };
                one(format!("states.{id}.reservations.{a}"), dice.up_to(-0.6, 0.6))
            }
            5 => one(format!("states.{id}.solidarism"), dice.share()),
            6 => {
                let component = dice.pick(&COMPONENTS);
                one(format!("states.{id}.solidarism.{component}"), dice.share())
            }
            7 => {
                let [nationals, society, humanity] = Self::weights(Self::constituencies(dice));
                let path = format!("states.{id}.constituencies");
                vec![
                    (format!("{path}.nationals"), nationals),
                    (format!("{path}.society"), society),
                    (format!("{path}.humanity"), humanity),
                ]
            }
            _ => {
                let divided: Vec<&State> = self.states.iter().filter(|state| !state.factions.is_empty()).collect();
                if divided.is_empty() {
                    return one(format!("states.{id}.openness"), dice.share());
                }
                let state = dice.pick(&divided);
                let faction = dice.pick(&state.factions);
                let faction = if dice.chance(0.2) { "*" } else { faction };
                let id = if id == "*" { "*" } else { state.id };
                let path = format!("states.{id}.factions.{faction}");
                match dice.whole(0, 3) {
                    0 => one(format!("{path}.solidarism"), dice.share()),
                    1 => {
                        let component = dice.pick(&COMPONENTS);
                        one(format!("{path}.solidarism.{component}"), dice.share())
                    }
                    _ => one(format!("{path}.share"), dice.between(0.05, 1.0)),
                }
            }
        }
    }
}

/// Numbers of the sections that events change, each with a range that is always valid.
const SECTION_CHANGES: [(&str, f64, f64); 62] = [
    ("crisis.population", 100_000.0, 9_000_000.0),
    ("crisis.peak", 0.2, 1.3),
    ("crisis.floor", 0.0, 0.5),
    ("crisis.exhaustion", 0.0, 0.4),
    ("crisis.violence_rate", 0.0, 0.8),
    ("crisis.violence_noise", 0.0, 0.2),
    ("crisis.displacement_rate", 0.0, 0.3),
    ("crisis.return_rate", 0.0, 0.2),
    ("crisis.violent_death_rate", 0.0, 0.01),
    ("crisis.fragmentation", 0.0, 1.0),
    ("crisis.insurgency", 0.0, 0.5),
    ("crisis.haste", 0.0, 1.0),
    ("target.responsibility", 0.0, 0.9),
    ("target.resolve", 0.0, 1.0),
    ("target.resolve", 0.0, 0.2),
    ("target.war_stake", 0.0, 1.0),
    ("target.max_restraint", 0.0, 1.0),
    ("target.sharpness", 0.5, 30.0),
    ("target.concession_rate", 0.0, 1.0),
    ("target.renege_rate", 0.0, 1.0),
    ("target.shopping_rate", 0.0, 1.0),
    ("target.shopping_delay", 0.0, 4.0),
    ("target.mandate_shift", 0.0, 1.0),
    ("target.anticipation", 0.0, 1.0),
    ("target.deflection", 0.0, 1.0),
    ("target.obstruction", 0.0, 1.0),
    ("attention.rate", 0.0, 1.0),
    ("attention.base", 0.0, 1.0),
    ("attention.placation", 0.0, 1.0),
    ("attention.fixed_demand", 0.0, 1.0),
    ("citizenship.inertia", 0.0, 1.0),
    ("citizenship.noise", 0.0, 0.5),
    ("citizenship.commitment", 0.5, 20.0),
    ("citizenship.action_cost", 0.05, 1.0),
    ("citizenship.word_cost", 0.05, 1.0),
    ("citizenship.word_effect", 0.0, 1.0),
    ("citizenship.deflection_cost", 0.05, 1.0),
    ("choice.sharpness", 0.0, 20.0),
    ("choice.burden", 0.0, 1.0),
    ("choice.demand_weight", 0.0, 1.0),
    ("choice.severity_exponent", 0.0, 2.0),
    ("leadership.cost", 0.0, 0.5),
    ("leadership.step_forward", 0.0, 1.0),
    ("leadership.followership", 0.0, 0.9),
    ("leadership.discord", 0.0, 1.0),
    ("forums.agenda_rate", 0.0, 1.0),
    ("forums.tolerance", 0.0, 0.5),
    ("forums.min_strength", 0.0, 0.5),
    ("forums.subcontracting", 0.0, 1.0),
    ("delivery.ramp", 0.0, 1.0),
    ("delivery.withdrawal", 0.0, 1.0),
    ("pressure.gain", 0.0, 30.0),
    ("pressure.patronage", 0.0, 1.0),
    ("blame.clarity", 0.0, 1.0),
    ("blame.rate", 0.0, 1.0),
    ("blame.to_bodies", 0.05, 1.0),
    ("blame.to_target", 0.05, 1.0),
    ("norm.words", 0.0, 1.0),
    ("norm.words", 0.0, 1.0),
    ("norm.deeds", 0.0, 1.0),
    ("norm.council_discretion", 0.0, 1.0),
    ("norm.anchoring", 0.0, 0.5),
];
