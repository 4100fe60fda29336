//! Pages as a real browser shows them: whole, quiet, and no wider than it.

/// In a real browser. `cargo test --test it needs_chromium -- --ignored` runs these where there is one.
mod needs_chromium {
    use std::fs;
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::path::Path;
    use std::process::{Command, Output};
    use std::thread;
    use std::time::Duration;

    use crate::support::desk::Desk;
    use crate::support::pages::{KINDS, desk};

    /// The browser, headless, at a page.
    fn browser(arguments: &[&str], page: &Path) -> Output {
        let profile = tempfile::tempdir().expect("a temporary folder");
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let ran = names.into_iter().find_map(|name| {
            let mut command = Command::new(name);
            command.args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--enable-logging=stderr",
                "--virtual-time-budget=2000",
            ]);
            command.arg(format!("--user-data-dir={}", profile.path().display()));
            command.args(arguments).arg(format!("file://{}", page.display())).output().ok()
        });
        ran.expect("chromium is installed (Debian: chromium)")
    }

    /// Everything that a page asks a network for, as a proxy hears it.
    fn asked_for(page: &Path) -> Vec<String> {
        let proxy = TcpListener::bind("127.0.0.1:0").expect("loopback");
        let address = format!("--proxy-server=http://{}", proxy.local_addr().expect("an address"));
        let heard = thread::spawn(move || {
            let mut asked = Vec::new();
            for stream in proxy.incoming() {
                let Ok(stream) = stream else { continue };
                let mut line = String::new();
                let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
                let _ = BufReader::new(stream).read_line(&mut line);
                if line.starts_with("THE END") {
                    return asked;
                }
                asked.push(line);
            }
            asked
        });
        let port = address.rsplit(':').next().expect("a port").to_string();
        browser(&[&address, "--dump-dom"], page);
        let mut end = TcpStream::connect(format!("127.0.0.1:{port}")).expect("the listener");
        end.write_all(b"THE END\r\n").expect("it listens");
        let asked = heard.join().expect("it ends");
        // What the browser asks for by itself is no page's.
        asked.into_iter().filter(|line| line.contains(".example") || !line.contains("google")).collect()
    }

    /// A script that a test lays over a page: what each picture and each of its words takes up.
    const MEASURE: &str = "<pre id=measured></pre><script>
