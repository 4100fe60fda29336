//! A slow and obvious reference of the month loop, written from the model's specification alone, for
//! tests to compare the program with. Ids instead of indices, one lookup a number, nothing reused.
//!
//! # Readings
//!
//! Where the text leaves room, this is how it is read here.
//!
//! Events
//!
//! 1.  The start comes before the events of the first month: m, blame, τ, P, s and the other
//!     variables start from the scenario as written, then the events of month 0 apply.
//! 2.  τ is a variable renewed in blame: attention divides by last month's τ (at first by that of
//!     the start), even if an event has meanwhile changed `target.responsibility` or a capability.
//! 3.  An event on the solidarism of a state with factions sets a number that has no effect, and
//!     still resets s and s⁰ to what the parameters give: the mean of the factions.
//! 4.  An event on a solidarism that has two components replaces both by the number. "First makes
//!     two of it" holds for a faction's solidarism too; an absent one is a 0 of which two are made.
//! 5.  `*` in a `reservations` means every instrument, in a `reach` every state, written or not; in
//!     `factions` those that the state has; in a list, every place.
//! 6.  List elements count from 0: `court.pressure.2` is the pressure of stage 2.
//! 7.  An event after the last month never comes, and is valid.
//!
//! Parameters
//!
//! 8.  An absent number is 0 everywhere, in the sections as in the entities (not `fixed_demand`:
//!     absent means that nothing is held; an event can give it). Without `[court]` the stage stays 0
//!     and its pressure and entrenchment are 0.
//! 9.  A profile's tables merge at every depth (also a faction, also two components of solidarism);
//!     lists replace; a number over a table, or a table over a number, replaces, and what the new
//!     table leaves out is 0.
//! 10. "Has peers" means that the row of w is not all 0: a society of thickness 0, or of one member,
//!     gives none. A society of one member still counts in tie.
//! 11. `peers` off: c + p·c/(c+h) and h + p·h/(c+h) in place of c and h wherever they occur, p = 0.
//! 12. `movements` off: M itself moves on, with the Q' and the wins that come of M heard as 0.
//! 13. `leadership` off: C = 1 − discord, the followers' rebate is 0; P moves on.
//!
//! Choice and forums
//!
//! 14. "No authority is needed" (legitimacy) means that the instrument names none; one that may be
//!     used `unauthorised` still has its legitimacy from σ or from words.
//! 15. "Have authorised a peace force": σ > 0 for some instrument with protection > 0, consent
//!     needed, and that body as authority. Without such another body the maximum is 0.
//! 16. In followership, Π_j runs over all who led last month, i included. A leader who withdraws does
//!     not step forward in the same month.
//! 17. Blockers under consensus are all seated states; under veto, those of the list that are seated.
//! 18. A vote is one that is put to the vote; a text taken up but not put to the vote is none.
//!
//! Delivery and target
//!
//! 19. K of all that is not a force under way decays, also if an event took its protection away.
//!     `deployed.ID` and `deployed_end.ID` exist for what protects in the scenario as written.
//! 20. "Under way" includes the months of a delay; consent in delivery is last month's.
//! 21. Relief, settlement and ρ ask for ς > 0 only, not for consent: without it the efforts are 0,
//!     but `capacity` counts.
//! 22. The delay that target sets is counted down at the end of each later delivery, after the
//!     deployments that it stops: shopping_delay = 2 stops those of the next two months.
//! 23. Consent given this month is not withdrawn this month, nor the reverse.
//! 24. The target reads the stage, and whether the regime is split, as last month left them.
//! 25. The court's first step (0 → 1) comes in the month of the vote that authorises.
//! 26. Where every capable state is wholly ready, the states' half of τ is shared ∝ κ.
//!
//! Blame, norm, record
//!
//! 26. Plausibility takes the mandates after target and the shortfalls of this month's delivery.
//! 27. All s move at once: those of the peers are last month's.
//! 28. `blame_hhi` is 0 if no responder has any blame; action is 0 without instruments.
//! 29. `publicity` is B, `pressure` the nominal P, `solidarism` Σ κ̂ s̄ at the month's end, `clarity`
//!     blame's; `displaced_end` is D · population, both of the last month.
//! 30. A flow is listed for every ordered pair of different parties, also where it is 0.
//!
//! Rules that came later
//!
//! 31. `assessment`, `ratchet` and the rest are read anew each month; each has its off value where neither the
//!     scenario nor an event says it.
//! 32. The ratchet asks for σ before this month's vote. What is raised to the consent discount, and the 1 of
//!     what was agreed, come after it.
//! 33. With assent on and a tolerance of 0, the blocker who sets the strength stands at y = 0 but for rounding,
//!     which then decides whether it is in favour or against: no world here has both.
//! 34. Whoever sets the strength is the first blocker, in file order, of those who bear least, and below 1; also of
//!     a text that is shelved or vetoed. `strength.ID` is then the strength that it would have had.
//! 35. `worth` is asked before everything else once a text is taken up: one that would not have exceeded σ + step
//!     is shelved too. A strength equal to worth is enough.
//! 36. A showdown's d are this month's, "make the quota" allows 1e-12 as a vote does, and `min_strength` does not
//!     stop a showdown.
//! 37. `count` asks for the quota alone: a text at less than `min_strength`, or with a blocker against, is still
//!     put to the vote, and fails.
//! 38. `prior` and Q are those of this month, σ is that after this month's vote. An agreement ends in every month
//!     in which consent is withdrawn, also while prior is 0; it goes on beside a consent that stands.
//! 39. `focus`: where a stake is above 0, Q_i is taken also at focus 1; the noise of the vote comes later.
//! 40. D_i is the share of demand d_i, not of the stake, in the goal.
//! 41. A donor is outside the society that the body names, at whatever place its seats are written; the switch of
//!     its risk is `donor` > 0. What it contributes in delivery is then not reduced by its overstretch.
//! 42. The κ of `waiting` are this month's. Last month's φ is that which was in force then, whatever `rearm` was.
//! 43. `initial` is there before the events of the first month. Consent at the start counts as standing before
//!     the first month, so it may be withdrawn in it; months to consent are 0 all the same.
#![expect(clippy::disallowed_methods, reason = "what is expected is compared with a margin")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use toml::{Table, Value};

#[derive(PartialEq)]
pub struct TwinVote {
    pub month: usize,
    pub body: String,
    pub instrument: String,
    pub strength: f64,
    pub passed: bool,
    pub vetoed: bool,
    pub in_favour: Vec<String>,
    pub abstaining: Vec<String>,
    pub against: Vec<String>,
}

/// One history.
pub struct Reference {
    /// One map per month: every indicator by name.
    pub months: Vec<BTreeMap<String, f64>>,
    pub outcomes: BTreeMap<String, Option<f64>>,
    /// Month -> state -> action, words, deflection, aspiration, demand, blame, solidarism (mean of
    /// the two components), led (0 or 1), responsibility.
    pub states: Vec<BTreeMap<String, [f64; 9]>>,
    /// In order of month, then file order of instruments; ids in file order of states.
    pub votes: Vec<TwinVote>,
    /// Month -> (from, to) -> the flow of blame; the target is "target".
    pub flows: Vec<BTreeMap<(String, String), f64>>,
    /// Month -> what is behind its decisions. Of each instrument on which a body decides: `agenda.ID`,
    /// the chance that it is taken up, and `against.ID.STATE`, 1 for a seat with y < 0 before the noise
    /// where it was not; `strength.ID` where it was, and `diluted.ID.STATE`, 1 for the blocker
    /// who set that strength. `grants.ID`, `withdraws.ID`: the chance of consent given or withdrawn.
    /// `steps.STATE`: the chance that a state steps forward which did not lead.
    /// `shelved.ID`: 1 in a month in which a text was shelved. `agreed.ID`: 1 where the target has agreed in
    /// principle by the month's end.
    pub behind: Vec<BTreeMap<String, f64>>,
}

/// The history of `text`, a scenario in one file, under a seed and a replicate.
pub fn run(text: &str, seed: u64, replicate: u64, still: bool) -> Reference {
    let mut world = World::new(text, seed, replicate, still);
    let mut reference = Reference {
        months: Vec::new(),
        outcomes: BTreeMap::new(),
        states: Vec::new(),
        votes: Vec::new(),
        flows: Vec::new(),
        behind: Vec::new(),
    };
    let months = world.integer("scenario.months");
    for month in 0..months {
        world.month = month;
        world.behind.clear();
        world.events();
        world.derive();
        world.crisis();
        world.attention();
        world.citizenship();
        world.choice();
        world.leadership();
        world.forums(&mut reference.votes);
        world.delivery();
        world.target();
        world.court();
        world.blame();
        world.norm();
        world.record(&mut reference);
        reference.behind.push(world.behind.clone());
    }
    world.outcomes(&mut reference);
    reference
}

type Of = BTreeMap<String, f64>;
type Grid = BTreeMap<String, Of>;
type Flags = BTreeMap<String, bool>;

const INTERVENTION: &str = "intervention";
const ACCOUNTABILITY: &str = "accountability";
const COMPONENTS: [&str; 2] = [INTERVENTION, ACCOUNTABILITY];

fn clamp(y: f64) -> f64 {
    y.clamp(0.0, 1.0)
}

fn s_curve(y: f64) -> f64 {
    1.0 / (1.0 + (-y).exp())
}

fn iverson(truth: bool) -> f64 {
    if truth { 1.0 } else { 0.0 }
}

fn all(ids: &[String], value: f64) -> Of {
    ids.iter().map(|id| (id.clone(), value)).collect()
}

fn none(ids: &[String]) -> Flags {
    ids.iter().map(|id| (id.clone(), false)).collect()
}

fn set(of: &mut Of, id: &str, value: f64) {
    of.insert(id.to_owned(), value);
}

// ---------------------------------------------------------------------------------------------
// Reading the scenario
// ---------------------------------------------------------------------------------------------

