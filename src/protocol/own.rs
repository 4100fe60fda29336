//! The page of one scenario: the model's, with what is the scenario's own in its places.

use std::collections::BTreeSet;

use super::markdown::{code, codes, plain, table};
use super::{ODD, entities, indicator_table, meaning_of, numbers, outcome_table, phases, with_blocks};
use crate::scenario::{self, Mechanism, Scenario};

/// The ODD of one scenario: the model's, with the scenario's entities, events, numbers, sources and
/// switches in their places.
///
/// # Errors
/// Never for the page that comes with the program; a test sees to it.
pub fn of(scenario: &Scenario) -> Result<String, String> {
    let text = with_blocks(
        ODD,
        vec![
            ("phases", format!("{}\n{}\n", phases(), schedule(scenario))),
            ("mechanisms", switches(scenario)),
            ("parameters", numbers::numbers(scenario)),
            ("indicators", indicator_table(scenario)),
            ("outcomes", outcome_table(scenario)),
        ],
    )?;
    let (_, body) = text.split_once("Notation. ").ok_or("the page has no notation")?;
    let body = before(body, "**Adaptation.**", &emergence(scenario))?;
    let body = before(&body, "## 3 Process", &entities::entities(scenario))?;
    Ok(format!("{}Notation. {body}", head(scenario)))
}

/// Puts a part before the first place where the page says `anchor`.
fn before(text: &str, anchor: &str, part: &str) -> Result<String, String> {
    let (before, after) = text.split_once(anchor).ok_or_else(|| format!("the page has no place `{anchor}`"))?;
    Ok(format!("{before}{part}\n{anchor}{after}"))
}

fn head(scenario: &Scenario) -> String {
    let actors = &scenario.actors;
    format!(
        "# {}\n\nThe model of intsoc with this scenario: {}, {} months, {} replicates, master seed {}, scenario hash\n`{}`. States: {}; bodies: {}; instruments: {}; movements: {}; societies: {}. Mechanisms off: {}. In the order of the ODD protocol (Grimm et al. 2020). An exploration of a theory: neither prediction nor policy advice.\n\n",
        plain(&scenario.name),
        time(scenario),
        scenario.months,
        scenario.replicates,
        scenario.seed,
        scenario::hash(scenario),
        actors.states.len(),
        actors.bodies.len(),
        actors.instruments.len(),
        actors.movements.len(),
        actors.societies.len(),
        none_or(&codes(off(scenario).map(Mechanism::name))),
    )
}

fn time(scenario: &Scenario) -> String {
    format!("{} to {}", scenario.start, scenario.start.plus(scenario.months - 1))
}