const out = [];
for (const details of document.querySelectorAll('details')) details.open = true;
document.querySelectorAll('figure svg').forEach((svg, index) => {
  const [left, top, wide, high] = svg.getAttribute('viewBox').split(' ').map(Number);
  const box = svg.getBBox();
  const drawn = svg.querySelectorAll('path, rect, circle').length;
  const rows = svg.closest('figure').querySelectorAll('tbody tr').length;
  out.push(['picture', index, svg.getAttribute('aria-label'), drawn, rows, box.width / wide, box.height / high].join('\\t'));
  for (const text of svg.querySelectorAll('text')) {
    const at = text.getBBox();
    const outside = at.x < left - 1 || at.y < top - 1 || at.x + at.width > left + wide + 1 || at.y + at.height > top + high + 1;
    if (outside) out.push(['outside', index, text.textContent].join('\\t'));
  }
  const words = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()]).filter(pair => pair[0]);
  words.forEach(([one, a], i) => words.slice(i + 1).forEach(([two, b]) => {
    const x = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
    const y = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
    if (x > 2 && y > 4) out.push(['overlap', index, one + ' / ' + two].join('\\t'));
  }));
});
document.getElementById('measured').textContent = out.join('\\n');
</script>";

    /// The lines that the script writes of a page.
    fn measured(desk: &Desk, text: &str) -> Vec<Vec<String>> {
        let policy =
            text.find("<meta http-equiv=\"Content-Security-Policy\"").expect("a policy, which forbids scripts");
        let end = policy + text[policy..].find('>').expect("it ends") + 1;
        let laid = format!("{}{}", &text[..policy], text[end..].replace("</body>", &format!("{MEASURE}</body>")));
        desk.put("measured.html", &laid);
        let seen = browser(&["--dump-dom"], &desk.path("measured.html"));
        let seen = String::from_utf8_lossy(&seen.stdout).into_owned();
        let (_, lines) = seen.split_once("<pre id=\"measured\">").expect("the script ran");
        let (lines, _) = lines.split_once("</pre>").expect("it ends");
        lines.lines().map(|line| line.split('\t').map(str::to_string).collect()).collect()
    }

    /// What a browser complains of on its console.
    fn complaints(seen: &Output) -> Vec<String> {
        let told = String::from_utf8_lossy(&seen.stderr);
        told.lines().filter(|line| line.contains("CONSOLE")).map(str::to_string).collect()
    }

    #[test]
    #[ignore = "needs chromium"]
    fn every_picture_is_drawn_and_its_words_lie_within_it_and_not_on_each_other() {
        let desk = desk();
        // Names as long as they may be, which no picture has room for.
        desk.put(
            "long.toml",
            &desk
                .read("minimal.toml")
                .replace("aurelia", "a_state_of_a_very_long_name_indeed")
                .replace("council", "a_council_of_a_very_long_name_indeed")
                .replace("\nforce = {", "\na_force_of_a_very_long_name_indeed = {"),
        );
        desk.intsoc(&["run", "long.toml", "--replicates", "10", "--out", "long", "--set", "scenario.months=400"])
            .done();
        desk.intsoc(&["report", "long"]).done();
        for folder in KINDS.iter().chain(&["long"]) {
            let lines = measured(&desk, &desk.read(&format!("{folder}/report.html")));
            let pictures: Vec<_> = lines.iter().filter(|line| line[0] == "picture").collect();
            assert_eq!(pictures.is_empty(), *folder == "patterns", "{folder}");
            for line in &pictures {
                let number = |column: usize| line[column].parse::<f64>().expect("a number");
                assert!(number(3) >= 1.0, "{folder}: nothing is drawn in {line:?}");
                assert!(number(4) >= 1.0, "{folder}: no data beside {line:?}");
                assert!(number(5) > 0.5 && number(6) > 0.5, "{folder}: it fills little of its frame: {line:?}");
            }
            let wrong: Vec<_> = lines.iter().filter(|line| line[0] != "picture").collect();
            assert!(wrong.is_empty(), "{folder}: {wrong:?}");
        }
        // What is measured does find words outside and on each other.
        let spoilt = "<text x=\"40\" y=\"40\">one word</text><text x=\"41\" y=\"41\">another</text><text x=\"-90\" y=\"9\">gone</text></svg>";
        let lines = measured(&desk, &desk.read("run/report.html").replacen("</svg>", spoilt, 1));
        for kind in ["outside", "overlap"] {
            assert!(lines.iter().any(|line| line[0] == kind), "{kind}: {lines:?}");
        }
    }

    #[test]
    #[ignore = "needs chromium"]
    fn no_page_asks_a_network_for_anything() {
        let desk = desk();
        // The proxy hears what a page does ask for.
        desk.put("asks.html", "<!DOCTYPE html><img src=\"http://pictures.example/one.png\">");
        let asked = asked_for(&desk.path("asks.html"));
        assert!(asked.iter().any(|line| line.contains("pictures.example")), "{asked:?}");
        desk.intsoc(&[&["report"], &KINDS[..], &["--out", "all.html", "--facts", "facts.csv"]].concat()).done();
        assert_eq!(asked_for(&desk.path("all.html")), Vec::<String>::new());
    }

    #[test]
    #[ignore = "needs chromium"]
    fn a_real_browser_shows_the_pages_without_a_complaint() {
        let desk = desk();
        // A complaint, where there is one, is heard.
        desk.put("wrong.html", "<!DOCTYPE html><script>nothing.of_this_name()</script>");
        assert_eq!(complaints(&browser(&["--dump-dom"], &desk.path("wrong.html"))).len(), 1);
        desk.intsoc(&[&["report"], &KINDS[..], &["--out", "run/report.html", "--facts", "facts.csv"]].concat()).done();
        for folder in KINDS {
            let page = desk.path(&format!("{folder}/report.html"));
            let output = browser(&["--dump-dom"], &page);
            assert_eq!(complaints(&output), Vec::<String>::new());
            let seen = String::from_utf8_lossy(&output.stdout).into_owned();
            let given = fs::read_to_string(&page).expect("the page");
            assert_eq!(seen.matches("<svg").count(), given.matches("<svg").count(), "{folder}");
            assert!(seen.contains("</main>"), "{folder}");
            let mut pictures = Vec::new();
            for (mode, scheme) in [("light", "1"), ("dark", "0")] {
                let file = desk.path(&format!("{folder}-{mode}.png"));
                let shot = format!("--screenshot={}", file.display());
                let colours = format!("--blink-settings=preferredColorScheme={scheme}");
                browser(&[&shot, &colours, "--window-size=900,1600"], &page);
                let picture = fs::read(&file).unwrap_or_else(|error| panic!("{folder} {mode}: {error}"));
                assert!(picture.len() > 15_000, "{folder} {mode}: an empty page");
                pictures.push(picture);
            }
            assert!(pictures[0] != pictures[1], "{folder}: dark is as light");
        }
        desk.intsoc(&["report", "run", "--facts", "facts.csv"]).done();
        let printed = desk.path("run.pdf");
        browser(&[&format!("--print-to-pdf={}", printed.display())], &desk.path("run/report.html"));
        let pdf = fs::read(&printed).expect("a PDF");
        let pages = String::from_utf8_lossy(&pdf).matches("/Type /Page\n").count();
        assert!((1..=3).contains(&pages), "{pages} pages");
    }

    /// A script that shows a page in a frame of a width, opens all that can be opened, and says how wide it is then.
    const FRAMED: &str = "<!DOCTYPE html><meta charset=utf-8><pre id=measured></pre><iframe id=frame height=900></iframe><script>
