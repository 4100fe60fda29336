//! The sections of the model: numbers that a scenario has once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{COW, ISO, ScenarioFile};
use crate::scenario::number::{Amount, BelowOne, Exponent, Numbered, Positive, Share, Switch, WholeShare};

/// Lists the sections whose numbers formulas read just as a file writes them: every epoch keeps them whole. A phase cannot read a section that is not listed.
macro_rules! sections {
    ($($name:ident: $section:ident,)+) => {
        /// The sections of the model, as a file writes them.
        #[derive(Clone, Debug, Deserialize, Serialize)]
        #[expect(missing_docs, reason = "each is documented where a file has it, in `ScenarioFile`")]
        pub struct Sections {
            $(pub $name: $section,)+
        }

        impl ScenarioFile {
            /// A copy of the sections.
            pub fn sections(&self) -> Sections {
                Sections { $($name: self.$name.clone(),)+ }
            }
        }
    };
}

sections! {
    crisis: Crisis,
    target: Target,
    attention: Attention,
    citizenship: Citizenship,
    choice: Choice,
    leadership: Leadership,
    forums: Forums,
    delivery: Delivery,
    pressure: Pressure,
    blame: Blame,
    norm: Norm,
}

keys! {
/// The crisis: violence, displacement, talks.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Crisis {
    /// People of the region in crisis.
    #[schemars(extend("x-unit" = "persons", "x-symbol" = "population"))]
    pub population: Amount,
    /// Violence at the start.
    #[schemars(extend("x-symbol" = "V", "x-start" = true))]
    pub violence: Share,
    /// Violence toward which an unrestrained war at full war aims tends.
    #[schemars(extend("x-symbol" = "peak"))]
    pub peak: Amount,
    /// Share of the peak that remains when war aims are exhausted.
    #[schemars(extend("x-symbol" = "floor"))]
    pub floor: Share,
    /// Displaced share of the population at the start.
    #[schemars(extend("x-symbol" = "D", "x-start" = true))]
    pub displaced: Share,
    /// How fast war aims wear off with violence done.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "exhaustion"))]
    pub exhaustion: Amount,
    /// Speed at which violence follows its target value.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "violence_rate"))]
    pub violence_rate: Amount,
    /// Standard deviation of the monthly shock to violence.
    #[schemars(extend("x-symbol" = "violence_noise"))]
    pub violence_noise: Amount,
    /// Share of the exposed who are displaced in a month.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "displacement_rate"))]
    pub displacement_rate: Amount,
    /// Share of the displaced who return in a month without violence.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "return_rate"))]
    pub return_rate: Amount,
    /// Violent deaths per person and month at full exposure.
    #[schemars(extend("x-unit" = "per person and month", "x-symbol" = "violent_death_rate"))]
    pub violent_death_rate: Share,
    /// Deaths of deprivation a displaced person and month without relief.
    #[schemars(extend("x-unit" = "per person and month", "x-symbol" = "deprivation_death_rate"))]
    pub deprivation_death_rate: Share,
    /// Violence that a wholly fragmented insurgency adds without settlement.
    #[schemars(extend("x-symbol" = "insurgency"))]
    pub insurgency: Amount,
    /// How far the rebels are splintered.
    #[schemars(extend("x-symbol" = "fragmentation"))]
    pub fragmentation: Share,
    /// Speed at which talks settle.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "talks_rate", "x-belongs" = "theory"))]
    pub talks_rate: Amount,
    /// How far publicity hurries talks and so spoils them.
    #[schemars(extend("x-symbol" = "haste", "x-belongs" = "theory"))]
    pub haste: Share,
    /// How fast a settlement ends war aims.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "settle", "x-belongs" = "theory"))]
    pub settle: Amount,
    /// How far rebels that splinter revive the war aims that have worn off; 0: not at all.
    #[schemars(extend("x-symbol" = "rearm", "x-rule" = true, "x-belongs" = "theory"))]
    pub rearm: Share,
}