fn none_or(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

fn off(scenario: &Scenario) -> impl Iterator<Item = Mechanism> {
    Mechanism::ALL.into_iter().filter(|mechanism| !scenario.off.on(*mechanism))
}

/// What each mechanism that is off means, in a sentence.
fn what_is_off(scenario: &Scenario) -> String {
    let sentence = |mechanism: Mechanism| {
        let meaning = meaning_of(mechanism).unwrap_or_default();
        format!("{} ({})", code(mechanism.name()), meaning.trim_end_matches('.'))
    };
    none_or(&off(scenario).map(sentence).collect::<Vec<_>>().join("; ")).to_string()
}

/// The mechanisms, on or off here.
fn switches(scenario: &Scenario) -> String {
    let row = |mechanism: Mechanism| {
        let state = if scenario.off.on(mechanism) { "on" } else { "**off**" };
        vec![code(mechanism.name()), state.into(), meaning_of(mechanism).unwrap_or_default()]
    };
    table(&["Mechanism", "Here", "Switched off"], Mechanism::ALL.map(row))
}

/// When what happens in this scenario.
fn schedule(scenario: &Scenario) -> String {
    let months: BTreeSet<usize> =
        scenario.epochs.iter().filter(|epoch| !epoch.events.is_empty()).map(|epoch| epoch.month).collect();
    let months: Vec<String> = months.into_iter().map(|month| scenario.start.plus(month).to_string()).collect();
    format!(
        "**In this scenario.** These phases run in each of the {} months, {}. Events come in: {}. Mechanisms off in every month: {}.{}",
        scenario.months,
        time(scenario),
        none_or(&months.join(", ")),
        what_is_off(scenario),
        if off(scenario).next().is_some() { " Their phases run all the same." } else { "" }
    )
}

/// What can emerge in this scenario, and what it imposes.
fn emergence(scenario: &Scenario) -> String {
    let fixed_instruments = &scenario.actors.fixed_instruments;
    let start = &scenario.epochs[0].parameters;
    let on = |mechanism| scenario.off.on(mechanism);
    let ever =
        |number: fn(&scenario::Parameters) -> f64| scenario.epochs.iter().any(|epoch| number(&epoch.parameters) > 0.0);
    let protection = |parameters: &scenario::Parameters| {
        parameters.instruments.iter().map(|tool| *tool.protection).fold(0.0, f64::max)
    };
    let mut emergent = vec!["adequacy", "its spread over states"];
    let mut fixed = Vec::new();
    for (what, can, why) in [
        ("leadership", on(Mechanism::Leadership), "nobody leads, as the mechanism is off"),
        (
            "the strength of what is adopted",
            fixed_instruments.iter().any(|tool| tool.authority.is_some()),
            "no instrument has an authority",
        ),
        ("consent", fixed_instruments.iter().any(|tool| tool.consent), "no instrument needs it"),
        ("deployment", ever(protection), "no instrument protects"),
        ("the flow of blame", on(Mechanism::Deflection), "nobody can move blame, as the mechanism `deflection` is off"),
    ] {
        if can {
            emergent.push(what);
        } else {
            fixed.push(format!("{what}: {why}"));
        }
    }
    let costs = &start.citizenship;
    let cheaper = *costs.word_cost < *costs.action_cost && *costs.deflection_cost < *costs.action_cost;
    let range = |values: &[f64]| {
        let (low, high) = values
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
        if low == high { low.to_string() } else { format!("{low} to {high}") }
    };
    let weights = ["nationals", "society", "humanity"].map(|key| {
        let of_state = |id: &String| entities::weight(scenario, id, key);
        format!("{key} {}", range(&scenario.actors.states.iter().map(of_state).collect::<Vec<_>>()))
    });
    let forces = scenario.actors.instruments.iter().zip(start.instruments.iter());
    let forces = forces.filter(|(_, tool)| *tool.protection > 0.0);
    let forces = forces.map(|(id, tool)| format!("{} {}", code(id), *tool.protection)).collect::<Vec<_>>().join(", ");
    let mut imposed = vec![
        format!(
            "a deed costs {}, a word {}, a deflection {}, so that words and deflection {} less than deeds",
            *costs.action_cost,
            *costs.word_cost,
            *costs.deflection_cost,
            if cheaper { "both cost" } else { "do **not** both cost" }
        ),
        format!("the target's resolve {} and war stake {}", *start.target.resolve, *start.target.war_stake),
        format!("the share of violence from which a full force protects: {}", none_or(&forces)),
        format!("the weights of the constituencies over the states: {}", weights.join(", ")),
    ];
    if scenario.epochs.iter().any(|epoch| epoch.parameters.attention.fixed_demand.is_some()) {
        imposed.push("demand, which is fixed (`attention.fixed_demand`)".into());
    }
    if ever(|parameters| *parameters.citizenship.free_riding) {
        imposed.push("free riding, a rival's rule (`citizenship.free_riding`)".into());
    }
    if ever(|parameters| *parameters.citizenship.random_goal) {
        imposed.push("goals drawn blindly, a rival's rule (`citizenship.random_goal`)".into());
    }
    if scenario.epochs.iter().any(|epoch| !epoch.events.is_empty()) {
        imposed.push("every event, and what it sets".into());
    }
    format!(
        "**Emergent and imposed in this scenario.**\n\n- Emergent: {}.\n- Cannot emerge: {}.\n- Imposed, as it stands at the start: {}.\n- Mechanisms off: {}.\n",
        emergent.join(", "),
        none_or(&fixed.join("; ")),
        imposed.join("; "),
        what_is_off(scenario)
    )
}
