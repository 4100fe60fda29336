//! Examples for every command, which its help ends with. Tests parse each of them, and run those that are quick.

use clap::Command;

/// The examples of each command.
const EXAMPLES: [(&str, &[&str]); 21] = [
    (
        "run",
        &[
            "intsoc scenarios/minimal.toml",
            "intsoc run scenarios/minimal.toml --set target.resolve=0.1 --off veto",
            "intsoc run scenarios/baseline.toml --export-latex table.tex",
        ],
    ),
    (
        "compare",
        &[
            "intsoc compare scenarios/baseline.toml scenarios/counterfactuals/*.toml",
            "intsoc compare scenarios/minimal.toml --with off=veto",
            "intsoc compare scenarios/minimal.toml --with target.resolve=0.1 --json",
        ],
    ),
    (
        "sweep",
        &[
            "intsoc sweep scenarios/sweeps/responsibility.toml",
            "intsoc sweep scenarios/sweeps/responsibility.toml --shard 1/3",
        ],
    ),
    ("robust", &["intsoc robust scenarios/minimal.toml --points 100", "intsoc robust scenarios/sweeps/critical.toml"]),
    ("merge", &["intsoc merge results/responsibility-shard-*-of-3"]),
    ("patterns", &["intsoc patterns", "intsoc patterns scenarios/patterns.toml --replicates 50"]),
    ("hindcast", &["intsoc hindcast scenarios/baseline.toml"]),
    ("cases", &["intsoc cases", "intsoc cases scenarios/cases.toml --replicates 50 --points 0"]),
    ("calibrate", &["intsoc calibrate scenarios/baseline.toml --points 2000"]),
    ("precision", &["intsoc precision scenarios/minimal.toml"]),
    ("sensitivity", &["intsoc sensitivity results/responsibility --outcome adequacy"]),
    (
        "explain",
        &[
            "intsoc explain scenarios/minimal.toml --worst",
            "intsoc explain scenarios/baseline.toml scenarios/counterfactuals/no-veto.toml",
        ],
    ),
    ("explore", &["intsoc explore scenarios/baseline.toml", "intsoc explore --no-open --out class.html"]),
    (
        "report",
        &[
            "intsoc report results/minimal",
            "intsoc report results/baseline results/baseline-compared --pictures pictures",
        ],
    ),
    ("reproduce", &["intsoc reproduce results/minimal h0123456789ab-1-7"]),
    (
        "check",
        &[
            "intsoc check scenarios/minimal.toml --assumed",
            "intsoc check scenarios/baseline.toml --bibtex",
            "intsoc check results/minimal --json",
        ],
    ),
    ("describe", &["intsoc describe scenarios/minimal.toml"]),
    ("migrate", &["intsoc migrate --check scenarios/minimal.toml"]),
    ("schema", &["intsoc schema"]),
    ("completions", &["intsoc completions bash"]),
    ("man", &["intsoc man", "intsoc man compare"]),
];

/// What the help of the whole ends with.
const WHOLE: &str = "\
`intsoc FILE` does what the file asks for: it runs a scenario, a sweep, or patterns.

Examples:
  intsoc scenarios/minimal.toml
  intsoc compare scenarios/minimal.toml --with off=veto
  intsoc help compare

Exit codes:
  0    done
  1    failed on the way, or `check` found results that are not as they were written
  2    wrong usage or input; nothing was played
  130  stopped by Ctrl-C or another signal; what was complete is kept where it says so";

/// Commands with their examples.
pub fn added(commands: Command) -> Command {
    EXAMPLES.iter().fold(commands.after_help(WHOLE), |commands, (name, examples)| {
        let lines: String = examples.iter().map(|example| format!("\n  {example}")).collect();
        commands.mut_subcommand(*name, |command| command.after_help(format!("Examples:{lines}")))
    })
}
