//! What a scenario has many of, each under its id: instruments, bodies, societies, movements, states, events.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ById, COW, ISO, MONTH};
use crate::scenario::number::{Amount, Numbered, Positive, Real, Share};

/// Which principle of solidarism an instrument tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Principle {
    /// Intervention to protect.
    #[default]
    Intervention,
    /// Individual accountability before a court.
    Accountability,
}

keys! {
/// Something that can be done.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// What readers call it, such as "targeted sanctions"; none: its id.
    #[serde(default)]
    #[schemars(extend("x-label" = true))]
    pub name: Option<String>,
    /// Efforts in one budget compete; budgets do not.
    #[schemars(extend("x-formerly" = ["purse"]))]
    pub budget: String,
    /// Principle of solidarism tested.
    #[serde(default)]
    pub principle: Principle,
    /// Good done for those in need, as states see it.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "benefit"))]
    pub benefit: Amount,
    /// Cost to who contributes.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "cost"))]
    pub cost: Amount,
    /// Risk to who contributes.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "risk"))]
    pub risk: Share,
    /// Pressure on the target.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "pressure"))]
    pub pressure: Amount,
    /// Share of violence from which a full deployment protects.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "protection"))]
    pub protection: Share,
    /// Share of the displaced that full relief covers.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "relief"))]
    pub relief: Amount,
    /// Contribution to talks.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "settlement"))]
    pub settlement: Amount,
    /// Infringement of sovereignty.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "intrusiveness"))]
    pub intrusiveness: Share,
    /// How well it is seen.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "visibility"))]
    pub visibility: Share,
    /// Share of all capability that gives full effect.
    #[schemars(extend("x-symbol" = "requirement"))]
    pub requirement: Positive,
    /// Effect available without contributions.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "capacity"))]
    pub capacity: Share,
    /// Body that must authorise it; none: no authority is needed.
    #[schemars(extend("x-refers" = "bodies"))]
    pub authority: Option<String>,
    /// It may be used without authorisation.
    #[serde(default)]
    pub unauthorised: bool,
    /// It needs the target's consent; only with an authority.
    #[serde(default)]
    pub consent: bool,
    /// Month, `YYYY-MM`, in which it comes into being; none: it exists from the start.
    #[schemars(extend("pattern" = MONTH, "x-belongs" = "case"))]
    pub from: Option<String>,
    /// What is there of it when the history begins, such as a mission already in the country.
    #[serde(default)]
    #[schemars(extend("x-start" = true, "x-belongs" = "case"))]
    pub initial: InstrumentAtStart,
}

/// What is there of an instrument when the history begins.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InstrumentAtStart {
    /// Strength authorised before the start; only with an authority.
    #[schemars(extend("x-symbol" = "σ₀", "x-start" = true))]
    pub authorised: Share,
    /// The target consented before the start; only where consent is needed and something is authorised.
    pub consent: bool,
    /// Share of a full force that is deployed at the start; only with protection.
    #[schemars(extend("x-symbol" = "K₀", "x-start" = true))]
    pub deployed: Share,
}
}

/// How a body decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionRule {
    /// Seated states with a veto can block.
    Veto,
    /// Every member can block.
    Consensus,
    /// Nobody can block.
    Majority,
}

keys! {
/// A multilateral body.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// What readers call it, such as "UN Security Council"; none: its id.
    #[serde(default)]
    #[schemars(extend("x-label" = true))]
    pub name: Option<String>,
    /// Weight of its mandate for the crisis; normalised over bodies.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "m⁰", "x-belongs" = "case"))]
    pub mandate: Share,
    /// Who can block.
    pub rule: DecisionRule,
    /// Share of seats in favour that adopts.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "quota"))]
    pub quota: Share,
    /// States with a veto, under the rule `veto`.
    #[serde(default)]
    #[schemars(extend("x-refers" = "states"))]
    pub veto: Vec<String>,
    /// The body's own initiative, added to every member's judgement.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "entrepreneurship"))]
    pub entrepreneurship: Amount,
    /// Deference to the target's sovereignty.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "deference", "x-belongs" = "case"))]
    pub deference: Share,
    /// Society whose members sit in it, unless `[seats]` says who does.
    #[schemars(extend("x-refers" = "societies"))]
    pub society: Option<String>,
}

/// A society of states; a state may belong to several.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Society {
    /// What readers call it, such as "the African Union"; none: its id.
    #[schemars(extend("x-label" = true))]
    pub name: Option<String>,
    /// Thickness of its norms: how far members are peers to each other.
    #[schemars(extend("x-symbol" = "thickness"))]
    pub thickness: Share,
}

/// A social movement.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Movement {
    /// What readers call it, such as "Save Darfur Coalition"; none: its id.
    #[schemars(extend("x-label" = true))]
    pub name: Option<String>,
    /// Mobilisation at the start.
    #[schemars(extend("x-symbol" = "M"))]
    pub mobilisation: Share,
    /// Growth at full attention.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "growth"))]
    pub growth: Amount,
    /// Fatigue that is always there.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "fatigue"))]
    pub fatigue: Amount,
    /// Fatigue that mobilisation without wins adds.
    #[schemars(extend("x-unit" = "per month²", "x-symbol" = "fatigue_growth"))]
    pub fatigue_growth: Amount,
    /// How fast added fatigue wears off.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "recovery"))]
    pub recovery: Amount,
    /// How measurable its goals are.
    #[schemars(extend("x-symbol" = "μ"))]
    pub measurability: Share,
    /// Its reach into each state.
    #[schemars(extend("x-symbol" = "r", "x-refers" = "states"))]
    pub reach: ById<Share>,
}

