//! However the program is built, it is the same program: the tests' build, which shares its dependencies with those of
//! the tests, gives the bytes of the release build, and neither asks the platform for mathematics.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::support::desk::Desk;

/// The program as the tests are run with it.
pub const TESTED: &str = env!("CARGO_BIN_EXE_intsoc");

/// The program as it is shipped, built for the occasion unless it is there.
pub static SHIPPED: LazyLock<PathBuf> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--release", "--locked", "--bin", "intsoc", "--message-format", "json"]).current_dir(root());
    // Where the tests' own build is of the release profile, it would be written over.
    let own = Path::new(env!("CARGO_TARGET_TMPDIR")).join("release");
    cargo.args(cfg!(not(debug_assertions)).then_some(["--target-dir".as_ref(), own.as_os_str()]).into_iter().flatten());
    let output = cargo.output().expect("cargo runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("cargo says where the program is")
});

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a program says on standard output, asked in the project's folder.
fn said(program: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(root()).output().expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The SHA-256 of every table of the shipped scenarios and sweeps, and of a comparison, by folder and name.
fn hashes(program: &Path) -> BTreeMap<String, String> {
    let desk = Desk::new();
    let make = |folder: &str, arguments: &[&str]| {
        let out = desk.path(folder);
        said(program, &[arguments, &["--quiet", "--out", out.to_str().expect("UTF-8")]].concat());
        let names = desk.names(folder).into_iter().filter(|name| name.ends_with(".csv"));
        names.map(|name| format!("{folder}/{name}")).collect::<Vec<_>>()
    };
    let mut tables = make("detail", &["run", "scenarios/baseline.toml", "--replicates", "4", "--detail"]);
    tables.extend(make("baseline", &["run", "scenarios/baseline.toml", "--replicates", "40"]));
    tables.extend(make("minimal", &["run", "scenarios/minimal.toml"]));
    let other = "scenarios/counterfactuals/no-veto.toml";
    tables.extend(make("compare", &["compare", "scenarios/baseline.toml", other, "--replicates", "10"]));
    for sweep in std::fs::read_dir(root().join("scenarios/sweeps")).expect("sweeps are shipped").flatten() {
        let (name, path) = (sweep.file_name().into_string().expect("UTF-8"), sweep.path());
        // Those over plausible numbers have many points, and one of their kind tells as much.
        if std::fs::read_to_string(&path).expect("it is shipped").contains("\nranges = ") {
            continue;
        }
        tables.extend(make(&name, &["sweep", path.to_str().expect("UTF-8"), "--replicates", "1"]));
    }
    tables.extend(make("robust", &["robust", "scenarios/baseline.toml", "--points", "60", "--replicates", "2"]));
    tables.into_iter().map(|table| (table.clone(), intsoc::scenario::sha256(&desk.bytes(&table)))).collect()
}

/// Functions of the platform's C library whose results differ from one platform to the next.
#[cfg(target_os = "linux")]
const MATHEMATICS: &str = "exp exp2 exp10 expm1 log log2 log10 log1p logb pow cbrt hypot sin cos sincos tan asin acos \
    atan atan2 sinh cosh tanh asinh acosh atanh erf erfc tgamma lgamma lgamma_r j0 j1 y0 y1";

/// Who may call them: how fast a bar of progress moves, and how tightly a workbook is packed, are no results.
#[cfg(target_os = "linux")]
const NO_RESULTS: [&str; 2] = ["<indicatif::", "<zopfli::"];

/// What a tool of binutils says of a program; whoever links programs has them.
#[cfg(target_os = "linux")]
fn binutils(tool: &str, options: &[&str], program: &Path) -> String {
    let output = Command::new(tool).args(options).arg(program).output();
    let output = output.unwrap_or_else(|error| panic!("{tool}, of binutils: {error}"));
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The function of the platform's mathematics, if any, that `NAME@VERSION` is.
#[cfg(target_os = "linux")]
fn mathematics(symbol: &str) -> Option<&str> {
    let name = symbol.split_once('@')?.0;
    let is = |name: &str| MATHEMATICS.split_whitespace().any(|function| function == name);
    (is(name) || name.strip_suffix('f').is_some_and(is)).then_some(name)
}

mod slow {
    use super::*;

    #[test]
    fn the_tested_and_the_shipped_program_write_the_same_bytes() {
        let (tested, shipped) = (Path::new(TESTED), SHIPPED.as_path());
        assert_eq!(said(tested, &["--version"]), said(shipped, &["--version"]), "they are not of the same sources");
        assert!(
            std::fs::read(tested).expect("it runs") != std::fs::read(shipped).expect("it runs"),
            "they are one build"
        );
        let (tested, shipped) = (hashes(tested), hashes(shipped));
        for table in
            ["detail/months.csv", "minimal/summary.csv", "constituencies.toml/points.csv", "compare/effects.csv"]
        {
            assert!(tested.contains_key(table), "no {table} among {:?}", tested.keys());
        }
        assert_eq!(tested, shipped);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn no_result_of_any_build_asks_the_platform_for_mathematics() {
        for program in [Path::new(TESTED), SHIPPED.as_path()] {
            let listed = binutils("nm", &["-D", "--undefined-only"], program);
            let symbols: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().last()).collect();
            assert!(symbols.iter().any(|symbol| symbol.starts_with("memcpy@")), "{symbols:?}");
            let mut unseen: Vec<&str> = symbols.iter().filter_map(|symbol| mathematics(symbol)).collect();
            let (mut function, mut wrong) = ("", vec![]);
            for line in binutils("objdump", &["--disassemble", "--demangle", "--no-show-raw-insn"], program).lines() {
                if line.ends_with(">:") {
                    function = line;
                } else if let Some(name) = line.rsplit_once('<').and_then(|(_, symbol)| mathematics(symbol)) {
                    unseen.retain(|known| *known != name);
                    // The stubs through which a function of a library is called have its name themselves.
                    if !NO_RESULTS.iter().any(|part| function.contains(part)) && !function.contains("@plt>") {
                        wrong.push(format!("{name} in {function}"));
                    }
                }
            }
            assert!(wrong.is_empty(), "{} calls the platform's {wrong:#?}", program.display());
            assert!(unseen.is_empty(), "{}: nobody was seen to call {unseen:?}", program.display());
        }
    }
}