/// The government at which the response is directed; not a state of the list.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What the target is called in tables and texts.
    pub name: String,
    /// Its code in ISO 3166-1 alpha-3, such as "EGY", by which results are joined with other data on states.
    #[serde(default)]
    #[schemars(extend("x-label" = true, "pattern" = ISO))]
    pub code: Option<String>,
    /// Its number in the list of states of the Correlates of War project, such as "651".
    #[serde(default)]
    #[schemars(extend("x-label" = true, "pattern" = COW))]
    pub cow_code: Option<String>,
    /// The society whose members interfere in the crisis; none: no interference.
    #[schemars(extend("x-refers" = "societies"))]
    pub region: Option<String>,
    /// The target's true share of responsibility.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "τ_target"))]
    pub responsibility: Share,
    /// Resolve against pressure.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "resolve", "x-belongs" = "case"))]
    pub resolve: Amount,
    /// How far restraint in war asks more of the target than its resolve.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "war_stake"))]
    pub war_stake: Amount,
    /// Greatest restraint that pressure can bring.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "max_restraint"))]
    pub max_restraint: Share,
    /// How sharply the target answers to threat against resistance.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "sharpness"))]
    pub sharpness: Amount,
    /// How fast a willing target grants consent.
    #[serde(default)]
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "concession_rate"))]
    pub concession_rate: Amount,
    /// How fast an unwilling target withdraws consent.
    #[serde(default)]
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "renege_rate"))]
    pub renege_rate: Amount,
    /// How readily the target shops for forums under pressure.
    #[serde(default)]
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "shopping_rate"))]
    pub shopping_rate: Amount,
    /// Months without deployment after forum shopping.
    #[serde(default)]
    #[schemars(extend("x-unit" = "months", "x-symbol" = "shopping_delay"))]
    pub shopping_delay: Amount,
    /// Share of all mandates that shopping moves to the most deferential body.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "mandate_shift"))]
    pub mandate_shift: Share,
    /// Speed at which mandates drift back.
    #[serde(default)]
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "mandate_return"))]
    pub mandate_return: Share,
    /// How far the target anticipates what is debated in public.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "anticipation"))]
    pub anticipation: Share,
    /// How public the making of policy is.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "publicity"))]
    pub publicity: Share,
    /// Share of blame the target moves off itself.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "y_target"))]
    pub deflection: Share,
    /// Strength of the text that the target expects where it may agree before the vote; 0: its consent comes only after.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "prior", "x-rule" = true))]
    pub prior: Share,
    /// How far the target, through violence, obstructs relief.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "obstruction", "x-belongs" = "case"))]
    pub obstruction: Share,
}

/// The issue-attention cycle.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Attention {
    /// Speed at which attention follows need and mobilisation.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "rate", "x-belongs" = "case"))]
    pub rate: Amount,
    /// Attention to need without any movement.
    #[schemars(extend("x-symbol" = "base", "x-belongs" = "case"))]
    pub base: Share,
    /// How far delivery that is seen placates demand.
    #[schemars(extend("x-symbol" = "placation"))]
    pub placation: Share,
    /// How unequally agendas share attention out among crises: above 1, few crises get nearly all; 1: in proportion.
    #[schemars(extend("x-symbol" = "focus", "x-rule" = true))]
    pub focus: Exponent,
    /// Demand fixed at this number for every state, to ask what effort does when demand is fixed.
    #[schemars(extend("x-symbol" = "d", "x-formerly" = ["held_demand"]))]
    pub fixed_demand: Option<Share>,
}