/// Writes every `{ value = 0.8, low = ..., grade = ... }` as its value.
fn plain(value: Value) -> Value {
    match value {
        Value::Table(table) => {
            let graded = ["value", "low", "high", "source", "grade"];
            if table.contains_key("value") && table.keys().all(|k| graded.contains(&k.as_str())) {
                return table["value"].clone();
            }
            Value::Table(table.into_iter().map(|(k, v)| (k, plain(v))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(plain).collect()),
        other => other,
    }
}

/// `own` over `defaults`: own keys override, tables merge.
fn merge(defaults: &Table, own: &Table) -> Table {
    let mut merged = defaults.clone();
    for (key, value) in own {
        let value = match (merged.get(key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => Value::Table(merge(below, above)),
            _ => value.clone(),
        };
        merged.insert(key.clone(), value);
    }
    merged
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Float(x) => Some(*x),
        Value::Integer(x) => Some(*x as f64),
        _ => None,
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let Some(Value::Array(list)) = value else {
        return Vec::new();
    };
    list.iter().map(|v| v.as_str().expect("a text").to_owned()).collect()
}

/// Months since year 0.
fn calendar(text: &str) -> i64 {
    let (year, month) = text.split_once('-').expect("YYYY-MM");
    year.parse::<i64>().expect("a year") * 12 + month.parse::<i64>().expect("a month") - 1
}

/// What stands at a path in the scenario as it now is, whichever of its names the scenario says.
fn at<'t>(root: &'t Table, path: &str) -> Option<&'t Value> {
    exactly_at(root, path).or_else(|| other_names(path).iter().find_map(|path| exactly_at(root, path)))
}

/// A path under the other names that `docs/renames.csv` has for it: the texts here need not follow every renaming.
fn other_names(path: &str) -> Vec<String> {
    let parts: Vec<&str> = path.split('.').collect();
    let fits = |from: &[&str]| {
        from.len() == parts.len() && from.iter().zip(&parts).all(|(from, part)| ["*", part].contains(from))
    };
    let under = |to: &[&str]| -> String {
        let to: Vec<&str> =
            to.iter().zip(&parts).map(|(to, part)| if *to == "*" { part } else { to }).copied().collect();
        to.join(".")
    };
    RENAMED.iter().filter(|(from, _)| fits(from)).map(|(_, to)| under(to)).collect()
}

/// Every name that `docs/renames.csv` renames with the one it has instead, there and back. Read once: every number that
/// a scenario leaves out is looked for under them.
static RENAMED: LazyLock<Vec<(Vec<&str>, Vec<&str>)>> = LazyLock::new(|| {
    let rows = include_str!("../../../docs/renames.csv").lines();
    let pairs = rows.filter_map(|row| row.strip_prefix("key,")?.split_once(','));
    let parts = |name: &'static str| name.split('.').collect::<Vec<_>>();
    pairs.flat_map(|(old, new)| [(parts(old), parts(new)), (parts(new), parts(old))]).collect()
});

fn exactly_at<'t>(root: &'t Table, path: &str) -> Option<&'t Value> {
    let mut parts = path.split('.');
    let mut here = root.get(parts.next()?)?;
    for part in parts {
        here = match here {
            Value::Table(table) => table.get(part)?,
            Value::Array(list) => list.get(part.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(here)
}

// ---------------------------------------------------------------------------------------------
// The world: the scenario as it now is, and the variables of one history
// ---------------------------------------------------------------------------------------------

struct World {
    root: Table,
    seed: u64,
    replicate: u64,
    still: bool,
    start: i64,
    month: usize,

    // derived from the parameters
    members: BTreeMap<String, Vec<String>>,
    kappa_hat: Of,
    peers: Grid,

    states: Vec<String>,
    bodies: Vec<String>,
    instruments: Vec<String>,
    societies: Vec<String>,
    movements: Vec<String>,
    off: BTreeSet<String>,
    /// Instruments with protection in the scenario as written.
    protecting: Vec<String>,

    // crisis
    v: f64,
    d_share: f64,
    g: f64,
    x_exposure: f64,
    n: f64,
    n0: f64,
    r: f64,
    l: f64,
    h: f64,
    violent_deaths: f64,
    deprivation_deaths: f64,
    displaced_persons: f64,
    // attention
    q: f64,
    m_movement: Of,
    f_fatigue: Of,
    d: Of,
    mu: Of,
    b_publicity: f64,
    // citizenship
    a_aspiration: Of,
    x: Of,
    w: Of,
    e: Of,
    /// D_i: the part of the goal that demand makes.
    by_demand: Of,
    theta_w: Of,
    theta_e: f64,
    clarity: f64,
    credibility: Of,
    // choice
    legitimacy: Of,
    beta: Of,
    effort: Grid,
    action: Of,
    vis: Of,
    pi: Of,
    breach: f64,
    // leadership
    p_lead: Of,
    leads: Flags,
    concertation: f64,
    // forums, delivery
    sigma: Of,
    rho: Of,
    in_force: Of,
    k_force: Of,
    shortfall: Of,
    trust: Of,
    delay: f64,
    // target
    pressure: f64,
    threat: f64,
    patronage: f64,
    restraint: f64,
    shopped: bool,
    behind: Of,
    m: Of,
    consent: Flags,
    agreed: Flags,
    /// Consent that was there when the history began.
    consented_at_start: Flags,
    vetoed: Flags,
    /// Last month's fragmentation; none in the first month.
    fragmentation: Option<f64>,
    // court
    stage: usize,
    split: bool,
    // blame
    tau: Of,
    blame: Of,
    clarity_recorded: f64,
    flows: BTreeMap<(String, String), f64>,
    // norm
    adequacy: f64,
    w_norm: f64,
    y_norm: f64,
    s: Grid,
    s0: Grid,
}

impl World {
    fn new(text: &str, seed: u64, replicate: u64, still: bool) -> World {
        let written: Table = text.parse().expect("a TOML text");
        let Value::Table(mut root) = plain(Value::Table(written)) else { unreachable!() };
        assert!(!root.contains_key("extends") && !root.contains_key("set"));
        lay_profiles(&mut root);

        let ids = |section: &str| -> Vec<String> {
            match root.get(section) {
                Some(Value::Table(table)) => table.keys().cloned().collect(),
                _ => Vec::new(),
            }
        };
        let states = ids("states");
        let bodies = ids("bodies");
        let instruments = ids("instruments");
        let societies = ids("societies");
        let movements = ids("movements");
        let mut parties = states.clone();
        parties.extend(bodies.clone());
        parties.push("target".to_owned());
        assert_eq!(parties.iter().collect::<BTreeSet<_>>().len(), parties.len(), "parties share an id");
        let off = texts(at(&root, "scenario.off")).into_iter().collect();
        let start = calendar(at(&root, "scenario.start").expect("a start").as_str().expect("a text"));

        let mut world = World {
            seed,
            replicate,
            still,
            start,
            month: 0,
            members: BTreeMap::new(),
            kappa_hat: Of::new(),
            peers: Grid::new(),
            off,
            protecting: Vec::new(),
            v: 0.0,
            d_share: 0.0,
            g: 0.0,
            x_exposure: 0.0,
            n: 0.0,
            n0: 0.0,
            r: 0.0,
            l: 0.0,
            h: 1.0,
            violent_deaths: 0.0,
            deprivation_deaths: 0.0,
            displaced_persons: 0.0,
            q: 0.0,
            m_movement: Of::new(),
            f_fatigue: all(&movements, 0.0),
            d: all(&states, 0.0),
            mu: all(&states, 0.0),
            b_publicity: 0.0,
            a_aspiration: all(&states, 0.0),
            x: all(&states, 0.0),
            w: all(&states, 0.0),
            e: all(&states, 0.0),
            by_demand: all(&states, 0.0),
            theta_w: all(&states, 0.0),
            theta_e: 0.0,
            clarity: 0.0,
            credibility: all(&states, 1.0),
            legitimacy: all(&instruments, 0.0),
            beta: all(&instruments, 0.0),
            effort: Grid::new(),
            action: all(&states, 0.0),
            vis: all(&states, 0.0),
            pi: all(&states, 0.0),
            breach: 0.0,
            p_lead: Of::new(),
            leads: none(&states),
            concertation: 0.0,
            sigma: all(&instruments, 0.0),
            rho: all(&instruments, 0.0),
            in_force: all(&instruments, 0.0),
            k_force: all(&instruments, 0.0),
            shortfall: all(&bodies, 0.0),
            trust: all(&bodies, 1.0),
            delay: 0.0,
            pressure: 0.0,
            threat: 0.0,
            patronage: 0.0,
            restraint: 0.0,
            shopped: false,
            behind: Of::new(),
            m: Of::new(),
            consent: none(&instruments),
            agreed: none(&instruments),
            consented_at_start: none(&instruments),
            vetoed: none(&instruments),
            fragmentation: None,
            stage: 0,
            split: false,
            tau: Of::new(),
            blame: Of::new(),
            clarity_recorded: 0.0,
            flows: BTreeMap::new(),
            adequacy: 0.0,
            w_norm: 0.0,
            y_norm: 0.0,
            s: Grid::new(),
            s0: Grid::new(),
            root,
            states,
            bodies,
            instruments,
            societies,
            movements,
        };
        world.at_the_start();
        world
    }

    /// V, D, W, Y, M, s, m from the scenario; P from `leadership.initial`; blame = τ with x = 0.
    fn at_the_start(&mut self) {
        self.v = self.num("crisis.violence");
        self.d_share = self.num("crisis.displaced");
        self.w_norm = self.num("norm.words");
        self.y_norm = self.num("norm.deeds");
        for id in self.movements.clone() {
            let m = self.of_movement(&id, "mobilisation");
            set(&mut self.m_movement, &id, m);
        }
        for i in self.states.clone() {
            self.reset_solidarism(&i);
        }
        self.m = self.m0();
        self.p_lead = all(&self.states, self.num("leadership.initial").min(1.0 - 1e-9));
        self.tau = self.responsibility(&all(&self.states, 0.0));
        self.blame = self.tau.clone();
        for a in self.instruments.clone() {
            if self.of_instrument(&a, "protection") > 0.0 {
                self.protecting.push(a.clone());
            }
            let authorised = self.of_instrument(&a, "initial.authorised");
            let consent = self.flag(&format!("instruments.{a}.initial.consent"));
            let deployed = self.of_instrument(&a, "initial.deployed");
            set(&mut self.sigma, &a, authorised);
            set(&mut self.k_force, &a, deployed);
            self.consent.insert(a.clone(), consent);
            self.consented_at_start.insert(a, consent);
        }
    }

    // ----- numbers, names and flags of the scenario as it now is

    fn num(&self, path: &str) -> f64 {
        at(&self.root, path).and_then(number).unwrap_or(0.0)
    }

    /// A number whose off value is not 0.
    fn num_or(&self, path: &str, absent: f64) -> f64 {
        at(&self.root, path).and_then(number).unwrap_or(absent)
    }

    fn integer(&self, path: &str) -> usize {
        self.num(path) as usize
    }

    fn of_state(&self, i: &str, key: &str) -> f64 {
        self.num(&format!("states.{i}.{key}"))
    }

    fn of_body(&self, b: &str, key: &str) -> f64 {
        self.num(&format!("bodies.{b}.{key}"))
    }

    fn of_instrument(&self, a: &str, key: &str) -> f64 {
        self.num(&format!("instruments.{a}.{key}"))
    }

    fn of_movement(&self, id: &str, key: &str) -> f64 {
        self.num(&format!("movements.{id}.{key}"))
    }

    fn is_on(&self, mechanism: &str) -> bool {
        !self.off.contains(mechanism)
    }

    fn text(&self, path: &str) -> Option<String> {
        at(&self.root, path).map(|v| v.as_str().expect("a text").to_owned())
    }

    fn flag(&self, path: &str) -> bool {
        at(&self.root, path).is_some_and(|v| v.as_bool().expect("true or false"))
    }

    fn authority(&self, a: &str) -> Option<String> {
        self.text(&format!("instruments.{a}.authority"))
    }

    fn budget(&self, a: &str) -> String {
        self.text(&format!("instruments.{a}.budget")).expect("a budget")
    }

    fn needs_consent(&self, a: &str) -> bool {
        self.flag(&format!("instruments.{a}.consent"))
    }

    fn unauthorised(&self, a: &str) -> bool {
        self.flag(&format!("instruments.{a}.unauthorised"))
    }

    /// Whether a has come into being.
    fn exists(&self, a: &str) -> bool {
        match self.text(&format!("instruments.{a}.from")) {
            Some(from) => self.start + self.month as i64 >= calendar(&from),
            None => true,
        }
    }

    /// The component of solidarism that a tests.
    fn principle(&self, a: &str) -> &'static str {
        match self.text(&format!("instruments.{a}.principle")).as_deref() {
            None | Some(INTERVENTION) => INTERVENTION,
            Some(ACCOUNTABILITY) => ACCOUNTABILITY,
            Some(other) => panic!("no principle {other}"),
        }
    }

    fn is_peace_force(&self, a: &str) -> bool {
        self.of_instrument(a, "protection") > 0.0 && self.needs_consent(a)
    }

    fn kappa(&self, i: &str) -> f64 {
        self.of_state(i, "capability")
    }

    /// What is derived from the parameters, anew each month after its events.
    fn derive(&mut self) {
        for society in self.societies.clone() {
            let belongs = |i: &String| texts(at(&self.root, &format!("states.{i}.societies"))).contains(&society);
            let members = self.states.iter().filter(|i| belongs(i)).cloned().collect();
            self.members.insert(society, members);
        }
        let mut sum = 0.0;
        for i in &self.states {
            sum += self.kappa(i);
        }
        for i in self.states.clone() {
            let share = self.kappa(&i) / sum;
            set(&mut self.kappa_hat, &i, share);
        }
        self.peers = self.peer_weights();
    }

    /// c, p and h.
    fn constituencies(&self, i: &str) -> (f64, f64, f64) {
        let c = self.of_state(i, "constituencies.nationals");
        let p = self.of_state(i, "constituencies.society");
        let h = self.of_state(i, "constituencies.humanity");
        if self.is_on("peers") {
            (c, p, h)
        } else if c + h == 0.0 {
            (0.0, 0.0, 0.0)
        } else {
            (c + p * c / (c + h), 0.0, h + p * h / (c + h))
        }
    }

    fn thickness(&self, society: &str) -> f64 {
        self.num(&format!("societies.{society}.thickness"))
    }

    /// w_ij, rows normalised.
    fn peer_weights(&self) -> Grid {
        let mut weight = Grid::new();
        for i in &self.states {
            weight.insert(i.clone(), all(&self.states, 0.0));
        }
        for society in &self.societies {
            let members = self.members[society].clone();
            for i in &members {
                for j in &members {
                    if i != j {
                        let more = self.thickness(society) / (members.len() as f64 - 1.0);
                        let before = weight[i][j];
                        set(weight.get_mut(i).unwrap(), j, before + more);
                    }
                }
            }
        }
        for row in weight.values_mut() {
            let sum: f64 = row.values().sum();
            if sum > 0.0 {
                for w in row.values_mut() {
                    *w /= sum;
                }
            }
        }
        weight
    }

    fn tie(&self, i: &str) -> f64 {
        let mut sum = 0.0;
        for society in &self.societies {
            if self.members[society].clone().iter().any(|j| j == i) {
                sum += self.thickness(society);
            }
        }
        f64::min(1.0, sum)
    }

    /// The seats of a body this calendar year, in file order of states.
    fn seats(&self, b: &str) -> Vec<String> {
        if at(&self.root, &format!("seats.{b}")).is_some() {
            let year = (self.start + self.month as i64) / 12;
            let mut seated = texts(at(&self.root, &format!("seats.{b}.permanent")));
            seated.extend(texts(at(&self.root, &format!("seats.{b}.{year}"))));
            self.states.iter().filter(|i| seated.contains(i)).cloned().collect()
        } else if let Some(society) = self.text(&format!("bodies.{b}.society")) {
            self.members[&society].clone()
        } else {
            Vec::new()
        }
    }

    /// m⁰: the mandates, normalised.
    fn m0(&self) -> Of {
        let mut sum = 0.0;
        for b in &self.bodies {
            sum += self.of_body(b, "mandate");
        }
        self.bodies.iter().map(|b| (b.clone(), self.of_body(b, "mandate") / sum)).collect()
    }

    // ----- solidarism

    fn factions(&self, i: &str) -> Vec<String> {
        match at(&self.root, &format!("states.{i}.factions")) {
            Some(Value::Table(table)) => table.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// A component of the solidarism written at a path: one number, or two.
    fn written_solidarism(&self, path: &str, component: &str) -> f64 {
        match at(&self.root, &format!("{path}.solidarism")) {
            Some(Value::Table(_)) => self.num(&format!("{path}.solidarism.{component}")),
            _ => self.num(&format!("{path}.solidarism")),
        }
    }

    /// What the parameters give for a component of s_i.
    fn given_solidarism(&self, i: &str, component: &str) -> f64 {
        let factions = self.factions(i);
        if factions.is_empty() {
            return self.written_solidarism(&format!("states.{i}"), component);
        }
        let mut weighted = 0.0;
        let mut shares = 0.0;
        for name in &factions {
            let share = self.of_state(i, &format!("factions.{name}.share"));
            weighted += share * self.written_solidarism(&format!("states.{i}.factions.{name}"), component);
            shares += share;
        }
        weighted / shares
    }

    fn reset_solidarism(&mut self, i: &str) {
        for component in COMPONENTS {
            let given = self.given_solidarism(i, component);
            set(self.s.entry(i.to_owned()).or_default(), component, given);
            set(self.s0.entry(i.to_owned()).or_default(), component, given);
        }
    }

    /// s̄_i
    fn s_mean(&self, i: &str) -> f64 {
        (self.s[i][INTERVENTION] + self.s[i][ACCOUNTABILITY]) / 2.0
    }

    /// s_ia = clamp(component of s_i that a tests + o_ia)
    fn s_toward(&self, i: &str, a: &str) -> f64 {
        let component = self.principle(a);
        let mut o = 0.0;
        for name in self.factions(i) {
            let path = format!("states.{i}.factions.{name}");
            if texts(at(&self.root, &format!("{path}.holds"))).iter().any(|held| held == a) {
                o = self.written_solidarism(&path, component) - self.given_solidarism(i, component);
            }
        }
        clamp(self.s[i][component] + o)
    }

    // ----- responsibility

    /// τ: target `target.responsibility`; half of the rest to states ∝ κ(1−x), half to bodies ∝ m.
    fn responsibility(&self, x: &Of) -> Of {
        let target = self.num("target.responsibility");
        let half = (1.0 - target) / 2.0;
        let mut states = 0.0;
        for i in &self.states {
            states += self.kappa(i) * (1.0 - x[i]);
        }
        let mut bodies = 0.0;
        for b in &self.bodies {
            bodies += self.m[b];
        }
        let mut tau = Of::new();
        let all_ready = states == 0.0;
        if all_ready {
            states = self.states.iter().map(|i| self.kappa(i)).sum();
        }
        for i in &self.states {
            let idle = if all_ready { 1.0 } else { 1.0 - x[i] };
            set(&mut tau, i, half * self.kappa(i) * idle / states);
        }
        for b in &self.bodies {
            set(&mut tau, b, half * self.m[b] / bodies);
        }
        set(&mut tau, "target", target);
        tau
    }

    /// min(1, blame.clarity · Σ m² · (1 − ½Σ|m − m⁰|))
    fn clarity_of_mandates(&self) -> f64 {
        let m0 = self.m0();
        let mut squares = 0.0;
        let mut moved = 0.0;
        for b in &self.bodies {
            squares += self.m[b] * self.m[b];
            moved += (self.m[b] - m0[b]).abs();
        }
        f64::min(1.0, self.num("blame.clarity") * squares * (1.0 - 0.5 * moved))
    }

    // ----- movements

    /// M as it is heard.
    fn heard(&self, id: &str) -> f64 {
        if self.is_on("movements") { self.m_movement[id] } else { 0.0 }
    }

    fn loudest(&self) -> f64 {
        let mut max = 0.0;
        for id in &self.movements {
            max = f64::max(max, self.heard(id));
        }
        max
    }

    // ----- chance

    fn uniform(&self, stream: &str, slot: usize) -> f64 {
        if self.still {
            return 0.5;
        }
        let key = Sha256::digest(format!("intsoc-v1/{}/{stream}", self.seed).as_bytes());
        let mut bytes = [0u8; 32];
        bytes.copy_from_slice(&key);
        let block = chacha8(&bytes, self.month as u64, self.replicate);
        let word = u64::from(block[2 * slot]) | (u64::from(block[2 * slot + 1]) << 32);
        ((word >> 12) as f64 + 0.5) * 2f64.powi(-52)
    }

    fn normal(&self, stream: &str, slot: usize) -> f64 {
        if self.still { 0.0 } else { inverse_normal(self.uniform(stream, slot)) }
    }

    // -----------------------------------------------------------------------------------------
    // 0 Events
    // -----------------------------------------------------------------------------------------

    fn events(&mut self) {
        let Some(Value::Array(events)) = self.root.get("events").cloned() else {
            return;
        };
        for event in events {
            let date = calendar(event.get("date").expect("a date").as_str().expect("a text"));
            if date != self.start + self.month as i64 {
                continue;
            }
            let Some(Value::Table(paths)) = event.get("set") else {
                continue;
            };
            for (path, value) in paths {
                self.apply(path, number(value).expect("a number"));
            }
        }
    }

    /// One path of one event.
    fn apply(&mut self, path: &str, value: f64) {
        let parts: Vec<String> = path.split('.').map(str::to_owned).collect();
        let places = self.places(&[], &parts);
        assert!(!places.is_empty(), "{path} reaches nothing");
        for place in places {
            let at: Vec<&str> = place.iter().map(String::as_str).collect();
            match at[..] {
                ["norm", "words"] => self.w_norm = value,
                ["norm", "deeds"] => self.y_norm = value,
                ["movements", id, "mobilisation"] => set(&mut self.m_movement, id, value),
                ["states", i, "solidarism" | "factions", ..] => {
                    put(&mut self.root, &place, value);
                    self.reset_solidarism(i);
                }
                _ => put(&mut self.root, &place, value),
            }
        }
    }

    /// The places a path with `*` reaches: `done` is already spelt out, `rest` is not.
    fn places(&self, done: &[String], rest: &[String]) -> Vec<Vec<String>> {
        let Some(part) = rest.first() else {
            return vec![done.to_vec()];
        };
        let names = if part == "*" { self.names(done) } else { vec![part.clone()] };
        let mut found = Vec::new();
        for name in names {
            let mut next = done.to_vec();
            next.push(name);
            // A faction the state lacks is passed over.
            let is_faction = next.len() == 4 && next[0] == "states" && next[2] == "factions";
            if is_faction && !self.factions(&next[1]).contains(&next[3]) {
                continue;
            }
            found.extend(self.places(&next, &rest[1..]));
        }
        found
    }

    /// Every name that `*` stands for after a path.
    fn names(&self, done: &[String]) -> Vec<String> {
        let path: Vec<&str> = done.iter().map(String::as_str).collect();
        let owned = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect();
        match path[..] {
            ["states"] | ["movements", _, "reach"] => self.states.clone(),
            ["bodies"] => self.bodies.clone(),
            ["instruments"] | ["states", _, "reservations"] => self.instruments.clone(),
            ["societies"] => self.societies.clone(),
            ["movements"] => self.movements.clone(),
            ["states", i, "factions"] => self.factions(i),
            ["states", _, "constituencies"] => owned(&["nationals", "society", "humanity"]),
            [.., "solidarism"] => owned(&COMPONENTS),
            ["court", list] => match at(&self.root, &format!("court.{list}")) {
                Some(Value::Array(list)) => (0..list.len()).map(|k| k.to_string()).collect(),
                _ => Vec::new(),
            },
            _ => panic!("no names after {path:?}"),
        }
    }

    // -----------------------------------------------------------------------------------------
    // 1 Crisis
    // -----------------------------------------------------------------------------------------

    fn crisis(&mut self) {
        // G = 1 − Π_a(1 − protection_a K_a)
        let mut unprotected = 1.0;
        for a in &self.instruments {
            unprotected *= 1.0 - self.of_instrument(a, "protection") * self.k_force[a];
        }
        self.g = 1.0 - unprotected;
        // X = V(1−G), N = 1 − (1−X)(1 − D(1−R)), N⁰ = 1 − (1−V)(1−D)
        let (v, d, r) = (self.v, self.d_share, self.r);
        let x = v * (1.0 - self.g);
        self.x_exposure = x;
        self.n = 1.0 - (1.0 - x) * (1.0 - d * (1.0 - r));
        self.n0 = 1.0 - (1.0 - v) * (1.0 - d);
        let population = self.num("crisis.population");
        self.violent_deaths = population * self.num("crisis.violent_death_rate") * x * (1.0 - d);
        self.deprivation_deaths = population * self.num("crisis.deprivation_death_rate") * d * (1.0 - r);
        // D' = clamp(D + displacement_rate X(1−D) − return_rate(1−V)D)
        self.d_share = clamp(
            d + self.num("crisis.displacement_rate") * x * (1.0 - d) - self.num("crisis.return_rate") * (1.0 - v) * d,
        );
        self.displaced_persons = self.d_share * population;
    }

    // -----------------------------------------------------------------------------------------
    // 2 Attention
    // -----------------------------------------------------------------------------------------

    fn attention(&mut self) {
        // Q' = clamp(Q + rate·(N(base + (1−base)·max_m M_m) − Q))
        let base = self.num("attention.base");
        let pull = self.n * (base + (1.0 - base) * self.loudest());
        self.q = clamp(self.q + self.num("attention.rate") * (pull - self.q));

        for id in self.movements.clone() {
            // win_m = min(1, Σ r vis / Σ r d), both last month's
            let mut seen = 0.0;
            let mut asked = 0.0;
            for i in &self.states {
                let reach = self.of_movement(&id, &format!("reach.{i}"));
                seen += reach * self.vis[i];
                asked += reach * self.d[i];
            }
            let win = if asked == 0.0 { 0.0 } else { f64::min(1.0, seen / asked) };
            let m = self.m_movement[&id];
            let f = self.f_fatigue[&id];
            // M' = clamp(M + growth·Q'M(1−M) − (fatigue + F)M)
            let m_new = clamp(
                m + self.of_movement(&id, "growth") * self.q * m * (1.0 - m)
                    - (self.of_movement(&id, "fatigue") + f) * m,
            );
            // F' = max(0, F + fatigue_growth·M(1−win) − recovery·F)
            let f_new = f64::max(
                0.0,
                f + self.of_movement(&id, "fatigue_growth") * m * (1.0 - win) - self.of_movement(&id, "recovery") * f,
            );
            set(&mut self.m_movement, &id, m_new);
            set(&mut self.f_fatigue, &id, f_new);
        }

        for i in self.states.clone() {
            let mut reached = 0.0;
            let mut measured = 0.0;
            for id in &self.movements {
                let r_m = self.of_movement(id, &format!("reach.{i}")) * self.heard(id);
                reached += r_m;
                measured += r_m * self.of_movement(id, "measurability");
            }
            // d⁰ = min(1, o · min(1, Σ r M') · min(max_exposure, blame/τ)), 0 if τ = 0
            let sticks = if self.tau[&i] == 0.0 {
                0.0
            } else {
                f64::min(self.num("blame.max_exposure"), self.blame[&i] / self.tau[&i])
            };
            let d_first = f64::min(1.0, self.of_state(&i, "openness") * f64::min(1.0, reached) * sticks);
            // d' = d⁰(1 − placation·min(1, vis/d⁰)), 0 if d⁰ = 0
            let mut d_new = if d_first == 0.0 {
                0.0
            } else {
                let placated = f64::min(1.0, self.vis[&i] / d_first);
                d_first * (1.0 - self.num("attention.placation") * placated)
            };
            if at(&self.root, "attention.fixed_demand").is_some() {
                d_new = self.num("attention.fixed_demand");
            }
            set(&mut self.d, &i, d_new);
            // μ_i = Σ r M' μ / Σ r M', 0 without pressure
            let mu = if reached == 0.0 { 0.0 } else { measured / reached };
            set(&mut self.mu, &i, mu);
        }
        self.b_publicity = self.loudest();
    }

    // -----------------------------------------------------------------------------------------
    // 3 Citizenship
    // -----------------------------------------------------------------------------------------

    fn citizenship(&mut self) {
        self.clarity = self.clarity_of_mandates();
        // 1 − Π_j(1 − [j led last month]√κ_j)
        let mut unled = 1.0;
        for j in &self.states {
            unled *= 1.0 - iverson(self.leads[j]) * self.kappa(j).sqrt();
        }
        let followed = 1.0 - self.num("leadership.followership") * (1.0 - unled);
        let x_last_month = self.x.clone();

        for i in self.states.clone() {
            let (c, p, h) = self.constituencies(&i);
            let v = self.of_state(&i, "overstretch");
            let k = self.of_state(&i, "ties");
            // goal = clamp((c d + p Σ w π + h s̄ N)(1 + noise·z))
            let mut seen_of_peers = 0.0;
            for j in &self.states {
                seen_of_peers += self.peers[&i][j] * self.pi[j];
            }
            // others_i = 1 − Π_{j≠i}(1 − √κ_j x_j), last month's x
            let mut nobody_else = 1.0;
            for j in &self.states {
                if *j != i {
                    nobody_else *= 1.0 - self.kappa(j).sqrt() * x_last_month[j];
                }
            }
            let unmet_by_others = 1.0 - self.num("citizenship.free_riding") * (1.0 - nobody_else);
            let z = self.normal(&format!("state/{i}"), 0);
            // With a stake of its own, nationals ask for max(d, stake N).
            let stake = self.of_state(&i, "stake");
            let asked_at_home = if stake == 0.0 { self.d[&i] } else { f64::max(self.d[&i], stake * self.n) };
            let mut before_noise =
                c * asked_at_home + p * seen_of_peers + h * self.s_mean(&i) * self.n * unmet_by_others;
            let routine = self.num("citizenship.routine");
            if routine != 0.0 {
                before_noise = f64::max(before_noise, routine * self.s_mean(&i));
            }
            // D = min(1, c d/goal), 0 if that goal is 0
            let by_demand = if before_noise == 0.0 { 0.0 } else { f64::min(1.0, c * self.d[&i] / before_noise) };
            set(&mut self.by_demand, &i, by_demand);
            let goal = clamp(before_noise * (1.0 + self.num("citizenship.noise") * z));
            // A blind goal is the uniform of which z is the normal.
            let random_goal = self.num("citizenship.random_goal");
            let goal = (1.0 - random_goal) * goal + random_goal * self.uniform(&format!("state/{i}"), 0);
            // A' = A + inertia(goal − A)
            let a = self.a_aspiration[&i];
            let a_new = a + self.num("citizenship.inertia") * (goal - a);
            set(&mut self.a_aspiration, &i, a_new);

            // The cheapest mix.
            let theta_x = 1.0;
            let cost_x = self.num("citizenship.action_cost") * (1.0 + c * (v + k)) * followed;
            let theta_w = self.num("citizenship.word_effect") * self.credibility[&i];
            let cost_w = self.num("citizenship.word_cost");
            let theta_e = if self.is_on("deflection") {
                self.num("citizenship.deflection_effect") * (1.0 - self.clarity)
            } else {
                0.0
            };
            let cost_e = self.num("citizenship.deflection_cost");
            let delta = 1.0 / self.num("citizenship.commitment")
                + theta_x * theta_x / cost_x
                + theta_w * theta_w / cost_w
                + theta_e * theta_e / cost_e;
            set(&mut self.x, &i, clamp(a_new * theta_x / (cost_x * delta)));
            set(&mut self.w, &i, clamp(a_new * theta_w / (cost_w * delta)));
            set(&mut self.e, &i, clamp(a_new * theta_e / (cost_e * delta)));
            set(&mut self.theta_w, &i, theta_w);
            self.theta_e = theta_e;
        }
    }

    // -----------------------------------------------------------------------------------------
    // 4 Choice
    // -----------------------------------------------------------------------------------------

    /// Legitimacy: 1 if no authority is needed or consent was given, else max(σ, W(1 − discretion)).
    fn legitimacy_of(&self, a: &str) -> f64 {
        if self.authority(a).is_none() || self.consent[a] {
            return 1.0;
        }
        f64::max(self.sigma[a], self.legitimacy_by_words())
    }

    fn legitimacy_by_words(&self) -> f64 {
        if self.is_on("norm") { self.w_norm * (1.0 - self.num("norm.council_discretion")) } else { 0.0 }
    }

    /// cost + (v + exposure X) risk: what any voter charges for a.
    fn borne(&self, i: &str, a: &str) -> f64 {
        let v = self.of_state(i, "overstretch");
        let exposure = self.num("choice.exposure");
        let v = if exposure == 0.0 { v } else { v + exposure * self.x_exposure };
        self.of_instrument(a, "cost") + v * self.of_instrument(a, "risk")
    }

    /// What i bears for its own part in a: a donor pays for the soldiers of others, and sends none.
    fn borne_by_supplier(&self, i: &str, a: &str) -> f64 {
        if self.is_donor(i, a) {
            self.of_instrument(a, "cost") * (1.0 - self.num("choice.donor"))
        } else {
            self.borne(i, a)
        }
    }

    /// Whether i, for a force that needs consent, is outside the society of the body that authorises it.
    fn is_donor(&self, i: &str, a: &str) -> bool {
        if self.num("choice.donor") == 0.0 || !self.is_peace_force(a) {
            return false;
        }
        let Some(b) = self.authority(a) else {
            return false;
        };
        match self.text(&format!("bodies.{b}.society")) {
            Some(society) => !self.members[&society].iter().any(|member| member == i),
            None => false,
        }
    }

    /// β: the benefit, for a peace force less what another body's mission is trusted to do.
    fn beta_of(&self, a: &str) -> f64 {
        let benefit = self.of_instrument(a, "benefit");
        if !self.is_peace_force(a) {
            return benefit;
        }
        let mut trusted = 0.0;
        for b in &self.bodies {
            let has_authorised = self.instruments.iter().any(|other| {
                self.is_peace_force(other) && self.authority(other).as_ref() == Some(b) && self.sigma[other] > 0.0
            });
            if self.authority(a).as_ref() != Some(b) && has_authorised {
                trusted = f64::max(trusted, self.trust[b]);
            }
        }
        benefit * (1.0 - self.num("forums.subcontracting") * trusted)
    }

    /// u_ia, with the burden, what is borne and the legitimacy of the place where it is asked.
    fn utility(&self, i: &str, a: &str, burden: f64, borne: f64, legitimacy: f64) -> f64 {
        let (c, _, _) = self.constituencies(i);
        let s = self.s_toward(i, a);
        let beta = self.beta[a];
        let mu = self.mu[i];
        let k = self.of_state(i, "ties");
        let severity = self.n.powf(self.num("choice.severity_exponent"));
        let asked = mu * self.of_instrument(a, "visibility") + (1.0 - mu) * beta;
        s * beta * severity + self.num("choice.demand_weight") * self.d[i] * asked
            - (1.0 - s) * self.of_instrument(a, "intrusiveness") * (1.0 - legitimacy)
            - c * (burden * borne + k * self.of_instrument(a, "pressure"))
            - self.of_state(i, &format!("reservations.{a}"))
    }

    fn is_available(&self, a: &str) -> bool {
        let may = self.authority(a).is_none() || self.sigma[a] > 0.0 || self.unauthorised(a);
        self.exists(a) && may && (!self.needs_consent(a) || self.consent[a])
    }

    fn choice(&mut self) {
        for a in self.instruments.clone() {
            let legitimacy = self.legitimacy_of(&a);
            let beta = self.beta_of(&a);
            set(&mut self.legitimacy, &a, legitimacy);
            set(&mut self.beta, &a, beta);
        }
        let budgets: BTreeSet<String> = self.instruments.iter().map(|a| self.budget(a)).collect();
        let sharpness = self.num("choice.sharpness");
        let burden = self.num("choice.burden");
        self.breach = 0.0;
        for i in self.states.clone() {
            // e_ia = x · exp(sharpness·u) / (1 + Σ_b exp(sharpness·u_b)), within each budget
            let mut effort = all(&self.instruments, 0.0);
            for budget in &budgets {
                let mut below = 1.0;
                for b in &self.instruments {
                    if &self.budget(b) == budget && self.is_available(b) {
                        let borne = self.borne_by_supplier(&i, b);
                        below += (sharpness * self.utility(&i, b, burden, borne, self.legitimacy[b])).exp();
                    }
                }
                for a in &self.instruments {
                    if &self.budget(a) == budget && self.is_available(a) {
                        let u = self.utility(&i, a, burden, self.borne_by_supplier(&i, a), self.legitimacy[a]);
                        let mut e = self.x[&i] * (sharpness * u).exp() / below;
                        // Demand at home buys no risk to soldiers.
                        let shelter = self.num("choice.shelter");
                        if shelter != 0.0 && self.of_instrument(a, "protection") > 0.0 {
                            e *= 1.0 - shelter * self.by_demand[&i];
                        }
                        set(&mut effort, a, e);
                    }
                }
            }
            let mut total = 0.0;
            let mut vis = 0.0;
            let mut breach = 0.0;
            for a in &self.instruments {
                total += effort[a];
                vis += self.of_instrument(a, "visibility") * effort[a];
                breach += effort[a] * self.of_instrument(a, "intrusiveness") * (1.0 - self.legitimacy[a]);
            }
            let action = if budgets.is_empty() { 0.0 } else { total / budgets.len() as f64 };
            set(&mut self.action, &i, action);
            set(&mut self.vis, &i, vis);
            self.breach += self.kappa_hat[&i] * breach;
            // π' = min(1, vis' + θ_w w)
            let w = self.w[&i];
            set(&mut self.pi, &i, f64::min(1.0, vis + self.theta_w[&i] * w));
            // Credibility' = credibility + rate(min(1, vis'/w) − credibility)
            if self.is_on("credibility") {
                let kept = if w == 0.0 { 1.0 } else { f64::min(1.0, vis / w) };
                let before = self.credibility[&i];
                let after = before + self.num("citizenship.credibility_rate") * (kept - before);
                set(&mut self.credibility, &i, after);
            }
            self.effort.insert(i, effort);
        }
    }

    // -----------------------------------------------------------------------------------------
    // 5 Leadership
    // -----------------------------------------------------------------------------------------

    fn leadership(&mut self) {
        let p_last = self.p_lead.clone();
        let led_last = self.leads.clone();
        for i in self.states.clone() {
            let (c, _, h) = self.constituencies(&i);
            let v = self.of_state(&i, "overstretch");
            let k = self.of_state(&i, "ties");
            let root = self.kappa(&i).sqrt();
            // others = 1 − (1 − diffusion(1 − clarity)) Π_{j≠i}(1 − √κ_j P_j)
            let mut nobody = 1.0;
            for j in &self.states {
                if *j != i {
                    nobody *= 1.0 - self.kappa(j).sqrt() * p_last[j];
                }
            }
            let diffuse = self.num("leadership.diffusion") * (1.0 - self.clarity);
            let others = 1.0 - (1.0 - diffuse) * nobody;
            // P' = min(1−1e-9, S(...)), 0 if κ = 0
            let p = if self.kappa(&i) == 0.0 {
                0.0
            } else {
                let gain = (h * self.s_mean(&i) * self.n + self.d[&i]) * root * (1.0 - others);
                let cost = self.num("leadership.cost") * c * (1.0 + v + k) / root;
                f64::min(1.0 - 1e-9, s_curve(self.num("leadership.sharpness") * (gain - cost)))
            };
            set(&mut self.p_lead, &i, p);
            let u = self.uniform(&format!("state/{i}"), 1);
            let leads = if led_last[&i] {
                u >= self.num("leadership.withdraw") * (1.0 - p)
            } else {
                let mut chance = self.num("leadership.step_forward") * self.q * root * p;
                let waiting = self.num("leadership.waiting");
                if waiting != 0.0 {
                    chance = if self.kappa(&i) == 0.0 { 0.0 } else { chance / self.candidates(&i).powf(waiting) };
                }
                set(&mut self.behind, &format!("steps.{i}"), chance);
                u < chance
            };
            self.leads.insert(i.clone(), leads && self.is_on("leadership"));
        }
        // C = 1 − discord·Π(1 − [i leads]√κ)
        let mut unled = 1.0;
        for i in &self.states {
            unled *= 1.0 - iverson(self.leads[i]) * self.kappa(i).sqrt();
        }
        self.concertation = 1.0 - self.num("leadership.discord") * unled;
    }

    /// n_i = Σ_j min(1, κ_j/κ_i), i included
    fn candidates(&self, i: &str) -> f64 {
        let mut n = 0.0;
        for j in &self.states {
            n += f64::min(1.0, self.kappa(j) / self.kappa(i));
        }
        n
    }

    // -----------------------------------------------------------------------------------------
    // 6 Forums
    // -----------------------------------------------------------------------------------------

    fn blockers(&self, b: &str, seats: &[String]) -> Vec<String> {
        if !self.is_on("veto") {
            return Vec::new();
        }
        match self.text(&format!("bodies.{b}.rule")).expect("a rule").as_str() {
            "veto" => {
                let veto = texts(at(&self.root, &format!("bodies.{b}.veto")));
                seats.iter().filter(|i| veto.contains(i)).cloned().collect()
            }
            "consensus" => seats.to_vec(),
            "majority" => Vec::new(),
            other => panic!("no rule {other}"),
        }
    }

    /// Legitimacy in a vote on a.
    fn legitimacy_in_vote(&self, a: &str) -> f64 {
        if self.num("target.prior") > 0.0 && self.agreed[a] {
            return 1.0;
        }
        let ratchet = self.num_or("forums.ratchet", 1.0);
        let mut legitimacy = if ratchet == 1.0 || self.consent[a] {
            self.legitimacy[a]
        } else {
            f64::max(ratchet * self.sigma[a], self.legitimacy_by_words())
        };
        if self.needs_consent(a) {
            legitimacy = f64::max(legitimacy, self.num("forums.consent_discount"));
        }
        legitimacy
    }

    /// forums.burden·κ^assessment
    fn burden_in_vote(&self, i: &str) -> f64 {
        let burden = self.num("forums.burden");
        let assessment = self.num("forums.assessment");
        if assessment == 0.0 { burden } else { burden * self.kappa(i).powf(assessment) }
    }

    /// The chance that a text is taken up which the `willing` among the seats want.
    fn taken_up(&self, seats: &[String], willing: &[String]) -> f64 {
        let rate = self.num("forums.agenda_rate");
        let focus = self.num_or("attention.focus", 1.0);
        let has_stake = seats.iter().any(|i| self.of_state(i, "stake") != 0.0);
        if focus == 1.0 && !has_stake {
            return rate * self.q * (willing.len() as f64 / seats.len() as f64);
        }
        let mut sum = 0.0;
        for i in willing {
            // Q_i = Q + (1 − Q)min(1, stake N)
            let own = f64::min(1.0, self.of_state(i, "stake") * self.n);
            sum += (self.q + (1.0 - self.q) * own).powf(focus);
        }
        rate * (sum / seats.len() as f64)
    }

    /// The strength that a blocker bears at most, of a text that it judges u without the body's `initiative`.
    fn bears(&self, u: f64, initiative: f64, noise: f64) -> f64 {
        let tolerance = self.num("forums.tolerance");
        let assent = self.num("forums.assent");
        if assent == 0.0 {
            // As the text was first proposed.
            let y = u + initiative + noise;
            if y < 0.0 { f64::min(1.0, tolerance / -y) } else { 1.0 }
        } else if u < 0.0 {
            clamp(((tolerance + initiative + noise) / -u - (1.0 - assent)) / assent)
        } else if u + initiative + noise < -tolerance {
            0.0
        } else {
            1.0
        }
    }

    fn forums(&mut self, votes: &mut Vec<TwinVote>) {
        self.vetoed = none(&self.instruments);
        for a in self.instruments.clone() {
            let Some(b) = self.authority(&a) else {
                continue;
            };
            if !self.exists(&a) {
                continue;
            }
            let seats = self.seats(&b);
            let legitimacy = self.legitimacy_in_vote(&a);
            let initiative = self.of_body(&b, "entrepreneurship");
            let mut u = Of::new();
            for i in &seats {
                let utility = self.utility(i, &a, self.burden_in_vote(i), self.borne(i, &a), legitimacy);
                set(&mut u, i, utility);
            }
            let willing: Vec<String> = seats.iter().filter(|i| u[*i] + initiative >= 0.0).cloned().collect();
            let chance = self.taken_up(&seats, &willing);
            set(&mut self.behind, &format!("agenda.{a}"), chance);
            if self.uniform(&format!("agenda/{a}"), 0) >= chance {
                for i in seats.iter().filter(|i| !willing.contains(i)) {
                    set(&mut self.behind, &format!("against.{a}.{i}"), 1.0);
                }
                continue;
            }
            // y at full strength, with noise
            let mut noise = Of::new();
            let mut y = Of::new();
            for i in &seats {
                let z = self.normal(&format!("vote/{i}/{a}"), 0);
                set(&mut noise, i, self.num("forums.vote_noise") * z);
                set(&mut y, i, u[i] + initiative + noise[i]);
            }
            let blockers = self.blockers(&b, &seats);
            let mut strength = 1.0;
            let mut diluted_for = None;
            for i in &blockers {
                let borne = self.bears(u[i], initiative, noise[i]);
                if borne < strength {
                    strength = borne;
                    diluted_for = Some(i);
                }
            }
            set(&mut self.behind, &format!("strength.{a}"), strength);
            if let Some(i) = diluted_for {
                set(&mut self.behind, &format!("diluted.{a}.{i}"), 1.0);
            }
            let worth = self.num("forums.worth");
            if worth > 0.0 && !blockers.is_empty() && strength < worth {
                match self.showdown(&a, &b, &seats, &y) {
                    Some(vote) => {
                        self.vetoed.insert(a, true);
                        votes.push(vote);
                    }
                    None => set(&mut self.behind, &format!("shelved.{a}"), 1.0),
                }
                continue;
            }
            if strength < self.sigma[&a] + self.num("forums.step") {
                continue;
            }
            // The text on the table is judged if there is assent, else the text first proposed.
            let tolerance = self.num("forums.tolerance");
            let assent = self.num("forums.assent");
            let mut in_favour = Vec::new();
            let mut abstaining = Vec::new();
            let mut against = Vec::new();
            for i in &seats {
                let (judged, abstains) = if assent == 0.0 {
                    (y[i], -y[i] * strength <= tolerance * (1.0 + 1e-12))
                } else {
                    let judged = ((1.0 - assent) + assent * strength) * u[i] + initiative + noise[i];
                    (judged, -judged <= tolerance * (1.0 + 1e-9))
                };
                if judged >= 0.0 {
                    in_favour.push(i.clone());
                } else if abstains {
                    abstaining.push(i.clone());
                } else {
                    against.push(i.clone());
                }
            }
            let share_in_favour = in_favour.len() as f64 / seats.len() as f64;
            let makes_quota = share_in_favour >= self.of_body(&b, "quota") - 1e-12;
            if self.num("forums.count") != 0.0 && !makes_quota {
                continue;
            }
            let blocked = assent != 0.0 && blockers.iter().any(|i| against.contains(i));
            let passed = strength >= self.num("forums.min_strength") && makes_quota && !blocked;
            if passed {
                set(&mut self.sigma, &a, strength);
            }
            votes.push(TwinVote {
                month: self.month,
                body: b,
                instrument: a,
                strength,
                passed,
                vetoed: false,
                in_favour,
                abstaining,
                against,
            });
        }
    }

    /// The vote in which a text that is not worth its dilution is vetoed, if it comes to that; else it is shelved.
    fn showdown(&self, a: &str, b: &str, seats: &[String], y: &Of) -> Option<TwinVote> {
        let (in_favour, against): (Vec<String>, Vec<String>) = seats.iter().cloned().partition(|i| y[i] >= 0.0);
        let mut loudest = 0.0;
        for i in &in_favour {
            loudest = f64::max(loudest, self.d[i]);
        }
        let chance = self.num("forums.showdown") * f64::min(1.0, loudest);
        let share_in_favour = in_favour.len() as f64 / seats.len() as f64;
        let is_put = 1.0 >= self.sigma[a] + self.num("forums.step")
            && self.uniform(&format!("agenda/{a}"), 1) < chance
            && share_in_favour >= self.of_body(b, "quota") - 1e-12;
        is_put.then(|| TwinVote {
            month: self.month,
            body: b.to_owned(),
            instrument: a.to_owned(),
            strength: 1.0,
            passed: false,
            vetoed: true,
            in_favour,
            abstaining: Vec::new(),
            against,
        })
    }

    // -----------------------------------------------------------------------------------------
    // 7 Delivery
    // -----------------------------------------------------------------------------------------

    fn delivery(&mut self) {
        for a in self.instruments.clone() {
            // ρ = min(1, Σ κ/κ₀ (1 − v risk) e / requirement + capacity), 0 before `from`; κ₀ is Σκ unless it is given
            let mut given = 0.0;
            for i in &self.states {
                let v = self.of_state(i, "overstretch");
                let at_risk = if self.is_donor(i, &a) { 0.0 } else { v * self.of_instrument(&a, "risk") };
                let given_reference = self.num("delivery.reference");
                let share = match given_reference > 0.0 {
                    true => self.of_state(i, "capability") / given_reference,
                    false => self.kappa_hat[i],
                };
                given += share * (1.0 - at_risk) * self.effort[i][&a];
            }
            let full = given / self.of_instrument(&a, "requirement") + self.of_instrument(&a, "capacity");
            let rho = if self.exists(&a) { f64::min(1.0, full) } else { 0.0 };
            set(&mut self.rho, &a, rho);
            // ς
            let in_force = if !self.exists(&a) {
                0.0
            } else if self.authority(&a).is_none() || self.unauthorised(&a) {
                1.0
            } else {
                self.sigma[&a]
            };
            set(&mut self.in_force, &a, in_force);
        }

        let mut under_way = none(&self.instruments);
        for a in self.instruments.clone() {
            let is_under_way = self.of_instrument(&a, "protection") > 0.0
                && self.in_force[&a] > 0.0
                && (!self.needs_consent(&a) || self.consent[&a]);
            under_way.insert(a.clone(), is_under_way);
            let k = self.k_force[&a];
            let k_new = if is_under_way && self.delay > 0.0 && self.authority(&a).is_some() {
                k
            } else if is_under_way {
                k + self.num("delivery.ramp") * (self.in_force[&a] * self.rho[&a] - k)
            } else {
                k * (1.0 - self.num("delivery.withdrawal"))
            };
            set(&mut self.k_force, &a, k_new);
        }

        for b in self.bodies.clone() {
            let mut missing = 0.0;
            let mut forces = 0.0;
            for a in &self.instruments {
                if self.authority(a).as_ref() == Some(&b) && self.sigma[a] > 0.0 && under_way[a] {
                    missing += 1.0 - self.rho[a];
                    forces += 1.0;
                }
            }
            let shortfall = if forces == 0.0 { 0.0 } else { missing / forces };
            set(&mut self.shortfall, &b, shortfall);
            if forces > 0.0 {
                let before = self.trust[&b];
                let after = before + self.num("forums.trust_rate") * ((1.0 - shortfall) - before);
                set(&mut self.trust, &b, after);
            }
        }
        self.delay = f64::max(0.0, self.delay - 1.0);

        // R' = clamp(R + relief_rate(min(1, Σ relief ρ [ς > 0])(1 − obstruction·X) − R))
        let mut relief = 0.0;
        for a in &self.instruments {
            relief += self.of_instrument(a, "relief") * self.rho[a] * iverson(self.in_force[a] > 0.0);
        }
        let reached = f64::min(1.0, relief) * (1.0 - self.num("target.obstruction") * self.x_exposure);
        self.r = clamp(self.r + self.num("delivery.relief_rate") * (reached - self.r));
    }

    // -----------------------------------------------------------------------------------------
    // 8 Target
    // -----------------------------------------------------------------------------------------

    fn target(&mut self) {
        // P
        let mut leverage = 0.0;
        let mut by_states = 0.0;
        let mut protected = 0.0;
        for i in &self.states {
            let l = self.of_state(i, "leverage");
            let mut felt = self.num("pressure.words") * self.theta_w[i] * self.w[i];
            for a in &self.instruments {
                felt += self.of_instrument(a, "pressure") * self.effort[i][a];
            }
            leverage += l;
            by_states += l * felt;
            protected += l * self.of_state(i, "ties") * (1.0 - self.s_mean(i)) * (1.0 - self.d[i]);
        }
        let given_reference = self.num("pressure.reference");
        if given_reference > 0.0 {
            leverage = given_reference;
        }
        let by_states = if leverage == 0.0 { 0.0 } else { by_states / leverage };
        let protected = if leverage == 0.0 { 0.0 } else { protected / leverage };
        let mut by_authority = 0.0;
        for a in &self.instruments {
            by_authority +=
                self.sigma[a] * self.rho[a] * self.of_instrument(a, "pressure") * iverson(!self.needs_consent(a));
        }
        self.pressure = self.num("pressure.gain") * by_states + self.num("pressure.authorised") * by_authority;

        // T, with last month's stage and the mandates before they drift
        let court_on = self.is_on("court");
        let at_stage = |list: &str| {
            if court_on { self.num(&format!("court.{list}.{}", self.stage)) } else { 0.0 }
        };
        let (court_pressure, entrenchment) = (at_stage("pressure"), at_stage("entrenchment"));
        let mut deferred = 0.0;
        let mut squares = 0.0;
        for b in &self.bodies {
            deferred += self.m[b] * self.of_body(b, "deference");
            squares += self.m[b] * self.m[b];
        }
        let anticipated = self.num("target.anticipation") * self.num("target.publicity") * self.b_publicity;
        self.threat = self.concertation * self.pressure * (1.0 - deferred) * (1.0 - anticipated) + court_pressure;

        // Z
        self.patronage = if self.is_on("patronage") { self.num("pressure.patronage") * protected } else { 0.0 };
        let sign = if self.split { -1.0 } else { 1.0 };
        let z = f64::max(0.0, self.num("target.resolve") + sign * entrenchment + self.patronage);

        // Forum shopping, then the mandates
        let chance =
            self.num("target.shopping_rate") * f64::min(1.0, self.concertation * self.pressure) * (1.0 - squares);
        self.shopped = self.is_on("shopping") && self.uniform("target", 0) < chance;
        let m0 = self.m0();
        for b in &self.bodies {
            let m = self.m[b];
            let back = self.num("target.mandate_return") * (m0[b] - m);
            set(&mut self.m, b, m + back);
        }
        if self.shopped {
            let mut softest = self.bodies[0].clone();
            for b in &self.bodies {
                if self.of_body(b, "deference") > self.of_body(&softest, "deference") {
                    softest = b.clone();
                }
            }
            let shift = self.num("target.mandate_shift");
            for b in &self.bodies {
                let m = self.m[b];
                set(&mut self.m, b, (1.0 - shift) * m + shift * iverson(*b == softest));
            }
            self.delay = f64::max(self.delay, self.num("target.shopping_delay"));
        }

        // Consent
        let sharpness = self.num("target.sharpness");
        for a in self.instruments.clone() {
            if !self.needs_consent(&a) {
                continue;
            }
            let intrusiveness = self.of_instrument(&a, "intrusiveness");
            let q = s_curve(sharpness * (self.threat - z * intrusiveness * self.sigma[&a]));
            let stood = self.consent[&a];
            if !stood && self.sigma[&a] > 0.0 {
                let u = self.uniform(&format!("consent/{a}"), 0);
                let chance = self.num("target.concession_rate") * q;
                set(&mut self.behind, &format!("grants.{a}"), chance);
                self.consent.insert(a.clone(), u < chance);
            } else if stood {
                let u = self.uniform(&format!("consent/{a}"), 1);
                let chance = self.num("target.renege_rate") * intrusiveness * (1.0 - q);
                set(&mut self.behind, &format!("withdraws.{a}"), chance);
                self.consent.insert(a.clone(), u >= chance);
            }
            if stood && !self.consent[&a] {
                self.agreed.insert(a.clone(), false);
            }
            self.prior_consent(&a, z);
        }

        // Restraint and talks
        self.restraint =
            self.num("target.max_restraint") * s_curve(sharpness * (self.threat - z * self.num("target.war_stake")));
        let mut settlement = 0.0;
        for a in &self.instruments {
            settlement += self.of_instrument(a, "settlement") * self.rho[a] * iverson(self.in_force[a] > 0.0);
        }
        let fragmentation = self.num("crisis.fragmentation");
        let reached =
            f64::min(1.0, settlement) * (1.0 - self.num("crisis.haste") * self.b_publicity) * (1.0 - fragmentation);
        self.l = clamp(self.l + self.num("crisis.talks_rate") * (reached - self.l));

        // V*, H', V'
        let mut interference = 0.0;
        if let Some(region) = self.text("target.region") {
            for i in self.members[&region].clone() {
                interference += self.of_state(&i, "interference");
            }
            interference *= 1.0 - self.thickness(&region);
        }
        let floor = self.num("crisis.floor");
        let v_star = self.num("crisis.peak") * (floor + (1.0 - floor) * self.h) * (1.0 - self.restraint)
            + self.num("crisis.insurgency") * fragmentation * (1.0 - self.l)
            + interference;
        self.h *= f64::max(0.0, 1.0 - self.num("crisis.exhaustion") * self.v - self.num("crisis.settle") * self.l);
        // Splintering insurgents revive the war: H' + rearm·max(0, φ − last month's φ)(1 − H')
        let rearm = self.num("crisis.rearm");
        if let Some(last) = self.fragmentation
            && rearm != 0.0
        {
            self.h += rearm * f64::max(0.0, fragmentation - last) * (1.0 - self.h);
        }
        self.fragmentation = Some(fragmentation);
        self.v = clamp(
            self.v
                + self.num("crisis.violence_rate") * (v_star - self.v)
                + self.num("crisis.violence_noise") * self.normal("target", 1),
        );
    }

    /// Consent may come before the vote: agreement in principle, which becomes consent once a is authorised.
    fn prior_consent(&mut self, a: &str, z: f64) {
        let prior = self.num("target.prior");
        if prior > 0.0 && self.exists(a) {
            if self.sigma[a] == 0.0 {
                let expected = z * self.of_instrument(a, "intrusiveness") * prior;
                let willing = s_curve(self.num("target.sharpness") * (self.threat - expected));
                if self.uniform(&format!("consent/{a}"), 2) < self.num("target.concession_rate") * self.q * willing {
                    self.agreed.insert(a.to_owned(), true);
                }
            } else if self.agreed[a] {
                self.consent.insert(a.to_owned(), true);
            }
        }
        if self.agreed[a] {
            set(&mut self.behind, &format!("agreed.{a}"), 1.0);
        }
    }

    // -----------------------------------------------------------------------------------------
    // 9 Court
    // -----------------------------------------------------------------------------------------

    fn court(&mut self) {
        let Some(a) = self.text("court.instrument") else {
            return;
        };
        let u = self.uniform("court", 0);
        if self.stage == 0 {
            if self.sigma[&a] > 0.0 {
                self.stage = 1;
            }
        } else if self.stage == 1 {
            let funding = self.num("court.funding");
            let chance = self.num("court.inquiry_rate") * self.sigma[&a] * (funding + (1.0 - funding) * self.rho[&a]);
            if u < chance {
                self.stage = 2;
            }
        } else if self.stage == 2 && u < self.num("court.leader_rate") {
            self.stage = 3;
            self.split = self.uniform("court", 1) < self.num("court.split");
        }
    }

    // -----------------------------------------------------------------------------------------
    // 10 Blame
    // -----------------------------------------------------------------------------------------

    fn parties(&self) -> Vec<String> {
        let mut parties = self.states.clone();
        parties.extend(self.bodies.clone());
        parties.push("target".to_owned());
        parties
    }

    fn blame(&mut self) {
        self.tau = self.responsibility(&self.x);
        self.clarity_recorded = self.clarity_of_mandates();
        let parties = self.parties();

        // y: the share that each moves off itself
        let mut y = all(&parties, 0.0);
        if self.is_on("deflection") {
            for i in &self.states {
                let a = self.a_aspiration[i];
                let off = if a == 0.0 { 0.0 } else { f64::min(1.0, self.theta_e * self.e[i] / a) };
                set(&mut y, i, off);
            }
            for b in &self.bodies {
                set(&mut y, b, self.num("blame.body_deflection") * self.shortfall[b]);
            }
            set(&mut y, "target", self.num("target.deflection"));
        }

        // pl: plausibility, normalised
        let mut pl = Of::new();
        for i in &self.states {
            set(&mut pl, i, self.num("blame.to_states") * self.kappa_hat[i]);
        }
        for b in &self.bodies {
            let scapegoat = 1.0 + self.num("blame.scapegoat") * self.shortfall[b];
            set(&mut pl, b, self.num("blame.to_bodies") * self.m[b] * scapegoat);
        }
        set(&mut pl, "target", self.num("blame.to_target"));
        let mut sum = 0.0;
        for party in &parties {
            sum += pl[party];
        }
        for party in &parties {
            let share = pl[party] / sum;
            set(&mut pl, party, share);
        }

        // flow i→j = τ_i y_i pl_j/(1−pl_i)
        let mut sent = all(&parties, 0.0);
        let mut received = all(&parties, 0.0);
        self.flows = BTreeMap::new();
        for i in &parties {
            for j in &parties {
                if i != j {
                    let flow = self.tau[i] * y[i] * pl[j] / (1.0 - pl[i]);
                    *sent.get_mut(i).unwrap() += flow;
                    *received.get_mut(j).unwrap() += flow;
                    self.flows.insert((i.clone(), j.clone()), flow);
                }
            }
        }
        // perceived = clarity·τ + (1−clarity)(τ − sent + received)
        for i in &parties {
            let clarity = self.clarity_recorded;
            let perceived = clarity * self.tau[i] + (1.0 - clarity) * (self.tau[i] - sent[i] + received[i]);
            let before = self.blame[i];
            let moved = self.num("blame.rate") * (perceived - before);
            set(&mut self.blame, i, before + moved);
        }
    }

    // -----------------------------------------------------------------------------------------
    // 11 Norm
    // -----------------------------------------------------------------------------------------

    fn norm(&mut self) {
        self.adequacy = if self.n0 == 0.0 { 0.0 } else { 1.0 - self.n / self.n0 };
        // W' = clamp(W + rate(Σκ̂s̄ − W) − erosion·max(0, W − Y)W), Y' = clamp(Y + rate(G − Y))
        let rate = self.num("norm.rate");
        let (w, y) = (self.w_norm, self.y_norm);
        let held = self.weighted(|i| self.s_mean(i));
        let erosion = self.num("norm.erosion") * f64::max(0.0, w - y) * w;
        self.w_norm = clamp(w + rate * (held - w) - erosion);
        let wear = self.num("norm.wear");
        self.y_norm = if wear == 0.0 {
            clamp(y + rate * (self.g - y))
        } else {
            clamp(y + rate * (self.g - y) - wear * self.x_exposure * y)
        };

        let s_last = self.s.clone();
        for i in self.states.clone() {
            let has_peers = self.peers[&i].values().any(|&weight| weight > 0.0);
            for component in COMPONENTS {
                let s = s_last[&i][component];
                let mut of_peers = 0.0;
                for j in &self.states {
                    of_peers += self.peers[&i][j] * s_last[j][component];
                }
                let mut change = self.num("norm.anchoring") * (self.s0[&i][component] - s);
                if self.is_on("norm") {
                    change += self.num("norm.socialisation") * self.tie(&i) * (of_peers - s) * iverson(has_peers);
                    change -= self.num("norm.backlash") * f64::max(0.0, self.w_norm - self.y_norm) * (1.0 - s);
                }
                set(self.s.get_mut(&i).unwrap(), component, clamp(s + change));
            }
        }
    }

    // -----------------------------------------------------------------------------------------
    // 12 Record
    // -----------------------------------------------------------------------------------------

    /// The mean over states, weighted by capability.
    fn weighted(&self, value: impl Fn(&str) -> f64) -> f64 {
        let mut sum = 0.0;
        for i in &self.states {
            sum += self.kappa_hat[i] * value(i);
        }
        sum
    }

    fn blame_hhi(&self) -> f64 {
        let mut responders = self.parties();
        responders.pop();
        let mut sum = 0.0;
        for party in &responders {
            sum += self.blame[party];
        }
        if sum == 0.0 {
            return 0.0;
        }
        let mut hhi = 0.0;
        for party in &responders {
            hhi += (self.blame[party] / sum) * (self.blame[party] / sum);
        }
        hhi
    }

    fn record(&self, reference: &mut Reference) {
        let mut now = Of::new();
        let mut note = |name: &str, value: f64| set(&mut now, name, value);
        note("violence", self.v);
        note("need", self.n);
        note("displaced", self.d_share);
        note("violent_deaths", self.violent_deaths);
        note("deprivation_deaths", self.deprivation_deaths);
        note("adequacy", self.adequacy);
        note("relief_cover", self.r);
        note("protection", self.g);
        note("attention", self.q);
        note("publicity", self.b_publicity);
        note("action", self.weighted(|i| self.action[i]));
        note("words", self.weighted(|i| self.w[i]));
        note("deflection", self.weighted(|i| self.e[i]));
        note("aspiration", self.weighted(|i| self.a_aspiration[i]));
        note("credibility", self.weighted(|i| self.credibility[i]));
        note("demand", self.weighted(|i| self.d[i]));
        note("leaders", self.leads.values().filter(|&&leads| leads).count() as f64);
        note("concertation", self.concertation);
        note("pressure", self.pressure);
        note("threat", self.threat);
        note("patronage", self.patronage);
        note("shopped", iverson(self.shopped));
        note("clarity", self.clarity_recorded);
        note("settlement", self.l);
        note("breach", self.breach);
        note("blame_hhi", self.blame_hhi());
        note("blame_target", self.blame["target"]);
        note("blame_bodies", self.bodies.iter().map(|b| self.blame[b]).sum());
        note("norm_words", self.w_norm);
        note("norm_deeds", self.y_norm);
        note("court_stage", self.stage as f64);
        note("regime_split", iverson(self.split));
        note("solidarism", self.weighted(|i| self.s_mean(i)));
        note("restraint", self.restraint);
        for id in &self.movements {
            note(&format!("mobilisation.{id}"), self.m_movement[id]);
        }
        for a in &self.instruments {
            if self.authority(a).is_some() {
                note(&format!("authorised.{a}"), self.sigma[a]);
                note(&format!("vetoed.{a}"), iverson(self.vetoed[a]));
            }
            if self.needs_consent(a) {
                note(&format!("consent.{a}"), iverson(self.consent[a]));
            }
            if self.protecting.contains(a) {
                note(&format!("deployed.{a}"), self.k_force[a]);
            }
        }
        reference.months.push(now);

        let mut of_states = BTreeMap::new();
        for i in &self.states {
            of_states.insert(
                i.clone(),
                [
                    self.action[i],
                    self.w[i],
                    self.e[i],
                    self.a_aspiration[i],
                    self.d[i],
                    self.blame[i],
                    self.s_mean(i),
                    iverson(self.leads[i]),
                    self.tau[i],
                ],
            );
        }
        reference.states.push(of_states);
        reference.flows.push(self.flows.clone());
    }

    fn outcomes(&self, reference: &mut Reference) {
        let months = &reference.months;
        let count = months.len() as f64;
        let sum = |name: &str| -> f64 { months.iter().map(|month| month[name]).sum() };
        let mean = |name: &str| sum(name) / count;
        let last = |name: &str| months.last().expect("a month")[name];
        let first =
            |name: &str| -> Option<f64> { months.iter().position(|month| month[name] > 0.0).map(|month| month as f64) };
        let mut acting = 0.0;
        for month in &reference.states {
            let some = month.values().filter(|state| state[0] > 0.02).count() as f64;
            acting += some / self.states.len() as f64;
        }

        let mut outcomes = BTreeMap::new();
        let mut note = |name: &str, value: Option<f64>| {
            outcomes.insert(name.to_owned(), value);
        };
        note("violent_deaths", Some(sum("violent_deaths")));
        note("deprivation_deaths", Some(sum("deprivation_deaths")));
        note("deaths", Some(sum("violent_deaths") + sum("deprivation_deaths")));
        note("displaced_end", Some(self.displaced_persons));
        note("adequacy", Some(mean("adequacy")));
        note("relief", Some(mean("relief_cover")));
        note("protection", Some(mean("protection")));
        note("peak_need", Some(months.iter().map(|month| month["need"]).fold(0.0, f64::max)));
        note("words_deeds_gap", Some(mean("words") - mean("action")));
        note("breadth", Some(acting / count));
        note("breach", Some(sum("breach")));
        note("settlement_end", Some(last("settlement")));
        let leaderless = months.iter().filter(|month| month["leaders"] == 0.0).count();
        note("leaderless_months", Some(leaderless as f64));
        note("months_to_leader", first("leaders"));
        for a in &self.instruments {
            if self.authority(a).is_some() {
                note(&format!("months_to_authorised.{a}"), first(&format!("authorised.{a}")));
            }
            if self.needs_consent(a) {
                let to_consent = if self.consented_at_start[a] { Some(0.0) } else { first(&format!("consent.{a}")) };
                note(&format!("months_to_consent.{a}"), to_consent);
            }
            if self.protecting.contains(a) {
                note(&format!("deployed_end.{a}"), Some(last(&format!("deployed.{a}"))));
            }
        }
        note("forum_shopping_months", Some(sum("shopped")));
        note("votes_held", Some(reference.votes.len() as f64));
        note("votes_passed", Some(reference.votes.iter().filter(|vote| vote.passed).count() as f64));
        note("vetoes", Some(reference.votes.iter().filter(|vote| vote.vetoed).count() as f64));
        note("blame_hhi", Some(mean("blame_hhi")));
        note("norm_words_end", Some(last("norm_words")));
        note("norm_deeds_end", Some(last("norm_deeds")));
        reference.outcomes = outcomes;
    }
}

/// Lays profiles under the states that name one.
fn lay_profiles(root: &mut Table) {
    let profiles = match root.get("profiles") {
        Some(Value::Table(profiles)) => profiles.clone(),
        _ => Table::new(),
    };
    let Some(Value::Table(states)) = root.get_mut("states") else {
        panic!("no states");
    };
    for (_, state) in states.iter_mut() {
        let Value::Table(own) = state else {
            panic!("a state is a table");
        };
        if let Some(name) = own.get("profile").map(|v| v.as_str().expect("a text").to_owned()) {
            let Value::Table(defaults) = &profiles[&name] else {
                panic!("a profile is a table");
            };
            *state = Value::Table(merge(defaults, own));
        }
    }
}

/// Sets the number at a place, and makes what is missing on the way.
fn put(root: &mut Table, place: &[String], value: f64) {
    let mut table = root;
    for (depth, part) in place.iter().enumerate() {
        if depth + 1 == place.len() {
            table.insert(part.clone(), Value::Float(value));
            return;
        }
        let below = table.entry(part.clone()).or_insert_with(|| Value::Table(Table::new()));
        if part == "solidarism" && !below.is_table() {
            *below = two_of(number(below).unwrap_or(0.0));
        }
        // An absent solidarism is an empty table by now, of which the other component reads 0.
        if let Value::Array(list) = below {
            assert_eq!(depth + 2, place.len(), "nothing below a list's number");
            let index: usize = place[depth + 1].parse().expect("a place in a list");
            list[index] = Value::Float(value);
            return;
        }
        table = below.as_table_mut().expect("a table on the way");
    }
}

fn two_of(value: f64) -> Value {
    let two = COMPONENTS.iter().map(|&c| (c.to_owned(), Value::Float(value)));
    Value::Table(two.collect())
}

// ---------------------------------------------------------------------------------------------
// Chance
// ---------------------------------------------------------------------------------------------

fn quarter_round(x: &mut [u32; 16], a: usize, b: usize, c: usize, d: usize) {
    x[a] = x[a].wrapping_add(x[b]);
    x[d] = (x[d] ^ x[a]).rotate_left(16);
    x[c] = x[c].wrapping_add(x[d]);
    x[b] = (x[b] ^ x[c]).rotate_left(12);
    x[a] = x[a].wrapping_add(x[b]);
    x[d] = (x[d] ^ x[a]).rotate_left(8);
    x[c] = x[c].wrapping_add(x[d]);
    x[b] = (x[b] ^ x[c]).rotate_left(7);
}

/// One block of ChaCha with 8 rounds: 64-bit counter in words 12-13, 64-bit stream in words 14-15.
pub fn chacha8(key: &[u8; 32], counter: u64, stream: u64) -> [u32; 16] {
    let mut start = [0u32; 16];
    start[..4].copy_from_slice(&[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]);
    for k in 0..8 {
        start[4 + k] = u32::from_le_bytes([key[4 * k], key[4 * k + 1], key[4 * k + 2], key[4 * k + 3]]);
    }
    start[12] = counter as u32;
    start[13] = (counter >> 32) as u32;
    start[14] = stream as u32;
    start[15] = (stream >> 32) as u32;
    let mut x = start;
    for _ in 0..4 {
        quarter_round(&mut x, 0, 4, 8, 12);
        quarter_round(&mut x, 1, 5, 9, 13);
        quarter_round(&mut x, 2, 6, 10, 14);
        quarter_round(&mut x, 3, 7, 11, 15);
        quarter_round(&mut x, 0, 5, 10, 15);
        quarter_round(&mut x, 1, 6, 11, 12);
        quarter_round(&mut x, 2, 7, 8, 13);
        quarter_round(&mut x, 3, 4, 9, 14);
    }
    for k in 0..16 {
        x[k] = x[k].wrapping_add(start[k]);
    }
    x
}

/// The inverse of the normal distribution function (Wichura 1988, AS 241, PPND16).
#[expect(clippy::excessive_precision, reason = "coefficients as published")]
pub fn inverse_normal(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.387_132_872_796_366_608_0,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ];
    const B: [f64; 8] = [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_082_1e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061_0e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561_0e3,
    ];
    const C: [f64; 8] = [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_90,
        5.769_497_221_460_691_405_50,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_70e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_40e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_40,
        6.897_673_349_851_000_045_50e-1,
        1.481_039_764_274_800_745_90e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946_00e-4,
        1.050_750_071_644_416_843_24e-9,
    ];
    const E: [f64; 8] = [
        6.657_904_643_501_103_777_20,
        5.463_784_911_164_114_369_90,
        1.784_826_539_917_291_335_80,
        2.965_605_718_285_048_912_30e-1,
        2.653_218_952_657_612_309_30e-2,
        1.242_660_947_388_078_438_60e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        5.998_322_065_558_879_376_90e-1,
        1.369_298_809_227_358_053_10e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591_00e-4,
        1.846_318_317_510_054_681_80e-5,
        1.421_511_758_316_445_888_70e-7,
        2.044_263_103_389_939_785_64e-15,
    ];
    let poly = |k: &[f64; 8], r: f64| k.iter().rev().fold(0.0, |sum, &c| sum * r + c);
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * poly(&A, r) / poly(&B, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-tail.ln()).sqrt();
    let z = if r <= 5.0 { poly(&C, r - 1.6) / poly(&D, r - 1.6) } else { poly(&E, r - 5.0) / poly(&F, r - 5.0) };
    if q < 0.0 { -z } else { z }
}