const frame = document.getElementById('frame');
frame.width = WIDTH;
frame.onload = () => {
  const page = frame.contentDocument;
  const closed = page.documentElement.scrollWidth;
  for (const details of page.querySelectorAll('details')) details.open = true;
  const letters = [...page.querySelectorAll('figure svg')].map(svg => 13 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width);
  const unreachable = [...page.querySelectorAll('.box, .drawing')].filter(box => box.tabIndex !== 0 || !box.getAttribute('aria-label')).length;
  document.getElementById('measured').textContent = [closed, page.documentElement.scrollWidth, Math.min(...letters, 99), unreachable].join(' ');
};
frame.srcdoc = PAGE;
</script>";

    /// The widths of a page in a frame, closed and with all open; the smallest letters of its figures; boxes that no key reaches.
    fn framed(desk: &Desk, page: &str, width: u32) -> Vec<f64> {
        let text = serde_json::Value::from(page).to_string().replace('<', "\\u003c");
        desk.put("framed.html", &FRAMED.replace("WIDTH", &width.to_string()).replace("PAGE", &text));
        let seen = browser(&["--dump-dom", "--window-size=1600,1200"], &desk.path("framed.html"));
        let seen = String::from_utf8_lossy(&seen.stdout).into_owned();
        let (_, rest) = seen.split_once("<pre id=\"measured\">").expect("the script ran");
        let (numbers, _) = rest.split_once("</pre>").expect("it ends");
        numbers.split(' ').map(|number| number.parse().unwrap_or_else(|_| panic!("measured {numbers:?}"))).collect()
    }

    #[test]
    #[ignore = "needs chromium"]
    fn no_page_is_wider_than_its_window_with_all_tables_open_and_figures_stay_legible() {
        let desk = desk();
        for folder in KINDS {
            let page = desk.read(&format!("{folder}/report.html"));
            for width in [1280, 360] {
                let seen = framed(&desk, &page, width);
                assert!(seen[0] <= f64::from(width) && seen[1] <= f64::from(width), "{folder} at {width}: {seen:?}");
                assert!(seen[2] >= 9.0, "{folder} at {width}: letters of {}", seen[2]);
                assert!(seen[3] == 0.0, "{folder} at {width}: {} boxes", seen[3]);
            }
        }
        // A table outside of its box is noticed.
        let spoilt = desk.read("run/report.html").replace("class=\"box\"", "");
        assert!(framed(&desk, &spoilt, 360)[1] > 360.0);
    }
}