/// What is good enough.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citizenship {
    /// Share of the gap to its goal that aspiration closes in a month.
    #[serde(default)]
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "inertia"))]
    pub inertia: Share,
    /// Standard deviation of the relative shock to the goal.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "noise"))]
    pub noise: Amount,
    /// How much an unmet aspiration weighs against cost.
    #[schemars(extend("x-symbol" = "commitment"))]
    pub commitment: Positive,
    /// Cost of readiness to act.
    #[schemars(extend("x-symbol" = "action_cost"))]
    pub action_cost: Positive,
    /// Cost of words.
    #[schemars(extend("x-symbol" = "word_cost"))]
    pub word_cost: Positive,
    /// Effect of credible words on the aspiration, beside 1 for action.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "word_effect"))]
    pub word_effect: Amount,
    /// Cost of deflecting blame.
    #[schemars(extend("x-symbol" = "deflection_cost"))]
    pub deflection_cost: Positive,
    /// Effect of deflection on the aspiration where responsibility is wholly unclear.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "deflection_effect"))]
    pub deflection_effect: Amount,
    /// Speed at which credibility follows deeds over words.
    #[serde(default)]
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "credibility_rate"))]
    pub credibility_rate: Share,
    /// How far a state takes what others do off the claim of need: 0 not at all (the article), 1 wholly (a rival).
    #[serde(default)]
    #[schemars(extend("x-symbol" = "free_riding"))]
    pub free_riding: Share,
    /// Share of the goal that is drawn blindly: 0 none (the article), 1 zero intelligence (a rival).
    #[serde(default)]
    #[schemars(extend("x-symbol" = "random_goal", "x-formerly" = ["blindness"]))]
    pub random_goal: Share,
    /// Goal, as a share of solidarism, below which no state falls: desks, budgets and assessed contributions go on without a rally; 0: none.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "routine", "x-rule" = true))]
    pub routine: Share,
}

/// Which instruments a state prefers.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Choice {
    /// Sharpness of the logit choice: 0 is indifference, large is the best alone.
    #[schemars(extend("x-symbol" = "sharpness"))]
    pub sharpness: Amount,
    /// How much an instrument's cost counts when effort is given.
    #[schemars(extend("x-symbol" = "burden"))]
    pub burden: Amount,
    /// How much demand counts in the choice.
    #[schemars(extend("x-symbol" = "demand_weight"))]
    pub demand_weight: Amount,
    /// How the benefit grows with need: 0 not at all, 1 in proportion.
    #[schemars(extend("x-symbol" = "severity_exponent"))]
    pub severity_exponent: Amount,
    /// How far effort that demand at home calls forth spares soldiers; 0: not at all.
    #[schemars(extend("x-symbol" = "shelter", "x-rule" = true))]
    pub shelter: Share,
    /// How much the violence to which people are exposed adds to the risk of who contributes; 0: nothing.
    #[schemars(extend("x-symbol" = "exposure", "x-rule" = true))]
    pub exposure: Amount,
    /// Share of the cost of a regional body's force that donors, who are the states outside the region, are spared; above 0 they bear no risk either; 0: they pay and risk as if they sent soldiers.
    #[schemars(extend("x-symbol" = "donor", "x-rule" = true))]
    pub donor: Share,
}

/// Who leads: the volunteer's dilemma.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Leadership {
    /// Expected readiness of every state to lead at the start.
    #[schemars(extend("x-symbol" = "P₀", "x-start" = true))]
    pub initial: Share,
    /// Cost of leading for the strongest state.
    #[schemars(extend("x-symbol" = "cost"))]
    pub cost: Amount,
    /// Sharpness of the response.
    #[schemars(extend("x-symbol" = "sharpness"))]
    pub sharpness: Amount,
    /// How fast a willing state steps forward at full attention.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "step_forward"))]
    pub step_forward: Amount,
    /// How fast an unwilling leader withdraws.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "withdraw"))]
    pub withdraw: Amount,
    /// How far leaders make action cheaper for all.
    #[schemars(extend("x-symbol" = "followership"))]
    pub followership: BelowOne,
    /// Pressure lost to discord where nobody leads.
    #[schemars(extend("x-symbol" = "discord"))]
    pub discord: Share,
    /// How far unclear responsibility lets everyone expect someone else.
    #[schemars(extend("x-symbol" = "diffusion"))]
    pub diffusion: Share,
    /// How far a state waits for others who could lead as well as it; 0: not at all.
    #[schemars(extend("x-symbol" = "waiting", "x-rule" = true))]
    pub waiting: Amount,
}