/// Wight's three moral constituencies to whom a state answers; they sum to 1.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Constituencies {
    /// Weight of co-nationals.
    #[schemars(extend("x-symbol" = "c"))]
    pub nationals: Share,
    /// Weight of international society.
    #[schemars(extend("x-symbol" = "p"))]
    pub society: Share,
    /// Weight of humanity.
    #[schemars(extend("x-symbol" = "h"))]
    pub humanity: Share,
}
}

/// From 0, pluralist, to 1, solidarist: one number, or one for each principle.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Solidarism {
    /// The same toward both principles.
    #[schemars(extend("x-symbol" = "s"))]
    Same(Share),
    /// Toward intervention and toward accountability.
    Each(Principles),
}

keys! {
/// Solidarism toward each principle.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Principles {
    /// Toward intervention to protect.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "s_intervention"))]
    pub intervention: Share,
    /// Toward individual accountability.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "s_accountability"))]
    pub accountability: Share,
}
}

impl Numbered for Solidarism {
    /// One number stands for both principles until one of them gets a number of its own.
    fn put(&mut self, names: &[String], number: f64) -> bool {
        match (self, names) {
            (this, []) => {
                let mut same = Share::default();
                same.put(names, number);
                *this = Self::Same(same);
                true
            }
            (Self::Each(each), _) => each.put(names, number),
            (this @ Self::Same(_), _) => {
                let Self::Same(same) = *this else { return false };
                *this = Self::Each(Principles { intervention: same, accountability: same });
                this.put(names, number)
            }
        }
    }
}

impl Numbered for Seats {}
impl Numbered for Principle {}
impl Numbered for DecisionRule {}

impl Default for Solidarism {
    fn default() -> Self {
        Self::Same(Share::default())
    }
}

keys! {
/// A faction within a state.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Faction {
    /// Its weight in the state's solidarism; shares need not sum to 1.
    #[schemars(extend("x-symbol" = "share"))]
    pub share: Share,
    /// Its solidarism.
    pub solidarism: Solidarism,
    /// Instruments on which it speaks for the state.
    #[schemars(extend("x-refers" = "instruments"))]
    pub holds: Vec<String>,
}

/// A state, or a profile that several states share.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct State {
    /// What readers call it, such as "South Africa"; none: its id.
    #[schemars(extend("x-label" = true))]
    pub name: Option<String>,
    /// Its code in ISO 3166-1 alpha-3, such as "EGY", by which results are joined with other data on states.
    #[schemars(extend("x-label" = true, "pattern" = ISO))]
    pub code: Option<String>,
    /// Its number in the list of states of the Correlates of War project, such as "651".
    #[schemars(extend("x-label" = true, "pattern" = COW))]
    pub cow_code: Option<String>,
    /// Profile laid under this state; the state's own keys override it.
    #[schemars(extend("x-refers" = "profiles"))]
    pub profile: Option<String>,
    /// Societies it belongs to.
    #[schemars(extend("x-refers" = "societies"))]
    pub societies: Vec<String>,
    /// Capability; the strongest state is 1.
    #[schemars(extend("x-symbol" = "κ"))]
    pub capability: Share,
    /// Pluralist (0) or solidarist (1).
    pub solidarism: Solidarism,
    /// Leverage over the target.
    #[schemars(extend("x-symbol" = "ℓ", "x-belongs" = "case"))]
    pub leverage: Amount,
    /// Ties to the target.
    #[schemars(extend("x-symbol" = "k", "x-belongs" = "case"))]
    pub ties: Share,
    /// Openness to movements.
    #[schemars(extend("x-symbol" = "o"))]
    pub openness: Share,
    /// Commitments elsewhere.
    #[schemars(extend("x-symbol" = "v", "x-belongs" = "case"))]
    pub overstretch: Share,
    /// Violence that it feeds in its region.
    #[schemars(extend("x-symbol" = "f", "x-belongs" = "case"))]
    pub interference: Share,
    /// Interest of its own in the crisis, as a share of need; 0: none.
    #[schemars(extend("x-symbol" = "stake", "x-rule" = true, "x-belongs" = "case"))]
    pub stake: Amount,
    /// To whom the state answers; the weights sum to 1.
    pub constituencies: Constituencies,
    /// Reservation against an instrument; negative: an interest of its own in it.
    #[schemars(extend("x-symbol" = "g", "x-refers" = "instruments", "x-belongs" = "case"))]
    pub reservations: ById<Real>,
    /// Factions; where present they determine solidarism.
    pub factions: ById<Faction>,
}
}

/// Who sits in a body: permanent members, and one list a calendar year.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct Seats {
    /// States that always sit.
    #[schemars(extend("x-refers" = "states"))]
    pub permanent: Vec<String>,
    /// States that sit in a calendar year, one list per year (`2003 = [...]`).
    #[serde(flatten)]
    pub years: IndexMap<String, Vec<String>>,
}

keys! {
/// A dated change of parameters, applied before the first phase of its month.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Month, `YYYY-MM`, not before the start.
    #[schemars(extend("pattern" = MONTH))]
    pub date: String,
    /// What happened; `drop` leaves events out by it.
    pub name: Option<String>,
    /// Parameter paths and the numbers they get; `*` stands for every name.
    #[serde(default)]
    #[schemars(extend("x-paths" = "set"))]
    pub set: IndexMap<String, Real>,
}
}
