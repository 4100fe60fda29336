// What the reader has set. The address of the page carries all of it behind `#`, and nothing in it is trusted.

// More than any reader sets by hand; an address is not to make the page work for hours.
const MOST_CHANGES = 300;
const MOST_LETTERS = 20000;

const nothing = (scenario) => ({ scenario, theory: null, counterfactual: null, switches: {}, dropped: [], set: [] });

// The settings alone, as the engine takes them.
const settingOf = ({ scenario, theory, counterfactual, switches, dropped, set }) => ({ scenario, theory, counterfactual, switches, dropped, set });
const baseOf = ({ scenario }) => nothing(scenario);
const isChanged = (state) => state.set.length > 0 || state.dropped.length > 0 || Object.keys(state.switches).length > 0;
const isBase = (state) => !isChanged(state) && !state.theory && !state.counterfactual;

// The state as what stands behind `#`.
function addressOf(state, first) {
  const address = new URLSearchParams();
  const put = (key, value, usual) => value !== usual && value !== null && address.set(key, value);
  put("scenario", state.scenario, first);
  put("theory", state.theory, null);
  put("counterfactual", state.counterfactual, null);
  if (Object.keys(state.switches).length) address.set("switches", JSON.stringify(state.switches));
  if (state.dropped.length) address.set("dropped", JSON.stringify(state.dropped));
  if (state.set.length) address.set("set", JSON.stringify(state.set));
  put("indicator", state.indicator, "need");
  put("month", state.month, 0);
  put("tour", state.tour, 0);
  if (!state.workers) address.set("workers", "0");
  return address.toString();
}

// The state that stands behind `#`, and what of it could not be taken.
function stateOf(hash, offer) {
  const [state, wrong] = [{ ...nothing(offer.scenarios[0].path), indicator: "need", month: 0, tour: 0, workers: true }, []];
  if (hash.length > MOST_LETTERS) return { state, wrong: ["it is longer than any that this page makes, so nothing of it was taken"] };
  const address = new URLSearchParams(hash);
  const known = (key, choices) => {
    const value = address.get(key);
    if (value === null) return;
    if (choices.some(({ path }) => path === value)) state[key] = value;
    else wrong.push(`${key} ${value.slice(0, 80)} is not on this page${key === "scenario" ? " (a file of your own must be dropped on it first)" : ""}`);
  };
  known("scenario", offer.scenarios);
  known("theory", offer.theories);
  known("counterfactual", offer.counterfactuals);
  const json = (key, fits) => {
    if (!address.has(key)) return;
    try {
      const value = JSON.parse(address.get(key));
      if (fits(value)) state[key] = value;
      else wrong.push(`${key} is nothing that this page sets`);
    } catch {
      wrong.push(`${key} cannot be read`);
    }
  };
  const isPlain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const few = (list) => list.length <= MOST_CHANGES;
  const isText = (value) => typeof value === "string" && value.length < 300;
  const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
  const isValue = (value) => isNumber(value) || isText(value) || (isPlain(value) && few(Object.keys(value)) && Object.values(value).every(isNumber));
  json("switches", (value) => isPlain(value) && few(Object.keys(value)) && Object.values(value).every((on) => typeof on === "boolean"));
  json("dropped", (value) => Array.isArray(value) && few(value) && value.every(isText));
  json("set", (value) => Array.isArray(value) && few(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && isText(pair[0]) && isValue(pair[1])));
  const number = (key, most) => {
    const value = Number(address.get(key) ?? 0);
    if (Number.isInteger(value) && value >= 0 && value <= most) state[key] = value;
    else wrong.push(`${key} is no number of this page`);
  };
  number("month", 1200);
  number("tour", 7);
  const indicator = address.get("indicator");
  if (indicator !== null && isText(indicator)) state.indicator = indicator;
  state.workers = address.get("workers") !== "0";
  return { state, wrong };
}