/// How bodies table, dilute and adopt.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Forums {
    /// How fast a supported proposal is taken up at full attention.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "agenda_rate"))]
    pub agenda_rate: Amount,
    /// How much an instrument's cost counts in a vote.
    #[schemars(extend("x-symbol" = "burden"))]
    pub burden: Amount,
    /// Dislike that a blocker lets pass by abstaining.
    #[schemars(extend("x-symbol" = "tolerance"))]
    pub tolerance: Amount,
    /// Standard deviation of a voter's judgement at the vote.
    #[schemars(extend("x-symbol" = "vote_noise"))]
    pub vote_noise: Amount,
    /// Least strength at which a text is worth adopting.
    #[schemars(extend("x-symbol" = "min_strength"))]
    pub min_strength: Share,
    /// Gain in strength that a new text must bring.
    #[schemars(extend("x-symbol" = "step"))]
    pub step: Share,
    /// How far trust in another body's mission lessens the reason for one's own.
    #[schemars(extend("x-symbol" = "subcontracting"))]
    pub subcontracting: Share,
    /// Speed at which trust in a body follows how far its missions are equipped.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "trust_rate"))]
    pub trust_rate: Share,
    /// Least legitimacy, in a vote, of what will need the target's consent.
    #[schemars(extend("x-symbol" = "consent_discount"))]
    pub consent_discount: Share,
    /// How far a voter weighs an instrument's cost by its assessed share, as a power of its capability; 0: each as if it paid all.
    #[schemars(extend("x-symbol" = "assessment", "x-rule" = true))]
    pub assessment: Amount,
    /// How far an adopted text makes the next one legitimate in the vote on it: 1 as far as its strength, 0 not at all.
    #[schemars(extend("x-symbol" = "ratchet", "x-rule" = true))]
    pub ratchet: WholeShare,
    /// How far seats judge the diluted text on the table in place of the text first proposed; 0: not at all.
    #[schemars(extend("x-symbol" = "assent", "x-rule" = true))]
    pub assent: Share,
    /// Sponsors count, and put no text to the vote that would fall short of the quota: 1 yes, 0 no.
    #[schemars(extend("x-symbol" = "count", "x-rule" = true))]
    pub count: Switch,
    /// Least strength for which sponsors let a text be diluted in a body with blockers; below it they shelve it, or let it be vetoed; 0: any.
    #[schemars(extend("x-symbol" = "worth", "x-rule" = true))]
    pub worth: Share,
    /// How readily, under demand at home, sponsors put a text that will be vetoed; 0: never.
    #[schemars(extend("x-symbol" = "showdown", "x-rule" = true))]
    pub showdown: Amount,
}

/// How resources become protection and relief.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Delivery {
    /// Share of the gap to its mandate that a force closes in a month.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "ramp"))]
    pub ramp: Share,
    /// Share of a force withdrawn in a month once its basis is gone.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "withdrawal"))]
    pub withdrawal: Share,
    /// Speed at which relief cover follows resources and access.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "relief_rate"))]
    pub relief_rate: Amount,
    /// All capability, of which a requirement is a share; absent: that of the scenario's states.
    #[schemars(extend("x-symbol" = "κ₀"))]
    pub reference: Positive,
}

/// How response becomes pressure on the target.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Pressure {
    /// Pressure of full effort by all leverage.
    #[schemars(extend("x-symbol" = "gain"))]
    pub gain: Amount,
    /// Weight of words in pressure.
    #[schemars(extend("x-symbol" = "words"))]
    pub words: Amount,
    /// Pressure of an authorised and resourced instrument.
    #[schemars(extend("x-symbol" = "authorised"))]
    pub authorised: Amount,
    /// Resistance that patrons add.
    #[schemars(extend("x-symbol" = "patronage"))]
    pub patronage: Amount,
    /// All leverage, of which states have their shares in pressure and patronage; absent: that of the scenario's states.
    #[schemars(extend("x-symbol" = "ℓ₀"))]
    pub reference: Positive,
}

