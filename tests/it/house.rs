//! The house as it is drawn: who knows whom, and who plays histories.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of `src` by its module path, `""` for `lib.rs`, with its text but for its tests and comments.
fn files() -> BTreeMap<String, String> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![root().join("src")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !is_program(&path) {
                found.insert(module_of(&path), code_of(&path));
            }
        }
    }
    found
}

/// Programs stand above all floors.
fn is_program(path: &Path) -> bool {
    path.ends_with("src/main.rs") || path.ends_with("src/engine.rs")
}

fn module_of(path: &Path) -> String {
    let own = path.strip_prefix(root().join("src")).expect("it is in src").with_extension("");
    let names: Vec<&str> = own.iter().filter_map(|name| name.to_str()).collect();
    let names = match names.as_slice() {
        ["lib"] => &[][..],
        [folder @ .., "mod"] => folder,
        all => all,
    };
    names.join("::")
}

fn code_of(path: &PathBuf) -> String {
    let text = fs::read_to_string(path).expect("UTF-8");
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n").replace("pub(in crate::output)", "pub")
}

/// The paths of a `use`, one for each name.
fn spread(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((before, inside)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().trim().to_string()];
    };
    let inside = inside.trim_end().strip_suffix('}').unwrap_or(inside);
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for letter in inside.chars() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        match letter {
            ',' if depth == 0 => parts.push(String::new()),
            _ => parts.last_mut().expect("never empty").push(letter),
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| spread(part)).map(|path| format!("{before}{path}")).collect()
}

/// What a file uses. A `mod.rs` that hands on the names of its files uses none of them by that.
fn used(module: &str, code: &str, is_folder: bool) -> Vec<String> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let starts = at == 0 || code[..at].ends_with(['\n', ' ', '{']);
        let handed_on = is_folder && code[..at].ends_with("pub ");
        if let Some(end) = code[at..].find(';').filter(|_| starts && !handed_on) {
            paths.extend(spread(&code[at + 4..at + end]));
        }
    }
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start).filter(|(at, _)| !code[..*at].ends_with("::")) {
            let end = code[at..].find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != ':');
            paths.push(code[at..end.map_or(code.len(), |end| at + end)].to_string());
        }
    }
    let absolute = |path: String| {
        let mut names: Vec<&str> = path.split("::").map(str::trim).filter(|name| !name.is_empty()).collect();
        let mut base: Vec<&str> = module.split("::").filter(|name| !name.is_empty()).collect();
        match names.first() {
            Some(&"crate") => (names, base) = (names[1..].to_vec(), vec![]),
            Some(&"self") => names = names[1..].to_vec(),
            _ => {
                while names.first() == Some(&"super") {
                    names.remove(0);
                    base.pop();
                }
            }
        }
        base.into_iter().chain(names).collect::<Vec<_>>().join("::")
    };
    paths.into_iter().map(absolute).collect()
}

/// The files that each file imports.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let files = files();
    let is_folder = |module: &str| files.keys().any(|other| other.starts_with(&format!("{module}::")));
    let file_of = |path: &str| {
        let mut names: Vec<&str> = path.split("::").collect();
        while !names.is_empty() && !files.contains_key(&names.join("::")) {
            names.pop();
        }
        (!names.is_empty()).then(|| names.join("::"))
    };
    let of = |(module, code): (&String, &String)| {
        let paths = used(module, code, module.is_empty() || is_folder(module));
        let known = paths.iter().filter_map(|path| file_of(path)).filter(|other| other != module);
        (module.clone(), known.collect())
    };
    files.iter().map(of).collect()
}

#[test]
fn no_two_files_import_one_another_however_far_round() {
    let imports = imports();
    assert!(imports.len() > 100 && imports["cli::run"].contains("study::run"), "the files are read");
    let mut circles = Vec::new();
    for start in imports.keys() {
        let (mut reached, mut next) = (BTreeSet::new(), vec![start]);
        while let Some(file) = next.pop() {
            next.extend(imports[file].iter().filter(|other| reached.insert((*other).clone())));
        }
        if reached.contains(start) {
            circles.push(start);
        }
    }
    assert!(circles.is_empty(), "each of these comes back to itself: {circles:?}");
}

