use intsoc::model::*;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let t = std::time::Instant::now();
    let s = match intsoc::scenario::load(path.as_ref(), &[]) {
        Ok(s) => s,
        Err(e) => {
            println!("{e}");
            return;
        }
    };
    println!("{} {} epochs {} {:?}", s.name, s.start, s.epochs.len(), t.elapsed());
    let streams = chance::Streams::new(&s.cast, s.seed);
    let mut h = History::new(&s, &streams, false);
    let out = outcomes::outcomes(&s);
    let mut sums = vec![0.0; out.len()];
    let n = 400;
    let t = std::time::Instant::now();
    for r in 0..n {
        h.begin(r);
        let mut tally = outcomes::Tally::new(&s);
        h.run(|w, st| tally.observe(w, st, 0.0, 0.0, 0.0));
        for (a, b) in sums.iter_mut().zip(tally.finish(h.world(), &s)) {
            *a += b / n as f64;
        }
    }
    println!("{:?} per history", t.elapsed() / n as u32);
    for (o, v) in out.iter().zip(&sums) {
        println!("{} {v}", o.name);
    }
}