/// The court, its referral by a body, and what its steps do to the target.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Court {
    /// The instrument, with an authority, that refers the situation to the court.
    #[schemars(extend("x-refers" = "instruments"))]
    pub instrument: String,
    /// How fast a fully supported inquiry names its first suspects.
    #[serde(default)]
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "inquiry_rate"))]
    pub inquiry_rate: Amount,
    /// How fast the leader is named after the first suspects.
    #[serde(default)]
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "leader_rate"))]
    pub leader_rate: Amount,
    /// Pace of the inquiry without states' contributions.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "funding"))]
    pub funding: Share,
    /// Probability that the regime splits when its leader is named.
    #[serde(default)]
    #[schemars(extend("x-symbol" = "split"))]
    pub split: Share,
    /// Pressure at stage 0 (none), 1 (referred), 2 (first suspects named), 3 (leader named).
    #[schemars(extend("x-symbol" = "court.pressure"))]
    pub pressure: [Amount; 4],
    /// What each stage adds to resistance; it is taken from it once the regime has split.
    #[schemars(extend("x-symbol" = "entrenchment"))]
    pub entrenchment: [Amount; 4],
}

/// Who is blamed, and how far blame is moved.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Blame {
    /// How clear responsibility is where one body holds all of it.
    #[schemars(extend("x-symbol" = "clarity"))]
    pub clarity: Amount,
    /// Share of the gap to its perception that blame closes in a month.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "rate"))]
    pub rate: Share,
    /// Most by which sticking responsibility can amplify demand.
    #[schemars(extend("x-symbol" = "max_exposure"))]
    pub max_exposure: Amount,
    /// Share of blame that a body wholly short of means moves off itself.
    #[schemars(extend("x-symbol" = "body_deflection"))]
    pub body_deflection: Share,
    /// How far a body short of means attracts blame.
    #[schemars(extend("x-symbol" = "scapegoat"))]
    pub scapegoat: Amount,
    /// Plausibility of blaming states.
    #[schemars(extend("x-symbol" = "to_states"))]
    pub to_states: Share,
    /// Plausibility of blaming bodies.
    #[schemars(extend("x-symbol" = "to_bodies"))]
    pub to_bodies: Share,
    /// Plausibility of blaming the target.
    #[schemars(extend("x-symbol" = "to_target"))]
    pub to_target: Share,
}

/// The norm of protection in words and in deeds.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Norm {
    /// The norm in words at the start.
    #[schemars(extend("x-symbol" = "W", "x-belongs" = "case"))]
    pub words: Share,
    /// The norm in deeds at the start.
    #[schemars(extend("x-symbol" = "Y", "x-belongs" = "case"))]
    pub deeds: Share,
    /// Speed at which the norm in words follows what states hold, and that in deeds the protection given.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "rate"))]
    pub rate: Amount,
    /// How far the norm was made to depend on a council's discretion.
    #[schemars(extend("x-symbol" = "council_discretion", "x-belongs" = "case"))]
    pub council_discretion: Share,
    /// How fast words without deeds wear off.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "erosion"))]
    pub erosion: Amount,
    /// How fast states learn solidarism from peers.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "socialisation"))]
    pub socialisation: Amount,
    /// How fast states return to what they held.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "anchoring"))]
    pub anchoring: Amount,
    /// How fast unmet words turn states away.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "backlash"))]
    pub backlash: Amount,
    /// How fast exposure that is left unanswered wears down the norm in deeds; 0: not at all.
    #[schemars(extend("x-unit" = "per month", "x-symbol" = "wear", "x-rule" = true))]
    pub wear: Amount,
}
}
