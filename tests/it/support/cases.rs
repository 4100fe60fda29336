//! Two small crises under one theory, each with its record.

use super::desk::Desk;

const HEADER: &str = "fact,kind,what,measure,value,low,high,unit,part,grade,source\n";

/// Writes `crises.toml` with its scenarios, their facts and a rival: of the second crisis an event that no history sees.
pub fn asked(desk: &Desk) {
    desk.put(
        "calm.toml",
        "extends = \"minimal.toml\"\n[target]\nresolve = { value = 0.5, low = 0.1, high = 0.9, grade = \"assumed\" }\n\
         [crisis]\nviolence = { value = 0.1, low = 0.05, high = 0.3, grade = \"assumed\" }\n",
    );
    desk.put("harsh.toml", "extends = \"calm.toml\"\n[scenario]\nname = \"Harsh\"\nstart = \"2004-03\"\nmonths = 12\n[crisis]\nviolence = { value = 0.8, low = 0.6, high = 1.0, grade = \"assumed\" }\n");
    desk.put("softer.toml", "extends = \"minimal.toml\"\n[target]\nresolve = 0.1\n");
    for (case, month, force) in [("calm", "2001-12", 0.01), ("harsh", "2004-12", 5.0)] {
        let facts = format!(
            "first_step,event,the first text,when(authorised.sanctions + authorised.force > 0),3,,,months from the first,fit,documented,a text\n\
             force_authorised,event,a force is allowed,when(authorised.force > 0),5,,,months from the first,fit,documented,a text\n\
             force_deployed,event,a force is there,when(deployed.force > {force}),7,,,months from the first,test,documented,a report\n\
             displaced,value,who fled,\"at(displaced, '{month}') * 1000000\",150000,,,persons,fit,documented,a count\n\
             protection,value,who is protected,average(protection),0.2,,,share,test,interpreted,a report\n\
             quiet,value,no deaths,total(violent_deaths) * 0,0,,,deaths,test,interpreted,a report\n\
             borea_on_sanctions,vote,borea withheld its vote,\"withheld(borea, sanctions)\",1,,,share of adopted texts,fit,documented,a text\n"
        );
        desk.put(&format!("{case}.csv"), &format!("{HEADER}{facts}"));
    }
    desk.put(
        "crises.toml",
        "trunk = \"minimal.toml\"\n[cases]\ncalm = { scenario = \"calm.toml\", facts = \"calm.csv\" }\nharsh = { scenario = \"harsh.toml\", facts = \"harsh.csv\" }\n\
         [rivals]\nsofter = \"softer.toml\"\n\
         [[between]]\nid = \"B1\"\nclaim = \"Need is less where violence is\"\nsource = \"a book\"\nreason = \"Need follows violence.\"\nmeasure = \"average(need)\"\norder = [[\"calm\"], [\"harsh\"]]\n\
         [[between]]\nid = \"B2\"\nclaim = \"There is as much need in both\"\nsource = \"a book\"\nreason = \"It fails.\"\nmeasures = { calm = \"at(need, '2001-01')\", harsh = \"at(need, '2004-03')\" }\nalike = [\"calm\", \"harsh\"]\nwithin = 0.1\n",
    );
}

/// Plays them, few times, into a folder.
pub fn play(desk: &Desk, out: &str) {
    play_with(desk, out, &[]);
}

/// The same, with more options.
pub fn play_with(desk: &Desk, out: &str, options: &[&str]) {
    let few = ["--replicates", "6", "--points", "4", "--per-point", "2"];
    desk.intsoc(&[&["cases", "crises.toml", "--out", out], &few[..], options].concat())
        .noted(&["numbers have no range"]);
}