/// The table of `docs/architecture.md`: each folder or file of the top, and what it may know.
fn floors() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_string).collect();
    rows.filter_map(|row| {
        let (name, rest) = row.split_once("` |")?;
        Some((name.to_string(), names(rest.split('|').next()?)))
    })
    .collect()
}

#[test]
fn every_floor_knows_only_those_that_the_architecture_says() {
    let (floors, mut wrong) = (floors(), BTreeSet::new());
    let top = |module: &str| module.split("::").next().unwrap_or_default().to_string();
    let (mut seen, mut known) = (BTreeSet::new(), BTreeSet::new());
    for (file, others) in imports() {
        let own = top(&file);
        if own.is_empty() {
            continue;
        }
        seen.insert(own.clone());
        for other in others.iter().map(|other| top(other)).filter(|other| *other != own && !other.is_empty()) {
            known.insert((own.clone(), other.clone()));
            if !floors.get(&own).is_some_and(|may| may.contains(&other)) {
                wrong.insert(format!("{file} imports {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "docs/architecture.md does not say so: {wrong:#?}");
    assert_eq!(
        floors.keys().collect::<Vec<_>>(),
        seen.iter().collect::<Vec<_>>(),
        "docs/architecture.md has every floor"
    );
    let said = floors.iter().flat_map(|(own, may)| may.iter().map(move |other| (own.clone(), other.clone())));
    let idle: Vec<_> = said.filter(|pair| !known.contains(pair)).collect();
    assert!(idle.is_empty(), "docs/architecture.md says what is no longer so: {idle:?}");
}

#[test]
fn histories_are_played_by_studies_and_the_workers_of_a_page_and_by_nobody_else() {
    let calls = ["History::new(", "Histories::new(", "Recorder::new(", ".player(", ".histories(", ".blocks("];
    let plays = |code: &str| calls.iter().any(|call| code.contains(call));
    let players: BTreeSet<String> = files()
        .into_iter()
        .filter(|(module, code)| plays(code) && !module.starts_with("model") && !module.starts_with("ensemble"))
        .map(|(module, _)| module.split("::").next().unwrap_or_default().to_string())
        .collect();
    assert_eq!(players.into_iter().collect::<Vec<_>>(), ["explorer", "study"]);
    let loops = files().values().map(|code| code.matches(".step()").count()).sum::<usize>();
    // One loop plays a history; the telling of two twins steps both of them at once.
    assert_eq!(loops, 3, "somebody else steps through a history");
}

#[test]
fn a_scenario_that_is_frozen_stays_as_it_is() {
    let fields = ["seed", "replicates", "months", "start", "off", "actors", "epochs", "epoch_of_month", "initial"];
    let writes = |code: &str| fields.iter().any(|field| code.contains(&format!("scenario.{field} = ")));
    assert!(writes("scenario.seed = 1"), "what is looked for is found");
    let writers: Vec<String> = files()
        .into_iter()
        .filter(|(module, code)| writes(code) && !module.starts_with("scenario"))
        .map(|(module, _)| module)
        .collect();
    assert!(writers.is_empty(), "whoever wants another seed gives one: Scenario::with_seed, not {writers:?}");
}

/// The functions of a text: what stands above each, its name, from there to where its body begins, and all after that.
fn functions(code: &str) -> Vec<[&str; 4]> {
    let starts = code.match_indices("fn ").map(|(at, _)| at);
    let starts =
        starts.filter(|at| code[..*at].ends_with(['\n', ' ']) && code[at + 3..].starts_with(char::is_alphabetic));
    starts
        .map(|at| {
            let above = code[..at].rfind(['}', ';', '{']).map_or(0, |end| end + 1);
            let rest = &code[at + 3..];
            let name = rest.split(['(', '<']).next().unwrap_or_default();
            let signature = rest.split([';', '{']).next().unwrap_or_default();
            [&code[above..at], name, signature, rest[signature.len()..].trim_start_matches([' ', '{', '\n'])]
        })
        .collect()
}

/// Has a function to do with numbers `V` of several histories side by side? One that is given a `lane` works in one of
/// them; the setting of a month, and of a sitting, are the same for all.
fn is_of_several(signature: &str) -> bool {
    let own = ["MonthContext<'_, V>", "MonthContext<'a, V>", "Sitting<'_, V>", "<V: Real>"];
    let signature = own.iter().fold(signature.to_string(), |signature, shared| signature.replace(shared, ""));
    let mut words = signature.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.any(|word| word == "V") && !signature.contains("lane: usize")
}

#[test]
fn what_a_month_does_side_by_side_is_compiled_with_its_phase() {
    // A function that is compiled by itself has no registers of the processor's: it would give the same, and be slow.
    let (mut seen, mut alone) = (BTreeSet::new(), Vec::new());
    for (module, code) in files() {
        let in_model = module.starts_with("model::") && module != "model::history";
        // Whoever keeps something of histories looks at their world every month.
        let keeps = code.contains("impl Keep for");
        for [above, name, signature, body] in functions(&code) {
            let looks = keeps && signature.contains("World<V>");
            if (in_model && is_of_several(signature)) || looks {
                seen.insert(module.clone());
                // Or it goes in by itself, and all that it does is compiled there.
                if !above.contains("#[inline(always)]") && !body.starts_with("V::enter(") {
                    alone.push(format!("{module}::{name}"));
                }
            }
        }
    }
    for phase in intsoc::model::PHASES {
        assert!(seen.contains(&format!("model::{}", phase.name)), "{} is read", phase.name);
    }
    assert!(["model::maths", "ensemble::recording", "measure::quantity"].iter().all(|file| seen.contains(*file)));
    assert!(alone.is_empty(), "these are to be `#[inline(always)]`, as src/lanes says: {alone:#?}");
}

/// Every file and folder of the project by its path, but for what is built, written or git's own.
fn everything() -> Vec<String> {
    let (mut found, mut folders) = (vec![], vec![root().to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("it can be read").flatten() {
            let path = entry.path();
            let own = path.strip_prefix(root()).expect("it is below").to_string_lossy().replace('\\', "/");
            if ["target", "results", ".git", "docs/site"].contains(&own.as_str()) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            }
            found.push(own);
        }
    }
    found
}

#[test]
fn every_file_has_a_name_that_all_systems_take_and_the_same_bytes_in_every_checkout() {
    let devices = ["con", "prn", "aux", "nul"];
    let is_odd = |name: &str| {
        let stem = name.split('.').next().unwrap_or_default();
        let is_device =
            devices.contains(&stem) || ["com", "lpt"].iter().any(|device| stem.starts_with(device) && stem.len() == 4);
        is_device
            || name.ends_with(['.', ' '])
            || name.contains(|sign: char| r#"<>:"\|?*"#.contains(sign) || sign.is_control())
    };
    let all = everything();
    assert!(all.len() > 500 && all.iter().any(|path| path == "src/model/mod.rs"), "{}", all.len());
    let small: Vec<String> = all.iter().map(|path| path.to_lowercase()).collect();
    let odd: Vec<&String> = small.iter().filter(|path| path.split('/').any(is_odd)).collect();
    assert!(odd.is_empty(), "Windows refuses {odd:?}");
    assert_eq!(small.iter().collect::<BTreeSet<_>>().len(), all.len(), "two names differ only in capitals");
    let long = all.iter().filter(|path| path.len() > 100).collect::<Vec<_>>();
    assert!(long.is_empty(), "too long below a folder of somebody's: {long:?}");
    let attributes = fs::read_to_string(root().join(".gitattributes")).expect(".gitattributes");
    assert!(attributes.lines().any(|line| line == "* -text"), "a checkout may change the ends of lines");
}

/// What the lint lets through where a file says so by name.
const UNSAFE: [&str; 7] = [
    "src/engine.rs",
    "src/lanes/avx2.rs",
    "src/lanes/avx512.rs",
    "src/lanes/many.rs",
    "src/lanes/portable.rs",
    "src/lanes/vector.rs",
    "tests/allocation.rs",
];

#[test]
fn nothing_is_unsafe_but_vector_registers_the_door_to_web_assembly_and_an_allocator_that_counts() {
    assert!(fs::read_to_string(root().join("Cargo.toml")).expect("UTF-8").contains("unsafe_code = \"deny\""));
    let lets = |path: &String| {
        let text = fs::read_to_string(root().join(path)).expect("UTF-8");
        ["expect", "allow", "warn"].iter().any(|level| text.contains(&format!("{level}(unsafe_{}", "code")))
    };
    let mut found: Vec<String> = everything().into_iter().filter(|path| path.ends_with(".rs") && lets(path)).collect();
    found.sort();
    assert_eq!(found, UNSAFE);
}
